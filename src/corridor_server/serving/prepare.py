"""Brings an opened store up to date before it is served: tables, certificates, the first coordinator's link."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from corridor.errors import InputRefused
from corridor_server import jobs
from corridor_server.accounts.enrolment import first_link
from corridor_server.i18n import gettext as _
from corridor_server.jobs.demonstration import DEMONSTRATION
from corridor_server.jobs.models import Job, State
from corridor_server.pki.authority import Certificates, ensure

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor_server.config import DeskConfig
    from corridor_server.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the desk is served with."""

    certificates: Certificates
    link: str | None
    first_work: Callable[[], None] | None


def prepare(config: DeskConfig, keys: Keys, *, demonstration: bool) -> Prepared:
    """Tables, certificates, the first coordinator's link, and the demonstration's job; no connection stays open."""
    bring_up_to_date(config)
    certificates = ensure(config.certificates, config.names, keys.password("certificates").encode())
    link = first_link(config.url)
    first_work = None
    if demonstration and not apps.get_model("registry", "Shelter").objects.exists():
        first_work = partial(_wait_for, jobs.enqueue(DEMONSTRATION, {}).pk)
    connections.close_all()
    return Prepared(certificates, link, first_work)


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


def _wait_for(job_id: str) -> None:
    """Until the job has ended; a failure is told and keeps nobody from the desk."""
    while not (job := Job.objects.get(pk=job_id)).over:
        time.sleep(0.3)
    if job.state != State.DONE:
        sys.stderr.write(f"✗ {job.label}: {job.error_words}\n")
    connections.close_all()
