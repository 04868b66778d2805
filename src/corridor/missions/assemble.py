"""From chosen trips to the plan that people read: legs as roads, stops, figures, what is left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.plan import (
    Comparison,
    Delivery,
    Figures,
    Leg,
    Mission,
    Path,
    Stop,
    StopKind,
    Trip,
    Unserved,
)
from corridor.kernels.trips import (
    CREW_MEAN,
    CREW_UPPER,
    DRIVING,
    GREY_M,
    LENGTH,
    PERSON_MEAN,
    PERSON_UPPER,
    SERVICE,
    WAITING,
)
from corridor.missions.trips import NO_CENTRE, stop_row
from corridor.routing.describe import describe, explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork
    from corridor.missions.choose import Choice
    from corridor.missions.drive import Driven, RouterRoads, Walk
    from corridor.missions.problem import Problem, VehicleSpec
    from corridor.missions.solve import Settled
    from corridor.missions.trips import Column
    from corridor.routing.paths import RoutedPath

LEAST_LEG_M = 1.0
"""Legs shorter than this have no second road."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What roads are described from."""

    roads: RouterRoads
    network: RoadNetwork
    danger: EdgeDanger
    timezone: str


def figures_of(rows: Sequence[tuple[float, ...]]) -> Figures:
    """Sum of trips' figures."""
    total = np.array(rows).sum(axis=0) if rows else np.zeros(GREY_M + 1)
    return Figures(
        person_exposure_mean=float(total[PERSON_MEAN]),
        person_exposure_upper=float(total[PERSON_UPPER]),
        crew_exposure_mean=float(total[CREW_MEAN]),
        crew_exposure_upper=float(total[CREW_UPPER]),
        driving_s=float(total[DRIVING]),
        waiting_s=float(total[WAITING]),
        service_s=float(total[SERVICE]),
        length_m=float(total[LENGTH]),
        grey_m=float(total[GREY_M]),
    )


def plan_figures(problem: Problem, columns: Sequence[Column]) -> Figures:
    """Sum over all trips; a crew's exposure is that of the crew that meets most."""
    whole = figures_of([column.figures for column in columns])
    by_crew: dict[int, list[tuple[float, ...]]] = {}
    for column in columns:
        by_crew.setdefault(problem.vehicles[column.vehicle].crew, []).append(column.figures)
    sums = [figures_of(rows) for rows in by_crew.values()]
    return whole.model_copy(
        update={
            "crew_exposure_mean": max((f.crew_exposure_mean for f in sums), default=0.0),
            "crew_exposure_upper": max((f.crew_exposure_upper for f in sums), default=0.0),
        }
    )


def _protected(path: Path, protection: float) -> Path:
    roads = tuple(
        stretch.model_copy(update={"exposure_upper": stretch.exposure_upper * protection}) for stretch in path.roads
    )
    return path.model_copy(
        update={
            "exposure_mean": path.exposure_mean * protection,
            "exposure_upper": path.exposure_upper * protection,
            "roads": roads,
        }
    )


def _path(drawing: Drawing, routed: RoutedPath, protection: float) -> Path:
    return _protected(describe(drawing.network, routed, drawing.danger), protection)


def _leg(drawing: Drawing, vehicle: VehicleSpec, driven: Driven, rule: int, aboard: float) -> Leg:
    """The drive with its second-best road, and why it was taken."""
    routed = driven.routed
    if routed is None or routed.length_m < LEAST_LEG_M:
        return Leg(path=_bare(driven, vehicle.protection), aboard=round(aboard))
    roads = drawing.roads
    seconds, weight = roads.seconds[vehicle.table], roads.weights[rule]
    second = roads.router.second_best(seconds, routed, weight)
    quickest = roads.leg(vehicle.table, driven.start, driven.end, driven.depart_s, 0)
    why = ""
    if quickest is not None and quickest.routed is not None:
        why = explain(drawing.network, routed, quickest.routed, drawing.timezone)
    other = None if second is None or not np.isfinite(second.arrive_s) else _path(drawing, second, vehicle.protection)
    return Leg(path=_path(drawing, routed, vehicle.protection), aboard=round(aboard), second_best=other, why=why)


def _bare(driven: Driven, protection: float) -> Path:
    return Path(
        depart_s=round(driven.depart_s),
        arrive_s=round(driven.arrive_s),
        length_m=driven.length_m,
        grey_m=driven.grey_m,
        exposure_mean=driven.mean * protection,
        exposure_upper=driven.upper * protection,
    )


def _stops(problem: Problem, column: Column, walk: Walk) -> tuple[Stop, ...]:
    shape = column.shape
    done: list[tuple[tuple[Delivery, ...], tuple[str, ...], tuple[str, ...]]] = [((), (), ())]
    aboard: list[str] = []
    for visit in shape.visits:
        tasks = [problem.tasks[task] for task in visit.tasks]
        goods = _summed(
            Delivery(need_id=p.need_id, item_id=p.item_id, amount=p.amount) for task in tasks for p in task.portions
        )
        taken = tuple(task.id for task in tasks if task.is_household)
        aboard.extend(taken)
        done.append((goods, taken, ()))
    if shape.centre != NO_CENTRE:
        done.append(((), (), tuple(aboard)))
    done.append(((), (), ()))
    stops = []
    for halt, (goods, taken, brought) in zip(walk.halts, done, strict=True):
        site = problem.sites[halt.site]
        stops.append(
            Stop(
                kind=StopKind(site.kind.value),
                place_id=site.id,
                lon=site.lon,
                lat=site.lat,
                arrive_s=round(halt.arrive_s),
                begin_s=round(halt.begin_s),
                depart_s=round(halt.depart_s),
                deliveries=goods,
                taken=taken,
                brought=brought,
                exposure_mean=halt.mean,
                exposure_upper=halt.upper,
                late_s=max(round(halt.late_s), 0),
            )
        )
    return tuple(stops)


