"""PyVRP's view of the day takes every window that a day can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from corridor.missions.pool import build_pool, kinds_of
from corridor.missions.problem import Problem
from corridor.missions.seeds import SeedRun, Watch, seed_shapes
from corridor.progress import silent

HOUR = 3600.0


def _shapes(problem: Problem) -> set[int]:
    shapes = seed_shapes(problem, kinds_of(problem), SeedRun(0, 0, 1, 20), Watch(lambda: False))
    return {task for shape in shapes for task in shape.tasks}


def test_every_task_that_fits_is_on_some_route(van_days: Callable[..., Problem]) -> None:
    assert _shapes(van_days()) == set(range(12))


def test_a_deadline_before_the_opening_is_no_error_and_gets_no_trip(van_days: Callable[..., Problem]) -> None:
    problem = van_days()
    by = problem.rules.day_start_s + HOUR
    tasks = (replace(problem.tasks[0], deadline_s=by), *problem.tasks[1:])
    pool = build_pool(
        replace(problem, tasks=tasks), seed=1, iterations=10, watch=Watch(lambda: False), progress=silent
    )  # fmt: skip
    assert not pool.whole
    done = {task for column in pool.columns for task in column.shape.tasks}
    assert done == set(range(1, 12))
