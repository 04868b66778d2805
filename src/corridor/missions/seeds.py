"""Good routes from PyVRP: one run a departure hour and rule of roads, all vehicles at once.

Each run sees the roads as they are at that hour and may leave tasks out; it gives trips that fit vehicles and
windows. Their true price and their place in the day are settled later.

Source: N. A. Wouda, L. Lan and W. Kool, "PyVRP: a high-performance VRP solver package", 2024,
doi:10.1287/ijoc.2023.0055.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyvrp
from pyvrp.stop import MaxIterations

from corridor.missions.problem import GOODS, LOADS, SiteKind
from corridor.missions.trips import NO_CENTRE, Shape, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from corridor.missions.problem import Problem, VehicleSpec

NEVER = 10_000_000
"""Seconds and cost of a leg that doesn't exist: longer than any day, dearer than any prize."""
PRIZE = 200_000
"""Cost worth paying for a task of priority 3 and worth 1: more than any day's drive at the highest rule."""
PRIZE_FACTOR = {1: 20, 2: 5, 3: 1}
LOAD_SCALE = 10
"""Tenths of kilograms and litres; whole seats count ten."""
CENTRES_TRIED = 2


@dataclass(frozen=True)
class SeedRun:
    """One run: row of the travel tables, rule of roads, seed, iterations."""

    departure: int
    rule: int
    seed: int
    iterations: int


@dataclass(frozen=True)
class Watch:
    """When to give up: a stop flag and a clock (``time.monotonic``)."""

    stop: Callable[[], bool]
    until: float | None = None

    def __call__(self) -> bool:
        """True when it is time to end."""
        return self.stop() or (self.until is not None and time.monotonic() >= self.until)


class Stopping:
    """PyVRP's stopping rule: so many iterations, or the watch."""

    def __init__(self, iterations: int, watch: Watch) -> None:
        self._most = MaxIterations(iterations)
        self._watch = watch

    def __call__(self, best_cost: int) -> bool:
        """True when it is time to end."""
        return self._most(best_cost) or self._watch()


