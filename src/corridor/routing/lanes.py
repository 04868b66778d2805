"""Costs of many hours at once on a contraction hierarchy: matrices and ways in milliseconds.

A lane is an hour (slot) with a weight of exposure against time: its cost of an edge is

    seconds + weight * (rate of the slot * seconds + passage),

the danger *frozen* at that hour for the whole trip. What a trip meets by the true clock is a little different;
``corridor.routing.frozen`` measures by how much, and ``Router.price`` gives the true figures.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from corridor.kernels.cch_customize import Prices, customize, recustomize
from corridor.kernels.cch_query import DOWN, UP, ancestors, climb_all, meet_all, shortest, single_lane, unpack
from corridor.kernels.vectors import WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    from corridor.domain.danger import EdgeDanger, RoadConditions
    from corridor.routing.hierarchy import Hierarchy

Task = TypeVar("Task")
MOST = np.float32(3e38)
"""Stands for infinite exposure: times nothing it is nothing, times anything it is out of reach."""
SLOTS_SHUT = 64
"""Closures are known to lanes in so many slots; a longer grid is refused."""


@dataclass(frozen=True, eq=False)
class LanePrices:
    """What edges cost in W * S lanes: lane ``w * S + s`` is weight w at slot s."""

    weights: int
    slots: int
    kernel: Prices


def frozen_prices(costs: npt.NDArray[np.float32]) -> LanePrices:
    """Prices given as costs [E, S], each lane by itself; infinite where an edge may not be used in any lane.

    Raises:
        ValueError: a cost is negative or not a number, or an edge is infinite in some lanes only.
    """
    costs = np.asarray(costs, np.float32)
    if not bool(np.all(costs >= 0)):
        raise ValueError("costs must be at least 0")
    barred = np.isinf(costs)
    everywhere = np.asarray(barred.all(axis=1))
    if not np.array_equal(barred.any(axis=1), everywhere):
        raise ValueError("an edge must be infinite in all lanes or none")
    fixed = np.where(everywhere, np.inf, 0.0).astype(np.float32)[:, None]
    rate = np.where(everywhere[:, None], np.float32(0), costs)
    kernel = Prices(fixed, np.ones_like(fixed), _by_slot(rate), np.empty(0, np.uint64), _padded(costs.shape[1]))
    return LanePrices(1, costs.shape[1], kernel)


def danger_prices(
    seconds: npt.NDArray[np.float32],
    danger: EdgeDanger,
    conditions: RoadConditions,
    weights: Sequence[float],
) -> LanePrices:
    """Prices of a vehicle in a danger, for each of W weights (seconds per unit of upper exposure) and S slots.

    An edge is shut in a slot when it is closed at the slot's middle.

    Args:
        seconds: [E], infinite where not allowed.
        danger: S slots, at most ``SLOTS_SHUT`` where anything is closed.
        conditions: closures and queues.
        weights: [W] at least 0.
    """
    if any(not 0 <= weight < np.inf for weight in weights):
        raise ValueError("weights must be finite and at least 0")
    slots = danger.slots.count
    spent = np.add(seconds, conditions.delay_s, dtype=np.float32)
    barred = np.isinf(spent)
    factor = np.array(weights, np.float32)
    with np.errstate(over="ignore"):
        fixed = spent[:, None] + np.minimum(danger.passage_upper, MOST)[:, None] * factor
    slope = np.where(barred, np.float32(0), spent)[:, None] * factor
    rate = np.minimum(np.ascontiguousarray(danger.upper.T, np.float32), MOST)
    kernel = Prices(fixed, slope, _by_slot(rate), shut_slots(danger, conditions), _padded(slots))
    return LanePrices(len(factor), slots, kernel)


def shut_slots(danger: EdgeDanger, conditions: RoadConditions) -> npt.NDArray[np.uint64]:
    """[E] bit s where an edge is closed in the middle of slot s; [0] where nothing is closed."""
    shut = np.zeros(len(conditions.delay_s), np.uint64)
    middles = danger.slots.starts + danger.slots.length_s // 2
    for slot, moment in enumerate(middles.tolist()):
        closed = (conditions.closed_from_s <= moment) & (moment < conditions.closed_until_s)
        if closed.any():
            if slot >= SLOTS_SHUT:
                raise ValueError(f"closures are known in the first {SLOTS_SHUT} slots only")
            shut[conditions.closed_edge[closed]] |= np.uint64(1) << np.uint64(slot)
    return shut if shut.any() else np.empty(0, np.uint64)


def _padded(slots: int) -> int:
    return -(-slots // WIDTH) * WIDTH


def _by_slot(rate: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Flat [E * padded S], the last slot repeated as padding."""
    extra = _padded(rate.shape[1]) - rate.shape[1]
    if extra:
        rate = np.concatenate((rate, np.repeat(rate[:, -1:], extra, axis=1)), axis=1)
    return np.ascontiguousarray(rate).reshape(-1)


