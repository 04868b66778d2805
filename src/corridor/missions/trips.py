"""A trip's shape, what it loads, and its price at every departure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.trips import CREW_UPPER, DRIVING, END, END_LATE, EXPOSURE, LENGTH, PERSON_UPPER, price_trip
from corridor.missions.clock import FOREVER
from corridor.missions.problem import GOODS

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.missions.problem import Problem, Site, VehicleSpec

NO_CENTRE = -1


@dataclass(frozen=True, slots=True)
class Visit:
    """A shelter and what is done there."""

    site: int
    tasks: tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """A trip without its clock: shelters in order, then a reception centre where people are aboard, then the depot."""

    visits: tuple[Visit, ...]
    centre: int = NO_CENTRE

    @cached_property
    def tasks(self) -> tuple[int, ...]:
        """All tasks, ascending."""
        return tuple(sorted(task for visit in self.visits for task in visit.tasks))


@dataclass(frozen=True, eq=False)
class StopRow:
    """K stops of a shape driven by a vehicle, as the pricing kernel wants them; see ``kernels.trips``."""

    places: npt.NDArray[np.int32]
    service: npt.NDArray[np.float64]
    opens: npt.NDArray[np.float64]
    closes: npt.NDArray[np.float64]
    before: npt.NDArray[np.float64]
    inside: npt.NDArray[np.float64]
    loading: npt.NDArray[np.float64]
    aboard: npt.NDArray[np.float64]
    cover: npt.NDArray[np.float64]


def load_of(problem: Problem, shape: Shape) -> tuple[float, ...]:
    """Goods taken from the depot and people taken aboard, by ``LOADS``."""
    loads = [problem.tasks[task].load for task in shape.tasks]
    return tuple(sum(column) for column in zip(*loads, strict=True))


def carries(vehicle: VehicleSpec, load: tuple[float, ...]) -> bool:
    """The load fits the vehicle: goods leave with it whole, people stay aboard until the centre."""
    return all(amount <= most + 1e-6 for amount, most in zip(load, vehicle.capacity, strict=True))


def loading_s(problem: Problem, vehicle: VehicleSpec, shape: Shape) -> float:
    """Mean seconds of loading at the depot; none where nothing is brought."""
    goods = any(sum(problem.tasks[task].load[:GOODS]) > 0 for task in shape.tasks)
    return problem.sites[vehicle.depot].fixed_s if goods else 0.0


def stop_row(problem: Problem, vehicle: VehicleSpec, shape: Shape) -> StopRow:
    """The stops of ``shape`` as arrays; the last is the depot again."""
    sites: list[Site] = [problem.sites[vehicle.depot]]
    service = [loading_s(problem, vehicle, shape)]
    closes, before, inside, loading, aboard = [sites[0].closes_s], [0.0], [0.0], [0.0], [float(vehicle.members)]
    people = 0
    out_by = FOREVER
    for visit in shape.visits:
        site = problem.sites[visit.site]
        tasks = [problem.tasks[task] for task in visit.tasks]
        boarding = sum(task.people for task in tasks)
        sites.append(site)
        service.append(site.fixed_s + sum(task.service_s for task in tasks))
        closes.append(min([site.closes_s, *(task.deadline_s for task in tasks if not task.is_household)]))
        out_by = min([out_by, *(task.deadline_s for task in tasks if task.is_household)])
        before.append(float(people))
        inside.append(float(people))
        loading.append(float(boarding))
        people += boarding
        aboard.append(float(vehicle.members + people))
    if shape.centre != NO_CENTRE:
        centre = problem.sites[shape.centre]
        sites.append(centre)
        service.append(centre.fixed_s)
        closes.append(min(centre.closes_s, out_by))
        before.append(float(people))
        inside.append(0.0)
        loading.append(float(people))
        aboard.append(float(vehicle.members))
    sites.append(sites[0])
    service.append(0.0)
    closes.append(sites[0].closes_s)
    zero = [0.0]
    opens = [site.opens_s for site in sites]
    opens[0] = max([opens[0], *(problem.tasks[task].release_s for task in shape.tasks)])
    return StopRow(
        np.array([site.number for site in sites], np.int32),
        np.array(service),
        np.array(opens),
        np.array(closes),
        np.array(before + zero),
        np.array(inside + zero),
        np.array(loading + zero),
        np.array(aboard),
        np.array([site.cover for site in sites]),
    )


@dataclass(frozen=True, eq=False)
class Prices:
    """Figures [W, T, 11] and broken rules [W, T] of a shape at every departure; see ``kernels.trips``."""

    departures: npt.NDArray[np.float64]
    figures: npt.NDArray[np.float64]
    broken: npt.NDArray[np.int32]
    loading_s: float
    """Mean seconds of loading before departure."""
    spread: float

    @property
    def starts(self) -> npt.NDArray[np.float64]:
        """[T] when the vehicle must be at the depot: departure less the longest loading."""
        return self.departures - self.loading_s * (1.0 + self.spread)


def prices(
    problem: Problem, vehicle: VehicleSpec, shape: Shape, departures: npt.NDArray[np.float64] | None = None
) -> Prices:
    """Price ``shape`` at every departure that the vehicle may take (those before its earliest are marked broken)."""
    rules, table, rates = problem.rules, problem.tables[vehicle.table], problem.danger
    times = problem.departures() if departures is None else departures
    row = stop_row(problem, vehicle, shape)
    limits = np.array(
        [vehicle.latest_s, vehicle.range_m, rules.max_grey_m, rules.max_exposure, rules.day_start_s], np.float64
    )
    figures, broken = price_trip(
        table.seconds, table.mean, table.upper, table.length_m, table.grey_m, table.start_s, table.step_s,
        rates.mean, rates.upper, float(rates.slots.start_s), float(rates.slots.length_s),
        row.places, row.service, row.opens, row.closes, row.before, row.inside, row.loading, row.aboard, row.cover,
        float(vehicle.members), vehicle.protection, rules.spread, times, limits,
        np.array(rules.curfew, np.float64).reshape(-1, 2),
    )  # fmt: skip
    broken[:, times < vehicle.earliest_s] |= EARLY
    starts = times - row.service[0] * (1.0 + rules.spread)
    broken[figures[:, :, END_LATE] - starts > vehicle.duty_s] |= DUTY
    broken[figures[:, :, CREW_UPPER] > vehicle.budget * (1 + 1e-9)] |= EXPOSURE
    return Prices(times, figures, broken, float(row.service[0]), rules.spread)


EARLY = 128
"""The crew hasn't started: a bit beside those of the kernel."""
DUTY = 256
"""One trip is longer than the crew's day may be."""


