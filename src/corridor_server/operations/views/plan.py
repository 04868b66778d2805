"""The plan of the day: ask for it, watch it being made, read it, approve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor_server import jobs
from corridor_server.accounts import access
from corridor_server.audit.record import record
from corridor_server.jobs.queue import ask_to_cancel
from corridor_server.maps.roads import roads_in_force
from corridor_server.operations import approving, replanning, shown
from corridor_server.operations.forms.plan import PlanForm, ReplanForm
from corridor_server.operations.models import Plan, Vehicle
from corridor_server.operations.models.plan import OVER, PlanState
from corridor_server.operations.situation import changes_since
from corridor_server.operations.timeline import timeline
from corridor_server.operations.warm import warm

if TYPE_CHECKING:
    from django.http import HttpRequest

LATELY = 12
NEWS = 8
"""Plans listed."""


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The plan that crews drive by now; else the one being looked at or being made; else the form."""
    rows = Plan.objects.filter(day__gte=timezone.localdate()).order_by("day", "-created")
    for state in (PlanState.IN_FORCE, PlanState.READY, PlanState.ASKED):
        found = rows.filter(state=state).first()
        if found is not None:
            return _show(request, found)
    return _ask(request, PlanForm.usual())


@require_GET
def plan_show(request: HttpRequest, pk: str) -> HttpResponse:
    """One plan."""
    return _show(request, get_object_or_404(Plan, pk=pk))


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Ask for a plan."""
    if request.method == "GET":
        return _ask(request, PlanForm.usual())
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, 422)
    made = _enqueue(request, Plan(day=form.cleaned_data["day"], asked=form.asked()))
    return redirect("operations:plan_show", pk=made.pk)


@require_http_methods(["GET", "POST"])
def replan(request: HttpRequest, pk: str) -> HttpResponse:
    """Plan the rest of the day anew; what is done, under way or locked stands."""
    old = get_object_or_404(Plan, pk=pk)
    vehicles = list(Vehicle.objects.filter(missions__plan=old).distinct())
    form = ReplanForm(request.POST or None, vehicles=vehicles)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for vehicle in vehicles:
                if vehicle.pk in form.cleaned_data["out"] and vehicle.out_since is None:
                    vehicle.out_since = timezone.now()
                    vehicle.save()
            why = dict(form.fields["why"].choices)[form.cleaned_data["why"]]  # type: ignore[attr-defined]
            made = _enqueue(request, Plan(day=old.day, asked=old.asked, replaces=old, why=str(why)))
        return redirect("operations:plan_show", pk=made.pk)
    kept = replanning.kept_trips(old)
    standing = old.missions.filter(code__in=kept).select_related("vehicle", "crew")
    context = {
        "form": form,
        "plan": old,
        "stands": [{"vehicle": one.vehicle, "crew": one.crew, "trips": len(kept[one.code])} for one in standing],
        "news": changes_since(old.as_of or old.created, NEWS),
    }
    return render(request, "operations/replan.html", context, status=422 if form.is_bound else 200)


@require_GET
def plan_progress(request: HttpRequest, pk: str) -> HttpResponse:
    """How far the planning is; tells htmx to load the page anew once it is over."""
    row = get_object_or_404(Plan.objects.select_related("job"), pk=pk)
    if _busy(row):
        return render(request, "operations/parts/progress.html", {"plan": row, **_progress(row)})
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_POST
@transaction.atomic
def plan_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop the planning, or drop a plan that nobody approved."""
    row = get_object_or_404(Plan.objects.select_related("job"), pk=pk)
    if row.state not in (PlanState.ASKED, PlanState.READY, PlanState.FAILED):
        messages.error(request, _("A plan that is in force is not dropped; plan anew instead."))
        return redirect("operations:plan_show", pk=pk)
    if row.job is not None and not row.job.over:
        ask_to_cancel(row.job)
    row.state = PlanState.DROPPED
    row.save(update_fields=["state", "changed"])
    record(request, "plan.dropped", obj=row)
    messages.success(request, _("The plan was dropped."))
    return redirect("operations:plan")