class Lanes:
    """A hierarchy customized in all lanes of ``prices``; methods may be called from several threads at once.

    ``threads`` bounds the threads of each call (default: the processors); answers do not depend on it.
    """

    def __init__(self, hierarchy: Hierarchy, prices: LanePrices, threads: int | None = None) -> None:
        self.hierarchy = hierarchy
        self.prices = prices
        self.width = prices.weights * prices.kernel.slots
        self.threads = threads or os.cpu_count() or 1
        self.costs = _aligned(hierarchy.arc_count * 2 * self.width)
        self.customize()

    def customize(self) -> None:
        """Make all costs anew from the prices."""
        shape, prices = self.hierarchy.shape, self.prices.kernel
        self._each(lambda nodes: customize(shape, prices, nodes, self.width, self.costs), self.hierarchy.pieces)
        customize(shape, prices, self.hierarchy.top, self.width, self.costs)

    def change(self, prices: LanePrices, edges: npt.NDArray[np.int32]) -> Lanes:
        """Lanes with other prices on ``edges`` only: this object is used up, its costs live on in the new one.

        Returns the new lanes; prices must have the same weights and slots.
        """
        if (prices.weights, prices.slots) != (self.prices.weights, self.prices.slots):
            raise ValueError("a change keeps the lanes")
        self.prices = prices
        recustomize(self.hierarchy.shape, prices.kernel, np.asarray(edges, np.int32), self.width, self.costs)
        self._singles.clear()
        return self

    def matrix(self, sources: npt.ArrayLike, targets: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """[W, S, P, Q] least costs from P source nodes to Q target nodes; infinite where there is no way."""
        rank = self.hierarchy.rank
        starts, goals = rank[np.asarray(sources, np.int64)], rank[np.asarray(targets, np.int64)]
        out = self._labels(starts, UP)
        back = self._labels(goals, DOWN)
        rows = self.hierarchy.rows
        above, below = (ancestors(self.hierarchy.shape, nodes, rows) for nodes in (starts, goals))
        flat = np.empty(len(starts) * len(goals) * self.width, np.float32)

        def fill(span: tuple[int, int]) -> None:
            meet_all(out, above, back, below, *span, self.width, flat)

        self._each(fill, _spans(len(goals), self.threads))
        full = flat.reshape(len(starts), len(goals), self.prices.weights, self.prices.kernel.slots)
        return np.moveaxis(full[..., : self.prices.slots], (0, 1), (2, 3))

    def path(self, source: int, target: int, slot: int, weight: int = 0) -> tuple[float, npt.NDArray[np.int32]] | None:
        """Least cost in one lane and the edges of the way, in driving order; None where there is no way."""
        cost, prices = self.single(slot, weight)
        shape, rank = self.hierarchy.shape, self.hierarchy.rank
        least, arcs = shortest(shape, cost, 1, 0, int(rank[source]), int(rank[target]))
        if least == np.inf:
            return None
        return least, unpack(shape, cost, 1, 0, prices, arcs)

    def cost(self, source: int, target: int, slot: int, weight: int = 0) -> float:
        """Least cost in one lane, infinite where there is no way."""
        cost, _ = self.single(slot, weight)
        rank = self.hierarchy.rank
        return float(shortest(self.hierarchy.shape, cost, 1, 0, int(rank[source]), int(rank[target]))[0])

    def single(self, slot: int, weight: int = 0) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """One lane by itself, kept until prices change: cost of arcs [2 * M] (up, down) and of edges [E]."""
        if not 0 <= slot < self.prices.slots or not 0 <= weight < self.prices.weights:
            raise IndexError("no such lane")
        lane = weight * self.prices.kernel.slots + slot
        if lane not in self._singles:
            self._singles[lane] = single_lane(self.costs, self.width, lane), self._edge_prices(slot, weight)
        return self._singles[lane]

    @cached_property
    def _singles(self) -> dict[int, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
        return {}

    def _edge_prices(self, slot: int, weight: int) -> npt.NDArray[np.float32]:
        kernel = self.prices.kernel
        rate = kernel.rate.reshape(-1, kernel.slots)[:, slot]
        with np.errstate(over="ignore"):
            prices = kernel.fixed[:, weight] + kernel.slope[:, weight] * rate
        if len(kernel.shut):
            prices[(kernel.shut >> np.uint64(slot)) & np.uint64(1) != 0] = np.inf
        return np.asarray(prices, np.float32)

    def _labels(self, nodes: npt.NDArray[np.int32], side: int) -> npt.NDArray[np.float32]:
        rows = self.hierarchy.rows
        labels = np.empty((len(nodes), rows * self.width), np.float32)

        def fill(span: tuple[int, int]) -> None:
            some = slice(*span)
            part = labels[some].reshape(-1)
            climb_all(self.hierarchy.shape, self.costs, self.width, side, nodes[some], rows, part)

        self._each(fill, _spans(len(nodes), self.threads))
        return labels.reshape(-1)

    def _each(self, work: Callable[[Task], None], tasks: Iterable[Task]) -> None:
        if self.threads == 1:
            for task in tasks:
                work(task)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, tasks))


def _spans(count: int, threads: int) -> list[tuple[int, int]]:
    """Ranges that cover ``count``, a few for each thread, blocks of targets kept whole."""
    step = max(16, -(-count // (64 * threads)) * 16) if threads > 1 else max(count, 1)
    return [(begin, min(begin + step, count)) for begin in range(0, count, step)]


def _aligned(size: int) -> npt.NDArray[np.float32]:
    """Uninitialised, at the start of a cache line: half the rows would otherwise straddle one more."""
    room = np.empty(size * 4 + 64, np.uint8)
    begin = -room.ctypes.data % 64
    return room[begin : begin + size * 4].view(np.float32)
