"""Runs one job in this process: progress into the table, cancel, and every ending in words."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.utils import translation

from corridor.errors import CorridorError
from corridor.i18n import using
from corridor_server.i18n import gettext as _
from corridor_server.jobs.kinds import Cancelled, kind
from corridor_server.jobs.models import Job, State
from corridor_server.jobs.queue import end
from corridor_server.store.full import disk_full

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger(__name__)

TELL_EVERY_S = 0.5
"""Between two writes of progress: the store has one writer."""


@dataclass(slots=True)
class Teller:
    """The ``progress`` of one job; it also hears of a wish to cancel."""

    job: Job
    told: float = 0.0
    step: str = ""
    stop: bool = False

    def __call__(self, step: str, done: float, total: float | None) -> None:
        """Write at most every half second, and when the step changes."""
        now = time.monotonic()
        if step != self.step or now - self.told >= TELL_EVERY_S:
            self.told, self.step = now, step
            Job.objects.filter(pk=self.job.pk).update(step=step[:120], done=done, total=total)
            self.look()
        if self.stop:
            raise Cancelled

    def look(self) -> None:
        """Has somebody asked to stop?"""
        self.stop = Job.objects.filter(pk=self.job.pk, cancel_asked__isnull=False).exists()

    def cancelled(self) -> bool:
        """For work that asks by itself."""
        if time.monotonic() - self.told >= TELL_EVERY_S:
            self.told = time.monotonic()
            self.look()
        return self.stop


def run(job: Job) -> None:
    """Run ``job``, which this process has taken, to its end; nothing is raised but a wish to end the process."""
    teller = Teller(job)
    with translation.override(job.language), using(job.language):
        try:
            found = kind(job.name).work()(job.params, teller, teller.cancelled)
        except Cancelled:
            end(job, State.CANCELLED)
        except CorridorError as error:
            end(job, State.FAILED, error=error.as_dict())
        except Exception as error:  # whatever went wrong belongs to this job, the worker goes on
            log.error("job_failed", job=job.pk, kind=job.name, exc_info=error)
            end(job, State.FAILED, error=_fault(error))
        else:
            end(job, State.DONE, result=found)


def _fault(error: Exception) -> Mapping[str, Any]:
    """Our own mistake, or the disk's: told without the values that an exception may quote."""
    if disk_full(error):
        what = _("The disk of this desk is full, or it fails.")
        remedy = _("Nothing was changed. Make room on the desk's disk, then start it again.")
        return {"code": "store.disk_full", "what": what, "where": "", "remedy": remedy}
    if isinstance(error, OSError) and error.errno:
        what = _("The file system refused: {reason}.").format(reason=error.strerror or "")
        remedy = _("Check that the disk is not full and that the desk's folder may be written to.")
        return {"code": "jobs.file_system", "what": what, "where": "", "remedy": remedy}
    return {
        "code": "jobs.fault",
        "what": _("Something went wrong in the program ({kind}).").format(kind=type(error).__name__),
        "where": "",
        "remedy": _("Nothing was changed. Start it again; if it fails again, send the diagnostics to the developers."),
    }
