"""Whole routes from the fractional ones of the bound: fix those used most, ask again for the rest, and so on.

Source: R. Sadykov et al., "Primal heuristics for branch-and-price: the assets of diving methods", 2019,
doi:10.1287/ijoc.2018.0822.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from corridor.evacuation.buses.bound import Bounder

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from corridor.domain.buses import BusTask, Routes, Trip

NEARLY_WHOLE = 0.9
NOISE = 0.1


def dive(bounder: Bounder, horizon: int, rng: np.random.Generator, stop: Callable[[], bool]) -> Routes | None:
    """Routes that end by ``horizon``, or None where this descent ends without; routes learnt go into the pool."""
    task = bounder.task
    left = replace(task, trips=task.trips.copy(), room=task.room.copy(), buses=task.buses.copy())
    fixed: list[list[tuple[Trip, ...]]] = [[] for _ in task.buses]
    while left.trips.sum():
        inner = Bounder(left, {key: v for key, v in bounder.pool.items() if _fits(left, key[1])})
        if inner.too_short(horizon, stop) is not False or not inner.support:
            return None
        bounder.pool.update(inner.pool)
        ranked = sorted(inner.support, key=lambda one: -(one[0] + NOISE * rng.random()))
        taken = 0
        for share, depot, trips in ranked:
            if taken and share < NEARLY_WHOLE:
                break
            for _ in range(max(1, int(share + 1 - NEARLY_WHOLE))):
                if left.buses[depot] and _fits(left, trips):
                    _take(left, depot, trips)
                    fixed[depot].append(trips)
                    taken += 1
        if not taken:
            return None
    return tuple(
        route
        for depot, buses in enumerate(task.buses.tolist())
        for route in (*fixed[depot], *[()] * (buses - len(fixed[depot])))
    )


def _fits(task: BusTask, trips: tuple[Trip, ...]) -> bool:
    points, shelters = Counter(p for p, _s in trips), Counter(s for _p, s in trips)
    return all(task.trips[p] >= n for p, n in points.items()) and all(task.room[s] >= n for s, n in shelters.items())


def _take(task: BusTask, depot: int, trips: tuple[Trip, ...]) -> None:
    task.buses[depot] -= 1
    for point, shelter in trips:
        task.trips[point] -= 1
        task.room[shelter] -= 1
