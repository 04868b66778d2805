"""From scanned columns to a ``RoadNetwork``: stretches between junctions, joined lines, directed edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.domain.distance import steps_m
from corridor.domain.network import RoadClass, RoadNetwork
from corridor.osm.chains import chains, joints

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.osm.scan import Scan

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

LEAST_LENGTH_M = 0.1
"""No edge is shorter, so that speeds stay finite; also the length given to the passing of an obstacle."""


@dataclass(eq=False)
class _Stretches:
    """S stretches of way between junctions; ``first:last`` inclusive are positions in the scan's columns."""

    first: Ints
    last: Ints
    start: Ints
    end: Ints
    piece: Ints


def _junctions(scan: Scan) -> tuple[Ints, Ints, npt.NDArray[np.bool_], Ints]:
    """Node ids, node of each position, whether a position is a junction, piece of each position."""
    ref = np.frombuffer(scan.ref, np.int64)
    size = np.frombuffer(scan.piece_size, np.int64)
    ids, node = np.unique(ref, return_inverse=True)
    node = node.astype(np.int64)
    piece = np.repeat(np.arange(len(size)), size)
    starts = np.cumsum(size) - size
    at_end = np.zeros(len(ref), bool)
    at_end[starts] = True
    at_end[starts + size - 1] = True
    uses = np.bincount(node, minlength=len(ids))
    standing = np.isin(ids, np.fromiter(scan.obstacles, np.int64, len(scan.obstacles)))
    return ids, node, at_end | (uses[node] > 1) | standing[node], piece


def _cut(node: Ints, stop: npt.NDArray[np.bool_], piece: Ints) -> _Stretches:
    position = np.flatnonzero(stop)
    first, last = position[:-1], position[1:]
    # A way that names a node twice in a row has a stretch of no length there.
    real = (piece[first] == piece[last]) & ~((last == first + 1) & (node[first] == node[last]))
    first, last = first[real], last[real]
    return _Stretches(first, last, node[first], node[last], piece[first])


def _divide_at_obstacles(scan: Scan, ids: Ints, cut: _Stretches) -> tuple[Ints, Ints, Ints]:
    """Give every stretch end at an obstacle but the first a node of its own; the obstacle stands in between.

    Returns:
        [copies] the node copied, and [gates] from and to, the two sides of each obstacle. ``cut`` is changed.
    """
    standing = np.isin(ids, np.fromiter(scan.obstacles, np.int64, len(scan.obstacles)))
    count = len(cut.start)
    ends = np.concatenate((cut.start, cut.end))
    touching = np.flatnonzero(standing[ends])
    touching = touching[np.argsort(ends[touching], kind="stable")]
    nodes = ends[touching]
    again = np.zeros(len(nodes), bool)
    again[1:] = nodes[1:] == nodes[:-1]
    copied = nodes[again]
    fresh = len(ids) + np.arange(len(copied))
    ends[touching[again]] = fresh
    cut.start, cut.end = ends[:count], ends[count:]
    return copied, copied, fresh


@dataclass(eq=False)
class _Lines:
    """G lines: vertices, end nodes, and the attributes of their stretches."""

    line_start: Ints
    vertex: Ints
    """[V] positions in the scan's columns."""
    start: Ints
    end: Ints
    kind: Ints
    name: Ints
    way: Ints


def _join(scan: Scan, cut: _Stretches, fixed: npt.NDArray[np.bool_]) -> _Lines:
    kind = np.frombuffer(scan.piece_tags, np.int64)[cut.piece]
    name = np.frombuffer(scan.piece_name, np.int64)[cut.piece]
    symmetric = np.array([tags.symmetric for tags in scan.kinds], bool)[kind]
    alike = kind * len(scan.names) + name
    count = len(cut.start)
    stretch, turned, line = chains(count, joints(cut.start, cut.end, alike, symmetric, fixed))
    vertices = cut.last[stretch] - cut.first[stretch] + 1
    goes_on = np.zeros(count, bool)
    goes_on[:-1] = line[1:] == line[:-1]
    taken = vertices - goes_on
    offset = np.cumsum(taken) - taken
    along = np.arange(int(taken.sum())) - np.repeat(offset, taken)
    begin = np.where(turned == 1, cut.last[stretch], cut.first[stretch])
    vertex = np.repeat(begin, taken) + np.repeat(1 - 2 * turned, taken) * along
    opens = np.ones(count, bool)
    opens[1:] = ~goes_on[:-1]
    head_part, tail_part = stretch[opens], stretch[~goes_on]
    start = np.where(turned[opens] == 1, cut.end[head_part], cut.start[head_part])
    end = np.where(turned[~goes_on] == 1, cut.start[tail_part], cut.end[tail_part])
    way = np.frombuffer(scan.piece_way, np.int64)[cut.piece][head_part]
    line_start = np.append(offset[opens], len(vertex))
    return _Lines(line_start, vertex, start, end, kind[head_part], name[head_part], way)


