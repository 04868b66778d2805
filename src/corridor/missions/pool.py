"""The pool of trips that the choice is made from.

Small days are covered whole: every subset of tasks, every order, every departure, every rule of roads, so that the
choice is optimal under its forecast. Larger ones take PyVRP's trips and their parts, trips to single shelters and
merged pairs. Trips that another one beats in everything are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from corridor.i18n import gettext as _
from corridor.kernels.trips import CREW_UPPER, END, END_LATE, LENGTH, PERSON_UPPER
from corridor.missions.seeds import SeedRun, Watch, seed_shapes, shape_of
from corridor.missions.trips import NO_CENTRE, Column, Shape, Visit, carries, load_of, prices
from corridor.missions.whole_day import timed_columns, whole_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from corridor.missions.problem import Problem, VehicleSpec
    from corridor.missions.trips import Prices
    from corridor.progress import Progress

WHOLE_LIMIT = 3_000
"""Shapes up to which a day is covered whole."""
WHOLE_COLUMNS = 3_000
"""Trips up to which the choice over a whole pool is sought to its proof; 12,654 took HiGHS half a minute a step."""
WHOLE_DAY = 8
"""Iterations of a run over a whole day, for each of a run over one hour."""
BLOCKS = 3
"""Parts of the day of which each shape keeps its best departure."""
LONGEST_CUT = 7
"""Shelters of a route up to which all its stretches are taken as trips of their own."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Columns to choose from; ``whole`` when nothing was left out that could be better and few enough to prove it."""

    columns: tuple[Column, ...]
    whole: bool
    cut_short: bool = False
    days: tuple[tuple[Column, ...], ...] = ()
    """Trips that make up a day together, by PyVRP; not among ``columns``."""


def kinds_of(problem: Problem) -> list[list[VehicleSpec]]:
    """Vehicles grouped by kind, in file order."""
    groups: dict[tuple[object, ...], list[VehicleSpec]] = {}
    for vehicle in problem.vehicles:
        groups.setdefault(vehicle.kind, []).append(vehicle)
    return list(groups.values())


