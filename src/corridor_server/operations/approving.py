"""Approval of missions: one person, or two different ones above the crew's risk budget; then papers may leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from corridor_server.operations.models import Approval, Mission, Plan
from corridor_server.operations.models.plan import OVER, MissionState, PlanState
from corridor_server.operations.replanning import take_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor_server.accounts.models import User


def approve(missions: Iterable[Mission], by: User) -> list[Mission]:
    """``by`` says yes to each of ``missions`` that this person has not said yes to; those that are now approved.

    The first approval of a plan puts it in force, and ends the others of its day.
    """
    whole: list[Mission] = []
    plans: dict[str, Plan] = {}
    with transaction.atomic():
        for mission in missions:
            mission.plan = plans.setdefault(mission.plan_id, mission.plan)
            if mission.state in OVER or mission.plan.state not in (PlanState.READY, PlanState.IN_FORCE):
                continue
            if mission.plan.pending:
                continue
            Approval.objects.get_or_create(mission=mission, by=by)
            if mission.approvals.count() >= mission.approvals_needed:
                if mission.state == MissionState.PLANNED:
                    mission.state = MissionState.APPROVED
                    mission.save(update_fields=["state", "changed"])
                whole.append(mission)
            put_in_force(mission.plan)
    return whole


def put_in_force(plan: Plan) -> None:
    """The plan of its day; others that stood are replaced."""
    if plan.state != PlanState.READY:
        return
    take_over(plan)
    others = Plan.objects.filter(day=plan.day, state__in=(PlanState.IN_FORCE, PlanState.READY)).exclude(pk=plan.pk)
    Mission.objects.filter(plan__in=others.filter(state=PlanState.IN_FORCE)).exclude(state__in=OVER).update(
        state=MissionState.CANCELLED, next_due=None
    )
    others.update(state=PlanState.REPLACED)
    plan.state = PlanState.IN_FORCE
    plan.save(update_fields=["state", "changed"])


def approved(mission: Mission) -> bool:
    """Enough different people said yes to the mission as it is now."""
    return mission.approvals.count() >= mission.approvals_needed
