"""Whole days by PyVRP: what they keep, how their trips are timed, and that they never cost anyone their turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corridor.missions import solve
from corridor.missions.choose import SERVICE_WEIGHT, Choice, packing_rows
from corridor.missions.drive import TableRoads
from corridor.missions.pool import Pool, build_pool, kinds_of
from corridor.missions.problem import Problem, Site, SiteKind
from corridor.missions.seeds import SeedRun, Watch, shape_of
from corridor.missions.solve import Effort, solve_day
from corridor.missions.trips import NO_CENTRE, Column, carries, load_of
from corridor.missions.whole_day import Timed, timed_columns, whole_day
from corridor.optimise.program import keeps
from corridor.progress import silent

HOUR = 3600.0
ON = Watch(lambda: False)


def _day_of(problem: Problem, iterations: int = 60) -> tuple[Timed, ...]:
    return whole_day(problem, kinds_of(problem), SeedRun(2, 0, 1, iterations), ON)


def _with_people(problem: Problem) -> Problem:
    """Every third shelter has a family of three instead of a parcel; the last shelter becomes a reception centre."""
    centre = Site(len(problem.sites) - 1, SiteKind.CENTRE, "centre", 0.2, 0.0, fixed_s=600, capacity=30)
    tasks = tuple(
        replace(task, people=3, load=(0.0, 0.0, 3.0, 0, 0, 0)) if task.number % 3 == 0 else task
        for task in problem.tasks[:-1]
    )
    fleet = tuple(replace(van, capacity=(400.0, 400.0, 9.0, 0, 0, 0)) for van in problem.vehicles)
    return replace(problem, sites=(*problem.sites[:-1], centre), tasks=tasks, vehicles=fleet)


def test_trips_of_a_day_fit_their_vehicle_and_do_each_task_once(round_days: Callable[..., Problem]) -> None:
    problem = _with_people(round_days(0, hours=8.0))
    trips = _day_of(problem)
    done = [task for trip in trips for task in trip.shape.tasks]
    assert len(done) == len(set(done))
    assert [(trip.vehicle, trip.depart_s) for trip in trips] == sorted((trip.vehicle, trip.depart_s) for trip in trips)
    for van in problem.vehicles:
        assert sum(trip.vehicle == van.number for trip in trips) <= problem.rules.max_trips
    assert len(trips) > len(problem.vehicles)
    for trip in trips:
        assert carries(problem.vehicles[0], load_of(problem, trip.shape))
        people = any(problem.tasks[task].is_household for task in trip.shape.tasks)
        assert (trip.shape.centre != NO_CENTRE) is people
    assert any(trip.shape.centre != NO_CENTRE for trip in trips)


def test_no_trip_of_a_day_leaves_before_its_goods_are_there(round_days: Callable[..., Problem]) -> None:
    problem = round_days(0, hours=8.0)
    ready = problem.rules.day_start_s + 3 * HOUR
    tasks = tuple(replace(task, release_s=ready) if task.number % 2 else task for task in problem.tasks)
    problem = replace(problem, tasks=tasks)
    trips = _day_of(problem)
    waits = [trip for trip in trips if any(task % 2 for task in trip.shape.tasks)]
    assert waits
    assert all(trip.depart_s >= ready for trip in waits)
    assert any(trip.depart_s < ready for trip in _day_of(round_days(0, hours=8.0)))


def test_a_day_lasts_no_longer_than_the_duty(round_days: Callable[..., Problem]) -> None:
    def span(duty: float) -> float:
        problem = round_days(0, vehicles=1, hours=8.0)
        van = replace(problem.vehicles[0], capacity=(400.0, 400.0, 0, 0, 0, 0), duty_s=duty)
        problem = replace(problem, vehicles=(van,), rules=replace(problem.rules, spread=0.0))
        found = timed_columns(problem, _day_of(problem), 0)
        own = [column for column in found if column is not None]
        return max(column.end_s for column in own) - min(column.start_s for column in own)

    assert span(8 * HOUR) > 3 * HOUR
    assert HOUR < span(3 * HOUR) <= 3 * HOUR


def test_a_vehicle_that_may_not_go_and_a_day_without_tasks_have_no_trips(van_days: Callable[..., Problem]) -> None:
    problem = van_days()
    gone = replace(problem.vehicles[0], latest_s=problem.rules.day_start_s - HOUR)
    assert _day_of(replace(problem, vehicles=(gone,))) == ()
    assert _day_of(replace(problem, tasks=())) == ()


def test_a_trip_waits_for_the_one_before_and_one_that_breaks_a_rule_is_none(van_days: Callable[..., Problem]) -> None:
    problem = van_days()
    opens = problem.rules.day_start_s + 2 * HOUR
    first, second = (shape_of(problem, order, NO_CENTRE) for order in ([0, 1], [2, 3]))
    over = shape_of(problem, [4, 5, 6, 7, 8], NO_CENTRE)
    columns = timed_columns(
        problem, [Timed(0, first, opens), Timed(0, second, opens), Timed(0, over, opens + 2 * HOUR)], 0
    )
    assert columns[2] is None
    one, two = columns[0], columns[1]
    assert one is not None
    assert two is not None
    assert one.depart_s == opens
    assert two.start_s == pytest.approx(one.end_s)
    late = timed_columns(problem, [Timed(0, first, problem.rules.day_start_s + 7.9 * HOUR), Timed(0, second, opens)], 0)
    assert late[0] is None
    assert late[1] is not None
    assert late[1].depart_s == opens


def _pool(problem: Problem, watch: Watch = ON) -> Pool:
    return build_pool(problem, seed=1, iterations=5, watch=watch, progress=silent)


def test_days_stand_beside_the_pool_by_every_rule_of_roads(round_days: Callable[..., Problem]) -> None:
    problem = round_days(1)
    pool = _pool(problem)
    assert len(pool.days) == len(problem.tables[0].weights)
    assert all(pool.days)
    for day in pool.days:
        for earlier, later in pairwise(sorted(day, key=lambda c: (c.vehicle, c.start_s))):
            assert earlier.vehicle != later.vehicle or earlier.end_s <= later.start_s + 1e-6


def test_stopped_at_once_there_are_no_days_and_the_pool_says_so(round_days: Callable[..., Problem]) -> None:
    pool = _pool(round_days(1), Watch(lambda: True))
    assert pool.days == ()
    assert pool.cut_short
    assert pool.columns


def _served(problem: Problem, columns: tuple[Column, ...]) -> tuple[float, int, int]:
    """Worth weighed by priority, people, deliveries."""
    tasks = [problem.tasks[task] for column in columns for task in column.shape.tasks]
    people = sum(task.people for task in tasks)
    worth = sum(SERVICE_WEIGHT[task.priority] * task.worth for task in tasks)
    return worth, people, sum(not task.is_household for task in tasks)


@pytest.mark.parametrize("priorities", [(2,), (1, 2, 3)])
def test_with_whole_days_no_fewer_are_served(
    round_days: Callable[..., Problem], monkeypatch: pytest.MonkeyPatch, priorities: tuple[int, ...]
) -> None:
    """Where all needs count alike, no fewer people or deliveries; else no less worth as priorities weigh it.

    So few finalists that the choice among single trips serves less than a whole day does.
    """
    steps: list[tuple[Choice, Choice]] = []
    inner = solve._or_whole_day

    def watched(ledger: object, choice: Choice, *rest: object) -> Choice:
        steps.append((choice, inner(ledger, choice, *rest)))  # type: ignore[arg-type]
        return steps[-1][1]

    monkeypatch.setattr(solve, "_or_whole_day", watched)
    gains = []
    for seed in range(2):
        problem = round_days(seed, shelters=40, hours=8.0)
        tasks = tuple(replace(task, priority=priorities[task.number % len(priorities)]) for task in problem.tasks)
        problem = replace(problem, tasks=tasks)
        effort = Effort(iterations=5, nodes=1, finalists=60)
        settled = solve_day(problem, TableRoads(problem.tables), effort=effort, watch=ON, progress=silent)
        before, after = (_served(problem, choice.columns) for choice in steps[-1])
        chosen = settled.chosen.columns
        last = _served(problem, chosen)
        assert before[0] - 1e-6 <= after[0] <= last[0] + 1e-6
        if len(priorities) == 1:
            assert before[1:] <= after[1:] <= last[1:]
        gains.append(after[0] > before[0])
        assert keeps(packing_rows(problem, chosen), np.arange(len(chosen), dtype=np.int32))
    assert len(steps) == 2
    assert all(gains)