def _summed(rows: Iterable[Delivery], *, by_item: bool = False) -> tuple[Delivery, ...]:
    """Rows of one need (or item) added up."""
    total: dict[tuple[str, str], float] = {}
    for row in rows:
        key = ("" if by_item else row.need_id, row.item_id)
        total[key] = total.get(key, 0.0) + row.amount
    return tuple(Delivery(need_id=need, item_id=item, amount=amount) for (need, item), amount in total.items())


def trip_of(problem: Problem, column: Column, walk: Walk, drawing: Drawing, name: str, checkins: Checkins) -> Trip:
    """One trip with its roads."""
    vehicle = problem.vehicles[column.vehicle]
    row = stop_row(problem, vehicle, column.shape)
    stops = _stops(problem, column, walk)
    legs = tuple(
        _leg(drawing, vehicle, driven, column.rule, float(aboard))
        for driven, aboard in zip(walk.legs, row.aboard, strict=True)
    )
    return Trip(
        id=name,
        stops=stops,
        legs=legs,
        loads=_summed((delivery for stop in stops for delivery in stop.deliveries), by_item=True),
        figures=figures_of([column.figures]),
        turn_back_s=checkins.turn_back(problem, walk),
    )


@dataclass(frozen=True, eq=False)
class Checkins:
    """Edges at which crews report, and the rule when no word comes."""

    edges: frozenset[int]

    def turn_back(self, problem: Problem, walk: Walk) -> int | None:
        """Latest time past the first check-in point that leaves every later window and the return open.

        The time of passing on the nominal clock, plus the least slack of all later stops on the late clock. ``None``
        where the way out passes no check-in point.
        """
        vehicle_end = min((halt.slack_s for halt in walk.halts[1:-1]), default=0.0)
        home = problem.rules.day_end_s - (walk.halts[-1].arrive_s + walk.halts[-1].late_s)
        slack = max(min(vehicle_end, home), 0.0)
        for leg in walk.legs:
            if leg.routed is None:
                continue
            for edge, enter in zip(leg.routed.edges.tolist(), leg.routed.enter_s.tolist(), strict=True):
                if edge in self.edges:
                    return round(float(enter) + min(slack, MOST_SLACK_S))
        return None


MOST_SLACK_S = 1800.0
"""A crew half an hour behind at its check-in point has met something: it turns back whatever the clock allows."""


def missions_of(problem: Problem, settled: Settled, drawing: Drawing, checkins: Checkins) -> tuple[Mission, ...]:
    """One mission a vehicle that drives, in file order; trips by departure."""
    missions: list[Mission] = []
    columns = settled.chosen.columns
    for vehicle in problem.vehicles:
        own = sorted((c for c in columns if c.vehicle == vehicle.number), key=lambda c: c.depart_s)
        if not own:
            continue
        name = f"m.{vehicle.id}"
        trips = tuple(
            trip_of(problem, column, settled.walks[column.key], drawing, f"{name}.{number}", checkins)
            for number, column in enumerate(own, 1)
        )
        figures = figures_of([column.figures for column in own])
        used = figures.crew_exposure_upper / vehicle.budget if vehicle.budget > 0 else 0.0
        missions.append(
            Mission(
                id=name, vehicle_id=vehicle.id, crew_id=vehicle.crew_id, trips=trips, figures=figures, budget_used=used
            )
        )
    return tuple(missions)


def served_counts(problem: Problem, columns: Sequence[Column]) -> tuple[int, int]:
    """People taken out, and needs met in full."""
    done = {task for column in columns for task in column.shape.tasks}
    people = sum(problem.tasks[task].people for task in done)
    share: dict[str, float] = {}
    for task in sorted(done):
        for portion in problem.tasks[task].portions:
            share[portion.need_id] = share.get(portion.need_id, 0.0) + portion.share
    return people, sum(part > 1 - 1e-6 for part in share.values())


def unserved_of(problem: Problem, settled: Settled) -> tuple[Unserved, ...]:
    """Needs left out in whole or in part, once each with the gravest reason first met, and households."""
    rows: dict[tuple[str, str], Unserved] = {}
    for number, why in settled.reasons.items():
        task = problem.tasks[number]
        shelter = problem.sites[task.shelter].id
        names = [("household", task.id)] if task.is_household else [("need", p.need_id) for p in task.portions]
        for kind, name in names:
            if (kind, name) not in rows:
                rows[kind, name] = Unserved(
                    kind=kind,
                    id=name,
                    shelter_id=shelter,
                    priority=task.priority,
                    reason=why.code,
                    detail=why.detail,
                )
    return tuple(sorted(rows.values(), key=lambda row: (row.priority, row.kind, row.shelter_id, row.id)))


def comparison(problem: Problem, name: str, choice: Choice) -> Comparison:
    """One of the three plans in numbers."""
    people, deliveries = served_counts(problem, choice.columns)
    done = {task for column in choice.columns for task in column.shape.tasks}
    left: set[tuple[str, str]] = set()
    for task in problem.tasks:
        if task.number not in done:
            left |= {("household", task.id)} if task.is_household else {("need", p.need_id) for p in task.portions}
    return Comparison(
        name=name,
        figures=plan_figures(problem, choice.columns),
        people_taken=people,
        deliveries=deliveries,
        unserved=len(left),
    )
