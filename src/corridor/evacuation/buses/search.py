"""Annealing over bus routes towards a target: the sum of what each route exceeds it by goes to nothing.

Source of the scheme: S. Kirkpatrick et al., "Optimization by simulated annealing", Science 220 (1983).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.buses import anneal

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from corridor.domain.buses import BusTask, Routes

ROUNDS = 2_000_000
LONGEST = 64
"""A search grows to at most so many times ``ROUNDS``."""
ASKED_EVERY_S = 0.1


@dataclass(eq=False)
class State:
    """Routes as arrays, changed in place."""

    count: npt.NDArray[np.int64]
    point: npt.NDArray[np.int64]
    shelter: npt.NDArray[np.int64]
    spare: npt.NDArray[np.int64]

    def copy(self) -> State:
        """An independent copy."""
        return State(self.count.copy(), self.point.copy(), self.shelter.copy(), self.spare.copy())

    def routes(self) -> Routes:
        """The same as tuples."""
        return tuple(
            tuple((int(self.point[b, k]), int(self.shelter[b, k])) for k in range(self.count[b]))
            for b in range(len(self.count))
        )


def depots_of(task: BusTask) -> npt.NDArray[np.int64]:
    """[B] depot of each bus."""
    return np.repeat(np.arange(len(task.buses)), task.buses)


def drawn(task: BusTask, rng: np.random.Generator) -> State:
    """Trips dealt out in turn, in random order."""
    points = rng.permutation(np.repeat(np.arange(len(task.trips)), task.trips))
    shelters = rng.permutation(np.repeat(np.arange(len(task.room)), np.minimum(task.room, len(points))))[: len(points)]
    buses, width = task.bus_count, len(points) + 1
    state = State(
        np.zeros(buses, np.int64),
        np.zeros((buses, width), np.int64),
        np.zeros((buses, width), np.int64),
        task.room - np.bincount(shelters, minlength=len(task.room)),
    )
    for k, (point, shelter) in enumerate(zip(points.tolist(), shelters.tolist(), strict=True)):
        bus = k % buses
        state.point[bus, state.count[bus]], state.shelter[bus, state.count[bus]] = point, shelter
        state.count[bus] += 1
    return state


class Search:
    """Better and better routes; each call of ``step`` is one annealing run."""

    def __init__(self, task: BusTask, seed: int) -> None:
        self.task = task
        self._rng = np.random.default_rng(seed)
        self._depot = depots_of(task)
        self._state = drawn(task, self._rng)
        self._hot = float(task.drive.mean())
        self.runs = 0
        self._rounds = ROUNDS
        self.best = self._state.copy()
        self.makespan = np.iinfo(np.int64).max

    def adopt(self, routes: Routes, makespan: int) -> None:
        """Go on from routes found elsewhere, where they are better."""
        if makespan >= self.makespan:
            return
        best = self.best
        best.spare[:] = self.task.room
        for bus, route in enumerate(routes):
            best.count[bus] = len(route)
            for k, (point, shelter) in enumerate(route):
                best.point[bus, k], best.shelter[bus, k] = point, shelter
                best.spare[shelter] -= 1
        self.makespan = makespan

    def step(self, target: int, stop: Callable[[], bool]) -> bool:
        """One run towards ``target`` steps, ended early by ``stop``; whether the best makespan fell.

        The first run starts hot. Later ones, each longer, alternate between reheating the best routes and a fresh
        hot start; a run that ends above the best is forgotten.
        """
        mean = self._hot
        fresh = self.runs % 2 == 0
        state = drawn(self.task, self._rng) if fresh else self.best.copy()
        rounds = self._rounds
        task = self.task
        halt = np.zeros(1, np.bool_)
        run = partial(
            anneal,
            int(self._rng.integers(1 << 31)),
            rounds,
            target,
            mean if fresh else 0.15 * mean,
            max(mean * 2e-4, 0.05),
            state.count,
            state.point,
            state.shelter,
            self._depot,
            task.approach,
            task.drive,
            state.spare,
            halt,
        )
        _excess, makespan = _beside(run, halt, stop)
        self.runs += 1
        if self.runs % 2 == 0:
            self._rounds = min(self._rounds * 2, ROUNDS * LONGEST)
        if makespan >= self.makespan:
            return False
        self.best, self.makespan = state, int(makespan)
        return True


def _beside(
    run: Callable[[], tuple[int, int]], halt: npt.NDArray[np.bool_], stop: Callable[[], bool]
) -> tuple[int, int]:
    """``run`` beside this thread, which goes on listening to the clock and to Ctrl-C."""
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(run)
        while not wait((running,), ASKED_EVERY_S).done:
            halt[0] = stop()
        return running.result()