def _kept_whole(table: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """[n] rows of [n, m] that no other row is at least as good as in every number (of equal rows the first)."""
    not_worse = (table[:, None, :] <= table[None, :, :]).all(axis=2)
    better = not_worse & ~not_worse.T
    equal = not_worse & not_worse.T
    earlier = np.tri(len(table), k=-1, dtype=bool).T
    kept: npt.NDArray[np.bool_] = ~np.any(better | (equal & earlier), axis=0)
    return kept


def _measures(priced: Prices, rule: npt.NDArray[np.intp], slot: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """[n, 6] later start, earlier end, exposure, time, crew's exposure, length: all the smaller the better."""
    figures = priced.figures[rule, slot]
    return np.column_stack(
        (
            -priced.starts[slot],
            figures[:, END_LATE],
            figures[:, PERSON_UPPER],
            figures[:, END] - priced.departures[slot],
            figures[:, CREW_UPPER],
            figures[:, LENGTH],
        )
    )


def _kept_few(measures: npt.NDArray[np.float64], span: tuple[float, float]) -> npt.NDArray[np.intp]:
    """Rows kept in a large pool: the least exposed of each part of the day, the shortest, the first one back."""
    block = np.clip(((-measures[:, 0] - span[0]) / max(span[1] - span[0], 1.0) * BLOCKS).astype(int), 0, BLOCKS - 1)
    rows: set[int] = set()
    order = np.lexsort((measures[:, 0], measures[:, 3], measures[:, 2]))
    seen: set[int] = set()
    for row in order:
        if block[row] not in seen:
            seen.add(int(block[row]))
            rows.add(int(row))
    rows.add(int(np.lexsort((measures[:, 2], measures[:, 3]))[0]))
    rows.add(int(np.lexsort((measures[:, 2], measures[:, 1]))[0]))
    return np.array(sorted(rows))


def priced_columns(problem: Problem, group: Sequence[VehicleSpec], shape: Shape, *, whole: bool) -> list[Column]:
    """Columns of one shape for every vehicle of a kind."""
    spec = group[0]
    people = any(problem.tasks[task].is_household for task in shape.tasks)
    if people is (shape.centre == NO_CENTRE) or not carries(spec, load_of(problem, shape)):
        return []
    priced = prices(problem, spec, shape)
    rule, slot = np.nonzero(priced.broken == 0)
    if not len(rule):
        return []
    measures = _measures(priced, rule, slot)
    if whole:
        kept = np.flatnonzero(_kept_whole(measures))
    else:
        kept = _kept_few(measures, (problem.rules.day_start_s, problem.rules.day_end_s))
    return [
        Column(
            vehicle.number,
            shape,
            int(rule[row]),
            float(priced.departures[slot[row]]),
            float(priced.starts[slot[row]]),
            tuple(priced.figures[rule[row], slot[row]].tolist()),
        )
        for vehicle in group
        for row in kept
    ]


def _ends(problem: Problem, tasks: Iterable[int]) -> list[int]:
    people = sum(problem.tasks[task].people for task in tasks)
    if not people:
        return [NO_CENTRE]
    return [centre.number for centre in problem.centres if centre.capacity >= people]


def whole_shapes(problem: Problem) -> Iterator[Shape]:
    """Every trip there is: subsets of tasks, orders of their shelters, reception centres."""
    numbers = [task.number for task in problem.tasks]
    for size in range(1, len(numbers) + 1):
        for subset in combinations(numbers, size):
            by_site: dict[int, list[int]] = {}
            for task in subset:
                by_site.setdefault(problem.tasks[task].shelter, []).append(task)
            for order in permutations(sorted(by_site)):
                visits = tuple(Visit(site, tuple(by_site[site])) for site in order)
                for centre in _ends(problem, subset):
                    yield Shape(visits, centre)


def whole_size(problem: Problem) -> float:
    """How many shapes ``whole_shapes`` would give, from above."""
    tasks, sites = len(problem.tasks), len({task.shelter for task in problem.tasks})
    if tasks > 8 or sites > 4:
        return np.inf
    return float(2**tasks) * factorial(sites) * max(len(problem.centres), 1)


def _whole_pool(problem: Problem, watch: Watch, progress: Progress) -> Pool:
    by_end: dict[tuple[int, tuple[int, ...], int], list[Column]] = {}
    shapes = list(whole_shapes(problem))
    kinds = kinds_of(problem)
    cut = False
    for done, shape in enumerate(shapes):
        if done % 50 == 0:
            progress(_("Trips"), done, len(shapes))
            if watch():
                cut = True
                break
        for group in kinds:
            for column in priced_columns(problem, group, shape, whole=True):
                by_end.setdefault((column.vehicle, shape.tasks, shape.centre), []).append(column)
    columns: list[Column] = []
    for rivals in by_end.values():
        table = np.array(
            [
                (-c.start_s, c.end_s, c.person_exposure, c.duration_s, c.crew_exposure, c.length_m)
                for c in rivals
            ]
        )  # fmt: skip
        columns.extend(column for column, keep in zip(rivals, _kept_whole(table), strict=True) if keep)
    provable = not cut and len(columns) <= WHOLE_COLUMNS
    return Pool(tuple(sorted(columns, key=lambda c: c.key)), provable, cut)


def single_shapes(problem: Problem, group: Sequence[VehicleSpec]) -> Iterator[Shape]:
    """For each shelter: what a vehicle of the kind can do there in one trip, and each task on its own."""
    spec = group[0]
    by_site: dict[int, list[int]] = {}
    for task in sorted(problem.tasks, key=lambda t: (t.priority, -t.worth, t.number)):
        by_site.setdefault(task.shelter, []).append(task.number)
    for tasks in by_site.values():
        goods = [task for task in tasks if not problem.tasks[task].is_household]
        people = [task for task in tasks if problem.tasks[task].is_household]
        for wanted in (tasks, goods, people):
            taken = _filled(problem, spec, wanted)
            if taken:
                yield from (shape_of(problem, taken, centre) for centre in _ends(problem, taken))
        for number in tasks:
            yield from (shape_of(problem, [number], centre) for centre in _ends(problem, [number]))


def _filled(problem: Problem, spec: VehicleSpec, wanted: Sequence[int]) -> list[int]:
    """Tasks taken one after the other while they fit."""
    taken: list[int] = []
    load = [0.0] * len(spec.capacity)
    for task in wanted:
        more = [a + b for a, b in zip(load, problem.tasks[task].load, strict=True)]
        if carries(spec, tuple(more)):
            taken, load = [*taken, task], more
    return taken


def stretches(problem: Problem, shape: Shape) -> Iterator[Shape]:
    """A route and its parts: every stretch of neighbouring shelters, of long routes the first and last ones only."""
    visits = shape.visits
    count = len(visits)
    for first in range(count):
        for last in range(first + 1, count + 1):
            if count > LONGEST_CUT and first > 0 and last < count:
                continue
            part = visits[first:last]
            people = any(problem.tasks[task].is_household for visit in part for task in visit.tasks)
            yield Shape(part, shape.centre if people else NO_CENTRE)


def seed_runs(problem: Problem, seed: int, iterations: int) -> list[SeedRun]:
    """Departure hours through the day and rules of roads, one run each."""
    table = problem.tables[0]
    rows = np.unique(np.linspace(0, max(table.seconds.shape[1] - 3, 0), 4).astype(int))
    pairs = [(int(row), rule) for row in rows for rule in range(len(table.weights))]
    return [SeedRun(row, rule, seed + number, iterations) for number, (row, rule) in enumerate(pairs)]


def whole_days(problem: Problem, seed: int, iterations: int) -> list[SeedRun]:
    """The roads as they are in the middle of the day, by each rule of roads."""
    table = problem.tables[0]
    noon = table.seconds.shape[1] // 2
    return [SeedRun(noon, rule, seed, WHOLE_DAY * iterations) for rule in range(len(table.weights))]


def _unique(shapes: Iterable[Shape]) -> list[Shape]:
    return list(dict.fromkeys(shapes))


def build_pool(problem: Problem, *, seed: int, iterations: int, watch: Watch, progress: Progress) -> Pool:
    """The pool of the day.

    Args:
        problem: the day.
        seed: of PyVRP's runs.
        iterations: of each run.
        watch: ends early; trips to single shelters are always there.
        progress: told of runs and trips.
    """
    if whole_size(problem) <= WHOLE_LIMIT:
        return _whole_pool(problem, watch, progress)
    kinds = kinds_of(problem)
    columns: list[Column] = []
    for group in kinds:
        for shape in _unique(single_shapes(problem, group)):
            columns.extend(priced_columns(problem, group, shape, whole=False))
    runs = seed_runs(problem, seed, iterations)
    days = whole_days(problem, seed, iterations)
    shapes: list[Shape] = []
    begun: list[tuple[Column, ...]] = []
    cut = False
    for done, run in enumerate(days):
        progress(_("Whole days"), done, len(days))
        if watch():
            cut = True
            break
        trips = whole_day(problem, kinds, run, watch)
        begun.append(tuple(column for column in timed_columns(problem, trips, run.rule) if column is not None))
    for done, run in enumerate(runs):
        progress(_("Routes"), done, len(runs))
        if watch():
            cut = True
            break
        shapes.extend(seed_shapes(problem, kinds, run, watch))
    progress(_("Routes"), len(runs), len(runs))
    parts = _unique(part for shape in _unique(shapes) for part in stretches(problem, shape))
    for done, shape in enumerate(parts):
        if done % 50 == 0:
            progress(_("Trips"), done, len(parts))
            if watch():
                cut = True
                break
        for group in kinds:
            columns.extend(priced_columns(problem, group, shape, whole=False))
    progress(_("Trips"), len(parts), len(parts))
    return Pool(distinct(columns), False, cut or watch(), tuple(begun))


def distinct(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Each column once, in a fixed order."""
    return tuple(sorted({column.key: column for column in columns}.values(), key=lambda c: c.key))
