"""``corridor admin``: what is done to a desk from its own machine."""

from __future__ import annotations

import typer

from corridor_server.commands.admin import keys, load, store, users
from corridor_server.i18n import gettext as _


def register(app: typer.Typer) -> None:
    """Add the commands."""
    admin = typer.Typer(help=_("Look after a desk: health, backups, keys, users, retention."), no_args_is_help=True)
    for module in (store, keys, users, load):
        module.register(admin)
    app.add_typer(admin, name="admin")