@dataclass(frozen=True, eq=False)
class Column:
    """A trip at a clock time by one vehicle: what the choice chooses among. ``exact``: priced on real roads."""

    vehicle: int
    shape: Shape
    rule: int
    depart_s: float
    start_s: float
    figures: tuple[float, ...]
    """By ``kernels.trips``: END .. GREY_M."""
    exact: bool = False

    @property
    def end_s(self) -> float:
        """Back by then, even when loading takes as long as it may."""
        return self.figures[END_LATE]

    @property
    def person_exposure(self) -> float:
        """Upper quantile, everyone aboard or loading."""
        return self.figures[PERSON_UPPER]

    @property
    def crew_exposure(self) -> float:
        """Upper quantile, one crew member."""
        return self.figures[CREW_UPPER]

    @property
    def duration_s(self) -> float:
        """Departure to return on the nominal clock."""
        return self.figures[END] - self.depart_s

    @property
    def driving_s(self) -> float:
        """Seconds on the road."""
        return self.figures[DRIVING]

    @property
    def length_m(self) -> float:
        """Metres driven."""
        return self.figures[LENGTH]

    @property
    def key(self) -> tuple[object, ...]:
        """Identity, for sorting and for telling columns apart."""
        return (self.vehicle, self.shape.tasks, self.shape.centre, self.depart_s, self.rule, self.sequence)

    @property
    def sequence(self) -> tuple[int, ...]:
        """Shelters in order."""
        return tuple(visit.site for visit in self.shape.visits)
