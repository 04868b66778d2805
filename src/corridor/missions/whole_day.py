"""The whole day in one run of PyVRP: every vehicle with all its trips, on the roads as they are at one hour.

People leave the vehicle at a reception centre before it is back at its depot. For PyVRP a trip may therefore end at a
depot of its own for each centre: the way there holds the unloading and the drive home, the way out is the depot's.

Source: N. A. Wouda, L. Lan and W. Kool, "PyVRP: a high-performance VRP solver package", 2024,
doi:10.1287/ijoc.2023.0055.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyvrp

from corridor.missions.clock import FOREVER
from corridor.missions.seeds import (
    Stopping,
    clients_of,
    cost_and_duration,
    nearest_centres,
    room_of,
    shape_of,
    whole_units,
)
from corridor.missions.trips import NO_CENTRE, Column, Shape, carries, load_of, loading_s, prices

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.missions.problem import Problem, VehicleSpec
    from corridor.missions.seeds import SeedRun, Watch


@dataclass(frozen=True, slots=True)
class Home:
    """An end of trips: the depot, by way of a centre where people are brought."""

    depot: int
    centre: int = NO_CENTRE


@dataclass(frozen=True, slots=True)
class Timed:
    """A trip of the day as PyVRP times it."""

    vehicle: int
    shape: Shape
    depart_s: float


@dataclass(frozen=True, eq=False)
class _Day:
    """PyVRP's view of the day: the vehicles behind each of its types, and what each of its depots stands for."""

    data: pyvrp.ProblemData
    groups: list[list[VehicleSpec]]
    homes: list[Home]


def whole_day(problem: Problem, kinds: Sequence[list[VehicleSpec]], run: SeedRun, watch: Watch) -> tuple[Timed, ...]:
    """Trips of the best day PyVRP finds.

    Args:
        problem: the day.
        kinds: vehicles alike, from ``pool.kinds_of``.
        run: hour and rule whose travel times hold all day; seed; iterations.
        watch: ends early.

    Returns:
        Trips by vehicle and departure. Limits are PyVRP's as far as it knows them: the caller prices them.
    """
    day = _day(problem, kinds, run)
    if day is None:
        return ()
    stop = Stopping(run.iterations, watch)
    best = pyvrp.solve(day.data, stop, seed=run.seed, collect_stats=False, display=False).best
    left = [list(group) for group in day.groups]
    trips: list[Timed] = []
    for route in best.routes():
        vehicle = left[route.vehicle_type()].pop(0)
        trips.extend(_trips(problem, day, vehicle, route))
    return tuple(sorted(trips, key=lambda trip: (trip.vehicle, trip.depart_s)))


def _trips(problem: Problem, day: _Day, vehicle: VehicleSpec, route: pyvrp.Route) -> list[Timed]:
    """The route cut at its depots; a trip without clients is no trip."""
    trips: list[Timed] = []
    order: list[int] = []
    leaves = 0.0
    for activity in route.schedule():
        if activity.is_client():
            order.append(activity.idx)
        elif activity.is_depot():
            if order:
                shape = shape_of(problem, order, day.homes[activity.idx].centre)
                trips.append(Timed(vehicle.number, shape, problem.rules.day_start_s + leaves))
            order, leaves = [], float(activity.end_time)
    return trips


def _homes(problem: Problem, spec: VehicleSpec, row: int) -> list[Home]:
    """The ends of a kind of vehicle's trips: centres, nearest first, for those that take people; last the depot alone.

    PyVRP knows of no trip whose end depends on its load: a vehicle that takes people goes home by a centre always.
    """
    return [*(Home(spec.depot, centre) for centre in nearest_centres(problem, spec, row)), Home(spec.depot)]


