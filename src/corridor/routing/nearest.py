"""The nearest edges to points, through a packed R-tree of the network's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from corridor.domain.distance import metres_per_degree
from corridor.routing.islands import components, edges_within

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork

    Floats = npt.NDArray[np.float64]

LEAST_ISLAND_M = 500.0
"""Places are not tied to islands of road shorter than this while a larger part exists: a yard is no way out."""
_SLACK = 1.1
"""Candidates within this factor of the first estimate are measured exactly (the tree's plane is stretched slightly)."""


class NearestEdges(NamedTuple):
    """For each of P points: edge (-1: none), how far along it (0 to 1, driving direction), and metres off it."""

    edge: npt.NDArray[np.int32]
    fraction: Floats
    distance_m: Floats


def usable_edges(network: RoadNetwork, allowed: int) -> npt.NDArray[np.bool_]:
    """[E] edges that a profile of the mask may use and that are no dead island or one-way trap.

    Where the whole network is smaller than that, every edge of the mask counts.
    """
    inside, metres = edges_within(network, allowed, label := components(network, allowed, strong=True))
    large = inside & (metres[label[network.tail]] >= LEAST_ISLAND_M) if len(metres) else inside
    return large if large.any() else (network.access & np.uint8(allowed)) != 0


def nearest_edges(
    network: RoadNetwork, lon: npt.ArrayLike, lat: npt.ArrayLike, allowed: int, *, islands: bool = False
) -> NearestEdges:
    """The nearest edge that any profile of the mask ``allowed`` (``Profile.bit``) may use.

    Of a two-way road the direction along its line is named. Points that are not finite get no edge.

    Args:
        network: the roads.
        lon, lat: [P] degrees.
        allowed: bits of profiles; an edge open to any of them counts.
        islands: whether small islands and one-way traps count too.
    """
    x, y = np.atleast_1d(np.asarray(lon, np.float64)), np.atleast_1d(np.asarray(lat, np.float64))
    found = NearestEdges(np.full(len(x), -1, np.int32), np.zeros(len(x)), np.full(len(x), np.inf))
    usable = (network.access & np.uint8(allowed)) != 0 if islands else usable_edges(network, allowed)
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & (np.abs(y) <= 90))
    if not usable.any() or not len(finite):
        return found
    edge_of_line = _edge_of_line(network, usable)
    lines = np.flatnonzero(edge_of_line >= 0)
    squeeze = float(np.cos(np.radians(network.plane.lat)))
    tree = shapely.STRtree(_shapes(network, lines, squeeze))
    points = shapely.points(x[finite] * squeeze, y[finite])
    _, reach = tree.query_nearest(points, all_matches=False, return_distance=True)
    which, candidate = tree.query(points, predicate="dwithin", distance=reach * _SLACK + 1e-9)
    for number, point in enumerate(finite):
        best = (np.inf, -1, 0.0)
        for line in np.sort(lines[candidate[which == number]]):
            span = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
            off, along = project(x[point], y[point], network.vertex_lon[span], network.vertex_lat[span])
            if off < best[0] - 1e-6:
                best = (off, int(line), along)
        edge = int(edge_of_line[best[1]])
        found.edge[point] = edge
        found.fraction[point] = 1.0 - best[2] if network.reverse[edge] else best[2]
        found.distance_m[point] = best[0]
    return found


def _edge_of_line(network: RoadNetwork, usable: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """[G] a usable edge of each line, the one along it if there are two; -1 for none."""
    edge_of_line = np.full(len(network.line_start) - 1, -1, np.int64)
    for against in (True, False):
        edges = np.flatnonzero(usable & (network.reverse == against))
        edge_of_line[network.line[edges]] = edges
    return edge_of_line


def _shapes(network: RoadNetwork, lines: npt.NDArray[np.int64], squeeze: float) -> npt.NDArray[np.object_]:
    """Lines as shapes in degrees of latitude; longitude squeezed by the cosine of the middle latitude."""
    start = network.line_start[lines]
    size = network.line_start[lines + 1] - start
    vertex = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
    plane = np.column_stack((network.vertex_lon[vertex] * squeeze, network.vertex_lat[vertex]))
    return np.asarray(shapely.linestrings(plane, indices=np.repeat(np.arange(len(lines)), size)), object)


def project(lon: float, lat: float, line_lon: Floats, line_lat: Floats) -> tuple[float, float]:
    """Metres from a point to a line, and the share of the line's length at which it is nearest.

    Measured in the plane that touches the ellipsoid at the point.
    """
    east, north = metres_per_degree(lat)
    x, y = (np.asarray(line_lon) - lon) * float(east), (np.asarray(line_lat) - lat) * float(north)
    dx, dy = np.diff(x), np.diff(y)
    square = dx * dx + dy * dy
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    off = np.hypot(x[:-1] + share * dx, y[:-1] + share * dy)
    nearest = int(np.argmin(off))
    length = np.sqrt(square)
    total = float(length.sum())
    along = float(length[:nearest].sum() + share[nearest] * length[nearest])
    return float(off[nearest]), along / total if total > 0 else 0.0
