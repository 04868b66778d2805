"""The line of a road that was driven, from the two ends that a crew wrote down."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.domain.distance import metres_per_degree
from corridor.domain.profiles import Profile
from corridor.routing.nearest import nearest_edges
from corridor.routing.places import insert_places

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork

Line = tuple[tuple[float, float], ...]

FARTHEST_M = 500.0
"""Metres from a road beyond which an end is not taken to lie on it."""
LONGEST_DETOUR = 3.0
"""A way longer than this many times the straight line was hardly the one meant."""


def driven_line(network: RoadNetwork, start: tuple[float, float], end: tuple[float, float] | None) -> Line | None:
    """Lon, lat along the shortest drivable way from ``start`` to ``end``; the nearest road where no end is given.

    None where the ends lie on no road, or no plausible way joins them.
    """
    mask = Profile.CAR.bit | Profile.TRUCK.bit
    if end is None:
        nearest = nearest_edges(network, [start[0]], [start[1]], mask)
        if not nearest.distance_m[0] <= FARTHEST_M:
            return None
        return _points(network.geometry(int(nearest.edge[0])))
    placed = insert_places(network, [start[0], end[0]], [start[1], end[1]], mask)
    if not (placed.distance_m <= FARTHEST_M).all() or placed.node[0] == placed.node[1]:
        return None
    return _shortest(placed.network, int(placed.node[0]), int(placed.node[1]), mask, _straight_m(start, end))


def _shortest(network: RoadNetwork, start: int, end: int, mask: int, straight_m: float) -> Line | None:
    limit = LONGEST_DETOUR * straight_m + 1_000
    usable = _near(network, start, limit) & ((network.access & mask) != 0)
    edges = np.flatnonzero(usable)
    edges = edges[np.argsort(-network.length_m[edges], kind="stable")]
    pairs = zip(network.tail[edges].tolist(), network.head[edges].tolist(), strict=True)
    shortest = dict(zip(pairs, edges.tolist(), strict=True))
    if not shortest:
        return None
    ends = np.array(list(shortest), np.int64)
    metres = np.maximum(network.length_m[list(shortest.values())].astype(np.float64), 1e-3)
    graph = csr_array((metres, (ends[:, 0], ends[:, 1])), shape=(network.node_count, network.node_count))
    distance, before = dijkstra(graph, indices=np.array([start]), return_predecessors=True, limit=limit)
    if not np.isfinite(distance[0, end]):
        return None
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(before[0, nodes[-1]]))
    nodes.reverse()
    parts = [network.geometry(shortest[pair]) for pair in pairwise(nodes)]
    return _points(np.vstack([parts[0][:1], *(part[1:] for part in parts)]))


def _near(network: RoadNetwork, node: int, metres: float) -> npt.NDArray[np.bool_]:
    """[E] edges that leave a node within ``metres`` east, west, north or south of ``node``."""
    lon, lat = float(network.node_lon[node]), float(network.node_lat[node])
    east, north = metres_per_degree(lat)
    inside = np.abs(network.node_lon - lon) * float(east) <= metres
    inside &= np.abs(network.node_lat - lat) * float(north) <= metres
    return np.asarray(inside[network.tail])


def _straight_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    east, north = metres_per_degree((start[1] + end[1]) / 2)
    return float(np.hypot((end[0] - start[0]) * east, (end[1] - start[1]) * north))


def _points(line: npt.NDArray[np.float64]) -> Line:
    return tuple((round(float(lon), 6), round(float(lat), 6)) for lon, lat in line)
