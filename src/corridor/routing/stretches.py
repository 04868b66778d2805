"""Which edges a report or a checkpoint means: the road at a point, or the stretch between two points."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.profiles import Profile
from corridor.kernels.search import least_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork

REACH_M = 300.0
"""A point farther than this from every road means none of them: it is better asked about than guessed."""
FOOTWAY_FACTOR = 20.0
"""A stretch between two points goes over footways only where the way by road is so many times as long."""
TWIN_M = 40.0
"""Carriageways of one divided road lie within this of each other (wide medians reach about 30 m)."""


class Stretches:
    """Finds stretches on one network; builds its spatial index when first asked."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network

    def at(self, lon: float, lat: float) -> npt.NDArray[np.int32]:
        """Edges, both ways, of the road nearest to a point, other carriageway included; none beyond ``REACH_M``."""
        lines = self._nearest(lon, lat)
        return self._edges(self._with_twins(lines)) if len(lines) else np.empty(0, np.int32)

    def between(self, lon: float, lat: float, to_lon: float, to_lat: float) -> npt.NDArray[np.int32]:
        """Edges, both ways, of the shortest way by length between two points; roads at both ends included.

        One-way streets count both ways, because who reports a road shut says where it is, not how it may be
        driven. Where no way connects the points, the roads at the points are meant.
        """
        ends = [self._nearest(lon, lat), self._nearest(to_lon, to_lat)]
        if not len(ends[0]) or not len(ends[1]):
            return np.empty(0, np.int32)
        first, last = int(ends[0][0]), int(ends[1][0])
        lines = {first, last} if first == last else {first, last, *self._way(first, last)}
        return self._edges(self._with_twins(np.array(sorted(lines))))

    def _way(self, first: int, last: int) -> list[int]:
        """Lines between two lines, ends not included."""
        starts, goals = (np.flatnonzero(self._network.line == line)[0] for line in (first, last))
        tail, head = self._network.tail, self._network.head
        best: tuple[float, list[int]] = (np.inf, [])
        for start in {int(tail[starts]), int(head[starts])}:
            least = least_sums(self._both_first, self._both_to, self._both_edge, self._lengths, start)
            goal = min((int(tail[goals]), int(head[goals])), key=lambda node: float(least[node]))
            if least[goal] < best[0]:
                best = (float(least[goal]), self._walk_back(least, start, goal))
        return best[1]

    def _walk_back(self, least: npt.NDArray[np.float64], start: int, goal: int) -> list[int]:
        """Lines of a shortest way, found from the sums: each step back must lose just the edge's length."""
        lines: list[int] = []
        seen = {goal}
        while goal != start:
            around = slice(int(self._both_first[goal]), int(self._both_first[goal + 1]))
            edges, nodes = self._both_edge[around], self._both_to[around]
            fresh = np.array([int(node) not in seen for node in nodes])
            gaps = np.where(fresh, np.abs(least[nodes] + self._lengths[edges] - least[goal]), np.inf)
            step = int(np.argmin(gaps))
            lines.append(int(self._network.line[edges[step]]))
            goal = int(nodes[step])
            seen.add(goal)
        return lines

    @cached_property
    def _lengths(self) -> npt.NDArray[np.float64]:
        # A millimetre more, so that edges of no length still lead back towards the start.
        length = self._network.length_m.astype(np.float64) + 1e-3
        return np.where(self._driven, length, FOOTWAY_FACTOR * length)

    @cached_property
    def _driven(self) -> npt.NDArray[np.bool_]:
        """[E] open to some vehicle."""
        driven: npt.NDArray[np.bool_] = (self._network.access & ~np.uint8(Profile.FOOT.bit)) != 0
        return driven

    @cached_property
    def _driven_lines(self) -> npt.NDArray[np.int64]:
        return np.unique(self._network.line[self._driven]).astype(np.int64)

    @cached_property
    def _driven_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._lines[self._driven_lines])

    @cached_property
    def _both(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Rows of every edge driven either way, by node: first row, other end, edge."""
        network = self._network
        origin = np.concatenate((network.tail, network.head))
        order = np.argsort(origin, kind="stable")
        rows = np.bincount(origin, minlength=network.node_count)
        edges = np.tile(np.arange(network.edge_count, dtype=np.int32), 2)
        other = np.concatenate((network.head, network.tail)).astype(np.int32)
        return np.concatenate(([0], np.cumsum(rows))), other[order], edges[order]

    @property
    def _both_first(self) -> npt.NDArray[np.int64]:
        return self._both[0]

    @property
    def _both_to(self) -> npt.NDArray[np.int32]:
        return self._both[1]

    @property
    def _both_edge(self) -> npt.NDArray[np.int32]:
        return self._both[2]

    @cached_property
    def _lines(self) -> npt.NDArray[np.object_]:
        """[G] lines in metres."""
        network = self._network
        x, y = network.plane.to_metres(network.vertex_lon, network.vertex_lat)
        line_of = np.repeat(np.arange(len(network.line_start) - 1), np.diff(network.line_start))
        return np.asarray(shapely.linestrings(x, y, indices=line_of))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._lines)

    def _nearest(self, lon: float, lat: float) -> npt.NDArray[np.int64]:
        """[1] line nearest to a point, the lowest numbered of equals; [0] where none is in reach.

        A road is meant before a footway that lies nearer.
        """
        if not self._network.edge_count:
            return np.empty(0, np.int64)
        x, y = self._network.plane.to_metres(lon, lat)
        point = shapely.Point(float(x), float(y))
        roads = self._driven_lines[self._driven_tree.query_nearest(point, max_distance=REACH_M)]
        found = roads if len(roads) else self._tree.query_nearest(point, max_distance=REACH_M)
        return np.sort(np.asarray(found, np.int64))[:1]

    def _with_twins(self, lines: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """``lines`` and, for the one-way ones with a name, the one-way lines of that name beside them."""
        network = self._network
        ways = np.bincount(network.line, minlength=len(network.line_start) - 1)
        name = np.zeros(len(ways), np.int64)
        name[network.line] = network.name
        chosen = [int(line) for line in lines if ways[line] == 1 and name[line] > 0]
        twins = {int(line) for line in lines}
        for line in chosen:
            beside = self._tree.query(self._lines[line], predicate="dwithin", distance=TWIN_M)
            alike = beside[(ways[beside] == 1) & (name[beside] == name[line])]
            middle = shapely.line_interpolate_point(self._lines[alike], 0.5, normalized=True)
            # Beside, not behind: the next piece of the same carriageway touches too, but its middle lies further on.
            twins |= {int(one) for one in alike[shapely.distance(middle, self._lines[line]) <= TWIN_M]}
        return np.array(sorted(twins), np.int64)

    def _edges(self, lines: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Edges on ``lines``, and those back between the same nodes on a line of the same length, drawn apart."""
        network = self._network
        on_line = np.isin(network.line, lines)
        back = {(int(network.head[e]), int(network.tail[e])): float(network.length_m[e]) for e in on_line.nonzero()[0]}
        leads_back = [
            edge
            for node, _ in back
            for edge in range(int(network.first_out[node]), int(network.first_out[node + 1]))
            if abs(back.get((node, int(network.head[edge])), np.inf) - float(network.length_m[edge])) < 1.0
        ]
        on_line[leads_back] = True
        return np.flatnonzero(on_line).astype(np.int32)
