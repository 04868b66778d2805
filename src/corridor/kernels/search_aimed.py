"""Time-dependent search for one trip, aimed by lower bounds from one lane of a contraction hierarchy.

The bounds are completed where the search looks only (Strasser and Zeitz 2021, "A fast and tight heuristic for A* in
road networks", doi:10.4230/LIPIcs.SEA.2021.6). They are float64 sums of float32 costs, lowered by the caller's slack.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.cch_customize import Shape
from corridor.kernels.cch_query import DOWN, UP
from corridor.kernels.search import NEVER, Danger, Roads, drop_first, exposed, opening, push, trace


class Aim(NamedTuple):
    """Bounds to one target, by rank, as far as known."""

    bound: npt.NDArray[np.float64]
    """[N]"""
    known: npt.NDArray[np.uint8]
    """[N] 0: not yet; 1: ways straight down from an ancestor of the target only; 2: final."""
    stack: npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def take_aim(shape: Shape, cost: npt.NDArray[np.float32], target: int, rows: int) -> Aim:  # pragma: no cover
    """Bounds to the node of rank ``target``; ``cost`` [2 * M] of one lane; ``rows`` exceeds every depth."""
    nodes = len(shape.parent)
    aim = Aim(np.empty(nodes), np.zeros(nodes, np.uint8), np.empty(rows + 1, np.int32))
    at = target
    while at >= 0:
        aim.bound[at] = np.inf
        aim.known[at] = 1
        at = shape.parent[at]
    aim.bound[target] = 0.0
    at = target
    while at >= 0:
        for arc in range(shape.first_arc[at], shape.first_arc[at + 1]):
            through = aim.bound[at] + cost[2 * arc + DOWN]
            aim.bound[shape.upper[arc]] = min(aim.bound[shape.upper[arc]], through)
        at = shape.parent[at]
    return aim


@njit(cache=True, nogil=True)
def bound_of(shape: Shape, cost: npt.NDArray[np.float32], aim: Aim, node: int) -> float:  # pragma: no cover
    """The bound of the node of rank ``node``, made final."""
    at = node
    size = 0
    while at >= 0 and aim.known[at] != 2:
        aim.stack[size] = at
        size += 1
        at = shape.parent[at]
    while size > 0:
        size -= 1
        at = aim.stack[size]
        least = aim.bound[at] if aim.known[at] == 1 else np.inf
        for arc in range(shape.first_arc[at], shape.first_arc[at + 1]):
            least = min(least, aim.bound[shape.upper[arc]] + cost[2 * arc + UP])
        aim.bound[at] = least
        aim.known[at] = 2
    return float(aim.bound[node])


@njit(cache=True, nogil=True)
def aimed_tree(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    shape: Shape,
    rank: npt.NDArray[np.int32],
    cost: npt.NDArray[np.float32],
    slack: float,
    rows: int,
    weight: float,
    origin: int,
    target: int,
    depart: float,
) -> npt.NDArray[np.int32]:  # pragma: no cover
    """``grow_tree`` to one target, nodes settled by cost and bound: edges of the trip; [0] where there is none.

    ``cost`` is the lane of the bounds: of ``weight`` for each edge no more than it can cost at any time of the search.
    """
    nodes = len(roads.first_out) - 1
    aim = take_aim(shape, cost, rank[target], rows)
    # 0: not seen, 1: seen, 2: settled. Zeros and empties cost nothing where they are never touched.
    state = np.zeros(nodes, np.uint8)
    spent = np.empty(nodes)
    time = np.empty(nodes)
    via = np.empty(nodes, np.int32)
    keys = np.empty(1024)
    items = np.empty(1024, np.int64)
    spent[origin] = 0.0
    time[origin] = depart
    state[origin] = 1
    size = 0
    first = bound_of(shape, cost, aim, rank[origin])
    if first < np.inf:
        size = push(keys, items, 0, first * slack, origin)
    while size > 0:
        node = items[0]
        size = drop_first(keys, items, size)
        if state[node] == 2:
            continue
        state[node] = 2
        if node == target:
            return trace(roads, via, origin, target)
        for edge in range(roads.first_out[node], roads.first_out[node + 1]):
            to = roads.head[edge]
            if state[to] == 2 or seconds[edge] == np.inf:
                continue
            begin = opening(roads, edge, time[node])
            if begin >= NEVER:
                continue
            end = begin + seconds[edge]
            total = spent[node] + (end - time[node])
            if weight > 0.0:
                inside = exposed(danger.upper, danger.start_s, danger.slot_s, edge, time[node], end)
                total += weight * (inside + np.float64(danger.passage_upper[edge]))
            if state[to] == 1 and total >= spent[to]:
                continue
            rest = bound_of(shape, cost, aim, rank[to])
            if rest + total == np.inf:
                continue
            state[to] = 1
            spent[to] = total
            time[to] = end
            via[to] = edge
            if size == len(keys):
                keys = np.append(keys, np.empty(size))
                items = np.append(items, np.empty(size, np.int64))
            size = push(keys, items, size, total + rest * slack, to)
    return np.empty(0, np.int32)
