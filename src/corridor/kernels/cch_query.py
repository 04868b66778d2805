"""Questions to a customized contraction hierarchy: labels, many to many in all lanes, one to one, the way itself.

All searches climb the elimination tree: the nodes above a node are its ancestors, at most a few hundred, and where a
way from s to t turns down again is a common ancestor of both. So a label is an array by depth, without a queue
(Dibbelt, Strasser and Wagner 2016, section 7.2).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.cch_customize import Shape
from corridor.kernels.vectors import WIDTH, meet, relax

UP, DOWN = 0, 1


@njit(cache=True, nogil=True)
def climb(
    shape: Shape,
    costs: npt.NDArray[np.float32],
    lanes: int,
    side: int,
    node: int,
    label: npt.NDArray[np.float32],
    at: int,
) -> None:  # pragma: no cover
    """Fill ``label[at:]``, rows of K lanes by depth, with the costs between ``node`` and its ancestors.

    ``side`` is ``UP`` for costs from the node, ``DOWN`` for costs to it.
    """
    depth = shape.depth[node]
    label[at : at + (depth + 1) * lanes] = np.inf
    label[at + depth * lanes : at + (depth + 1) * lanes] = 0.0
    while node >= 0:
        here = at + shape.depth[node] * lanes
        for arc in range(shape.first_arc[node], shape.first_arc[node + 1]):
            there = at + shape.depth[shape.upper[arc]] * lanes
            row = (2 * arc + side) * lanes
            for lane in range(0, lanes, WIDTH):
                relax(label, there + lane, label, here + lane, costs, row + lane)
        node = shape.parent[node]


@njit(cache=True, nogil=True)
def climb_all(
    shape: Shape,
    costs: npt.NDArray[np.float32],
    lanes: int,
    side: int,
    nodes: npt.NDArray[np.int32],
    rows: int,
    labels: npt.NDArray[np.float32],
) -> None:  # pragma: no cover
    """``climb`` for each of P nodes into ``labels`` [P * rows * K]; ``rows`` exceeds every depth."""
    for place in range(len(nodes)):
        climb(shape, costs, lanes, side, nodes[place], labels, place * rows * lanes)


@njit(cache=True, nogil=True)
def ancestors(shape: Shape, nodes: npt.NDArray[np.int32], rows: int) -> npt.NDArray[np.int32]:  # pragma: no cover
    """Ancestor [P, rows] of each node by depth, itself last; -1 below."""
    above = np.full((len(nodes), rows), -1, np.int32)
    for place in range(len(nodes)):
        node = nodes[place]
        while node >= 0:
            above[place, shape.depth[node]] = node
            node = shape.parent[node]
    return above


@njit(cache=True, nogil=True)
def common(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> int:  # pragma: no cover
    """How many ancestors two rows of ``ancestors`` share: they are equal up to there."""
    begin, end = 0, len(one)
    while begin < end:
        middle = (begin + end) >> 1
        if one[middle] == other[middle] and one[middle] >= 0:
            begin = middle + 1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def meet_all(
    out_labels: npt.NDArray[np.float32],
    out_above: npt.NDArray[np.int32],
    in_labels: npt.NDArray[np.float32],
    in_above: npt.NDArray[np.int32],
    first: int,
    last: int,
    lanes: int,
    matrix: npt.NDArray[np.float32],
) -> None:  # pragma: no cover
    """Columns ``first:last`` of ``matrix`` [P * Q * K]: costs from P sources to Q targets in all lanes.

    A block of targets stays in cache while the sources pass by.
    """
    rows = out_above.shape[1]
    targets = len(in_above)
    for begin in range(first, last, 16):
        for source in range(len(out_above)):
            for target in range(begin, min(begin + 16, last)):
                shared = common(out_above[source], in_above[target])
                here = (source * targets + target) * lanes
                one, other = source * rows * lanes, target * rows * lanes
                for lane in range(0, lanes, WIDTH):
                    meet(matrix, here + lane, out_labels, one + lane, in_labels, other + lane, shared, lanes)


@njit(cache=True, nogil=True)
def single_lane(costs: npt.NDArray[np.float32], lanes: int, lane: int) -> npt.NDArray[np.float32]:  # pragma: no cover
    """[2 * M] one lane by itself: of each arc the cost up, then down."""
    count = len(costs) // lanes
    one = np.empty(count, np.float32)
    for row in range(count):
        one[row] = costs[row * lanes + lane]
    return one


@njit(cache=True, nogil=True)
def _step(
    shape: Shape,
    cost: npt.NDArray[np.float32],
    width: int,
    lane: int,
    side: int,
    node: int,
    label: npt.NDArray[np.float32],
    via: npt.NDArray[np.int32],
) -> None:  # pragma: no cover
    """Relax all arcs up from ``node`` in one lane."""
    here = label[shape.depth[node]]
    for arc in range(shape.first_arc[node], shape.first_arc[node + 1]):
        there = shape.depth[shape.upper[arc]]
        total = here + cost[(2 * arc + side) * width + lane]
        if total < label[there]:
            label[there] = total
            via[there] = arc


@njit(cache=True, nogil=True)
def shortest(
    shape: Shape, cost: npt.NDArray[np.float32], width: int, lane: int, source: int, target: int
) -> tuple[float, npt.NDArray[np.int32]]:  # pragma: no cover
    """Least cost in lane ``lane`` of ``width``, and the way's arcs: those up, then those down, each as 2 * arc + side.

    A node above which nothing better can be met is not climbed from. Infinite with no arcs where there is no way.
    """
    rows = max(shape.depth[source], shape.depth[target]) + 1
    label = np.full((2, rows), np.inf, np.float32)
    via = np.full((2, rows), -1, np.int32)
    label[UP, shape.depth[source]] = 0.0
    label[DOWN, shape.depth[target]] = 0.0
    one, other = source, target
    while one != other and (one >= 0 or other >= 0):
        if other < 0 or (one >= 0 and one < other):
            if label[UP, shape.depth[one]] < np.inf:
                _step(shape, cost, width, lane, UP, one, label[UP], via[UP])
            one = shape.parent[one]
        else:
            if label[DOWN, shape.depth[other]] < np.inf:
                _step(shape, cost, width, lane, DOWN, other, label[DOWN], via[DOWN])
            other = shape.parent[other]
    best = np.float32(np.inf)
    top = -1
    node = one
    while node >= 0:
        depth = shape.depth[node]
        total = label[UP, depth] + label[DOWN, depth]
        if total < best:
            best = total
            top = node
        if label[UP, depth] < best:
            _step(shape, cost, width, lane, UP, node, label[UP], via[UP])
        if label[DOWN, depth] < best:
            _step(shape, cost, width, lane, DOWN, node, label[DOWN], via[DOWN])
        node = shape.parent[node]
    if top < 0:
        return np.inf, np.empty(0, np.int32)
    return float(best), _arcs(shape, via, source, target, top)


@njit(cache=True, nogil=True)
def _arcs(
    shape: Shape, via: npt.NDArray[np.int32], source: int, target: int, top: int
) -> npt.NDArray[np.int32]:  # pragma: no cover
    count = 0
    for side in range(2):
        node = top
        while node != (source if side == UP else target):
            count += 1
            node = shape.lower[via[side, shape.depth[node]]]
    steps = np.empty(count, np.int32)
    place = 0
    node = top
    while node != source:
        steps[place] = 2 * via[UP, shape.depth[node]] + UP
        place += 1
        node = shape.lower[via[UP, shape.depth[node]]]
    steps[:place] = steps[:place][::-1].copy()
    node = top
    while node != target:
        steps[place] = 2 * via[DOWN, shape.depth[node]] + DOWN
        place += 1
        node = shape.lower[via[DOWN, shape.depth[node]]]
    return steps


@njit(cache=True, nogil=True)
def _between(
    shape: Shape, cost: npt.NDArray[np.float32], width: int, lane: int, arc: int, side: int
) -> tuple[int, int]:  # pragma: no cover
    """The two lower arcs that an arc's cost is the sum of: up to its lower and to its upper end; -1 for none."""
    low, high = shape.lower[arc], shape.upper[arc]
    wanted = cost[(2 * arc + side) * width + lane]
    for i in range(shape.first_in[low], shape.first_in[low + 1]):
        down = shape.arc_in[i]
        begin, end = down + 1, shape.first_arc[shape.lower[down] + 1]
        last = end
        while begin < end:
            middle = (begin + end) >> 1
            if shape.upper[middle] < high:
                begin = middle + 1
            else:
                end = middle
        if begin == last or shape.upper[begin] != high:
            continue
        through = cost[(2 * down + DOWN) * width + lane] + cost[(2 * begin + UP) * width + lane]
        if side == DOWN:
            through = cost[(2 * begin + DOWN) * width + lane] + cost[(2 * down + UP) * width + lane]
        if through == wanted:
            return down, begin
    return -1, -1


