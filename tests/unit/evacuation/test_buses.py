"""Small bus evacuations: the answer equals the best of all possible routes, and the witness sees every broken rule."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.domain.buses import BusTask
from corridor.evacuation.buses.bound import simple_bound
from corridor.evacuation.buses.solve import evacuate_by_bus
from corridor.evacuation.witness.buses import replay


def task(buses, trips, room, approach, drive) -> BusTask:
    return BusTask(30, *(np.array(part, np.int64) for part in (buses, trips, room, approach, drive)))


def best_makespan(given_task: BusTask) -> int:
    """The best last arrival, by trying every next trip of every bus, one bus after the other."""
    home = [depot for depot, count in enumerate(given_task.buses.tolist()) for _ in range(count)]
    approach, drive = given_task.approach.tolist(), given_task.drive.tolist()

    @cache
    def rest(bus: int, at: int, clock: int, waiting: tuple[int, ...], room: tuple[int, ...]) -> float:
        if not any(waiting):
            return clock
        best = np.inf
        if bus + 1 < len(home):
            best = max(clock, rest(bus + 1, -1, 0, waiting, room))
        for point, left in enumerate(waiting):
            for shelter, free in enumerate(room):
                if left and free:
                    there = approach[home[bus]][point] if at < 0 else drive[point][at]
                    then = clock + there + drive[point][shelter]
                    fewer = tuple(w - (p == point) for p, w in enumerate(waiting))
                    smaller = tuple(r - (s == shelter) for s, r in enumerate(room))
                    best = min(best, rest(bus, shelter, then, fewer, smaller))
        return best

    return int(rest(0, -1, 0, tuple(given_task.trips.tolist()), tuple(given_task.room.tolist())))


@st.composite
def small_tasks(draw):
    whole = st.integers(1, 12)
    trips = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3).filter(lambda t: 0 < sum(t) <= 4))
    room = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
    room[0] += max(0, sum(trips) - sum(room))
    buses = draw(st.lists(st.integers(0, 2), min_size=1, max_size=2).filter(lambda b: 0 < sum(b) <= 2))
    approach = [[draw(whole) for _ in trips] for _ in buses]
    drive = [[draw(whole) for _ in room] for _ in trips]
    return task(buses, trips, room, approach, drive)


@settings(max_examples=12, deadline=None)
@given(small_tasks())
def test_small_cases_are_proven_and_best(drawn):
    answer = evacuate_by_bus(drawn, seconds=300)
    assert replay(drawn, answer.routes).problem == ""
    assert replay(drawn, answer.routes).last_arrival == answer.makespan
    assert simple_bound(drawn) <= answer.bound <= answer.makespan
    assert answer.makespan == answer.bound == best_makespan(drawn)


TWO_POINTS = task([2], [1, 1], [1, 1], [[5, 7]], [[3, 4], [6, 2]])


def test_the_witness_tells_the_last_arrival():
    told = replay(TWO_POINTS, (((0, 0),), ((1, 1),)))
    assert (told.problem, told.last_arrival, told.arrivals) == ("", 9, ((8, 1), (9, 2)))


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        ((((0, 0),), ()), "people left"),
        ((((0, 0), (1, 0)), ()), "full"),
        ((((0, 0), (0, 1)), ((1, 1),)), "nobody waits"),
        ((((0, 0), (1, 1)),), "routes for 2 buses"),
        ((((0, 2),), ((1, 1),)), "no trip"),
    ],
)
def test_the_witness_sees_a_broken_rule(routes, words):
    assert words in replay(TWO_POINTS, routes).problem


def test_same_seed_same_routes():
    assert evacuate_by_bus(TWO_POINTS, seconds=300).routes == evacuate_by_bus(TWO_POINTS, seconds=20).routes
