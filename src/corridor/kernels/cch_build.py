"""The shape of a customizable contraction hierarchy: which arcs it has, whatever the costs.

Nodes are numbered by rank, the order in which they are contracted; an *arc* joins a node to a higher one and stands
for the ways between them over lower nodes only, in both directions. Dibbelt, Strasser and Wagner 2016, "Customizable
contraction hierarchies", doi:10.1145/2886843. N nodes, M arcs, E edges.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True, nogil=True)
def elimination_tree(
    first: npt.NDArray[np.int64], lower: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:  # pragma: no cover
    """Parent [N] of each node in the elimination tree, -1 for roots (Liu 1986, doi:10.1145/6497.6499).

    ``lower`` holds the neighbours of lower rank, those of node v at ``first[v]:first[v + 1]``.
    """
    nodes = len(first) - 1
    parent = np.full(nodes, -1, np.int32)
    ancestor = np.full(nodes, -1, np.int32)
    for node in range(nodes):
        for i in range(first[node], first[node + 1]):
            at = lower[i]
            while ancestor[at] != -1 and ancestor[at] != node:
                above = ancestor[at]
                ancestor[at] = node
                at = above
            if ancestor[at] == -1:
                ancestor[at] = node
                parent[at] = node
    return parent


@njit(cache=True, nogil=True)
def subtree_sizes(parent: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:  # pragma: no cover
    """Nodes [N] in the subtree of each node, itself included; children have lower numbers than parents."""
    size = np.ones(len(parent), np.int64)
    for node in range(len(parent)):
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    return size


@njit(cache=True, nogil=True)
def postorder(parent: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:  # pragma: no cover
    """New number [N] of each node, children before parents and each subtree without gaps."""
    nodes = len(parent)
    size = subtree_sizes(parent)
    new = np.empty(nodes, np.int32)
    free = np.empty(nodes, np.int64)
    roots = 0
    for node in range(nodes - 1, -1, -1):
        # The subtree of a node takes the numbers up to its own; its children share what lies below.
        if parent[node] < 0:
            new[node] = nodes - 1 - roots
            roots += size[node]
        else:
            new[node] = free[parent[node]]
            free[parent[node]] -= size[node]
        free[node] = new[node] - 1
    return new


@njit(cache=True, nogil=True)
def eliminate(
    first: npt.NDArray[np.int64], higher: npt.NDArray[np.int32], room: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:  # pragma: no cover
    """Arcs of the chordal supergraph: first arc [N + 1], upper end [M] of each (sorted), parent [N] (-1: root).

    ``higher`` holds the neighbours of higher rank; ``room`` is a first guess of M.
    """
    nodes = len(first) - 1
    first_arc = np.zeros(nodes + 1, np.int64)
    upper = np.empty(room, np.int32)
    parent = np.full(nodes, -1, np.int32)
    child = np.full(nodes, -1, np.int32)
    sibling = np.full(nodes, -1, np.int32)
    mark = np.full(nodes, -1, np.int32)
    found = np.empty(nodes, np.int32)
    size = 0
    for node in range(nodes):
        count = 0
        mark[node] = node
        for i in range(first[node], first[node + 1]):
            to = higher[i]
            if mark[to] != node:
                mark[to] = node
                found[count] = to
                count += 1
        below = child[node]
        while below >= 0:
            for i in range(first_arc[below], first_arc[below + 1]):
                to = upper[i]
                if mark[to] != node:
                    mark[to] = node
                    found[count] = to
                    count += 1
            below = sibling[below]
        if size + count > len(upper):
            upper = np.append(upper, np.empty(len(upper) // 2 + count, np.int32))
        upper[size : size + count] = np.sort(found[:count])
        if count > 0:
            parent[node] = upper[size]
            sibling[node] = child[parent[node]]
            child[parent[node]] = node
        size += count
        first_arc[node + 1] = size
    return first_arc, upper[:size].copy(), parent


@njit(cache=True, nogil=True)
def find_arcs(
    first_arc: npt.NDArray[np.int64],
    upper: npt.NDArray[np.int32],
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
) -> npt.NDArray[np.int32]:  # pragma: no cover
    """Arc [E] of each edge, given its ends' ranks; -1 for an edge back to its own node."""
    arc = np.empty(len(tail), np.int32)
    for edge in range(len(tail)):
        low, high = min(tail[edge], head[edge]), max(tail[edge], head[edge])
        begin, end = first_arc[low], first_arc[low + 1]
        while begin < end:
            middle = (begin + end) >> 1
            if upper[middle] < high:
                begin = middle + 1
            else:
                end = middle
        arc[edge] = begin if low != high else -1
    return arc


@njit(cache=True, nogil=True)
def depths(parent: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:  # pragma: no cover
    """Depth [N] of each node below its root."""
    depth = np.zeros(len(parent), np.int32)
    for node in range(len(parent) - 1, -1, -1):
        if parent[node] >= 0:
            depth[node] = depth[parent[node]] + 1
    return depth
