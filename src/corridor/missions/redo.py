"""A plan changed by hand: a trip re-priced at every departure, and what stands against it, in codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.draft import Draft, DraftTrip, DraftVisit
from corridor.kernels.trips import CURFEW, END_LATE, EXPOSURE, GREY, PERSON_UPPER, RANGE, RETURN, UNREACHABLE, WINDOW
from corridor.missions.choose import TIME_SHARE, Aim, trip_cost
from corridor.missions.clock import FOREVER
from corridor.missions.problem import LOADS, SiteKind
from corridor.missions.trips import EARLY, NO_CENTRE, Column, Prices, Shape, Visit, load_of, prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from corridor.missions.problem import Problem, VehicleSpec
    from corridor.missions.solve import Settled

RULES_BROKEN = {
    "unreachable": UNREACHABLE,
    "range": RANGE,
    "window": WINDOW,
    "return": RETURN,
    "curfew": CURFEW,
    "early": EARLY,
    "grey": GREY,
    "exposure": EXPOSURE,
}
OVERLAP = 1 << 20
"""Beside the kernel's bits: the vehicle or its crew is on another trip then."""

Span = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Priced:
    """A trip at its best departure; ``broken`` empty where every rule but the crew's budget is kept."""

    draft: DraftTrip
    column: Column
    cost: float
    broken: tuple[str, ...]


def draft_of(problem: Problem, settled: Settled) -> Draft:
    """The chosen trips as a draft; ids as ``assemble.missions_of`` gives them."""
    trips: list[DraftTrip] = []
    for vehicle in problem.vehicles:
        own = sorted((c for c in settled.chosen.columns if c.vehicle == vehicle.number), key=lambda c: c.depart_s)
        trips += [_drafted(problem, column, f"m.{vehicle.id}.{number}") for number, column in enumerate(own, 1)]
    return Draft(trips=tuple(trips), scale=settled.scale)


def _drafted(problem: Problem, column: Column, name: str) -> DraftTrip:
    return DraftTrip(
        id=name,
        vehicle_id=problem.vehicles[column.vehicle].id,
        visits=tuple(
            DraftVisit(shelter_id=problem.sites[visit.site].id, tasks=visit.tasks) for visit in column.shape.visits
        ),
        centre_id="" if column.shape.centre == NO_CENTRE else problem.sites[column.shape.centre].id,
        depart_s=column.depart_s,
        rule=column.rule,
    )


def shape_of_draft(problem: Problem, trip: DraftTrip) -> Shape:
    """The trip without its clock."""
    numbers = {(site.kind, site.id): site.number for site in problem.sites}
    visits = tuple(Visit(numbers[SiteKind.SHELTER, visit.shelter_id], tuple(visit.tasks)) for visit in trip.visits)
    return Shape(visits, numbers[SiteKind.CENTRE, trip.centre_id] if trip.centre_id else NO_CENTRE)


def column_of_draft(problem: Problem, trip: DraftTrip) -> Column:
    """The trip at its own departure and rule of roads, priced from the tables."""
    vehicle, shape = vehicle_named(problem, trip.vehicle_id), shape_of_draft(problem, trip)
    found = prices(problem, vehicle, shape, np.array([trip.depart_s]))
    figures = tuple(found.figures[trip.rule, 0].tolist())
    return Column(vehicle.number, shape, trip.rule, trip.depart_s, float(found.starts[0]), figures)


def vehicle_named(problem: Problem, vehicle_id: str) -> VehicleSpec:
    """The vehicle of that id."""
    return next(spec for spec in problem.vehicles if spec.id == vehicle_id)


def without_budgets(problem: Problem) -> Problem:
    """The same day with nobody's budget in force: people may go above it by hand, with two approvals."""
    return replace(problem, vehicles=tuple(replace(spec, budget=FOREVER) for spec in problem.vehicles))


def overfull(problem: Problem, vehicle: VehicleSpec, shape: Shape) -> tuple[str, ...]:
    """Loads that the vehicle cannot take, by the names in ``LOADS``."""
    load = load_of(problem, shape) if shape.visits else (0.0,) * len(LOADS)
    return tuple(name for name, amount, most in zip(LOADS, load, vehicle.capacity, strict=True) if amount > most + 1e-6)


def best_time(problem: Problem, trip: DraftTrip, busy: Iterable[Span], scale: tuple[float, float]) -> Priced:
    """``trip`` at the departure and by the roads that cost least; where none keeps the rules, where fewest are broken.

    Args:
        problem: with budgets lifted, if they may be exceeded.
        trip: its ``depart_s`` and ``rule`` do not matter.
        busy: spans in which the vehicle or its crew is away on other trips.
        scale: person-exposure and seconds that count as one, as the plan was chosen by.
    """
    vehicle, shape = vehicle_named(problem, trip.vehicle_id), shape_of_draft(problem, trip)
    found = prices(problem, vehicle, shape)
    broken = found.broken | _overlapping(found, busy)
    rule, slot = np.unravel_index(int(np.lexsort(_ranks(found, broken, scale))[0]), broken.shape)
    column = Column(
        vehicle.number, shape, int(rule), float(found.departures[slot]), float(found.starts[slot]),
        tuple(found.figures[rule, slot].tolist()),
    )  # fmt: skip
    bits = int(broken[rule, slot])
    told = [name for name, bit in RULES_BROKEN.items() if bits & bit]
    told += ["overlap"] if bits & OVERLAP else []
    told += overfull(problem, vehicle, shape)
    drafted = trip.model_copy(update={"depart_s": column.depart_s, "rule": column.rule})
    return Priced(drafted, column, trip_cost(column, Aim.CHOSEN, scale), tuple(told))


def _overlapping(found: Prices, busy: Iterable[Span]) -> npt.NDArray[np.int32]:
    """[W, T] the bit ``OVERLAP`` where the trip, loading included, meets one of the spans."""
    ends = found.figures[:, :, END_LATE]
    clash = np.zeros(ends.shape, bool)
    for begin, end in busy:
        clash |= (found.starts[None, :] < end) & (ends > begin)
    return np.where(clash, OVERLAP, 0).astype(np.int32)


def _ranks(
    found: Prices, broken: npt.NDArray[np.int32], scale: tuple[float, float]
) -> tuple[npt.NDArray[np.float64], ...]:
    """Keys for ``lexsort``, the last one first: unreachable, how many rules are broken, cost."""
    share = TIME_SHARE[Aim.CHOSEN]
    figures = np.where(np.isfinite(found.figures), found.figures, FOREVER)
    time_s = figures[:, :, 0] - found.departures[None, :]
    cost = (1 - share) * figures[:, :, PERSON_UPPER] / scale[0] + share * time_s / scale[1]
    count = sum(((broken & bit) != 0).astype(np.float64) for bit in (*RULES_BROKEN.values(), OVERLAP))
    return cost.ravel(), np.asarray(count).ravel(), ((broken & UNREACHABLE) != 0).astype(np.float64).ravel()


def spans_of(columns: Sequence[Column]) -> list[Span]:
    """When each trip keeps its vehicle and crew, loading included."""
    return [(column.start_s, column.end_s) for column in columns]
