"""The page of jobs: what runs, what waits, what has ended and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from corridor_server.audit.record import record
from corridor_server.jobs import queue
from corridor_server.jobs.demonstration import DEMONSTRATION
from corridor_server.jobs.kinds import label_of
from corridor_server.jobs.models import ENDED, Job, State
from corridor_server.web.tables import Column, Filter, answer, table_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    Column("name", gettext_lazy("Work"), sort=("name",)),
    Column("state", gettext_lazy("State"), sort=("state",)),
    Column("ended", gettext_lazy("Ended"), sort=("ended",)),
    Column("acts", gettext_lazy("Acts"), hidden_label=True),
)
FILTERS = (
    Filter("state", gettext_lazy("State"), [(one.value, one.label) for one in State if one in ENDED], by="state"),
)


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """All jobs, those still going first."""
    going = Job.objects.exclude(state__in=ENDED).order_by("created")
    ended = Job.objects.filter(state__in=ENDED)
    table = table_page(request, ended, COLUMNS, FILTERS, order="-ended")
    return answer(request, "jobs/jobs.html", going=going, table=table)


@require_POST
@transaction.atomic
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(Job, pk=pk)
    queue.ask_to_cancel(job)
    record(request, "job.cancel_asked", obj=job, detail={"job": job.name})
    if job.state == State.CANCELLED:
        messages.success(request, _("Cancelled."))
    elif job.over:
        messages.info(request, _("It had ended already."))
    else:
        messages.info(request, _("It stops at its next step."))
    return redirect("jobs:list")


@require_POST
def demonstration(request: HttpRequest) -> HttpResponse:
    """Fill an empty desk with the fictional demonstration."""
    queue.put(DEMONSTRATION, {}, request.user)
    messages.success(request, _("The demonstration is being loaded."))
    return redirect("jobs:list")


@require_POST
def again(request: HttpRequest, pk: str) -> HttpResponse:
    """The same work once more, for one that failed or was cancelled."""
    job = get_object_or_404(Job, pk=pk, state__in=(State.FAILED, State.CANCELLED))
    if job.name == label_of(job.name):
        messages.error(request, _("This version of the desk does not know this work any more."))
    else:
        queue.put(job.name, job.params, request.user)
        messages.success(request, _("Put into the queue again."))
    return redirect("jobs:list")
