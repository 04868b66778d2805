"""The desk's commands, found by ``corridor`` through the entry-point group ``corridor.commands``.

This module stays light, so that ``corridor plan`` starts no web framework; each command imports what it needs.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

MODULES = ("serve", "admin")


def register(app: typer.Typer) -> None:
    """Add the desk's commands, where the desk is installed (``corridor[desk]``)."""
    if find_spec("django") is None or find_spec("sqlcipher3") is None:
        return
    for name in MODULES:
        import_module(f"corridor_server.commands.{name}").register(app)
