"""Compiled searches over roads that shut for good: the earliest arrival, and the latest departure that still gets out.

Roads only ever close, so who is earlier is never worse off: Dijkstra's search is exact (K. L. Cooke and E. Halsey,
1966, doi:10.1016/0022-247X(66)90009-6).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from corridor.kernels.flows import Floats, Ints, Nodes, heap_pop, heap_push
from corridor.kernels.grouping import group


@njit(cache=True)
def arrivals(
    first_out: Ints, head: Nodes, seconds: Floats, shut: Floats, source: int, departs: float
) -> tuple[Floats, Ints]:  # pragma: no cover
    """Earliest arrival at each node, and the edge it comes by.

    Args:
        first_out: [N + 1] edges out of node v are ``first_out[v]:first_out[v + 1]``.
        head: [E]
        seconds: [E] infinity where the vehicle may not drive.
        shut: [E] seconds from which nobody may be on the edge.
        source: node.
        departs: seconds.

    Returns:
        ([N] seconds, infinity where out of reach; [N] edge, -1 none).
    """
    node_count = len(first_out) - 1
    arrive = np.full(node_count, np.inf)
    via = np.full(node_count, -1, np.int64)
    keys = np.empty(len(head) + 16)
    items = np.empty(len(head) + 16, np.int64)
    arrive[source] = departs
    size = heap_push(keys, items, 0, departs, source)
    while size:
        moment, v, size = heap_pop(keys, items, size)
        if moment > arrive[v]:
            continue
        for e in range(first_out[v], first_out[v + 1]):
            then = moment + seconds[e]
            if then > shut[e] or then >= arrive[head[e]]:
                continue
            arrive[head[e]] = then
            via[head[e]] = e
            size = heap_push(keys, items, size, then, head[e])
    return arrive, via


@njit(cache=True)
def last_departures(
    node_count: int, tail: Nodes, head: Nodes, seconds: Floats, shut: Floats, exits: Ints
) -> tuple[Floats, Ints]:  # pragma: no cover
    """Latest second at which one may leave each node and still get out; minus infinity where nobody ever could.

    Returns:
        ([N] seconds, infinity where some way never shuts; [N] first edge of that way, -1 none).
    """
    first, into = group(head, node_count)
    latest = np.full(node_count, -np.inf)
    via = np.full(node_count, -1, np.int64)
    keys = np.empty(len(tail) + len(exits) + 16)
    items = np.empty(len(tail) + len(exits) + 16, np.int64)
    size = 0
    for x in exits:
        latest[x] = np.inf
        size = heap_push(keys, items, size, -np.inf, x)
    while size:
        key, v, size = heap_pop(keys, items, size)
        if -key < latest[v]:
            continue
        for k in range(first[v], first[v + 1]):
            a = into[k]
            if seconds[a] == np.inf:
                continue
            then = min(latest[v], shut[a]) - seconds[a]
            if then > latest[tail[a]]:
                latest[tail[a]] = then
                via[tail[a]] = a
                size = heap_push(keys, items, size, -then, tail[a])
    return latest, via
