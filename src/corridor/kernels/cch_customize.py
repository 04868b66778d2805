"""Costs on the arcs of a contraction hierarchy, for many lanes in one sweep.

A *lane* is one set of costs: an hour with a weight of exposure against time. K lanes (a multiple of
``vectors.WIDTH``) lie side by side, so that one pass over the triangles serves all of them. ``costs`` is flat
[M * 2 * K]: of arc a, the K lanes upwards, then the K lanes downwards. The price of edge e in lane w * S + s is
``fixed[e, w] + slope[e, w] * rate[e, s]``; it is evaluated when the sweep reaches the edge's arc, never stored.

A node's arcs are settled from scratch, from its edges and from the lower triangles that end in them (Dibbelt, Strasser
and Wagner 2016, section 5): so the same step serves the whole and a part after a change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.vectors import WIDTH, price, relax


class Shape(NamedTuple):
    """A hierarchy of N nodes by rank and M arcs, made from E edges."""

    first_arc: npt.NDArray[np.int64]
    """[N + 1] arcs up from node v are ``first_arc[v]:first_arc[v + 1]``, by upper end."""
    upper: npt.NDArray[np.int32]
    """[M]"""
    lower: npt.NDArray[np.int32]
    """[M]"""
    first_in: npt.NDArray[np.int64]
    """[N + 1]"""
    arc_in: npt.NDArray[np.int32]
    """[M] arcs up to node v are ``arc_in[first_in[v]:first_in[v + 1]]``, by lower end."""
    first_edge: npt.NDArray[np.int64]
    """[M + 1]"""
    edge: npt.NDArray[np.int32]
    """[E'] edges on arc a are ``edge[first_edge[a]:first_edge[a + 1]]``."""
    upward: npt.NDArray[np.bool_]
    """[E] whether an edge leads to the higher of its ends."""
    arc: npt.NDArray[np.int32]
    """[E] arc of each edge; -1 for edges back to their own node."""
    parent: npt.NDArray[np.int32]
    """[N] in the elimination tree; -1 for roots."""
    depth: npt.NDArray[np.int32]
    """[N] below the root."""


class Prices(NamedTuple):
    """What the edges cost; W weights, S slots (a multiple of ``vectors.WIDTH``), K = W * S lanes."""

    fixed: npt.NDArray[np.float32]
    """[E, W]; infinite where an edge may not be used."""
    slope: npt.NDArray[np.float32]
    """[E, W] finite."""
    rate: npt.NDArray[np.float32]
    """[E * S] finite, flat."""
    shut: npt.NDArray[np.uint64]
    """[E] bit s: closed in slot s (the first 64 slots); or [0] where nothing is ever closed."""
    slots: int


@njit(cache=True, nogil=True)
def settle(
    shape: Shape, prices: Prices, node: int, lanes: int, costs: npt.NDArray[np.float32]
) -> None:  # pragma: no cover
    """The costs of all arcs up from ``node``, those of lower nodes being settled."""
    slots = prices.slots
    begin = shape.first_arc[node]
    for arc in range(begin, shape.first_arc[node + 1]):
        row = arc * 2 * lanes
        for lane in range(2 * lanes):
            costs[row + lane] = np.inf
        for i in range(shape.first_edge[arc], shape.first_edge[arc + 1]):
            _enter(prices, shape.edge[i], slots, row if shape.upward[shape.edge[i]] else row + lanes, costs)
    for i in range(shape.first_in[node], shape.first_in[node + 1]):
        down = shape.arc_in[i]
        down_row = down * 2 * lanes
        arc = begin
        for side in range(down + 1, shape.first_arc[shape.lower[down] + 1]):
            to = shape.upper[side]
            while shape.upper[arc] != to:
                arc += 1
            row, side_row = arc * 2 * lanes, side * 2 * lanes
            for lane in range(0, lanes, WIDTH):
                relax(costs, row + lane, costs, down_row + lanes + lane, costs, side_row + lane)
                relax(costs, row + lanes + lane, costs, side_row + lanes + lane, costs, down_row + lane)


@njit(cache=True, nogil=True)
def _enter(prices: Prices, edge: int, slots: int, row: int, costs: npt.NDArray[np.float32]) -> None:  # pragma: no cover
    """Lower the lanes from ``row`` on to an edge's prices."""
    shut = prices.shut[edge] if len(prices.shut) > 0 else np.uint64(0)
    for weight in range(prices.fixed.shape[1]):
        fixed, slope = prices.fixed[edge, weight], prices.slope[edge, weight]
        if fixed == np.inf:
            continue
        for slot in range(0, slots, WIDTH):
            at = row + weight * slots + slot
            if shut == np.uint64(0):
                price(costs, at, fixed, slope, prices.rate, edge * slots + slot)
                continue
            for one in range(slot, slot + WIDTH):
                if (shut >> np.uint64(one)) & np.uint64(1) == np.uint64(0):
                    cost = fixed + slope * prices.rate[edge * slots + one]
                    costs[at + one - slot] = min(costs[at + one - slot], cost)


@njit(cache=True, nogil=True)
def customize(
    shape: Shape, prices: Prices, nodes: npt.NDArray[np.int32], lanes: int, costs: npt.NDArray[np.float32]
) -> None:  # pragma: no cover
    """Settle ``nodes`` [by rank], all lower neighbours of which are settled or earlier in the list."""
    for node in nodes:
        settle(shape, prices, node, lanes, costs)


@njit(cache=True, nogil=True)
def recustomize(
    shape: Shape,
    prices: Prices,
    edges: npt.NDArray[np.int32],
    lanes: int,
    costs: npt.NDArray[np.float32],
) -> int:  # pragma: no cover
    """Make ``costs`` right again after the prices of ``edges`` changed; how many nodes were settled again.

    Nodes are settled in ascending rank. Where an arc from v to y changed, the triangles (v, x, y) may have: they end
    in arcs of the lower of x and y.
    """
    nodes = len(shape.first_arc) - 1
    touched = np.zeros(nodes, np.bool_)
    lowest = nodes
    for edge in edges:
        if shape.arc[edge] >= 0:
            node = shape.lower[shape.arc[edge]]
            touched[node] = True
            lowest = min(lowest, node)
    settled = 0
    before = np.empty(256 * 2 * lanes, np.float32)
    for node in range(lowest, nodes):
        if not touched[node]:
            continue
        settled += 1
        begin, end = shape.first_arc[node], shape.first_arc[node + 1]
        size = (end - begin) * 2 * lanes
        if size > len(before):
            before = np.empty(size, np.float32)
        before[:size] = costs[begin * 2 * lanes : end * 2 * lanes]
        settle(shape, prices, node, lanes, costs)
        highest = -1
        for arc in range(begin, end):
            offset = (arc - begin) * 2 * lanes
            for lane in range(2 * lanes):
                if before[offset + lane] != costs[arc * 2 * lanes + lane]:
                    touched[shape.upper[arc]] = True
                    highest = arc
                    break
        for arc in range(begin, highest):
            # The lower end of a changed arc's triangles: every upper neighbour below the highest that changed.
            touched[shape.upper[arc]] = True
    return settled