def _spatial_order(lon: Floats, lat: Floats) -> Ints:
    """Order of nodes along a Z curve: neighbours on the ground are neighbours in memory (Morton 1966)."""

    def spread(value: Floats) -> npt.NDArray[np.uint64]:
        low, high = float(value.min()), float(value.max())
        bits = ((value - low) / max(high - low, 1e-9) * 65535).astype(np.uint64)
        for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
        return bits

    return np.argsort(spread(lon) | (spread(lat) << np.uint64(1)), kind="stable")


def _columns(scan: Scan, lines: _Lines, gate_node: Ints) -> dict[str, npt.NDArray[Any]]:
    """Attributes of 2 G + 2 B candidate edges: lines forward, lines backward, obstacles forward, backward."""
    kinds = scan.kinds

    def of_kind(values: list[float]) -> Floats:
        return np.array(values, np.float64)[lines.kind]

    obstacles = [scan.obstacles[int(node)] for node in gate_node]
    gate_class = [float(RoadClass.SERVICE)] * len(obstacles)

    def both(along: Floats, against: Floats, gates: list[float]) -> Floats:
        return np.concatenate((along, against, np.array(gates, np.float64), np.array(gates, np.float64)))

    def same(values: list[float], gates: list[float]) -> Floats:
        return both(of_kind(values), of_kind(values), gates)

    nothing = [np.nan] * len(obstacles)
    return {
        "access": both(
            of_kind([k.forward for k in kinds]), of_kind([k.backward for k in kinds]), [o.mask for o in obstacles]
        ).astype(np.uint8),
        "road_class": same([k.road_class for k in kinds], gate_class).astype(np.uint8),
        "surface": same([k.surface for k in kinds], [0] * len(obstacles)).astype(np.uint8),
        "smoothness": same([k.smoothness for k in kinds], [0] * len(obstacles)).astype(np.uint8),
        "flags": same([k.flags for k in kinds], [o.flags for o in obstacles]).astype(np.uint8),
        "width_m": same([k.width_m for k in kinds], [o.max_width_m for o in obstacles]).astype(np.float32),
        "max_weight_t": same([k.max_weight_t for k in kinds], [o.max_weight_t for o in obstacles]).astype(np.float32),
        "max_height_m": same([k.max_height_m for k in kinds], [o.max_height_m for o in obstacles]).astype(np.float32),
        "maxspeed_kmh": both(
            of_kind([k.maxspeed_forward for k in kinds]), of_kind([k.maxspeed_backward for k in kinds]), nothing
        ).astype(np.float32),
    }


