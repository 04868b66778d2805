"""PyVRP's view of the day takes every window that a day can hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corridor.domain.danger import PlaceDanger, Slots
from corridor.missions.pool import build_pool, kinds_of
from corridor.missions.problem import Problem, Rules, Site, SiteKind, Task, VehicleSpec
from corridor.missions.seeds import SeedRun, Watch, seed_shapes
from corridor.missions.tables import TravelTables
from corridor.progress import silent

START = 1_700_000_000 // 3600 * 3600
HOUR = 3600.0


def _day(shelters: int = 12) -> Problem:
    count = 1 + shelters
    drive = np.full((3, 9, count, count), 600, np.float32)
    drive[:, :, range(count), range(count)] = 0
    none = np.zeros_like(drive)
    table = TravelTables((0.0, 1.0, 2.0), float(START), HOUR, drive, none, none + 1e-6, drive * 10, none)
    depot = Site(0, SiteKind.DEPOT, "d", 0.0, 0.0, fixed_s=600)
    rows = [Site(k, SiteKind.SHELTER, f"s{k}", 0.01 * k, 0.0, START + 2 * HOUR, fixed_s=300) for k in range(1, count)]
    tasks = tuple(
        Task(k, f"p{k}", k + 1, 2, 1.0, 1.0, (100.0, 100.0, 0, 0, 0, 0), 60.0) for k in range(shelters)
    )  # fmt: skip
    van = VehicleSpec(0, "v", "c", 0, 2, 0, 0, (400.0, 400.0, 0, 0, 0, 0), 1.0, 1e6, START, START + 8 * HOUR, 1.0)
    rates = np.full((8, count), 1e-7, np.float32)
    danger = PlaceDanger(Slots(START, 8), rates, rates, np.zeros(count, bool))
    return Problem((depot, *rows), tasks, (van,), Rules(START, START + 8 * HOUR), (table,), danger)


def _shapes(problem: Problem) -> set[int]:
    shapes = seed_shapes(problem, kinds_of(problem), SeedRun(0, 0, 1, 20), Watch(lambda: False))
    return {task for shape in shapes for task in shape.tasks}


def test_every_task_that_fits_is_on_some_route() -> None:
    assert _shapes(_day()) == set(range(12))


def test_a_deadline_before_the_opening_is_no_error_and_gets_no_trip() -> None:
    problem = _day()
    tasks = (replace(problem.tasks[0], deadline_s=START + HOUR), *problem.tasks[1:])
    pool = build_pool(
        replace(problem, tasks=tasks), seed=1, iterations=10, watch=Watch(lambda: False), progress=silent
    )  # fmt: skip
    assert not pool.whole
    done = {task for column in pool.columns for task in column.shape.tasks}
    assert done == set(range(1, 12))
