"""Time-dependent search on a road graph, with the clock carried along: arrays in, arrays out.

Notation: N nodes, E directed edges in compressed sparse rows, S slots, C closing windows. All times are float64
epoch seconds, all exposures float64 sums of float32 rates. A vehicle that stands at the tail of edge e at t enters
it at ``opening(e, t)``, leaves it ``seconds[e]`` later, and is exposed at the edge's rate from t on, waiting
included, plus once ``passage[e]``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

NEVER = 2.0**61
"""Opening times from here on mean: not in this life (closures without end open at 2**62)."""


class Roads(NamedTuple):
    """The graph and when its edges are closed."""

    first_out: npt.NDArray[np.int64]
    """[N + 1]"""
    head: npt.NDArray[np.int32]
    """[E]"""
    tail: npt.NDArray[np.int32]
    """[E]"""
    window_first: npt.NDArray[np.int64]
    """[E + 1] windows of edge e are ``window_first[e]:window_first[e + 1]``, by start."""
    window_from: npt.NDArray[np.float64]
    """[C]"""
    window_until: npt.NDArray[np.float64]
    """[C]"""
    length_m: npt.NDArray[np.float32]
    """[E]"""
    grey: npt.NDArray[np.float32]
    """[E] 0 to 1."""


class Danger(NamedTuple):
    """Exposure rates by slot; slot k covers ``[start_s + k * slot_s, start_s + (k + 1) * slot_s)``."""

    mean: npt.NDArray[np.float32]
    """[S, E] per second."""
    upper: npt.NDArray[np.float32]
    """[S, E] per second."""
    passage_mean: npt.NDArray[np.float32]
    """[E]"""
    passage_upper: npt.NDArray[np.float32]
    """[E]"""
    start_s: float
    slot_s: float


@njit(cache=True, nogil=True)
def push(
    keys: npt.NDArray[np.float64], items: npt.NDArray[np.int64], size: int, key: float, item: int
) -> int:  # pragma: no cover
    """Add to a binary heap held in ``keys`` and ``items``, ordered by (key, item); the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] < key or (keys[above] == key and items[above] <= item):
            break
        keys[at] = keys[above]
        items[at] = items[above]
        at = above
    keys[at] = key
    items[at] = item
    return size + 1


