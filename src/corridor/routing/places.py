"""Ties places to the network: the nearest road is cut where a place lies, so that places are nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.distance import steps_m
from corridor.domain.network import RoadNetwork
from corridor.routing.nearest import nearest_edges

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

LEAST_PIECE_M = 0.5
"""A place nearer than this along the road to an end or to another place shares its node."""

_COPIED = (
    *("road_class", "surface", "smoothness", "flags", "access", "width_m", "maxspeed_kmh", "max_weight_t"),
    *("max_height_m", "osm_way", "name"),
)


@dataclass(frozen=True, eq=False)
class PlacedNetwork:
    """A network with P places as nodes.

    The first nodes are those of the original network, with their numbers; cuts follow. E' edges.
    """

    network: RoadNetwork
    node: npt.NDArray[np.int32]
    """[P] node of each place; -1 where there is no road at all or the place is not finite. Places may share one."""
    distance_m: Floats
    """[P] metres from the place to its node's road; infinity where there is none."""
    edge_origin: npt.NDArray[np.int32]
    """[E'] edge of the original network that an edge is, or is part of."""


@dataclass(eq=False)
class _Cuts:
    """C cuts, by line and then by position along it."""

    line: Ints
    at: Floats
    """[C] share of the line's length, strictly between 0 and 1."""
    node: Ints


def insert_places(
    network: RoadNetwork, lon: npt.ArrayLike, lat: npt.ArrayLike, allowed: int, *, islands: bool = False
) -> PlacedNetwork:
    """Cut the nearest edges open to any profile of the mask ``allowed`` at the places; both directions alike.

    Args:
        network: N nodes, E edges.
        lon: [P] degrees.
        lat: [P] degrees.
        allowed: bits of profiles (``Profile.bit``).
        islands: whether places may be tied to small islands and one-way traps.
    """
    near = nearest_edges(network, lon, lat, allowed, islands=islands)
    node = np.full(len(near.edge), -1, np.int64)
    tied = np.flatnonzero(near.edge >= 0)
    cuts = _plan_cuts(network, near.edge[tied].astype(np.int64), near.fraction[tied], node, tied)
    if not len(cuts.line):
        origin = np.arange(network.edge_count, dtype=np.int32)
        return PlacedNetwork(network, node.astype(np.int32), near.distance_m, origin)
    placed, origin = _cut(network, cuts)
    return PlacedNetwork(placed, node.astype(np.int32), near.distance_m, origin)


def _plan_cuts(network: RoadNetwork, edge: Ints, fraction: Floats, node: Ints, tied: Ints) -> _Cuts:
    """Where to cut; fills ``node`` with the ends or cuts that places get."""
    line = network.line[edge].astype(np.int64)
    against = network.reverse[edge]
    at = np.where(against, 1.0 - fraction, fraction)
    first = np.where(against, network.head[edge], network.tail[edge])
    last = np.where(against, network.tail[edge], network.head[edge])
    metres = network.length_m[edge].astype(np.float64)
    cut_line: list[int] = []
    cut_at: list[float] = []
    for k in np.lexsort((at, line)).tolist():
        along = at[k] * metres[k]
        if along < LEAST_PIECE_M:
            node[tied[k]] = first[k]
        elif metres[k] - along < LEAST_PIECE_M:
            node[tied[k]] = last[k]
        else:
            same = cut_line and cut_line[-1] == line[k] and (at[k] - cut_at[-1]) * metres[k] < LEAST_PIECE_M
            if not same:
                cut_line.append(int(line[k]))
                cut_at.append(float(at[k]))
            node[tied[k]] = network.node_count + len(cut_line) - 1
    return _Cuts(
        np.array(cut_line, np.int64),
        np.array(cut_at, np.float64),
        network.node_count + np.arange(len(cut_line), dtype=np.int64),
    )


@dataclass(eq=False)
class _Pieces:
    """Pieces of one line, in its drawing order."""

    vertices: list[tuple[Floats, Floats]]
    share: Floats
    """[pieces] of the line's length."""
    inner: Ints
    """[pieces - 1] nodes between them."""


