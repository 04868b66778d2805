"""The queue as seen by views and workers: put, take, cancel, end. Every step is one short transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from corridor_server.audit.record import record_by
from corridor_server.i18n import gettext as _
from corridor_server.i18n import language_in_force
from corridor_server.jobs.kinds import kind
from corridor_server.jobs.models import Job, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser

    from corridor_server.accounts.models import User

MOST_ATTEMPTS = 3
"""A job that took its worker down so often is given up."""


def put(name: str, params: Mapping[str, Any], by: User | AnonymousUser | str | None) -> Job:
    """See ``jobs.enqueue``."""
    kind(name)
    who = by if by is None or isinstance(by, str) else str(by.pk or "") or None
    with transaction.atomic():
        job = Job.objects.create(name=name, params=dict(params), by_id=who, language=language_in_force())
        record_by(who or "", "job.asked", kind=job._meta.label, object_id=job.pk, detail={"job": name})
    return job


def take(worker: int) -> Job | None:
    """The oldest waiting job, now this worker's; None where nothing waits."""
    with transaction.atomic():
        job = Job.objects.filter(state=State.QUEUED).order_by("created").first()
        if job is None:
            return None
        job.state, job.worker, job.started = State.RUNNING, worker, timezone.now()
        job.attempts += 1
        job.save(update_fields=["state", "worker", "started", "attempts", "changed"])
    return job


def give_back(worker: int) -> None:
    """Jobs that a killed worker held wait again, up to ``MOST_ATTEMPTS``."""
    for job in Job.objects.filter(state=State.RUNNING, worker=worker):
        if job.cancel_asked:
            end(job, State.CANCELLED)
        elif job.attempts >= MOST_ATTEMPTS:
            end(job, State.FAILED, error=_given_up())
        else:
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
                state=State.QUEUED, worker=None, done=0, total=None, step=""
            )


def ask_to_cancel(job: Job) -> None:
    """A waiting job ends at once; a running one at its next sign of progress."""
    with transaction.atomic():
        now = timezone.now()
        if not Job.objects.filter(pk=job.pk, state=State.QUEUED).update(
            state=State.CANCELLED, cancel_asked=now, ended=now
        ):
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=now)
    job.refresh_from_db()


def again(job: Job, by: User) -> Job:
    """The same work once more."""
    return put(job.name, job.params, by)


def end(
    job: Job, state: State, *, result: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None
) -> None:
    """Write how it ended, with its place in the audit."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(
            state=state, ended=timezone.now(), result=dict(result or {}), error=dict(error or {})
        )
        detail = {"job": job.name} | ({"code": error["code"]} if error else {})
        record_by(str(job.by_id or ""), f"job.{state}", kind=job._meta.label, object_id=job.pk, detail=detail)


def _given_up() -> dict[str, Any]:
    return {
        "code": "jobs.lost",
        "what": _("The work was begun {n} times and broken off each time.").format(n=MOST_ATTEMPTS),
        "where": "",
        "remedy": _("Look at the memory and the disk of this machine, then start it again."),
    }