def whole_units(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Rounded; what cannot be reached costs ``NEVER``."""
    return np.where(np.isfinite(values), np.minimum(np.rint(values), NEVER), NEVER).astype(np.int64)


def cost_and_duration(
    problem: Problem, spec: VehicleSpec, run: SeedRun
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """[P, P] between sites at the run's hour, by its rule of roads; a shelter's access time counts on arrival."""
    table = problem.tables[spec.table]
    row = min(run.departure, table.seconds.shape[1] - 1)
    drive = table.seconds[run.rule, row].astype(np.float64)
    cost = drive + table.weights[run.rule] * table.upper[run.rule, row].astype(np.float64) * spec.protection
    access = np.array([site.fixed_s if site.kind is SiteKind.SHELTER else 0.0 for site in problem.sites])
    return cost, drive + access[None, :]


def _matrices(
    problem: Problem, spec: VehicleSpec, run: SeedRun, centre: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Cost and duration between sites; a centre's arrival holds the way home."""
    cost, duration = cost_and_duration(problem, spec, run)
    if centre != NO_CENTRE:
        duration[:, centre] += problem.sites[centre].fixed_s + duration[centre, spec.depot]
        cost[:, centre] += cost[centre, spec.depot]
    for matrix in (cost, duration):
        np.fill_diagonal(matrix, 0.0)
    return whole_units(cost), whole_units(duration)


def used_loads(problem: Problem) -> list[int]:
    """Dimensions of load that any task has, by ``LOADS``: the others only cost PyVRP time."""
    return [d for d in range(len(LOADS)) if any(task.load[d] > 0 for task in problem.tasks)]


def room_of(problem: Problem, spec: VehicleSpec, people: bool) -> list[int]:
    """A vehicle's room in ``used_loads``, in PyVRP's units; none for people where it may not end at a centre."""
    room = np.floor(np.array(spec.capacity) * LOAD_SCALE).astype(int).tolist()
    return [room[d] if people or d < GOODS else 0 for d in used_loads(problem)]


def clients_of(problem: Problem, start_s: float, horizon: int) -> list[pyvrp.Client]:
    """Tasks as PyVRP's clients, each with a prize by priority; times from ``start_s``."""
    used = used_loads(problem)
    clients = []
    for task in problem.tasks:
        site = problem.sites[task.shelter]
        early = int(min(max(site.opens_s - start_s, 0), horizon))
        # a deadline before the opening makes an empty window, which PyVRP refuses: pricing bars such trips anyway
        late = max(early, int(min(max(min(site.closes_s, task.deadline_s) - start_s, 0), horizon)))
        load = np.ceil(np.array(task.load) * LOAD_SCALE).astype(int).tolist()
        clients.append(
            pyvrp.Client(
                location=site.number,
                delivery=[load[d] if d < GOODS else 0 for d in used],
                pickup=[load[d] if d >= GOODS else 0 for d in used],
                service_duration=round(task.service_s),
                tw_early=early,
                tw_late=late,
                release_time=int(min(max(task.release_s - start_s, 0), horizon)),
                prize=round(PRIZE * PRIZE_FACTOR[task.priority] * task.worth),
                required=False,
            )
        )
    return clients


def nearest_centres(problem: Problem, spec: VehicleSpec, row: int) -> list[int]:
    """The nearest centres where a vehicle that takes people may end a trip; none for vehicles that take none."""
    if sum(spec.capacity[GOODS:]) <= 0:
        return []
    table = problem.tables[spec.table]
    row = min(row, table.seconds.shape[1] - 1)
    shelters = [site.number for site in problem.sites if site.kind is SiteKind.SHELTER]
    reach = [(float(np.median(table.seconds[0, row][shelters, centre.number])), centre.number)
             for centre in problem.centres if centre.capacity > 0]  # fmt: skip
    return [centre for seconds, centre in sorted(reach)[:CENTRES_TRIED] if np.isfinite(seconds)]


def _data(
    problem: Problem, kinds: Sequence[list[VehicleSpec]], run: SeedRun
) -> tuple[pyvrp.ProblemData, list[int]] | None:
    """PyVRP's view of the day at one hour, and the centre of each vehicle type; none where no vehicle may go."""
    start_s = problem.rules.day_start_s
    horizon = int(problem.rules.day_end_s - start_s)
    table = problem.tables[0]
    leave = max(int(table.start_s + run.departure * table.step_s - start_s), 0)
    stations = [site.number for site in problem.sites if site.kind is not SiteKind.SHELTER]
    depots = [pyvrp.Depot(location=number) for number in stations]
    profiles: dict[tuple[int, int, float, int], int] = {}
    costs: list[npt.NDArray[np.int64]] = []
    durations: list[npt.NDArray[np.int64]] = []
    types: list[pyvrp.VehicleType] = []
    centres: list[int] = []
    for group in kinds:
        spec = group[0]
        early = max(leave, int(spec.earliest_s - start_s), 0)
        late = min(int(spec.latest_s - start_s), horizon)
        if early >= late:
            continue
        for centre in (NO_CENTRE, *nearest_centres(problem, spec, run.departure)):
            key = (spec.table, spec.depot, spec.protection, centre)
            if key not in profiles:
                profiles[key] = len(costs)
                cost, duration = _matrices(problem, spec, run, centre)
                costs.append(cost)
                durations.append(duration)
            types.append(
                pyvrp.VehicleType(
                    num_available=len(group) * problem.rules.max_trips,
                    capacity=room_of(problem, spec, people=centre != NO_CENTRE),
                    start_depot=stations.index(spec.depot),
                    end_depot=stations.index(spec.depot if centre == NO_CENTRE else centre),
                    tw_early=early,
                    tw_late=late,
                    profile=profiles[key],
                )
            )
            centres.append(centre)
    locations = [pyvrp.Location(site.lon, site.lat) for site in problem.sites]
    clients = clients_of(problem, start_s, horizon)
    if not types:
        return None
    data = pyvrp.ProblemData(locations, clients, depots, types, costs, durations)  # type: ignore[arg-type]
    return data, centres


def shape_of(problem: Problem, order: Sequence[int], centre: int) -> Shape:
    """Tasks in driving order as visits; a shelter passed twice is visited once, the first time."""
    visits: dict[int, list[int]] = {}
    for task in order:
        visits.setdefault(problem.tasks[task].shelter, []).append(task)
    people = any(problem.tasks[task].is_household for task in order)
    rows = tuple(Visit(site, tuple(sorted(tasks))) for site, tasks in visits.items())
    return Shape(rows, centre if people else NO_CENTRE)


def seed_shapes(problem: Problem, kinds: Sequence[list[VehicleSpec]], run: SeedRun, watch: Watch) -> list[Shape]:
    """The trips of PyVRP's best solution of one run."""
    if not problem.tasks:
        return []
    seen = _data(problem, kinds, run)
    if seen is None:
        return []
    data, centres = seen
    result = pyvrp.solve(
        data, Stopping(run.iterations, watch), seed=run.seed, collect_stats=False, display=False
    )  # fmt: skip
    shapes: list[Shape] = []
    for route in result.best.routes():
        order = [activity.idx for activity in route if activity.is_client()]
        if order:
            shapes.append(shape_of(problem, order, centres[route.vehicle_type()]))
    # where PyVRP found no solution that keeps every limit, its routes still do for parts: prices sort them out
    return shapes
