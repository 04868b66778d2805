"""Brings an opened store up to date before it is served: tables, certificates, the first coordinator's link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig


def bring_up_to_date(config: DeskConfig) -> bool:
    """Make missing tables; whether anything was changed.

    Raises:
        InputRefused: ``store.not_readable``: the keys do not open the database file, or it is damaged.
    """
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise InputRefused(
            "store.not_readable",
            _("The keys do not open the database: it belongs to another keyring, or it is damaged."),
            config.database.name,
            _("Restore the newest backup: corridor admin restore"),
        ) from error
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
        config.database.chmod(0o600)
    return bool(plan)
