"""Jobs of operations: plan a day, drive a change on real roads, print. Run by a worker; see ``jobs``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from corridor.errors import InputRefused
from corridor.workflows.change_plan import drive_changes
from corridor.workflows.crew_papers import press_sheets
from corridor.workflows.open_roads import StoredRoads, open_roads
from corridor.workflows.plan_operation import plan_operation
from corridor_server.audit.record import record_by
from corridor_server.jobs import Cancelled
from corridor_server.maps.roads import road_files, roads_in_force
from corridor_server.operations.bridge import heard, known_now
from corridor_server.operations.kept import answer_of, codes_of, draft_of, packed, snapshot_of
from corridor_server.operations.models import Mission, Plan
from corridor_server.operations.models.plan import PlanState
from corridor_server.operations.replanning import carried_over, kept_missions
from corridor_server.operations.unfold import unfold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress
    from corridor.workflows.plan_day import DayPlan

LANGUAGES = ("en", "uk")
EFFORTS = {
    "quick": {"iterations": 8, "finalists": 250},
    "usual": {"iterations": 30, "finalists": 700},
    "thorough": {"iterations": 120, "finalists": 1600},
}
"""How hard to look. The same choices give the same plan: no clock cuts the search short."""


def plan(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> Mapping[str, Any]:
    """Plan the day that a ``Plan`` row asks for, or the rest of it."""
    row = Plan.objects.get(pk=params["plan"])
    try:
        day = _plan(row, progress, cancelled)
    except Cancelled:
        Plan.objects.filter(pk=row.pk).update(state=PlanState.DROPPED)
        raise
    except Exception:  # whatever it was, nobody is to wait for this plan any more
        Plan.objects.filter(pk=row.pk).update(state=PlanState.FAILED)
        raise
    _press(row, day, None, progress)
    return {"plan": row.pk, "missions": len(day.plan.missions)}


def _plan(row: Plan, progress: Progress, cancelled: Callable[[], bool]) -> DayPlan:
    known = known_now(row.day, asked=row.asked)
    if not known.operation.vehicles:
        raise InputRefused(
            "plan.no_vehicles",
            _("No vehicle is ready: each needs a crew on duty and a depot in use."),
            "",
            _("Open “Vehicles and crews”, and give a vehicle a crew."),
        )
    kept = kept_missions(row.replaces, known.codes) if row.replaces else ()
    worked = plan_operation(
        known.operation,
        heard(),
        stored_roads(),
        kept=kept,
        seed=int(row.asked.get("seed", 1)),
        **EFFORTS.get(row.asked.get("effort", ""), EFFORTS["usual"]),
        progress=progress,
        stop=cancelled,
    )
    with transaction.atomic():
        row.as_of = known.operation.settings.as_of
        row.codes = known.codes.by_kind
        row.snapshot = packed(worked.day.operation)
        row.answer, row.book = packed(worked.day.plan), worked.book
        row.draft, row.pending = worked.draft.model_dump(mode="json"), {}
        row.state = PlanState.READY
        row.save()
        unfold(row)
        if row.replaces:
            carried_over(row)
        record_by(
            str(row.by_id or ""),
            "plan.made",
            kind=row._meta.label,
            object_id=str(row.pk),
            detail={"missions": len(worked.day.plan.missions)},
        )
    return worked.day


def change(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> Mapping[str, Any]:
    """Drive the trips that were changed by hand on the roads as they are known now."""
    del cancelled
    row = Plan.objects.get(pk=params["plan"])
    if not row.pending:
        return {"plan": row.pk}
    try:
        return _change(row, progress)
    except Exception:  # whatever it was, the plan stands as it was and may be changed again
        Plan.objects.filter(pk=row.pk).update(pending={})
        raise


def _change(row: Plan, progress: Progress) -> Mapping[str, Any]:
    answer, before = answer_of(row), draft_of(row)
    after = type(before).model_validate(row.pending)
    day = drive_changes(
        answer, snapshot_of(row), heard(), stored_roads(), book=bytes(row.book or b""), before=before, after=after,
        progress=progress,
    )  # fmt: skip
    with transaction.atomic():
        row.answer, row.draft, row.pending = packed(day.plan), after.model_dump(mode="json"), {}
        row.save(update_fields=["answer", "draft", "pending", "changed"])
        written = unfold(row)
    fresh = {code for code, mission in written.items() if not mission.sheet_en}
    _press(row, day, fresh, progress)
    return {"plan": row.pk, "missions": len(fresh)}


def stored_roads() -> StoredRoads:
    """The desk's roads.

    Raises:
        InputRefused: ``maps.no_roads``.
    """
    if roads_in_force() is None:
        raise InputRefused(
            "maps.no_roads", _("The desk has no roads yet."), "", _("Import an extract under “Roads and reports”.")
        )
    return open_roads(road_files().network)


def _press(row: Plan, day: DayPlan, missions: set[str] | None, progress: Progress) -> None:
    """Crew sheets in both languages, ready for when their mission is approved."""
    sheets = press_sheets(day, LANGUAGES, missions, progress)
    for code in {code for code, _language in sheets}:
        pressed = {f"sheet_{language}": sheets[code, language] for language in LANGUAGES}
        Mission.objects.filter(plan=row, code=code).update(**pressed)


__all__ = ["change", "codes_of", "plan", "stored_roads"]
