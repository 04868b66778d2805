"""The map inside the page: roads, danger by hour and the base map, packed into one compressed block.

Coordinates are whole hundred-thousandths of a degree, stored as differences; danger is one byte an hour and line,
hour-major, on a logarithmic scale (``danger_level``). ``frontend/plan_page/payload.ts`` unpacks the block.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from corridor.domain.base_map import MapLayer
from corridor.domain.network import RoadClass

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

PER_DEGREE = 100_000
METRES_PER_DEGREE = 111_320.0
ROAD_TOLERANCE_M = 5.0
PIECE_M = 400.0
LINES_AT_MOST = 45_000
VERTICES_AT_MOST = 400_000
BUILDINGS_AT_MOST = 15_000
NOMINAL_SPEED = 30 / 3.6
"""Metres a second at which the danger of being driven over once (mines) is spread into an hourly figure."""

LOWEST_LOG, DECADES, LEVELS = -6.0, 6.0, 255
CLASS_FROM = (1 / 3000, 1 / 1000, 1 / 300, 1 / 100)
"""Dangerous events nearby in an hour on the road at which guarded, raised, high and extreme begin."""


@dataclass
class Block:
    """Arrays laid end to end, each with its place, then compressed."""

    parts: list[bytes] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    size: int = 0

    def add(self, name: str, values: npt.NDArray[Any], kind: str) -> None:
        """Append ``values`` as little-endian ``kind`` under ``name``."""
        data = np.ascontiguousarray(values, np.dtype(kind).newbyteorder("<")).tobytes()
        self.places[name] = (self.size, len(data))
        self.parts.append(data)
        self.size += len(data)

    def packed(self) -> str:
        """Everything, as base64 of a zlib stream."""
        return base64.b64encode(zlib.compress(b"".join(self.parts), 9)).decode()


def danger_level(per_hour: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.uint8]:
    """Events an hour to 0..255: 0 is at most one in a million hours, 255 at least one an hour, equal steps of log10."""
    log = np.log10(np.maximum(per_hour, 10.0**LOWEST_LOG))
    return np.asarray(np.clip(np.rint((log - LOWEST_LOG) / DECADES * LEVELS), 0, LEVELS), np.uint8)


def edge_danger_per_hour(
    network: RoadNetwork, danger: EdgeDanger, slots: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """[H, E] upper events an hour on each edge: the rate, plus what being driven over once adds at 30 km/h."""
    crossing_s = np.maximum(network.length_m, 1.0).astype(np.float64) / NOMINAL_SPEED
    return np.asarray(danger.upper[slots], np.float64) * 3600 + danger.passage_upper / crossing_s * 3600


def _spans(
    starts: npt.NDArray[np.int64], chosen: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Vertex indices of the chosen lines, and which of them each belongs to."""
    counts = starts[chosen + 1] - starts[chosen]
    owner = np.repeat(np.arange(len(chosen)), counts)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(starts[chosen], counts) + offset, owner