@njit(cache=True, nogil=True)
def unpack(
    shape: Shape,
    cost: npt.NDArray[np.float32],
    width: int,
    lane: int,
    edge_cost: npt.NDArray[np.float32],
    steps: npt.NDArray[np.int32],
) -> npt.NDArray[np.int32]:  # pragma: no cover
    """Edges of the way that ``shortest`` found, in driving order; ``edge_cost`` [E] is the lane's price of each edge.

    An arc that no lower pair of arcs explains is an edge: the cheapest that lies on it.
    """
    stack = np.empty(max(64, 2 * len(steps)), np.int32)
    edges = np.empty(256, np.int32)
    size, count = len(steps), 0
    stack[:size] = steps[::-1]
    while size > 0:
        size -= 1
        arc, side = stack[size] >> 1, stack[size] & 1
        to_low, to_high = _between(shape, cost, width, lane, arc, side)
        if to_low >= 0:
            if size + 2 > len(stack):
                stack = np.append(stack, np.empty(size, np.int32))
            # Upwards: from the lower end down to the middle, then up; downwards the other way round.
            stack[size] = 2 * (to_high if side == UP else to_low) + UP
            stack[size + 1] = 2 * (to_low if side == UP else to_high) + DOWN
            size += 2
            continue
        best = -1
        for i in range(shape.first_edge[arc], shape.first_edge[arc + 1]):
            edge = shape.edge[i]
            if shape.upward[edge] == (side == UP) and (best < 0 or edge_cost[edge] < edge_cost[best]):
                best = edge
        if count == len(edges):
            edges = np.append(edges, np.empty(count, np.int32))
        edges[count] = best
        count += 1
    return edges[:count].copy()