@njit(cache=True, nogil=True)
def drop_first(keys: npt.NDArray[np.float64], items: npt.NDArray[np.int64], size: int) -> int:  # pragma: no cover
    """Remove the least of a heap (read it at index 0 before); the new size."""
    size -= 1
    key = keys[size]
    item = items[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        other = below + 1
        if other < size and (keys[other] < keys[below] or (keys[other] == keys[below] and items[other] < items[below])):
            below = other
        if key < keys[below] or (key == keys[below] and item <= items[below]):
            break
        keys[at] = keys[below]
        items[at] = items[below]
        at = below
    keys[at] = key
    items[at] = item
    return size


@njit(cache=True, nogil=True)
def opening(roads: Roads, edge: int, time: float) -> float:  # pragma: no cover
    """First moment from ``time`` on at which ``edge`` may be entered; at least ``NEVER`` when it never opens."""
    for window in range(roads.window_first[edge], roads.window_first[edge + 1]):
        if roads.window_from[window] <= time < roads.window_until[window]:
            time = roads.window_until[window]
    return time


@njit(cache=True, nogil=True)
def exposed(
    rate: npt.NDArray[np.float32], start_s: float, slot_s: float, edge: int, begin: float, end: float
) -> float:  # pragma: no cover
    """Integral of ``rate[slot(s), edge]`` over s in [begin, end]; the grid's ends hold beyond it.

    The casts keep float64 where numba is off and numpy would stay with the rates' float32.
    """
    last = rate.shape[0] - 1
    slot = max(min(int(np.floor((begin - start_s) / slot_s)), last), 0)
    total = 0.0
    while slot < last:
        boundary = start_s + (slot + 1) * slot_s
        if boundary >= end:
            break
        if boundary > begin:
            total += np.float64(rate[slot, edge]) * (boundary - begin)
            begin = boundary
        slot += 1
    return float(total + np.float64(rate[slot, edge]) * (end - begin))


@njit(cache=True, nogil=True)
def ride(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    edges: npt.NDArray[np.int32],
    depart: float,
    log: npt.NDArray[np.float64],
) -> tuple[float, float, float, float, float]:  # pragma: no cover
    """Drive ``edges`` [K] from ``depart`` on by the true clock.

    ``seconds`` [K] are the times on those edges. ``log`` [3, K] is filled with when each is entered, when it is left,
    and the upper exposure on it and waiting for it.
    Returns arrival, mean exposure, upper exposure, metres, grey metres; arrival is infinite where the way is barred.
    """
    time = depart
    mean = 0.0
    upper = 0.0
    metres = 0.0
    grey = 0.0
    for step in range(len(edges)):
        edge = edges[step]
        begin = opening(roads, edge, time)
        end = begin + seconds[step]
        if begin >= NEVER or end == np.inf:
            log[:, step:] = np.inf
            return np.inf, np.inf, np.inf, np.inf, np.inf
        mean += exposed(danger.mean, danger.start_s, danger.slot_s, edge, time, end) + np.float64(
            danger.passage_mean[edge]
        )
        here = exposed(danger.upper, danger.start_s, danger.slot_s, edge, time, end)
        here += np.float64(danger.passage_upper[edge])
        log[0, step] = begin
        log[1, step] = end
        log[2, step] = here
        upper += here
        metres += np.float64(roads.length_m[edge])
        grey += np.float64(roads.length_m[edge]) * roads.grey[edge]
        time = end
    return time, mean, upper, metres, grey


@njit(cache=True, nogil=True)
def grow_tree(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    penalty: npt.NDArray[np.float64],
    weight: float,
    origin: int,
    depart: float,
    targets: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:  # pragma: no cover
    """Dijkstra on ``penalty * (seconds + weight * upper exposure)``, each node's clock that of its tree path.

    ``seconds`` [E] is infinite where barred; ``penalty`` [E], or [0] for none. Stops when all ``targets`` are
    settled. Returns arrival [N] (infinite: not reached, or not settled) and the edge [N] that a node was reached
    by (-1: none). Exact for ``weight == 0`` without penalty, because nobody overtakes (see docs/guide/routes.md).
    """
    nodes = len(roads.first_out) - 1
    cost = np.full(nodes, np.inf)
    time = np.full(nodes, np.inf)
    via = np.full(nodes, -1, np.int32)
    settled = np.zeros(nodes, np.bool_)
    wanted = np.zeros(nodes, np.bool_)
    for target in targets:
        wanted[target] = True
    missing = wanted.sum()
    keys = np.empty(len(roads.head) + 1)
    items = np.empty(len(roads.head) + 1, np.int64)
    cost[origin] = 0.0
    time[origin] = depart
    size = push(keys, items, 0, 0.0, origin)
    while size > 0 and missing > 0:
        node = items[0]
        size = drop_first(keys, items, size)
        if settled[node]:
            continue
        settled[node] = True
        if wanted[node]:
            missing -= 1
        for edge in range(roads.first_out[node], roads.first_out[node + 1]):
            to = roads.head[edge]
            if settled[to] or seconds[edge] == np.inf:
                continue
            begin = opening(roads, edge, time[node])
            if begin >= NEVER:
                continue
            end = begin + seconds[edge]
            step = end - time[node]
            if weight > 0.0:
                inside = exposed(danger.upper, danger.start_s, danger.slot_s, edge, time[node], end)
                step += weight * (inside + np.float64(danger.passage_upper[edge]))
            if len(penalty) > 0:
                step *= penalty[edge]
            total = cost[node] + step
            if total < cost[to]:
                cost[to] = total
                time[to] = end
                via[to] = edge
                size = push(keys, items, size, total, to)
    for node in range(nodes):
        if not settled[node]:
            time[node] = np.inf
            via[node] = -1
    return time, via


@njit(cache=True, nogil=True)
def trace(
    roads: Roads, via: npt.NDArray[np.int32], origin: int, node: int
) -> npt.NDArray[np.int32]:  # pragma: no cover
    """Edges of the tree path from ``origin`` to ``node``, in driving order."""
    count = 0
    at = node
    while at != origin:
        count += 1
        at = roads.tail[via[at]]
    edges = np.empty(count, np.int32)
    at = node
    while at != origin:
        count -= 1
        edges[count] = via[at]
        at = roads.tail[via[at]]
    return edges


@njit(cache=True, nogil=True)
def fill_row(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    weight: float,
    places: npt.NDArray[np.int32],
    source: int,
    depart: float,
    row: npt.NDArray[np.float64],
) -> None:  # pragma: no cover
    """One row of the matrices: from ``places[source]`` to all ``places`` [P].

    ``row`` [5, P] is filled with seconds, mean and upper exposure, metres and grey metres, all repriced along the
    chosen path; infinite where a place is not reached.
    """
    origin = places[source]
    none = np.empty(0, np.float64)
    time, via = grow_tree(roads, danger, seconds, none, weight, origin, depart, places)
    for place in range(len(places)):
        row[:, place] = np.inf
        if time[places[place]] == np.inf:
            continue
        edges = trace(roads, via, origin, places[place])
        durations = np.empty(len(edges))
        for step in range(len(edges)):
            durations[step] = seconds[edges[step]]
        arrive, mean, upper, metres, grey = ride(roads, danger, durations, edges, depart, np.empty((3, len(edges))))
        row[0, place] = arrive - depart
        row[1, place] = mean
        row[2, place] = upper
        row[3, place] = metres
        row[4, place] = grey


@njit(cache=True, nogil=True)
def least_sums(
    first: npt.NDArray[np.int64],
    to: npt.NDArray[np.int32],
    edge_of: npt.NDArray[np.int32],
    weight: npt.NDArray[np.float64],
    source: int,
) -> npt.NDArray[np.float64]:  # pragma: no cover
    """Plain Dijkstra: least sum of ``weight[edge_of[i]]`` from ``source`` to each node [N] over rows i (CSR)."""
    nodes = len(first) - 1
    least = np.full(nodes, np.inf)
    settled = np.zeros(nodes, np.bool_)
    keys = np.empty(len(to) + 1)
    items = np.empty(len(to) + 1, np.int64)
    least[source] = 0.0
    size = push(keys, items, 0, 0.0, source)
    while size > 0:
        node = items[0]
        size = drop_first(keys, items, size)
        if settled[node]:
            continue
        settled[node] = True
        for i in range(first[node], first[node + 1]):
            total = least[node] + weight[edge_of[i]]
            if total < least[to[i]]:
                least[to[i]] = total
                size = push(keys, items, size, total, to[i])
    return least
