"""A mission: approval, papers, handing over, its log, and what happened at its stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.errors import InputRefused
from corridor_server.accounts import access
from corridor_server.accounts.seen import seen_all
from corridor_server.audit.record import record
from corridor_server.operations import approving, shown
from corridor_server.operations.following import late_by, log_entry
from corridor_server.operations.forms.mission import LogForm, PacketForm
from corridor_server.operations.kept import answer_of, snapshot_of
from corridor_server.operations.models import Mission
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import OVER, MissionState, PlanState
from corridor_server.operations.told import doors, happened
from corridor_server.registry.models import Item

if TYPE_CHECKING:
    from django.http import HttpRequest


LEFT = (MissionState.OUT, MissionState.BACK, MissionState.STOPPED)
"""Something may have happened on them."""


def _mission(pk: str) -> Mission:
    rows = Mission.objects.select_related("plan", "vehicle", "crew")
    return get_object_or_404(rows, pk=pk)


@require_GET
def mission(request: HttpRequest, pk: str) -> HttpResponse:
    """One mission."""
    return _page(request, _mission(pk))


@require_POST
@transaction.atomic
def mission_approve(request: HttpRequest, pk: str) -> HttpResponse:
    """Say yes to one mission."""
    row = _mission(pk)
    whole = approving.approve([row], request.user)  # type: ignore[arg-type]
    record(request, "mission.approved", obj=row, detail={"approvals": row.approvals.count()})
    if whole:
        messages.success(request, _("Approved. Its sheet may be printed now."))
    elif row.above_budget:
        messages.info(request, _("Noted. A second person must approve: it is above the crew's risk budget."))
    if request.POST.get("back") == "mission":
        return redirect("operations:mission", pk=pk)
    return redirect("operations:plan_show", pk=row.plan_id)


@require_GET
def sheet(request: HttpRequest, pk: str) -> HttpResponse:
    """The crew sheet as PDF, in the reader's language; only once the mission is approved."""
    row = _mission(pk)
    language = "uk" if (get_language() or "en").startswith("uk") else "en"
    content = row.sheet_uk if language == "uk" else row.sheet_en
    if not approving.approved(row) or row.state in OVER or not content:
        messages.error(request, _("The sheet is printed after the mission is approved."))
        return redirect("operations:mission", pk=pk)
    record(request, "mission.sheet_printed", obj=row)
    headers = {"Content-Disposition": f'inline; filename="mission-{row.pk[-6:]}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(bytes(content), content_type="application/pdf", headers=headers)


@require_POST
def packet(request: HttpRequest, pk: str) -> HttpResponse:
    """The exact packet, encrypted to a passphrase that is told to the crew by another way."""
    from corridor.workflows.crew_papers import seal_packet  # noqa: PLC0415 - the engine, only when it is needed

    row, form = _mission(pk), PacketForm(request.POST)
    if not approving.approved(row) or row.state in OVER or not row.sheet_en or not row.sheet_uk:
        messages.error(request, _("The packet is made after the mission is approved."))
        return redirect("operations:mission", pk=pk)
    language = "uk" if (get_language() or "en").startswith("uk") else "en"
    if not form.is_valid():
        return _page(request, row, packet_form=form, status=422)
    try:
        content = seal_packet(
            answer_of(row.plan), snapshot_of(row.plan), row.code,
            bytes(row.sheet_uk if language == "uk" else row.sheet_en), form.cleaned_data["passphrase"], language,
        )  # fmt: skip
    except InputRefused as refused:
        form.add_error("passphrase", f"{refused.what} {refused.remedy}")
        return _page(request, row, packet_form=form, status=422)
    record(request, "mission.packet_made", obj=row)
    headers = {
        "Content-Disposition": f'attachment; filename="mission-{row.pk[-6:]}.zip.age"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_POST
@transaction.atomic
def mission_log(request: HttpRequest, pk: str) -> HttpResponse:
    """An entry of the log: left, checked in, stop done, back, help, a note."""
    row = _mission(pk)
    form = LogForm(request.POST, mission=row)
    if not form.is_valid():
        return _page(request, row, log_form=form, status=422)
    kind = LogKind(form.cleaned_data["kind"])
    if kind in (LogKind.LEFT, LogKind.HANDED_OVER) and not approving.approved(row):
        messages.error(request, _("The mission is not approved: nobody leaves on it."))
        return redirect("operations:mission", pk=pk)
    log_entry(
        row, kind, by=request.user, stop=form.cleaned_data.get("stop"), at=form.cleaned_data.get("at"),
        note=form.cleaned_data.get("note", ""),
    )  # fmt: skip
    record(request, f"mission.{kind.value}", obj=row)
    messages.success(request, _("Written into the log."))
    return redirect("operations:mission", pk=pk)


@require_http_methods(["GET", "POST"])
def outcomes(request: HttpRequest, pk: str) -> HttpResponse:
    """What happened at the stops of a mission; recording it again changes nothing."""
    from corridor_server.fieldsync.saying import said_of  # noqa: PLC0415 - the room above, which reads what crews sent
    from corridor_server.operations.forms.outcomes import OutcomeForm  # noqa: PLC0415 - brings the engine
    from corridor_server.operations.outcomes import record_outcomes  # noqa: PLC0415 - brings the engine

    row = _mission(pk)
    if row.state not in LEFT:
        messages.error(request, _("The crew has not left: nothing can have happened yet."))
        return redirect("operations:mission", pk=pk)
    form = OutcomeForm(request.POST or None, mission=row, crew=said_of(row))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            told = record_outcomes(row, form.outcomes(), by=request.user, driven=form.cleaned_data["driven"])
            record(request, "mission.outcomes", obj=row, detail={"recorded": told.recorded, "already": told.already})
        messages.success(
            request,
            _("Recorded: {new}. Recorded before, so left alone: {old}.").format(new=told.recorded, old=told.already),
        )
        for words in told.notes:
            messages.warning(request, words)
        return redirect("operations:mission", pk=pk)
    context = {"mission": row, "form": form, "stops": form.stops}
    return render(request, "operations/outcomes.html", context, status=422 if form.is_bound else 200)


def _page(
    request: HttpRequest,
    row: Mission,
    *,
    log_form: LogForm | None = None,
    packet_form: PacketForm | None = None,
    status: int = 200,
) -> HttpResponse:
    items = {item.key: item for item in Item.objects.all()}
    approvals = list(row.approvals.select_related("by"))
    context = {
        "mission": row,
        "shown": shown.shown_mission(row, items, shown.reference_of(row.plan)),
        "own": str(request.user.pk),
        "standing": row.plan.state in (PlanState.READY, PlanState.IN_FORCE) and not row.plan.pending,
        "approvals": approvals,
        "approved": len(approvals) >= row.approvals_needed,
        "over": row.state in OVER,
        "left": row.state in LEFT,
        "can_log": len(approvals) >= row.approvals_needed and row.plan.state == PlanState.IN_FORCE,
        "late": late_by(row, timezone.now()),
        "log": seen_all(request.user, row.log.select_related("by", "stop__shelter")),
        "log_form": log_form or LogForm(mission=row),
        "packet_form": packet_form or PacketForm(),
        "may_approve": access.may(request.user, "operations:mission_approve", "POST"),
        "may_log": access.may(request.user, "operations:mission_log", "POST"),
        "may_print": access.may(request.user, "operations:sheet"),
        "recorded": row.outcomes.exists(),
        "happened": happened(row, items) if access.may(request.user, "operations:outcomes") else [],
        "doors": doors(row) if access.may(request.user, "registry:household") else [],
    }
    return render(request, "operations/mission.html", context, status=status)
