"""A customizable contraction hierarchy over a road network: built once, whatever the danger becomes.

Dibbelt, Strasser and Wagner 2016, "Customizable contraction hierarchies", doi:10.1145/2886843. The order of contraction
is METIS' nested dissection (Karypis and Kumar 1998, doi:10.1137/S1064827595287997); it looks at who is joined to
whom only, so neither a closure nor a report ever needs a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pymetis

from corridor.kernels.cch_build import (
    depths,
    eliminate,
    elimination_tree,
    find_arcs,
    postorder,
    subtree_sizes,
)
from corridor.kernels.cch_customize import Shape
from corridor.kernels.grouping import group

if TYPE_CHECKING:
    import numpy.typing as npt

PIECES = 64
"""Subtrees are cut until none holds more than this share of the nodes: they can be customized at the same time."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """N nodes, E edges, M arcs; ranks are numbers by order of contraction, from 0."""

    rank: npt.NDArray[np.int32]
    """[N] of each node."""
    shape: Shape
    pieces: tuple[npt.NDArray[np.int32], ...]
    """Batches of ranks, ascending in each; no arc joins two batches."""
    top: npt.NDArray[np.int32]
    """Ranks above all of them, ascending."""

    @classmethod
    def build(
        cls, node_count: int, tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], seed: int = 1
    ) -> Hierarchy:
        """The hierarchy of a directed graph; parallel edges and edges back to their own node are allowed.

        Args:
            node_count: N.
            tail: [E] node where each edge starts.
            head: [E] node where it ends.
            seed: of the order; the answers do not depend on it, speed hardly.
        """
        tail, head = np.ascontiguousarray(tail, np.int32), np.ascontiguousarray(head, np.int32)
        order = _dissect(node_count, tail, head, seed)
        low, high = _ends(order, tail, head)
        first, member = group(high, node_count)
        rank = postorder(elimination_tree(first, low[member]))[order]
        low, high = _ends(rank, tail, head)
        first, member = group(low, node_count)
        first_arc, upper, parent = eliminate(first, high[member], 2 * len(tail) + node_count)
        arc = find_arcs(first_arc, upper, rank[tail], rank[head])
        first_edge, edge = group(arc, len(upper))
        first_in, arc_in = group(upper, node_count)
        lower = np.repeat(np.arange(node_count, dtype=np.int32), np.diff(first_arc))
        upward = rank[tail] < rank[head]
        depth = depths(parent)
        shape = Shape(first_arc, upper, lower, first_in, arc_in, first_edge, edge, upward, arc, parent, depth)
        return cls(rank, shape, *_pieces(parent))

    @property
    def node_count(self) -> int:
        """N."""
        return len(self.rank)

    @property
    def arc_count(self) -> int:
        """M."""
        return len(self.shape.upper)

    @cached_property
    def rows(self) -> int:
        """Depths: one more than the deepest."""
        return int(self.shape.depth.max(initial=-1)) + 1

    @property
    def triangles(self) -> int:
        """Lower triangles, the work of one customization."""
        degree = np.diff(self.shape.first_arc)
        return int((degree * (degree - 1) // 2).sum())


def _dissect(nodes: int, tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], seed: int) -> npt.NDArray[np.int32]:
    """[N] rank of each node by nested dissection of the graph without directions."""
    one, other = np.concatenate((tail, head)), np.concatenate((head, tail))
    first, member = group(np.where(one == other, -1, one).astype(np.int32), nodes)
    if not len(member):
        return np.arange(nodes, dtype=np.int32)
    # METIS counts doubled edges as heavier and answers the same but slower: each pair once.
    pair = np.unique(np.repeat(np.arange(nodes, dtype=np.int64), np.diff(first)) * nodes + other[member])
    starts = np.searchsorted(pair // nodes, np.arange(nodes + 1)).astype(np.int32)
    graph = pymetis.CSRAdjacency(starts, (pair % nodes).astype(np.int32))
    _, rank = pymetis.nested_dissection(graph, options=pymetis.Options(seed=seed))
    return np.asarray(rank, np.int32)


def _ends(
    rank: npt.NDArray[np.int32], tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Lower and upper rank of each edge's ends; -1 for edges back to their own node."""
    one, other = rank[tail], rank[head]
    loop = one == other
    low, high = np.minimum(one, other), np.maximum(one, other)
    low[loop] = high[loop] = -1
    return low, high


def _pieces(
    parent: npt.NDArray[np.int32],
) -> tuple[tuple[npt.NDArray[np.int32], ...], npt.NDArray[np.int32]]:
    """Batches of subtrees to be settled side by side, each in ascending rank, and what is left above them."""
    nodes = len(parent)
    size = subtree_sizes(parent)
    most = max(nodes // PIECES, 1)
    roots = np.flatnonzero((size <= most) & (np.where(parent >= 0, size[parent], nodes + 1) > most))
    above = np.ones(nodes, bool)
    batches: list[list[npt.NDArray[np.int32]]] = [[]]
    filled = 0
    for root in roots.tolist():
        piece = np.arange(root + 1 - int(size[root]), root + 1, dtype=np.int32)
        above[piece] = False
        if filled and filled + len(piece) > most:
            batches.append([])
            filled = 0
        batches[-1].append(piece)
        filled += len(piece)
    whole = tuple(np.concatenate(batch) for batch in batches if batch)
    return whole, np.flatnonzero(above).astype(np.int32)
