"""Plan a day from what a program holds in memory, and keep what hand-made changes are priced on.

The desk uses this: nothing of shelters or people is written to a disk on the way.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain.draft import Draft
from corridor.domain.keeping import after_kept
from corridor.domain.plan import Figures, Mission, Plan, Trip
from corridor.missions.redo import draft_of
from corridor.missions.seeds import Watch
from corridor.missions.solve import Effort, solve_day
from corridor.progress import Progress, silent
from corridor.workflows.plan_day import ITERATIONS, DayPlan, assemble_plan, lay_ground, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corridor.domain.heard import Heard
    from corridor.domain.operation import Operation
    from corridor.workflows.open_roads import StoredRoads


@dataclass(frozen=True, eq=False)
class WorkedDay:
    """A planned day, its trips as a draft that can be changed, and the prices for that as bytes."""

    day: DayPlan
    draft: Draft
    book: bytes


def plan_operation(
    operation: Operation,
    heard: Heard,
    roads: StoredRoads,
    *,
    kept: Sequence[Mission] = (),
    seed: int = 1,
    iterations: int = ITERATIONS,
    finalists: int = Effort.finalists,
    time_limit: float | None = None,
    progress: Progress = silent,
    stop: Callable[[], bool] = never,
) -> WorkedDay:
    """Plan the day of ``operation``, or the rest of it.

    Args:
        operation: as it stands; nothing happens before its ``as_of``.
        heard: incidents, passages, lines of control.
        roads: the stored network.
        kept: missions, cut to their trips that are driven or fixed; the plan holds them as they are and adds to them.
        finalists: trips that the choice is made among, where there are more.
        seed, iterations, time_limit, progress, stop: as for ``plan_day``.

    Raises:
        NothingFeasible: no vehicle can reach or carry anything of what is asked.
    """
    until = None if time_limit is None else time.monotonic() + time_limit
    left = after_kept(operation, kept) if kept else operation
    ground = lay_ground(left, heard, roads.network, progress)
    effort = Effort(seed=seed, iterations=iterations, finalists=finalists, time_limit=time_limit)
    settled = solve_day(ground.problem, ground.roads, effort=effort, watch=Watch(stop, until), progress=progress)
    plan, draft = assemble_plan(ground, settled, effort), draft_of(ground.problem, settled)
    if kept:
        plan, draft = _joined(operation, plan, draft, kept)
    day = DayPlan(plan, left, ground.placed.network, ground.danger, roads.base_map, ())
    return WorkedDay(day, draft, ground.book.to_bytes())


def _joined(operation: Operation, plan: Plan, draft: Draft, kept: Sequence[Mission]) -> tuple[Plan, Draft]:
    """Kept trips first, then the new ones, numbered on."""
    before = Counter({mission.vehicle_id: len(mission.trips) for mission in kept})
    names: dict[str, str] = {}
    trips: dict[str, list[Trip]] = defaultdict(list)
    for mission in plan.missions:
        for number, trip in enumerate(mission.trips, before[mission.vehicle_id] + 1):
            names[trip.id] = f"m.{mission.vehicle_id}.{number}"
            trips[mission.vehicle_id].append(trip.model_copy(update={"id": names[trip.id]}))
    for mission in kept:
        trips[mission.vehicle_id] = [*mission.trips, *trips[mission.vehicle_id]]
    renamed = tuple(trip.model_copy(update={"id": names[trip.id]}) for trip in draft.trips)
    return with_trips(operation, plan, trips), draft.model_copy(update={"trips": renamed})


def with_trips(operation: Operation, plan: Plan, trips: Mapping[str, Sequence[Trip]]) -> Plan:
    """``plan`` with other trips by vehicle; figures and counts follow from them. Budgets are those of ``operation``."""
    crews = {crew.id: crew for crew in operation.crews}
    missions = []
    for vehicle in operation.vehicles:
        own = sorted(trips.get(vehicle.id, ()), key=lambda trip: trip.legs[0].path.depart_s if trip.legs else 0)
        if not own:
            continue
        figures = summed(trip.figures for trip in own)
        budget = crews[vehicle.crew_id].risk_budget
        missions.append(
            Mission(
                id=f"m.{vehicle.id}",
                vehicle_id=vehicle.id,
                crew_id=vehicle.crew_id,
                trips=tuple(own),
                figures=figures,
                budget_used=figures.crew_exposure_upper / budget if budget > 0 else 0.0,
            )
        )
    people = {household.id: household.people for household in operation.households}
    stops = [stop for mission in missions for trip in mission.trips for stop in trip.stops]
    return plan.model_copy(
        update={
            "missions": tuple(missions),
            "figures": _of_plan(missions),
            "people_taken": sum(people.get(household, 0) for stop in stops for household in stop.taken),
            "deliveries": len({delivery.need_id for stop in stops for delivery in stop.deliveries}),
            "verdict": "go" if missions else plan.verdict,
            "verdict_reason": "" if missions else plan.verdict_reason,
        }
    )


def summed(rows: Iterable[Figures]) -> Figures:
    """Figures added up."""
    total: dict[str, float] = defaultdict(float)
    for row in rows:
        for name, value in row.model_dump().items():
            total[name] += value
    return Figures(**total)


def _of_plan(missions: Sequence[Mission]) -> Figures:
    """Sums; a crew's exposure is that of the crew that meets most."""
    crews: dict[str, list[Figures]] = defaultdict(list)
    for mission in missions:
        crews[mission.crew_id].append(mission.figures)
    each = [summed(rows) for rows in crews.values()]
    return summed(mission.figures for mission in missions).model_copy(
        update={
            "crew_exposure_mean": max((one.crew_exposure_mean for one in each), default=0.0),
            "crew_exposure_upper": max((one.crew_exposure_upper for one in each), default=0.0),
        }
    )
