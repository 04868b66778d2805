"""A bound on the last arrival by column generation, checked in whole numbers.

For a horizon T, is there a fractional choice of bus routes that end by T and serve every point? Routes are columns,
found by dynamic programming over the time left; prices come from the linear program. Where the least unserved demand
is positive, its prices prove T too short: for any prices ``p_i`` of points and ``s_j <= 0`` of shelters,

    sum p_i trips_i + sum s_j room_j  <=  sum over routes of their worth  <=  sum over depots of buses x best worth,

so T is impossible when the left exceeds the right (Farley 1990 is the same argument; doi:10.1287/opre.38.5.922). The
prices are rounded to whole numbers and both sides recomputed exactly, so no rounding error can enter a bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.buses import best_routes, route_length
from corridor.optimise.columns import INFINITY, Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from corridor.domain.buses import BusTask, Trip
    from corridor.optimise.columns import LinearAnswer

    Stop = Callable[[], bool]

WHOLE = 1 << 24
"""Prices are rounded to multiples of its inverse before the exact check."""
NEW_ROUTES = 150
TOLERANCE = 1e-7
COARSE_FROM = 4000
"""Steps from which routes are first sought on a coarser clock."""
COARSE = 20


@dataclass(eq=False)
class _Tables:
    """Working space of the dynamic programme for horizons up to ``horizon``."""

    horizon: int
    points: int
    shelters: int
    kind: type[np.generic]

    def __post_init__(self) -> None:
        wide = self.horizon + 1
        self.at_point = np.zeros((self.points, wide), self.kind)
        self.at_shelter = np.zeros((self.shelters, wide), self.kind)
        self.to_shelter = np.zeros((self.points, wide), np.int16)
        self.to_point = np.zeros((self.shelters, wide), np.int16)

    def fill(self, horizon: int, task: BusTask, drive: npt.NDArray[np.int64], worth: _Prices) -> None:
        best_routes(
            horizon,
            drive,
            worth.point.astype(self.kind),
            worth.shelter.astype(self.kind),
            task.trips > 0,
            task.room > 0,
            self.at_point,
            self.at_shelter,
            self.to_shelter,
            self.to_point,
        )

    def route(self, point: int, left: int, drive: npt.NDArray[np.int64]) -> tuple[Trip, ...]:
        trips: list[Trip] = []
        at = point
        while True:
            shelter = int(self.to_shelter[at, left])
            trips.append((at, shelter))
            left -= int(drive[at, shelter])
            after = int(self.to_point[shelter, left])
            if after < 0:
                return tuple(trips)
            left -= int(drive[after, shelter])
            at = after


@dataclass(frozen=True, eq=False)
class _Prices:
    point: npt.NDArray[np.float64] | npt.NDArray[np.int64]
    shelter: npt.NDArray[np.float64] | npt.NDArray[np.int64]


@dataclass(eq=False)
class Bounder:
    """Answers whether horizons are proven too short; keeps its routes between horizons."""

    task: BusTask
    pool: dict[tuple[int, tuple[Trip, ...]], int] = field(default_factory=dict)
    support: list[tuple[float, int, tuple[Trip, ...]]] = field(default_factory=list)
    """After a horizon that was not proven too short: (share, depot, route) of the fractional plan."""
    _floats: _Tables | None = None

    def add(self, depot: int, trips: Sequence[Trip]) -> None:
        """Offer a route, such as one of a known plan."""
        if trips:
            self._keep(depot, tuple(trips))

    def too_short(self, horizon: int, stop: Stop) -> bool | None:
        """True: proven that nothing ends by ``horizon``. False: not proven. None: stopped."""
        master = _Master(self.task)
        for (depot, trips), length in self.pool.items():
            if length <= horizon:
                master.add(depot, trips)
        coarse = COARSE if horizon >= COARSE_FROM else 1
        while True:
            if stop():
                return None
            answer = master.lp.solve()
            if answer is None or answer.objective < TOLERANCE:
                self.support = master.support(answer)
                return False
            worth, buses = master.prices(answer.prices)
            fresh, gain = self._price(horizon, worth, buses, coarse)
            if coarse == 1 and gain > 1e-4 and self._proves(horizon, worth):
                return True
            added = sum(master.add(depot, trips) for depot, trips in fresh)
            if not added and coarse == 1:
                self.support = []
                return self._proves(horizon, worth)
            if not added:
                coarse = 1

    def _price(
        self, horizon: int, worth: _Prices, bus_price: npt.NDArray[np.float64], coarse: int
    ) -> tuple[list[tuple[int, tuple[Trip, ...]]], float]:
        """New routes, best first, and by how much the prices prove the horizon too short."""
        task = self.task
        if self._floats is None or self._floats.horizon < horizon:
            self._floats = _Tables(horizon, len(task.trips), len(task.room), np.float64)
        drive = -(-task.drive // coarse)
        self._floats.fill(horizon // coarse, task, drive, worth)
        found: list[tuple[float, int, int, int]] = []
        gain = float(worth.point @ task.trips + worth.shelter @ task.room)
        for depot in np.flatnonzero(task.buses > 0).tolist():
            best = 0.0
            for point in np.flatnonzero(task.trips > 0).tolist():
                left = horizon - int(task.approach[depot, point])
                if left < 0:
                    continue
                value = float(self._floats.at_point[point, left // coarse])
                best = max(best, value)
                if value + bus_price[depot] > TOLERANCE:
                    found.append((value + bus_price[depot], depot, point, left // coarse))
            gain -= float(task.buses[depot]) * best
        found.sort(reverse=True)
        routes = [(d, self._floats.route(p, left, drive)) for _v, d, p, left in found[:NEW_ROUTES]]
        for depot, trips in routes:
            self._keep(depot, trips)
        return routes, gain

    def _proves(self, horizon: int, worth: _Prices) -> bool:
        """The inequality above in whole numbers."""
        task = self.task
        point = np.rint(worth.point * WHOLE).astype(np.int64)
        shelter = np.minimum(np.rint(worth.shelter * WHOLE).astype(np.int64), 0)
        tables = _Tables(horizon, len(task.trips), len(task.room), np.int64)
        tables.fill(horizon, task, task.drive, _Prices(point, shelter))
        left = sum(int(a) * int(b) for a, b in zip(point, task.trips, strict=True))
        left += sum(int(a) * int(b) for a, b in zip(shelter, task.room, strict=True))
        right = 0
        for depot, buses in enumerate(task.buses.tolist()):
            reach = horizon - task.approach[depot]
            values = [int(tables.at_point[i, reach[i]]) for i in range(len(reach)) if reach[i] >= 0]
            right += buses * max([0, *values])
        return left > right

    def _keep(self, depot: int, trips: tuple[Trip, ...]) -> None:
        points, shelters = (np.array(part, np.int64) for part in zip(*trips, strict=True))
        length = route_length(depot, len(trips), points, shelters, self.task.approach, self.task.drive)
        self.pool[depot, trips] = int(length)


class _Master:
    """Least unserved demand over the routes so far."""

    def __init__(self, task: BusTask) -> None:
        points, shelters, depots = len(task.trips), len(task.room), len(task.buses)
        none = np.full(shelters + depots, -INFINITY)
        self.lp = Columns(
            np.concatenate((task.trips, none)), np.concatenate((task.trips, task.room, task.buses)).astype(float)
        )
        self._task = task
        self._seen: dict[tuple[int, tuple[Trip, ...]], None] = {}
        self._split = (points, points + shelters)
        for point in range(points):
            self.lp.add(1.0, [point], [1.0], float(task.trips[point]))

    def add(self, depot: int, trips: tuple[Trip, ...]) -> bool:
        if (depot, trips) in self._seen:
            return False
        self._seen[depot, trips] = None
        points, last = self._split
        times: dict[int, float] = {last + depot: 1.0}
        for point, shelter in trips:
            times[point] = times.get(point, 0.0) + 1.0
            times[points + shelter] = times.get(points + shelter, 0.0) + 1.0
        rows = sorted(times)
        self.lp.add(0.0, rows, [times[row] for row in rows])
        return True

    def support(self, answer: LinearAnswer | None) -> list[tuple[float, int, tuple[Trip, ...]]]:
        values = answer.values[self._split[0] :].tolist() if answer is not None else []
        used = zip(self._seen, values, strict=True) if values else ()
        return [(share, depot, trips) for (depot, trips), share in used if share > TOLERANCE]

    def prices(self, row: npt.NDArray[np.float64]) -> tuple[_Prices, npt.NDArray[np.float64]]:
        points, last = self._split
        return _Prices(row[:points], np.minimum(row[points:last], 0.0)), row[last:]


def simple_bound(task: BusTask) -> int:
    """A quick bound: no point is emptied before the earliest arrival there and the drive to its nearest shelter."""
    drive = np.where(task.room > 0, task.drive, np.iinfo(np.int64).max // 4)
    soonest = task.approach[task.buses > 0].min(axis=0)
    while True:
        shelter = (soonest[:, None] + drive).min(axis=0)
        again = np.minimum(soonest, (shelter[None, :] + drive).min(axis=1))
        if np.array_equal(again, soonest):
            served = task.trips > 0
            return int((soonest + drive.min(axis=1))[served].max()) if served.any() else 0
        soonest = again


def lower_bound(bounder: Bounder, low: int, high: int, stop: Stop) -> int:
    """The best bound that column generation proves between ``low`` (known) and ``high`` (reached).

    Horizons just below ``high`` are tried first: where the plan is optimal, one proof ends the search.
    """
    if low >= high:
        return low
    span = max(high // 1000, 1)
    ahead = [high - 1, high - 1 - span, high - 1 - 10 * span]
    for tried in ahead:
        if tried < low or tried >= high:
            continue
        proven = bounder.too_short(tried, stop)
        if proven is None:
            return low
        if proven:
            low = tried + 1
            break
        high = tried
    while low < high:
        middle = (low + high) // 2
        proven = bounder.too_short(middle, stop)
        if proven is None:
            return low
        if proven:
            low = middle + 1
        else:
            high = middle
    return low
