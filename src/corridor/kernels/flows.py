"""Compiled loops of flows over time: the quickest time of a set of zones, and a maximum flow.

Sources: L. R. Ford and D. R. Fulkerson, "Constructing maximal dynamic flows from static flows", 1958,
doi:10.1287/opre.6.3.419; A. V. Goldberg and R. E. Tarjan, "A new approach to the maximum-flow problem", 1988,
doi:10.1145/48014.61051.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.grouping import group

Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

EPSILON = 1e-12


@njit(cache=True)
def heap_push(keys: Floats, items: Ints, size: int, key: float, item: int) -> int:  # pragma: no cover
    """Add to a binary heap held in two arrays; returns the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], items[at] = keys[above], items[above]
        at = above
    keys[at], items[at] = key, item
    return size + 1


@njit(cache=True)
def heap_pop(keys: Floats, items: Ints, size: int) -> tuple[float, int, int]:  # pragma: no cover
    """Take the least; returns (key, item, new size)."""
    key, item = keys[0], items[0]
    size -= 1
    last_key, last_item = keys[size], items[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= last_key:
            break
        keys[at], items[at] = keys[child], items[child]
        at = child
    keys[at], items[at] = last_key, last_item
    return key, item, size


@njit(cache=True)
def both_ways(node_count: int, tail: Nodes, head: Nodes) -> tuple[Ints, Ints]:  # pragma: no cover
    """Adjacency of a residual graph: (first [N + 1], half [2 M]). Half arc 2 a is arc a, 2 a + 1 its reverse."""
    first = np.zeros(node_count + 1, np.int64)
    for a in range(len(tail)):
        first[tail[a] + 1] += 1
        first[head[a] + 1] += 1
    for v in range(node_count):
        first[v + 1] += first[v]
    half = np.empty(2 * len(tail), np.int64)
    place = first[:-1].copy()
    for a in range(len(tail)):
        half[place[tail[a]]] = 2 * a
        place[tail[a]] += 1
        half[place[head[a]]] = 2 * a + 1
        place[head[a]] += 1
    return first, half


@njit(cache=True)
def quickest(
    node_count: int,
    tail: Nodes,
    head: Nodes,
    capacity: Floats,
    seconds: Floats,
    sources: Ints,
    exits: Ints,
    vehicles: float,
) -> tuple[float, Floats]:  # pragma: no cover
    """Least time in which ``vehicles`` leave ``sources`` taken together, and the clock of the cut that proves it.

    Successive shortest ways x_1, x_2, ... of lengths d_1 <= d_2 <= ... carry at most ``sum x_i (T - d_i)`` by T.

    Returns:
        (T, clock [N]); T is infinity where no way leads out.
    """
    first, half = both_ways(node_count, tail, head)
    flow = np.zeros(len(tail))
    potential = np.zeros(node_count)
    is_exit = np.zeros(node_count, np.bool_)
    for x in exits:
        is_exit[x] = True
    keys = np.empty(2 * len(tail) + node_count + 16)
    items = np.empty(2 * len(tail) + node_count + 16, np.int64)
    rate, moment, best = 0.0, 0.0, np.inf
    while True:
        distance = np.full(node_count, np.inf)
        via = np.full(node_count, -1, np.int64)
        done = np.zeros(node_count, np.bool_)
        size = 0
        for s in sources:
            distance[s] = 0.0
            size = heap_push(keys, items, size, 0.0, s)
        end = -1
        while size:
            d, v, size = heap_pop(keys, items, size)
            if done[v]:
                continue
            done[v] = True
            if is_exit[v]:
                end = v
                break
            for k in range(first[v], first[v + 1]):
                h = half[k]
                a = h >> 1
                if h & 1:
                    room, w, cost = flow[a], tail[a], -seconds[a]
                else:
                    room, w, cost = capacity[a] - flow[a], head[a], seconds[a]
                if room <= EPSILON or done[w]:
                    continue
                new = d + max(0.0, cost + potential[v] - potential[w])
                if new < distance[w]:
                    distance[w] = new
                    via[w] = h
                    size = heap_push(keys, items, size, new, w)
        if end < 0:
            break
        reach = distance[end]
        for v in range(node_count):
            potential[v] += min(distance[v], reach)
        # Sources keep potential 0, so that of the exit is the true length of the way.
        length = potential[end]
        if length >= best:
            break
        room, v = np.inf, end
        while via[v] >= 0:
            a = via[v] >> 1
            if via[v] & 1:
                room, v = min(room, flow[a]), head[a]
            else:
                room, v = min(room, capacity[a] - flow[a]), tail[a]
        v = end
        while via[v] >= 0:
            a = via[v] >> 1
            if via[v] & 1:
                flow[a] -= room
                v = head[a]
            else:
                flow[a] += room
                v = tail[a]
        if room == np.inf:
            best = length
            break
        rate += room
        moment += room * length
        best = (vehicles + moment) / rate
    # A node's clock is its distance in what room is left, from the sources at 0 and back from the exits at the end.
    distance = np.full(node_count, np.inf)
    size = 0
    for s in sources:
        distance[s] = 0.0
        size = heap_push(keys, items, size, 0.0, s)
    for x in exits:
        distance[x] = max(best - potential[x], 0.0)
        size = heap_push(keys, items, size, distance[x], x)
    while size and best < np.inf:
        d, v, size = heap_pop(keys, items, size)
        if d > distance[v]:
            continue
        for k in range(first[v], first[v + 1]):
            h = half[k]
            a = h >> 1
            if h & 1:
                room, w, cost = flow[a], tail[a], -seconds[a]
            else:
                room, w, cost = capacity[a] - flow[a], head[a], seconds[a]
            new = d + max(0.0, cost + potential[v] - potential[w])
            if room > EPSILON and new < distance[w]:
                distance[w] = new
                size = heap_push(keys, items, size, new, w)
    clock = np.maximum(np.minimum(potential + distance, best), 0.0)
    for v in range(node_count):
        if is_exit[v]:
            clock[v] = best
    return best, clock


@njit(cache=True)
def _exact_heights(
    node_count: int,
    tail: Nodes,
    head: Nodes,
    room: Ints,
    first: Ints,
    half: Ints,
    sink: int,
    height: Ints,
    queue: Ints,
) -> int:  # pragma: no cover
    """Distance to the sink in the residual graph; ``node_count`` where it is out of reach."""
    height[:] = node_count
    height[sink] = 0
    queue[0] = sink
    begin, end = 0, 1
    while begin < end:
        v = queue[begin]
        begin += 1
        for k in range(first[v], first[v + 1]):
            h = half[k]
            w = tail[h >> 1] if h & 1 else head[h >> 1]
            if height[w] == node_count and room[h ^ 1] > 0:
                height[w] = height[v] + 1
                queue[end] = w
                end += 1
    return end


@njit(cache=True)
def max_flow(
    node_count: int, tail: Nodes, head: Nodes, capacity: Ints, source: int, sink: int
) -> tuple[int, Ints, npt.NDArray[np.bool_]]:  # pragma: no cover
    """The most that gets from source to sink (preflow-push, first in first out, exact heights now and then).

    Returns:
        (value, flow [M], cut [N] bool: nodes on the source's side). The flow is whole only where all that leaves the
        source arrives: what does not stays as excess where it is stuck.
    """
    first, half = both_ways(node_count, tail, head)
    room = np.zeros(2 * len(tail), np.int64)
    for a in range(len(tail)):
        room[2 * a] = capacity[a]
    height = np.empty(node_count, np.int64)
    excess = np.zeros(node_count, np.int64)
    queue = np.empty(node_count + 1, np.int64)
    waiting = np.zeros(node_count, np.bool_)
    ring = np.empty(node_count + 1, np.int64)
    current = first[:-1].copy()
    _exact_heights(node_count, tail, head, room, first, half, sink, height, queue)
    begin, count = 0, 0
    for k in range(first[source], first[source + 1]):
        h = half[k]
        if h & 1 or room[h] <= 0:
            continue
        w = head[h >> 1]
        excess[w] += room[h]
        room[h ^ 1] += room[h]
        room[h] = 0
        if w != sink and not waiting[w]:
            waiting[w] = True
            ring[(begin + count) % (node_count + 1)] = w
            count += 1
    height[source] = node_count
    work = 0
    limit = 6 * node_count + len(tail)
    while count:
        v = ring[begin]
        begin = (begin + 1) % (node_count + 1)
        count -= 1
        waiting[v] = False
        while excess[v] > 0 and height[v] < node_count:
            k = current[v]
            if k == first[v + 1]:
                lowest = node_count
                for q in range(first[v], first[v + 1]):
                    h = half[q]
                    if room[h] > 0:
                        w = tail[h >> 1] if h & 1 else head[h >> 1]
                        lowest = min(lowest, height[w] + 1)
                work += first[v + 1] - first[v] + 12
                height[v] = min(lowest, node_count)
                current[v] = first[v]
                continue
            h = half[k]
            w = tail[h >> 1] if h & 1 else head[h >> 1]
            if room[h] > 0 and height[v] == height[w] + 1:
                amount = min(excess[v], room[h])
                room[h] -= amount
                room[h ^ 1] += amount
                excess[v] -= amount
                excess[w] += amount
                if w not in (sink, source) and not waiting[w]:
                    waiting[w] = True
                    ring[(begin + count) % (node_count + 1)] = w
                    count += 1
            else:
                current[v] += 1
        if work > limit:
            work = 0
            _exact_heights(node_count, tail, head, room, first, half, sink, height, queue)
            height[source] = node_count
            current[:] = first[:-1]
    _exact_heights(node_count, tail, head, room, first, half, sink, height, queue)
    flow = np.empty(len(tail), np.int64)
    for a in range(len(tail)):
        flow[a] = room[2 * a + 1]
    return excess[sink], flow, height >= node_count


@njit(cache=True)
def distances_to(
    node_count: int, tail: Nodes, head: Nodes, cost: Floats, ends: Ints
) -> tuple[Floats, Ints]:  # pragma: no cover
    """[N] least cost from each node to the nearest of ``ends``, and [N] first arc of the way (-1 none)."""
    first, into = group(head, node_count)
    distance = np.full(node_count, np.inf)
    via = np.full(node_count, -1, np.int64)
    keys = np.empty(len(tail) + len(ends) + 16)
    items = np.empty(len(tail) + len(ends) + 16, np.int64)
    size = 0
    for x in ends:
        distance[x] = 0.0
        size = heap_push(keys, items, size, 0.0, x)
    while size:
        d, v, size = heap_pop(keys, items, size)
        if d > distance[v]:
            continue
        for k in range(first[v], first[v + 1]):
            a = into[k]
            new = d + cost[a]
            if new < distance[tail[a]]:
                distance[tail[a]] = new
                via[tail[a]] = a
                size = heap_push(keys, items, size, new, tail[a])
    return distance, via
