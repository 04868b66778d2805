"""Is this desk well? Each check with its finding in words; nothing in it names a person."""

from __future__ import annotations

import shutil
import stat
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from corridor_server.audit.models import Event
from corridor_server.audit.workflow import verify_store
from corridor_server.i18n import gettext as _
from corridor_server.jobs.models import Job, State
from corridor_server.pki.authority import Certificates
from corridor_server.store.snapshot import problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor_server.config import DeskConfig
    from corridor_server.store.keyring import Keyring
    from corridor_server.store.keys import Keys

DISK_FREE = 500_000_000
LOG_LARGEST = 64_000_000
BACKUP_OLDEST = timedelta(days=2)
CERTIFICATE_LEFT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. A warning (``grave`` false) leaves the desk healthy."""

    name: str
    well: bool
    finding: str
    remedy: str = ""
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """All checks."""

    checks: tuple[Check, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing grave was found."""
        return all(check.well or not check.grave for check in self.checks)

    def as_dict(self) -> dict[str, object]:
        """Plain values, for ``--json``."""
        return {"healthy": self.healthy, "checks": [asdict(check) for check in self.checks]}


def look(config: DeskConfig, ring: Keyring, keys: Keys) -> Health:
    """Every check, the slow ones included: pages, structure, audit chain."""
    return Health(
        (
            _pages(config, keys),
            _tables(),
            _audit(),
            _disk(config),
            _log_of_changes(config),
            _files(config),
            _shares(ring),
            _backups(),
            _certificate(config),
            _jobs(),
        )
    )


def _pages(config: DeskConfig, keys: Keys) -> Check:
    found = problems(config.database, keys.database)
    text = _("Every page opens, and structure and references are whole.") if not found else "; ".join(found[:3])
    return Check("store", not found, text, "" if not found else _("Restore the newest backup: corridor admin restore"))


def _tables() -> Check:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Check("tables", not waiting, _("Changes of tables that wait: {n}").format(n=waiting))


def _audit() -> Check:
    verdict = verify_store()
    text = _("Entries: {n}; findings: {found}").format(n=verdict.entries, found=len(verdict.findings))
    return Check("audit", verdict.whole, text, "" if verdict.whole else _("Tell the data protection officer today."))


def _disk(config: DeskConfig) -> Check:
    free = shutil.disk_usage(config.folder).free
    remedy = "" if free > DISK_FREE else _("Make room before work goes on.")
    return Check("disk", free > DISK_FREE, _("Free: {n} MB").format(n=free // 10**6), remedy)


def _log_of_changes(config: DeskConfig) -> Check:
    path = config.database.with_name(config.database.name + "-wal")
    size = path.stat().st_size if path.exists() else 0
    return Check(
        "write_ahead_log", size < LOG_LARGEST, _("Write-ahead log: {n} MB").format(n=size // 10**6), grave=False
    )


def _files(config: DeskConfig) -> Check:
    private = [one for one in config.folder.rglob("*") if one.is_file() and not one.name.endswith(".pem")]
    roads = config.folder / "roads"
    open_to_others = [one for one in private if roads not in one.parents and stat.S_IMODE(one.stat().st_mode) & 0o077]
    text = _("Files that others may read: {n}").format(n=len(open_to_others))
    return Check("files", not open_to_others, text, "" if not open_to_others else _("chmod 600 them."))


def _shares(ring: Keyring) -> Check:
    made = ring.shares is not None
    text = _("Shares of the key were made.") if made else _("No shares of the key: one death would lose the registry.")
    return Check("shares", made, text, "" if made else _("corridor admin keys shares"), grave=False)


def _backups() -> Check:
    last = Event.objects.filter(action="store.backed_up").order_by("-number").values_list("at", flat=True).first()
    if last is None:
        return Check("backup", False, _("There is no backup."), _("corridor admin backup"), grave=False)
    when = datetime.fromtimestamp(last / 1e6, UTC)
    text = _("Newest backup: {when}").format(when=when.isoformat(timespec="minutes"))
    return Check("backup", timezone.now() - when < BACKUP_OLDEST, text, _("corridor admin backup"), grave=False)


def _certificate(config: DeskConfig) -> Check:
    files = Certificates(config.certificates)
    if not files.server.exists():
        return Check("certificate", True, _("Made at the first start."), grave=False)
    ends = x509.load_pem_x509_certificates(files.server.read_bytes())[0].not_valid_after_utc
    text = _("Good until {when}").format(when=ends.date().isoformat())
    return Check("certificate", ends - datetime.now(UTC) > CERTIFICATE_LEFT, text, _("It is renewed at each start."))


def _jobs() -> Check:
    failed: Iterable[str] = Job.objects.filter(
        state=State.FAILED, ended__gte=timezone.now() - timedelta(days=1)
    ).values_list("name", flat=True)
    names = ", ".join(sorted(set(failed)))
    text = _("Failed in a day: {names}").format(names=names) if names else _("None failed in a day.")
    return Check("jobs", not names, text, _("Look at the page of jobs.") if names else "", grave=False)