def build_network(scan: Scan, source: str) -> RoadNetwork:
    """The network of everything scanned; empty (no node) where the scan holds no road."""
    if not scan.piece_size:
        return empty_network(source)
    points = scan.points
    ids, node, stop, piece = _junctions(scan)
    cut = _cut(node, stop, piece)
    if not len(cut.start):
        return empty_network(source)
    copied, gate_from, gate_to = _divide_at_obstacles(scan, ids, cut)
    place = np.zeros(len(ids), np.int64)
    place[node] = np.arange(len(node))
    place = np.concatenate((place, place[copied]))
    fixed = np.zeros(len(place), bool)
    fixed[gate_from] = True
    fixed[gate_to] = True
    lines = _join(scan, cut, fixed)
    columns = _columns(scan, lines, ids[gate_from])
    lon, lat = points[lines.vertex, 0], points[lines.vertex, 1]
    gate_place = np.repeat(place[gate_from], 2)
    vertex_lon = np.concatenate((lon, points[gate_place, 0]))
    vertex_lat = np.concatenate((lat, points[gate_place, 1]))
    step = np.zeros(len(lon))
    step[:-1] = steps_m(lon, lat)
    step[lines.line_start[1:] - 1] = 0.0
    metres = np.maximum(np.add.reduceat(step, lines.line_start[:-1]), LEAST_LENGTH_M)
    gates, count = len(gate_from), len(lines.start)
    tail = np.concatenate((lines.start, lines.end, gate_from, gate_to))
    head = np.concatenate((lines.end, lines.start, gate_to, gate_from))
    line = np.concatenate((np.tile(np.arange(count), 2), np.tile(count + np.arange(gates), 2)))
    against = np.repeat([False, True, False, True], [count, count, gates, gates])
    length = np.concatenate((metres, metres, np.full(2 * gates, LEAST_LENGTH_M)))
    zeros = np.zeros(2 * gates, np.int64)
    extra: dict[str, npt.NDArray[Any]] = {
        "length_m": length.astype(np.float32),
        "osm_way": np.concatenate((lines.way, lines.way, zeros)),
        "name": np.concatenate((lines.name, lines.name, zeros)).astype(np.int32),
        "line": line.astype(np.int32),
        "reverse": against,
    }
    line_start = np.concatenate((lines.line_start, len(lon) + 2 * np.arange(1, gates + 1)))
    used = np.zeros(len(place), bool)
    used[tail] = True
    kept = np.flatnonzero(used)
    kept = kept[_spatial_order(points[place[kept], 0], points[place[kept], 1])]
    number = np.full(len(place), -1, np.int64)
    number[kept] = np.arange(len(kept))
    return _assemble(
        (points[place[kept], 0], points[place[kept], 1]),
        (number[tail], number[head]),
        columns | extra,
        (line_start, vertex_lon, vertex_lat),
        tuple(scan.names),
        source,
    )


def _assemble(
    nodes: tuple[Floats, Floats],
    ends: tuple[Ints, Ints],
    columns: dict[str, npt.NDArray[Any]],
    lines: tuple[Ints, Floats, Floats],
    names: tuple[str, ...],
    source: str,
) -> RoadNetwork:
    """Sort the edges somebody may use by tail, then head, and count them into compressed rows."""
    tail, head = ends
    order = np.lexsort((columns["line"], head, tail))
    order = order[np.asarray(columns["access"])[order] != 0]
    first_out = np.zeros(len(nodes[0]) + 1, np.int64)
    np.cumsum(np.bincount(tail[order], minlength=len(nodes[0])), out=first_out[1:])
    return RoadNetwork(
        node_lon=nodes[0],
        node_lat=nodes[1],
        first_out=first_out,
        head=head[order].astype(np.int32),
        line_start=lines[0],
        vertex_lon=lines[1],
        vertex_lat=lines[2],
        names=names,
        source=source,
        **{name: values[order] for name, values in columns.items()},
    )


def empty_network(source: str) -> RoadNetwork:
    """A network without a node."""
    nothing = np.zeros(0)
    bare: dict[str, npt.NDArray[Any]] = dict.fromkeys(
        ("road_class", "surface", "smoothness", "flags", "access"), nothing.astype(np.uint8)
    )
    measures = ("length_m", "width_m", "maxspeed_kmh", "max_weight_t", "max_height_m")
    bare |= dict.fromkeys(measures, nothing.astype(np.float32))
    return RoadNetwork(
        node_lon=nothing,
        node_lat=nothing,
        first_out=np.zeros(1, np.int64),
        head=nothing.astype(np.int32),
        osm_way=nothing.astype(np.int64),
        name=nothing.astype(np.int32),
        line=nothing.astype(np.int32),
        reverse=nothing.astype(bool),
        line_start=np.zeros(1, np.int64),
        vertex_lon=nothing,
        vertex_lat=nothing,
        names=("",),
        source=source,
        **bare,
    )
