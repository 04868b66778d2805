"""Changing a plan by hand: the places for a stop and what they cost, accepting one, and holding stops fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corridor_server import jobs
from corridor_server.audit.record import record
from corridor_server.operations import shown
from corridor_server.operations.models import Plan, Stop
from corridor_server.operations.models.plan import OVER, MissionState, PlanState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHANGING = (PlanState.READY, PlanState.IN_FORCE)


def _stop(pk: str) -> Stop:
    return get_object_or_404(Stop.objects.select_related("mission__plan", "shelter"), pk=pk)


@require_GET
def stop_places(request: HttpRequest, pk: str) -> HttpResponse:
    """Every place for a stop, with its cost. ``into`` names a mission whose places come first, as after a drag."""
    from corridor_server.operations import moving  # noqa: PLC0415 - brings the engine

    stop = _stop(pk)
    places = moving.options(stop) if stop.mission.plan.state in CHANGING else []
    into = request.GET.get("into", "")
    if into:
        places = sorted(places, key=lambda one: one.mission != into)
    dialog = request.headers.get("HX-Request") == "true"
    context = {
        "stop": stop, "name": shown.name_of(stop), "places": places, "into": into, "plan": stop.mission.plan,
        "dialog": dialog,
    }  # fmt: skip
    if dialog:
        return render(request, "operations/parts/places.html", context)
    return render(request, "operations/places.html", context)


@require_POST
def stop_move(request: HttpRequest, pk: str) -> HttpResponse:
    """Accept one of the places shown; the changed trips are then driven on real roads by a job."""
    from corridor_server.operations import moving  # noqa: PLC0415 - brings the engine

    stop = _stop(pk)
    plan = stop.mission.plan
    same = request.POST.get("seen", "") == str(int(plan.changed.timestamp()))
    free = stop.mission.state not in (*OVER, MissionState.OUT) and plan.state in CHANGING
    places = moving.options(stop) if same and free else []
    chosen = next((one for one in places if one.key == request.POST.get("place", "")), None)
    if chosen is None or chosen.broken:
        return _too_late(request, plan)
    with transaction.atomic():
        now = Plan.objects.get(pk=plan.pk)
        if now.pending or now.changed != plan.changed:  # somebody was quicker
            return _too_late(request, plan)
        plan.pending = chosen.option.draft.model_dump(mode="json")
        plan.job = jobs.enqueue("operations.change", {"plan": plan.pk}, request.user)
        plan.save(update_fields=["pending", "job", "changed"])
        record(request, "plan.changed", obj=plan, detail={"new_trip": chosen.option.new_trip})
    return redirect("operations:plan_show", pk=plan.pk)


def _too_late(request: HttpRequest, plan: Plan) -> HttpResponse:
    messages.error(request, _("The plan has changed meanwhile, or this cannot be done. Look at the places again."))
    return redirect("operations:plan_show", pk=plan.pk)


@require_POST
@transaction.atomic
def stop_lock(request: HttpRequest, pk: str) -> HttpResponse:
    """Hold a stop fast, or let it go: its trip stands in a replan, and nobody moves it."""
    stop = _stop(pk)
    stop.locked = not stop.locked
    stop.save(update_fields=["locked", "changed"])
    record(request, "stop.locked" if stop.locked else "stop.unlocked", obj=stop)
    return redirect("operations:plan_show", pk=stop.mission.plan_id)