def _cut_line(network: RoadNetwork, line: int, at: Floats, nodes: Ints) -> _Pieces:
    span = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
    lon, lat = network.vertex_lon[span], network.vertex_lat[span]
    along = np.concatenate(([0.0], np.cumsum(steps_m(lon, lat))))
    along /= along[-1]
    cut_lon, cut_lat = np.interp(at, along, lon), np.interp(at, along, lat)
    bounds = np.concatenate(([0.0], at, [1.0]))
    pieces = []
    for k in range(len(at) + 1):
        inside = (along > bounds[k]) & (along < bounds[k + 1])
        ends = [
            (values[:1] if k == 0 else cut[k - 1 : k], values[inside], values[-1:] if k == len(at) else cut[k : k + 1])
            for values, cut in ((lon, cut_lon), (lat, cut_lat))
        ]
        pieces.append((np.concatenate(ends[0]), np.concatenate(ends[1])))
    return _Pieces(pieces, np.diff(bounds), nodes)


def _cut(network: RoadNetwork, cuts: _Cuts) -> tuple[RoadNetwork, npt.NDArray[np.int32]]:
    lines = np.unique(cuts.line)
    whole = np.ones(len(network.line_start) - 1, bool)
    whole[lines] = False
    line_start, vertex_lon, vertex_lat, renumbered = _keep_lines(network, whole)
    tails, heads, lengths, origins, on_line, against = [], [], [], [], [], []
    new_lon, new_lat, sizes = [vertex_lon], [vertex_lat], []
    node_lon, node_lat = np.empty(len(cuts.node)), np.empty(len(cuts.node))
    next_line = int(whole.sum())
    cut_edges = np.flatnonzero(~whole[network.line])
    cut_edges = cut_edges[np.argsort(network.line[cut_edges], kind="stable")]
    first_edge = np.searchsorted(network.line[cut_edges], lines)
    next_edge = np.searchsorted(network.line[cut_edges], lines, side="right")
    tail = network.tail
    for line, begin, stop in zip(lines.tolist(), first_edge, next_edge, strict=True):
        mine = cuts.line == line
        pieces = _cut_line(network, line, cuts.at[mine], cuts.node[mine])
        for node, (lon, lat) in zip(pieces.inner - network.node_count, pieces.vertices[1:], strict=True):
            node_lon[node], node_lat[node] = lon[0], lat[0]
        for lon, lat in pieces.vertices:
            new_lon.append(lon)
            new_lat.append(lat)
            sizes.append(len(lon))
        count = len(pieces.share)
        for edge in cut_edges[begin:stop]:
            back = bool(network.reverse[edge])
            order = np.arange(count)[::-1] if back else np.arange(count)
            inner = pieces.inner[::-1] if back else pieces.inner
            tails.append(np.concatenate(([tail[edge]], inner)))
            heads.append(np.concatenate((inner, [network.head[edge]])))
            lengths.append(pieces.share[order] * float(network.length_m[edge]))
            on_line.append(next_line + order)
            origins.append(np.full(count, edge))
            against.append(np.full(count, back))
        next_line += count
    kept = np.flatnonzero(whole[network.line])
    origin = np.concatenate((kept, *origins))
    all_tails = np.concatenate((tail[kept], *tails)).astype(np.int64)
    all_heads = np.concatenate((network.head[kept], *heads))
    all_lines = np.concatenate((renumbered[network.line[kept]], *on_line))
    order = np.lexsort((all_lines, all_heads, all_tails))
    total = network.node_count + len(cuts.node)
    first_out = np.zeros(total + 1, np.int64)
    np.cumsum(np.bincount(all_tails, minlength=total), out=first_out[1:])
    placed = replace(
        network,
        node_lon=np.concatenate((network.node_lon, node_lon)),
        node_lat=np.concatenate((network.node_lat, node_lat)),
        first_out=first_out,
        head=all_heads[order].astype(np.int32),
        length_m=np.concatenate((network.length_m[kept], *lengths))[order].astype(np.float32),
        line=all_lines[order].astype(np.int32),
        reverse=np.concatenate((network.reverse[kept], *against))[order].astype(bool),
        line_start=np.concatenate((line_start, line_start[-1] + np.cumsum(sizes))),
        vertex_lon=np.concatenate(new_lon),
        vertex_lat=np.concatenate(new_lat),
        **{name: getattr(network, name)[origin[order]] for name in _COPIED},
    )
    return placed, origin[order].astype(np.int32)


def _keep_lines(network: RoadNetwork, whole: npt.NDArray[np.bool_]) -> tuple[Ints, Floats, Floats, Ints]:
    """Lines left uncut: their starts, vertices, and each old line's new number."""
    size = np.diff(network.line_start)
    keep_vertex = np.repeat(whole, size)
    line_start = np.concatenate(([0], np.cumsum(size[whole])))
    return line_start, network.vertex_lon[keep_vertex], network.vertex_lat[keep_vertex], np.cumsum(whole) - 1