@require_POST
@transaction.atomic
def plan_approve(request: HttpRequest, pk: str) -> HttpResponse:
    """Say yes to every mission within its crew's budget."""
    row = get_object_or_404(Plan, pk=pk)
    within = [one for one in row.missions.select_related("plan") if not one.above_budget]
    whole = approving.approve(within, request.user)  # type: ignore[arg-type] # the guard lets nobody else in
    record(request, "plan.approved", obj=row, detail={"missions": len(whole)})
    told = ngettext("{n} mission is approved.", "{n} missions are approved.", len(whole)).format(n=len(whole))
    messages.success(request, told)
    return redirect("operations:plan_show", pk=pk)


def _enqueue(request: HttpRequest, row: Plan) -> Plan:
    row.by_id = request.user.pk
    with transaction.atomic():
        row.save()
        row.job = jobs.enqueue("operations.plan", {"plan": row.pk}, request.user)
        row.save(update_fields=["job"])
        record(request, "plan.asked", obj=row)
    return row


def _ask(request: HttpRequest, form: PlanForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "roads": roads_in_force() is not None,
        "vehicles": bool(form.fields["vehicles"].choices),  # type: ignore[attr-defined]
        "may_plan": access.may(request.user, "operations:plan_new", "POST"),
        "lately": Plan.objects.exclude(state=PlanState.DROPPED)[:LATELY],
    }
    return render(request, "operations/plan_new.html", context, status=status)


def _busy(row: Plan) -> bool:
    return row.job is not None and not row.job.over and (row.state == PlanState.ASKED or bool(row.pending))


def _progress(row: Plan) -> dict[str, Any]:
    job = row.job
    share = 100 * job.done / job.total if job and job.total else None
    return {"job": job, "value": share}


def _newer(row: Plan) -> Plan | None:
    """A later plan for the same day or after it that nobody has approved yet, beside one that is in force."""
    if row.state != PlanState.IN_FORCE:
        return None
    later = Plan.objects.filter(state__in=(PlanState.ASKED, PlanState.READY), day__gte=row.day, created__gt=row.created)
    return later.order_by("-created").first()


def _show(request: HttpRequest, row: Plan) -> HttpResponse:
    answer = shown.answer_or_none(row)
    missions = shown.missions(row, answer)
    undecided = [one for one in missions if not one.approved and not one.over]
    context: dict[str, Any] = {
        "plan": row,
        "busy": _busy(row),
        "answer": answer,
        "missions": missions,
        "within": [one for one in undecided if not one.mission.above_budget],
        "above": [one for one in undecided if one.mission.above_budget],
        "may_approve": access.may(request.user, "operations:mission_approve", "POST"),
        "may_change": access.may(request.user, "operations:stop_move", "POST")
        and row.state in (PlanState.READY, PlanState.IN_FORCE)
        and not row.pending,
        "may_plan": access.may(request.user, "operations:plan_new", "POST"),
        "may_print": access.may(request.user, "operations:sheet"),
        "own": str(request.user.pk),
        "newer": _newer(row),
        "lately": Plan.objects.exclude(state=PlanState.DROPPED).exclude(pk=row.pk)[:LATELY],
        "over": all(one.mission.state in OVER for one in missions) if missions else False,
    } | _progress(row)
    if context["may_change"]:
        warm()
    if answer is not None:
        context |= {
            "ways": shown.ways(answer),
            "left": shown.left_out(row, answer),
            "left_count": len(answer.unserved),
            "verdict_reason": shown.said(answer.verdict_reason),
            "rests_on": [(shown.said(one.name), one) for one in answer.rests_on],
            "warnings": [shown.said(one) for one in answer.warnings],
            "km": answer.figures.length_m / 1000,
            "grey_km": answer.figures.grey_m / 1000,
            "line": timeline(missions, answer.rhythm if answer.rhythm_usable else ()),
        }
    return render(request, "operations/plan.html", context)