@dataclass(frozen=True)
class Scale:
    """Degrees to a flat plane in metres good enough for simplifying, and to whole steps."""

    cos: float

    @classmethod
    def of(cls, box: Box) -> Scale:
        """The scale at the middle of ``box``."""
        return cls(float(np.cos(np.radians((box[1] + box[3]) / 2))))

    def flat(self, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """[K, 2] degrees to metres."""
        return degrees * (METRES_PER_DEGREE * self.cos, METRES_PER_DEGREE)

    def degrees(self, metres: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """[K, 2] metres to degrees."""
        return metres / (METRES_PER_DEGREE * self.cos, METRES_PER_DEGREE)

    def steps(self, metres: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """[K, 2] metres to whole hundred-thousandths of a degree."""
        return np.rint(self.degrees(metres) * PER_DEGREE).astype(np.int64)


def _add_shapes(block: Block, prefix: str, steps: npt.NDArray[np.int64], counts: npt.NDArray[np.intp]) -> None:
    differences = np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64)) if len(steps) else steps
    block.add(f"{prefix}_count", counts, "u4")
    block.add(f"{prefix}_dx", differences[:, 0], "i4")
    block.add(f"{prefix}_dy", differences[:, 1], "i4")


def encode_line(line: tuple[tuple[float, float], ...], scale: Scale) -> list[int]:
    """A route as flat differences of steps: ``[x0, y0, dx1, dy1, ...]``, simplified to about five metres."""
    if len(line) < 2:
        return []
    simple = shapely.simplify(
        shapely.linestrings(scale.flat(np.array(line))), ROAD_TOLERANCE_M, preserve_topology=False
    )
    steps = scale.steps(shapely.get_coordinates(simple))
    return [int(value) for value in np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()]


def _drivable_lines(
    network: RoadNetwork, box: Box
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Edges grouped by line: edge order, first position of each group, and the line of each group."""
    drawn = (network.road_class <= RoadClass.TRACK) | (network.road_class == RoadClass.FERRY)
    west, south, east, north = box
    for ends in (network.tail, network.head):
        drawn &= (network.node_lon[ends] >= west) & (network.node_lon[ends] <= east)
        drawn &= (network.node_lat[ends] >= south) & (network.node_lat[ends] <= north)
    edges = np.flatnonzero(drawn)
    order = edges[np.argsort(network.line[edges], kind="stable")]
    lines, first = np.unique(network.line[order], return_index=True)
    return order, first, lines.astype(np.intp)


def _most_important(road_class: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    if len(road_class) <= LINES_AT_MOST:
        return np.arange(len(road_class))
    return np.sort(np.argsort(road_class, kind="stable")[:LINES_AT_MOST])


def add_roads(
    block: Block, network: RoadNetwork, danger: EdgeDanger, slots: npt.NDArray[np.intp], box: Box
) -> dict[str, Any]:
    """Put the roads of ``box`` and their danger into ``block``; returns what the front end must know of them."""
    scale = Scale.of(box)
    order, first, lines = _drivable_lines(network, box)
    if not len(lines):
        return {"lines": 0, "names": [""], "left_out": 0}
    keep = _most_important(network.road_class[order[first]])
    vertex, owner = _spans(network.line_start, lines[keep])
    flat = scale.flat(np.column_stack((network.vertex_lon[vertex], network.vertex_lat[vertex])))
    simple = shapely.simplify(shapely.linestrings(flat, indices=owner), ROAD_TOLERANCE_M, preserve_topology=False)
    coordinates, index = shapely.get_coordinates(simple, return_index=True)
    _add_shapes(block, "road", scale.steps(coordinates), np.bincount(index, minlength=len(keep)))
    per_hour = edge_danger_per_hour(network, danger, slots)[:, order]
    levels = danger_level(np.maximum.reduceat(per_hour, first, axis=1)[:, keep])
    grey = np.maximum.reduceat(danger.grey[order], first)[keep]
    name, name_index = np.unique(network.name[order[first]][keep], return_inverse=True)
    names = [network.names[int(n)] for n in name]
    block.add("road_name", name_index, "i4")
    block.add("road_class", network.road_class[order[first]][keep], "u1")
    block.add("road_grey", np.rint(np.clip(grey, 0, 1) * 255), "u1")
    block.add("danger", levels, "u1")
    return {"lines": len(keep), "names": names, "left_out": len(lines) - len(keep)}


def add_plain_roads(block: Block, network: RoadNetwork, box: Box) -> dict[str, Any]:
    """Roads for orientation only: joined at every place where nothing branches, so that no stop shows as a cut."""
    scale = Scale.of(box)
    order, first, lines = _drivable_lines(network, box)
    merged: list[Any] = []
    classes: list[int] = []
    road_class = network.road_class[order[first]] if len(lines) else np.empty(0, np.uint8)
    for value in np.unique(road_class):
        vertex, owner = _spans(network.line_start, lines[road_class == value])
        flat = scale.flat(np.column_stack((network.vertex_lon[vertex], network.vertex_lat[vertex])))
        joined = shapely.line_merge(shapely.multilinestrings(np.asarray(shapely.linestrings(flat, indices=owner))))
        parts = [part for part in shapely.get_parts(joined) if not part.is_ring]
        merged += parts
        classes += [int(value)] * len(parts)
    simple = shapely.simplify(np.array(merged, object), ROAD_TOLERANCE_M, preserve_topology=False)
    coordinates, index = shapely.get_coordinates(simple, return_index=True)
    _add_shapes(block, "road", scale.steps(coordinates), np.bincount(index, minlength=len(merged)))
    block.add("road_class", np.array(classes), "u1")
    return {"lines": len(merged), "names": [""], "left_out": 0}


def add_cells(
    block: Block,
    network: RoadNetwork,
    danger: EdgeDanger,
    slots: npt.NDArray[np.intp],
    box: Box,
    cell: tuple[float, float],
) -> dict[str, Any]:
    """Danger by cells of ``cell`` degrees: the mean over the length of road inside, by hour."""
    order, first, lines = _drivable_lines(network, box)
    if not len(order):
        return {"cells": 0, "cell": list(cell)}
    middle, length, line = _pieces(network, Scale.of(box), lines)
    cells, owner = np.unique(np.floor(middle / cell).astype(np.int64), axis=0, return_inverse=True)
    owner = owner.ravel()
    total = np.maximum(np.bincount(owner, length), 1e-9)
    per_hour = np.maximum.reduceat(edge_danger_per_hour(network, danger, slots)[:, order], first, axis=1)
    mean = np.stack([np.bincount(owner, hour[line] * length) / total for hour in per_hour])
    grey = np.maximum.reduceat(danger.grey[order], first)[line]
    block.add("cell_x", cells[:, 0], "i4")
    block.add("cell_y", cells[:, 1], "i4")
    block.add("cell_grey", np.rint(np.bincount(owner, grey * length) / total * 255), "u1")
    block.add("danger", danger_level(mean), "u1")
    return {"cells": len(cells), "cell": list(cell)}


def _pieces(
    network: RoadNetwork, scale: Scale, lines: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Roads in pieces of at most ``PIECE_M``: middles in degrees, lengths in metres, and the line of each."""
    vertex, owner = _spans(network.line_start, lines)
    flat = scale.flat(np.column_stack((network.vertex_lon[vertex], network.vertex_lat[vertex])))
    shapes = np.asarray(shapely.linestrings(flat, indices=owner))
    real = np.flatnonzero(shapely.length(shapes) > 0)  # a line without length cannot be cut
    points, index = shapely.get_coordinates(shapely.segmentize(shapes[real], PIECE_M), return_index=True)
    inside = index[1:] == index[:-1]
    middle = scale.degrees((points[1:] + points[:-1])[inside] / 2)
    return middle, np.hypot(*np.diff(points, axis=0)[inside].T), real[index[1:][inside]]


def _place(base_map: BaseMap, row: int, point: Any) -> list[Any]:
    return [
        round(point.x * PER_DEGREE),
        round(point.y * PER_DEGREE),
        base_map.name_en[row] or base_map.name[row],
        base_map.name_uk[row] or base_map.name[row],
        int(base_map.rank[row]),
    ]


def _rings(shapes: list[tuple[int, Any]]) -> tuple[list[Any], list[int]]:
    """Outlines and their kinds: layer, +16 where a new area begins, +32 for an open line."""
    outlines: list[Any] = []
    kinds: list[int] = []
    for layer, shape in shapes:
        for part in shapely.get_parts(shape):
            if part.geom_type == "LineString":
                outlines.append(part)
                kinds.append(layer + 48)
            elif part.geom_type == "Polygon" and not part.is_empty:
                outlines += [part.exterior, *part.interiors]
                kinds += [layer + 16, *[layer] * len(part.interiors)]
    return outlines, kinds


def add_base_map(block: Block, base_map: BaseMap, box: Box) -> dict[str, Any]:
    """Put water, woods, built-up land and, where there are few, buildings into ``block``; place names come back."""
    scale = Scale.of(box)
    shapes = shapely.from_wkb(np.array(base_map.wkb, object)) if len(base_map.wkb) else np.empty(0, object)
    inside = shapely.intersects(shapes, shapely.box(*box)) if len(shapes) else np.empty(0, bool)
    layer = np.asarray(base_map.layer)
    if np.count_nonzero(inside & (layer == MapLayer.BUILDING)) > BUILDINGS_AT_MOST:
        inside = inside & (layer != MapLayer.BUILDING)
    places = [
        _place(base_map, int(row), shapes[row].representative_point())
        for row in np.flatnonzero(inside & (layer == MapLayer.PLACE))
    ]
    rows = np.flatnonzero(inside & (layer != MapLayer.PLACE))
    flat = [shapely.transform(shapes[row], scale.flat) for row in rows]
    for tolerance in (6.0, 15.0, 40.0, 120.0):
        simple = [(int(layer[row]), shapely.simplify(shape, tolerance)) for row, shape in zip(rows, flat, strict=True)]
        outlines, kinds = _rings(simple)
        coordinates, index = shapely.get_coordinates(np.array(outlines, object), return_index=True)
        if len(coordinates) <= VERTICES_AT_MOST:
            break
    _add_shapes(block, "land", scale.steps(coordinates), np.bincount(index, minlength=len(outlines)))
    block.add("land_kind", np.array(kinds), "u1")
    return {"land": len(outlines), "places": sorted(places, key=lambda place: (-place[4], place[2], place[0]))}
