"""A trip driven leg by leg on real roads by the true clock: what its column in the pool foretold, made exact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corridor.kernels.trips import (
    CREW_MEAN,
    CREW_UPPER,
    DRIVING,
    END,
    END_LATE,
    FIGURES,
    GREY_M,
    LENGTH,
    PERSON_MEAN,
    PERSON_UPPER,
    SERVICE,
    WAITING,
    stay,
)
from corridor.missions.trips import stop_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.missions.problem import Problem
    from corridor.missions.tables import TravelTables
    from corridor.missions.trips import Column, StopRow
    from corridor.routing.paths import RoutedPath
    from corridor.routing.router import Router

TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Driven:
    """One leg. Exposures are those of an unprotected vehicle; ``routed`` is the road where there is one."""

    start: int
    end: int
    depart_s: float
    arrive_s: float
    mean: float
    upper: float
    length_m: float
    grey_m: float
    routed: RoutedPath | None = None


class Roads(Protocol):
    """Where legs come from: real roads, or tables in a test."""

    def leg(self, table: int, start: int, end: int, depart_s: float, rule: int) -> Driven | None:
        """The drive between two sites by a rule of roads; ``None`` where there is no way."""

    def arrival(self, table: int, driven: Driven, depart_s: float, rule: int) -> float:
        """When the same road, entered at ``depart_s``, is done; infinite where it is barred."""


@dataclass(frozen=True, eq=False)
class RouterRoads:
    """Legs on the road network."""

    router: Router
    seconds: Sequence[npt.NDArray[np.float32]]
    """By table: travel time of each edge."""
    nodes: npt.NDArray[np.int32]
    """By site."""
    weights: tuple[float, ...]
    """By rule."""

    def leg(self, table: int, start: int, end: int, depart_s: float, rule: int) -> Driven | None:
        """The least of time and weighed exposure from ``depart_s``, carried by the clock."""
        origin, destination = int(self.nodes[start]), int(self.nodes[end])
        if origin < 0 or destination < 0:
            return None
        found = self.router.path(self.seconds[table], origin, destination, depart_s, self.weights[rule])
        if found is None or not np.isfinite(found.arrive_s):
            return None
        return Driven(
            start, end, depart_s, found.arrive_s, found.exposure_mean, found.exposure_upper, found.length_m,
            found.grey_m, found,
        )  # fmt: skip

    def arrival(self, table: int, driven: Driven, depart_s: float, rule: int) -> float:
        """By the edges of the leg."""
        if driven.routed is None:
            return np.inf
        if depart_s <= driven.depart_s:
            return driven.arrive_s
        return self.router.price(self.seconds[table], driven.routed.edges, depart_s).arrive_s


@dataclass(frozen=True, eq=False)
class TableRoads:
    """Legs as the travel tables tell them, without roads."""

    tables: Sequence[TravelTables]

    def leg(self, table: int, start: int, end: int, depart_s: float, rule: int) -> Driven | None:
        """Between the two departures that hold ``depart_s``."""
        rows = self.tables[table]
        parts = (rows.seconds, rows.mean, rows.upper, rows.length_m, rows.grey_m)
        seconds, mean, upper, length, grey = (_at(rows, part[rule, :, start, end], depart_s) for part in parts)
        if not np.isfinite(seconds):
            return None
        return Driven(start, end, depart_s, depart_s + seconds, mean, upper, length, grey)

    def arrival(self, table: int, driven: Driven, depart_s: float, rule: int) -> float:
        """As the tables tell it for the later departure."""
        rows = self.tables[table]
        return depart_s + _at(rows, rows.seconds[rule, :, driven.start, driven.end], depart_s)


def _at(tables: TravelTables, values: npt.NDArray[np.float32], time_s: float) -> float:
    place = min(max((time_s - tables.start_s) / tables.step_s, 0.0), len(values) - 1.0)
    row = int(place)
    share = place - row
    first = float(values[row])
    return first if share == 0 else first + share * (float(values[row + 1]) - first)


@dataclass(frozen=True, eq=False)
class Halt:
    """A stop as driven. Exposure is that of a crew member."""

    site: int
    arrive_s: float
    begin_s: float
    depart_s: float
    late_s: float
    mean: float
    upper: float
    slack_s: float
    """How much later than the late clock service may begin."""


@dataclass(frozen=True, eq=False)
class Walk:
    """A trip as driven: ``legs[i]`` leads from ``halts[i]`` to ``halts[i + 1]``."""

    halts: tuple[Halt, ...]
    legs: tuple[Driven, ...]
    figures: tuple[float, ...]
    keeps: bool
    """Every window, limit and budget of a single trip is kept."""


def _stays(problem: Problem, site: int, begin: float, end: float) -> tuple[float, float]:
    rates = problem.danger
    start, length = float(rates.slots.start_s), float(rates.slots.length_s)
    cover = problem.sites[site].cover
    return (
        stay(rates.mean, site, start, length, begin, end) * cover,
        stay(rates.upper, site, start, length, begin, end) * cover,
    )


def walk(problem: Problem, column: Column, roads: Roads) -> Walk | None:
    """Drive ``column`` from its departure; ``None`` where a leg has no way."""
    vehicle = problem.vehicles[column.vehicle]
    row = stop_row(problem, vehicle, column.shape)
    spread = 1.0 + problem.rules.spread
    figures = np.zeros(FIGURES)
    depart = late = column.depart_s
    begin = depart - row.service[0]
    mean, upper = _stays(problem, vehicle.depot, begin, depart)
    _add_stay(figures, (mean, upper), float(vehicle.members))
    figures[SERVICE] = row.service[0]
    start = column.start_s
    halts = [Halt(vehicle.depot, start, start, depart, 0.0, mean, upper, 0.0)]
    legs: list[Driven] = []
    keeps = start >= max(row.opens[0], problem.rules.day_start_s) - TOLERANCE and depart >= vehicle.earliest_s
    for k in range(1, len(row.places)):
        leg = roads.leg(vehicle.table, int(row.places[k - 1]), int(row.places[k]), depart, column.rule)
        if leg is None:
            return None
        legs.append(leg)
        arrive_late = max(roads.arrival(vehicle.table, leg, late, column.rule), leg.arrive_s)
        _add_leg(figures, leg, vehicle.protection, float(row.aboard[k - 1]))
        if k == len(row.places) - 1:
            figures[END], figures[END_LATE] = leg.arrive_s, arrive_late
            halts.append(
                Halt(vehicle.depot, leg.arrive_s, leg.arrive_s, leg.arrive_s, arrive_late - leg.arrive_s, 0, 0, 0)
            )
            break
        halt, late = _serve(problem, column, row, k, leg.arrive_s, arrive_late, figures)
        keeps = keeps and halt.slack_s >= -TOLERANCE
        halts.append(halt)
        depart = halt.depart_s
        late = late + row.service[k] * spread
    return Walk(tuple(halts), tuple(legs), tuple(figures.tolist()), keeps and _kept(problem, column, row, figures))


def _serve(
    problem: Problem,
    column: Column,
    row: StopRow,
    k: int,
    arrive: float,
    arrive_late: float,
    figures: npt.NDArray[np.float64],
) -> tuple[Halt, float]:
    """The stop ``k``: its halt, and when service begins on the late clock."""
    vehicle = problem.vehicles[column.vehicle]
    site = int(row.places[k])
    begin, begin_late = max(arrive, row.opens[k]), max(arrive_late, row.opens[k])
    depart = begin + row.service[k]
    waited, worked = _stays(problem, site, arrive, begin), _stays(problem, site, begin, depart)
    sheltered = (waited[0] * vehicle.protection, waited[1] * vehicle.protection)
    _add_stay(figures, sheltered, vehicle.members + row.before[k])
    _add_stay(figures, worked, vehicle.members + row.loading[k] + row.inside[k] * vehicle.protection)
    figures[WAITING] += begin - arrive
    figures[SERVICE] += row.service[k]
    halt = Halt(
        site, arrive, begin, depart, arrive_late - arrive,
        sheltered[0] + worked[0], sheltered[1] + worked[1], float(row.closes[k] - begin_late),
    )  # fmt: skip
    return halt, begin_late


def _add_stay(figures: npt.NDArray[np.float64], pair: tuple[float, float], people: float) -> None:
    figures[CREW_MEAN] += pair[0]
    figures[CREW_UPPER] += pair[1]
    figures[PERSON_MEAN] += pair[0] * people
    figures[PERSON_UPPER] += pair[1] * people


def _add_leg(figures: npt.NDArray[np.float64], leg: Driven, protection: float, aboard: float) -> None:
    figures[DRIVING] += leg.arrive_s - leg.depart_s
    figures[LENGTH] += leg.length_m
    figures[GREY_M] += leg.grey_m
    figures[CREW_MEAN] += leg.mean * protection
    figures[CREW_UPPER] += leg.upper * protection
    figures[PERSON_MEAN] += leg.mean * protection * aboard
    figures[PERSON_UPPER] += leg.upper * protection * aboard


def _kept(problem: Problem, column: Column, row: StopRow, figures: npt.NDArray[np.float64]) -> bool:
    """Limits of the whole trip: return, curfew, range, grey kilometres, exposure."""
    vehicle, rules = problem.vehicles[column.vehicle], problem.rules
    late = figures[END_LATE]
    return bool(
        late <= min(vehicle.latest_s, row.closes[-1])
        and not any(column.depart_s < until and late > since for since, until in rules.curfew)
        and late - column.start_s <= vehicle.duty_s
        and figures[LENGTH] <= vehicle.range_m
        and figures[GREY_M] <= rules.max_grey_m
        and figures[CREW_UPPER] <= min(rules.max_exposure, vehicle.budget * (1 + TOLERANCE))
    )


def exact(problem: Problem, column: Column, roads: Roads) -> tuple[Column, Walk] | None:
    """The column with its figures as driven; ``None`` where the drive breaks a rule that the tables didn't show."""
    driven = walk(problem, column, roads)
    if driven is None or not driven.keeps:
        return None
    return replace(column, figures=driven.figures, exact=True), driven
