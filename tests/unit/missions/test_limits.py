"""Limits of a crew's day, of driving and of goods not yet there: in a trip's price, in the choice, and in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from corridor.kernels.trips import DRIVING, END_LATE, FIGURES, WINDOW
from corridor.missions.choose import packing_rows
from corridor.missions.drive import TableRoads, exact, walk
from corridor.missions.pool import priced_columns
from corridor.missions.problem import Problem
from corridor.missions.seeds import shape_of
from corridor.missions.trips import DUTY, NO_CENTRE, Column, Shape, Visit, prices
from corridor.missions.why import explain
from corridor.optimise.program import keeps

HOUR = 3600.0


def _one_stop(problem: Problem) -> Shape:
    return shape_of(problem, [0], NO_CENTRE)


def _with_duty(problem: Problem, seconds: float) -> Problem:
    return replace(problem, vehicles=tuple(replace(van, duty_s=seconds) for van in problem.vehicles))


def _taken(problem: Problem, columns: list[Column]) -> bool:
    return keeps(packing_rows(problem, columns), np.arange(len(columns), dtype=np.int32))


def _column(vehicle: int, task: int, start: float, end: float, driving: float = 0.0) -> Column:
    figures = np.zeros(FIGURES)
    figures[END_LATE], figures[DRIVING] = end, driving
    return Column(vehicle, Shape((Visit(1 + task, (task,)),)), 0, start, start, tuple(figures.tolist()))


@pytest.mark.parametrize(("spare", "kept"), [(0.0, True), (1.0, True), (-1.0, False)])
def test_a_trip_may_take_the_whole_duty_from_first_loading_and_no_second_more(
    van_days: Callable[..., Problem], spare: float, kept: bool
) -> None:
    problem = van_days()
    priced = prices(problem, problem.vehicles[0], _one_stop(problem))
    span = priced.figures[0, :, END_LATE] - priced.starts
    slot = int(np.argmin(np.where(priced.broken[0] == 0, span, np.inf)))
    limited = _with_duty(problem, float(span[slot]) + spare)
    again = prices(limited, limited.vehicles[0], _one_stop(problem))
    assert bool(again.broken[0, slot] & DUTY) is not kept
    assert again.broken[0, slot] == (0 if kept else DUTY)


def test_a_drive_that_outlasts_the_duty_is_not_taken(van_days: Callable[..., Problem]) -> None:
    problem = van_days()
    column = priced_columns(problem, problem.vehicles, _one_stop(problem), whole=False)[0]
    assert exact(problem, column, TableRoads(problem.tables)) is not None
    short = _with_duty(problem, column.end_s - column.start_s - 1)
    driven = walk(short, column, TableRoads(problem.tables))
    assert driven is not None
    assert not driven.keeps
    assert exact(short, column, TableRoads(problem.tables)) is None


@pytest.mark.parametrize("seed", range(30))
def test_trips_of_a_crew_are_taken_together_just_when_its_duty_holds_them(
    van_days: Callable[..., Problem], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    problem = _with_duty(van_days(), float(rng.uniform(2, 7)) * HOUR)
    second = replace(problem.vehicles[0], number=1, id="v1")
    problem = replace(problem, vehicles=(problem.vehicles[0], second), rules=replace(problem.rules, max_trips=4))
    clocks = problem.rules.day_start_s + np.sort(rng.uniform(0, 8 * HOUR, 8))
    columns = [_column(int(rng.integers(2)), k, a, b) for k, (a, b) in enumerate(clocks.reshape(4, 2).tolist())]
    for size in (1, 2, 3, 4):
        for rows in combinations(range(4), size):
            span = columns[rows[-1]].end_s - columns[rows[0]].start_s
            alone = max(columns[row].end_s - columns[row].start_s for row in rows)
            if alone <= problem.vehicles[0].duty_s:
                chosen = np.array(rows, np.int32)
                within = keeps(packing_rows(problem, columns), chosen)
                assert within is (span <= problem.vehicles[0].duty_s)


def test_each_crew_has_its_own_duty(van_days: Callable[..., Problem]) -> None:
    problem = _with_duty(van_days(), 3 * HOUR)
    other = replace(problem.vehicles[0], number=1, id="v1", crew=1, crew_id="c1")
    problem = replace(problem, vehicles=(problem.vehicles[0], other))
    start = problem.rules.day_start_s
    late = start + 5 * HOUR
    assert not _taken(problem, [_column(0, 0, start, start + HOUR), _column(0, 1, late, late + HOUR)])
    assert _taken(problem, [_column(0, 0, start, start + HOUR), _column(1, 1, late, late + HOUR)])


@pytest.mark.parametrize(("most", "kept"), [(5000.0, True), (4999.0, False)])
def test_driving_of_all_vehicles_together_is_limited(van_days: Callable[..., Problem], most: float, kept: bool) -> None:
    problem = van_days()
    other = replace(problem.vehicles[0], number=1, id="v1", crew=1, crew_id="c1")
    problem = replace(
        problem, vehicles=(problem.vehicles[0], other), rules=replace(problem.rules, max_driving_s=most)
    )  # fmt: skip
    start = problem.rules.day_start_s
    columns = [_column(0, 0, start, start + HOUR, 2000.0), _column(1, 1, start, start + HOUR, 3000.0)]
    assert _taken(problem, columns) is kept


@pytest.mark.parametrize("whole_minutes", [0, 37, 60])
def test_loading_waits_until_the_goods_are_there(van_days: Callable[..., Problem], whole_minutes: int) -> None:
    problem = van_days()
    ready = problem.rules.day_start_s + 2.5 * HOUR + 60 * whole_minutes
    tasks = (replace(problem.tasks[0], release_s=ready), *problem.tasks[1:])
    problem = replace(problem, tasks=tasks)
    van = problem.vehicles[0]
    alone = prices(problem, van, _one_stop(problem))
    both = prices(problem, van, shape_of(problem, [1, 0], NO_CENTRE))
    for priced in (alone, both):
        early = priced.departures - priced.loading_s < ready
        assert early.any()
        assert (priced.broken[:, early] & WINDOW).all()
        assert (priced.broken[:, ~early] == 0).any()
    free = prices(problem, van, shape_of(problem, [1], NO_CENTRE))
    assert (free.broken[:, free.departures - free.loading_s < ready] == 0).any()


def test_why_a_duty_bars_a_place(van_days: Callable[..., Problem]) -> None:
    problem = _with_duty(van_days(), 600.0)
    found, more = explain(problem, [], problem.tasks[0])
    assert (found.code, more) == ("time", [])
    assert "crew's hours" in found.detail


def test_why_a_crew_on_duty_elsewhere_does_not_go(van_days: Callable[..., Problem]) -> None:
    problem = van_days()
    columns = priced_columns(problem, problem.vehicles, _one_stop(problem), whole=False)
    first = min(columns, key=lambda column: column.start_s)
    assert explain(problem, [first], problem.tasks[1])[1]
    spent = _with_duty(problem, first.end_s - first.start_s)
    found, more = explain(spent, [first], problem.tasks[1])
    assert (found.code, more) == ("capacity", [])


def test_why_a_day_that_may_drive_no_further_ends(van_days: Callable[..., Problem]) -> None:
    problem = van_days()
    columns = priced_columns(problem, problem.vehicles, _one_stop(problem), whole=False)
    first = min(columns, key=lambda column: column.start_s)
    spent = replace(problem, rules=replace(problem.rules, max_driving_s=first.driving_s))
    found, more = explain(spent, [first], problem.tasks[1])
    assert more == []
    assert found.code == "capacity"
    assert "driving" in found.detail
