"""Bus evacuations against trying everything, and the witness against broken plans."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest

from corridor.domain.buses import BusTask, Routes
from corridor.evacuation.buses.solve import evacuate_by_bus
from corridor.evacuation.witness.buses import replay


def small_task(seed: int) -> BusTask:
    """Two depots, two points, two shelters, at most five full buses to move."""
    rng = np.random.default_rng(seed)
    trips = rng.integers(1, 3, 2) + np.array([0, int(rng.random() < 0.5)])
    room = np.array([int(trips.sum()) - 1, 2])
    buses = np.array([1, int(rng.integers(1, 3))])
    return BusTask(50, buses, trips, room, rng.integers(0, 30, (2, 2)), rng.integers(1, 30, (2, 2)))


def least(task: BusTask) -> int:
    """Earliest last arrival by trying every next trip of every bus, written without the planner's code."""
    homes = [depot for depot, count in enumerate(task.buses.tolist()) for _ in range(count)]
    points, shelters = range(len(task.trips)), range(len(task.room))

    @cache
    def best(bus: int, at: int, clock: int, waiting: tuple[int, ...], room: tuple[int, ...]) -> float:
        """From here on, buses before ``bus`` being done; ``at`` is the shelter it stands at, -1 its depot."""
        if not sum(waiting):
            return clock
        if bus == len(homes):
            return np.inf
        found = max(clock, best(bus + 1, -1, 0, waiting, room))
        for point, shelter in product(points, shelters):
            if waiting[point] and room[shelter]:
                reach = task.approach[homes[bus], point] if at < 0 else task.drive[point, at]
                then = clock + int(reach + task.drive[point, shelter])
                fewer = tuple(n - (p == point) for p, n in enumerate(waiting))
                less = tuple(n - (s == shelter) for s, n in enumerate(room))
                found = min(found, best(bus, shelter, then, fewer, less))
        return found

    return int(best(0, -1, 0, tuple(task.trips.tolist()), tuple(task.room.tolist())))


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_is_the_best_there_is(seed: int) -> None:
    task = small_task(seed)
    answer = evacuate_by_bus(task, seconds=30, seed=seed)
    assert answer.makespan == least(task)
    assert answer.bound == answer.makespan
    assert replay(task, answer.routes).problem == ""
    assert replay(task, answer.routes).last_arrival == answer.makespan


def test_an_early_end_still_gives_a_plan_and_a_bound_that_holds() -> None:
    task = small_task(3)
    answer = evacuate_by_bus(task, seconds=30, stop=lambda: True)
    assert answer.bound <= least(task) <= answer.makespan
    assert replay(task, answer.routes).problem == ""


def _broken(routes: Routes) -> dict[str, Routes]:
    longest = max(range(len(routes)), key=lambda bus: len(routes[bus]))
    without = tuple(route[:-1] if bus == longest else route for bus, route in enumerate(routes))
    twice = tuple((*route, route[0]) if bus == longest else route for bus, route in enumerate(routes))
    return {"somebody left": without, "a trip too many": twice, "a bus too many": (*routes, ())}


@pytest.mark.parametrize("what", ["somebody left", "a trip too many", "a bus too many"])
def test_the_witness_sees_a_broken_plan(what: str) -> None:
    task = small_task(5)
    answer = evacuate_by_bus(task, seconds=30)
    assert replay(task, _broken(answer.routes)[what]).problem


def test_the_witness_sees_a_full_shelter() -> None:
    task = small_task(5)
    full = BusTask(task.seats, task.buses, task.trips, np.array([0, 1]), task.approach, task.drive)
    assert replay(full, evacuate_by_bus(task, seconds=30).routes).problem