def _day(problem: Problem, kinds: Sequence[list[VehicleSpec]], run: SeedRun) -> _Day | None:
    start_s, horizon = problem.rules.day_start_s, int(problem.rules.day_end_s - problem.rules.day_start_s)
    groups = [group for group in kinds if max(group[0].earliest_s, start_s) < min(group[0].latest_s, start_s + horizon)]
    if not groups or not problem.tasks:
        return None
    ends = [_homes(problem, group[0], run.departure) for group in groups]
    homes = list(dict.fromkeys(home for own in ends for home in own))
    numbers = {home: number for number, home in enumerate(homes)}
    profiles: dict[tuple[int, float], int] = {}
    costs: list[npt.NDArray[np.int64]] = []
    durations: list[npt.NDArray[np.int64]] = []
    types: list[pyvrp.VehicleType] = []
    for group, own in zip(groups, ends, strict=True):
        spec = group[0]
        key = (spec.table, spec.protection)
        if key not in profiles:
            profiles[key] = len(costs)
            cost, duration = _matrices(problem, spec, run, homes)
            costs.append(cost)
            durations.append(duration)
        types.append(
            pyvrp.VehicleType(
                num_available=len(group),
                capacity=room_of(problem, spec, people=len(own) > 1),
                start_depot=numbers[own[-1]],
                end_depot=numbers[own[0]],
                reload_depots=[numbers[home] for home in own[:-1] or own] if problem.rules.max_trips > 1 else [],
                max_reloads=problem.rules.max_trips - 1,
                tw_early=max(int(spec.earliest_s - start_s), 0),
                tw_late=min(int(spec.latest_s - start_s), horizon),
                shift_duration=int(min(spec.duty_s, horizon)),
                profile=profiles[key],
            )
        )
    depots = [_depot(problem, len(problem.sites) + number, home, horizon) for number, home in enumerate(homes)]
    places = [*problem.sites, *(problem.sites[home.depot] for home in homes)]
    locations = [pyvrp.Location(site.lon, site.lat) for site in places]
    clients = clients_of(problem, start_s, horizon)
    data = pyvrp.ProblemData(locations, clients, depots, types, costs, durations)  # type: ignore[arg-type]
    return _Day(data, groups, homes)


def _depot(problem: Problem, location: int, home: Home, horizon: int) -> pyvrp.Depot:
    site, start_s = problem.sites[home.depot], problem.rules.day_start_s
    return pyvrp.Depot(
        location=location,
        tw_early=int(min(max(site.opens_s - start_s, 0), horizon)),
        tw_late=int(min(max(site.closes_s - start_s, 0), horizon)),
        service_duration=math.ceil(site.fixed_s * (1.0 + problem.rules.spread)),
    )


def _matrices(
    problem: Problem, spec: VehicleSpec, run: SeedRun, homes: Sequence[Home]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """[P + H, P + H] cost and duration between sites and homes."""
    cost, duration = cost_and_duration(problem, spec, run)
    return (
        whole_units(_with_homes(cost, homes, [0.0] * len(problem.sites))),
        whole_units(_with_homes(duration, homes, [site.fixed_s for site in problem.sites])),
    )


def _with_homes(
    matrix: npt.NDArray[np.float64], homes: Sequence[Home], unloading: Sequence[float]
) -> npt.NDArray[np.float64]:
    """Rows and columns added for homes: out as from the depot, in by way of the centre."""
    size, count = len(matrix), len(homes)
    full = np.zeros((size + count, size + count))
    full[:size, :size] = matrix
    for number, home in enumerate(homes, size):
        full[number, :size] = matrix[home.depot]
        centre = home.centre
        back = matrix[:, home.depot]
        full[:size, number] = back if centre == NO_CENTRE else matrix[:, centre] + unloading[centre] + back[centre]
    np.fill_diagonal(full, 0.0)
    return full


def timed_columns(problem: Problem, trips: Sequence[Timed], rule: int) -> list[Column | None]:
    """Each trip as a column at its own departure, or as much later as the crew's trip before it may take.

    ``None`` where a trip breaks a rule of ours. ``trips`` go by vehicle and departure, as ``whole_day`` gives them.
    """
    free: dict[int, float] = {}
    columns: list[Column | None] = []
    for trip in trips:
        spec = problem.vehicles[trip.vehicle]
        loading = loading_s(problem, spec, trip.shape) * (1.0 + problem.rules.spread)
        depart = max(trip.depart_s, free.get(spec.crew, -FOREVER) + loading)
        column = _column(problem, replace(trip, depart_s=depart), rule)
        if column is not None:
            free[spec.crew] = column.end_s
        columns.append(column)
    return columns


def _column(problem: Problem, trip: Timed, rule: int) -> Column | None:
    spec = problem.vehicles[trip.vehicle]
    # PyVRP's best day may still break a limit where it found none that keeps them all
    if not carries(spec, load_of(problem, trip.shape)):
        return None
    priced = prices(problem, spec, trip.shape, np.array([trip.depart_s]))
    if priced.broken[rule, 0]:
        return None
    figures = tuple(priced.figures[rule, 0].tolist())
    return Column(trip.vehicle, trip.shape, rule, trip.depart_s, float(priced.starts[0]), figures)
