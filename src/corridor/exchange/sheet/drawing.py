"""The map of a crew sheet as SVG: roads by danger, the route, the second-best road, numbered stops.

Danger is told by width and by colour, darker where it is more, so that it survives a black-and-white printer; the
route is a black line with a white edge and arrows, the second-best road is dashed. Classes are those of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from math import atan2, degrees, floor, hypot, log10
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from corridor.domain.base_map import MapLayer
from corridor.domain.network import RoadClass
from corridor.domain.projection import LocalPlane
from corridor.exchange.page_map import CLASS_FROM, edge_danger_per_hour
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork

Box = tuple[float, float, float, float]
"""West, south, east, north; degrees or metres as said."""
DANGER_STYLE = (("#f4c95d", 1.0), ("#e88a32", 1.5), ("#c4302b", 2.1), ("#5c0f1e", 2.8))
"""Colour and width in millimetres of guarded, raised, high, extreme."""
ROADS_AT_MOST = 2600
MARKER_MM = 2.3
_LINE_MM = (0.55, 0.55, 0.5, 0.42, 0.36, 0.28, 0.22, 0.2, 0.16, 0.16, 0.12, 0.12, 0.2)


@dataclass(frozen=True)
class Mark:
    """A numbered stop on the map; ``label`` empty for a depot."""

    lon: float
    lat: float
    label: str
    hollow: bool = False


@dataclass(frozen=True)
class Scene:
    """What a panel shows: lines of lon, lat; stops; the slots in which the crew drives."""

    routes: tuple[tuple[tuple[float, float], ...], ...]
    second: tuple[tuple[tuple[float, float], ...], ...]
    marks: tuple[Mark, ...]
    from_s: int
    until_s: int


@dataclass(frozen=True, eq=False)
class Ground:
    """Roads, danger and base map of a day, made ready once for all its sheets."""

    network: RoadNetwork
    danger: EdgeDanger
    base_map: BaseMap
    language: str = "en"
    _levels: dict[tuple[int, int], npt.NDArray[np.int8]] = field(default_factory=dict)

    @cached_property
    def shapes(self) -> npt.NDArray[Any]:
        """Geometries of the base map."""
        return shapely.from_wkb(np.array(self.base_map.wkb, object)) if self.base_map.wkb else np.empty(0, object)

    @cached_property
    def edge_of_line(self) -> npt.NDArray[np.int64]:
        """[G] an edge of each line, -1 where none uses it."""
        edge = np.full(len(self.network.line_start) - 1, -1, np.int64)
        edge[self.network.line] = np.arange(self.network.edge_count)
        return edge

    @cached_property
    def boxes(self) -> tuple[npt.NDArray[np.float64], ...]:
        """West, south, east, north of each line, degrees."""
        if not len(self.network.vertex_lon):
            return tuple(np.empty(0) for _side in range(4))
        starts = self.network.line_start[:-1]
        lon, lat = self.network.vertex_lon, self.network.vertex_lat
        return (
            np.minimum.reduceat(lon, starts),
            np.minimum.reduceat(lat, starts),
            np.maximum.reduceat(lon, starts),
            np.maximum.reduceat(lat, starts),
        )

    def levels(self, from_s: int, until_s: int) -> npt.NDArray[np.int8]:
        """[G] danger class 0 to 4 of each line, its worst hour and direction in the window; -1 where grey."""
        slots = self.danger.slots
        key = (slots.of(from_s), slots.of(until_s))
        if key not in self._levels:
            worst = np.zeros(self.network.edge_count)
            for slot in range(key[0], key[1] + 1):
                np.maximum(worst, edge_danger_per_hour(self.network, self.danger, np.array([slot]))[0], out=worst)
            classes = np.searchsorted(np.array(CLASS_FROM), worst, side="right")
            level = np.zeros(len(self.network.line_start) - 1, np.int8)
            np.maximum.at(level, self.network.line, classes.astype(np.int8))
            grey = np.zeros(len(level), bool)
            np.logical_or.at(grey, self.network.line, self.danger.grey >= 0.5)
            self._levels[key] = np.where(grey & (level == 0), -1, level).astype(np.int8)
        return self._levels[key]


@dataclass(frozen=True)
class View:
    """A window of ``width`` x ``height`` millimetres on the metric plane, ``scale`` millimetres a metre."""

    plane: LocalPlane
    west_m: float
    north_m: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, box: Box, width: float, height: float) -> View:
        """The largest scale at which ``box`` (degrees) fits with a margin of 7 mm; at most 1 : 8,000."""
        plane = LocalPlane((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        x, y = plane.to_metres([box[0], box[2], box[0], box[2]], [box[1], box[1], box[3], box[3]])
        scale = min((width - 14) / max(float(np.ptp(x)), 1.0), (height - 14) / max(float(np.ptp(y)), 1.0), 1000 / 8000)
        return cls(
            plane,
            float(x.min() + x.max()) / 2 - width / scale / 2,
            float(y.min() + y.max()) / 2 + height / scale / 2,
            scale,
            width,
            height,
        )

    def millimetres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """[K, 2] millimetres from the upper left corner."""
        x, y = self.plane.to_metres(lon, lat)
        return np.column_stack(((x - self.west_m) * self.scale, (self.north_m - y) * self.scale))

    @property
    def degrees(self) -> Box:
        """West, south, east, north of what is seen, degrees."""
        x = self.west_m + np.array([0, self.width, 0, self.width]) / self.scale
        y = self.north_m - np.array([0, 0, self.height, self.height]) / self.scale
        lon, lat = self.plane.to_degrees(x, y)
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def clip(self, lines: Any) -> npt.NDArray[Any]:
        """Lines in millimetres, cut to the window and thinned to what print shows."""
        inside = shapely.clip_by_rect(lines, -2, -2, self.width + 2, self.height + 2)
        return np.asarray(shapely.simplify(inside, 0.08, preserve_topology=False))


def panel(scene: Scene, ground: Ground, box: Box, size: tuple[float, float], frame: Box | None = None) -> str:
    """A map of ``box`` (degrees) as SVG, ``size`` in millimetres; ``frame`` draws where another panel looks."""
    view = View.around(box, *size)
    body: list[str] = []
    body.extend(_land(ground, view))
    body.extend(_roads(ground, view, scene))
    body.extend(_strokes(view, scene.second, '#000" stroke-dasharray="1.7 1.1', 0.5))
    body.extend(_strokes(view, scene.routes, "#000", 0.85))
    body.extend(_arrows(view, scene.routes))
    marks = [mark for mark in scene.marks if frame is None or not mark.label or not _within(mark, frame)]
    body.extend(_places(ground, view, marks))
    if frame is not None:
        corners = view.millimetres([frame[0], frame[2]], [frame[1], frame[3]])
        (x0, y1), (x1, y0) = corners
        body.append(
            f'<rect x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}" '
            'fill="none" stroke="#000" stroke-width="0.45" stroke-dasharray="0.6 0.6"/>'
        )
    body.extend(_marks(view, marks))
    body.extend(_furniture(view, scene))
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" font-family="Noto Sans"><defs><clipPath id="w">'
        f'<rect width="{width}" height="{height}"/></clipPath></defs>'
        f'<rect width="{width}" height="{height}" fill="#fff"/><g clip-path="url(#w)">{"".join(body)}</g>'
        f'<rect x="0.15" y="0.15" width="{width - 0.3}" height="{height - 0.3}" fill="none" stroke="#000" '
        'stroke-width="0.3"/></svg>'
    )


def _d(points: npt.NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _paths(shapes: Iterable[Any]) -> str:
    parts = []
    for shape in shapes:
        for part in shapely.get_parts(shape):
            if part.geom_type == "LineString" and not part.is_empty:
                parts.append(_d(shapely.get_coordinates(part)))
            elif part.geom_type == "Polygon" and not part.is_empty:
                parts += [_d(shapely.get_coordinates(ring)) + "Z" for ring in (part.exterior, *part.interiors)]
    return "".join(parts)


def _land(ground: Ground, view: View) -> Iterator[str]:
    if not len(ground.shapes):
        return
    seen = shapely.intersects(ground.shapes, shapely.box(*view.degrees))
    layer = np.asarray(ground.base_map.layer)
    styles = (
        (MapLayer.BUILT_UP, 'fill="#ececec"'),
        (MapLayer.WOOD, 'fill="#f1f4ee"'),
        (MapLayer.WATER, 'fill="#cfe0ee"'),
        (MapLayer.WATERWAY, 'fill="none" stroke="#a9c6de" stroke-width="0.25"'),
    )
    for kind, style in styles:
        rows = np.flatnonzero(seen & (layer == kind))
        flat = [shapely.transform(ground.shapes[row], lambda at: view.millimetres(at[:, 0], at[:, 1])) for row in rows]
        path = _paths([one for one in view.clip(np.array(flat, object)) if one is not None]) if flat else ""
        if path:
            yield f'<path d="{path}" {style} fill-rule="evenodd"/>'


def _seen_lines(ground: Ground, view: View) -> npt.NDArray[np.intp]:
    """The lines in the window, the most important classes first, at most ``ROADS_AT_MOST``."""
    west, south, east, north = view.degrees
    left, low, right, high = ground.boxes
    seen = np.flatnonzero(
        (right >= west) & (left <= east) & (high >= south) & (low <= north) & (ground.edge_of_line >= 0)
    )
    road_class = ground.network.road_class[ground.edge_of_line[seen]]
    seen = seen[(road_class <= RoadClass.TRACK) | (road_class == RoadClass.FERRY)]
    road_class = ground.network.road_class[ground.edge_of_line[seen]]
    for least in range(RoadClass.FERRY, -1, -1):
        kept = seen[road_class <= least]
        if len(kept) <= ROADS_AT_MOST or least <= RoadClass.PRIMARY:
            return np.asarray(kept)
    return np.asarray(seen)


def _roads(ground: Ground, view: View, scene: Scene) -> Iterator[str]:
    lines = _seen_lines(ground, view)
    if not len(lines):
        return
    starts = ground.network.line_start
    counts = starts[lines + 1] - starts[lines]
    owner = np.repeat(np.arange(len(lines)), counts)
    vertex = np.repeat(starts[lines], counts) + np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = view.millimetres(ground.network.vertex_lon[vertex], ground.network.vertex_lat[vertex])
    shapes = view.clip(shapely.linestrings(at, indices=owner))
    level = ground.levels(scene.from_s, scene.until_s)[lines]
    road_class = ground.network.road_class[ground.edge_of_line[lines]]
    for step, (colour, width) in enumerate(DANGER_STYLE, 1):
        path = _paths(shapes[level == step])
        if path:
            yield _stroke(path, colour, width)
    for kind in np.unique(road_class)[::-1]:
        width = _LINE_MM[int(kind)]
        heard = _paths(shapes[(road_class == kind) & (level >= 0)])
        if heard:
            yield _stroke(heard, "#4d5b69", width)
        unheard = _paths(shapes[(road_class == kind) & (level < 0)])
        if unheard:
            yield _stroke(unheard, '#9a9a9a" stroke-dasharray="0.3 0.75', max(width, 0.3))


def _stroke(path: str, colour: str, width: float) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round" '
        'stroke-linecap="butt"/>'
    )


def _strokes(view: View, lines: Sequence[tuple[tuple[float, float], ...]], colour: str, width: float) -> Iterator[str]:
    path = _paths(view.clip(np.array([_flat(view, line) for line in lines if len(line) > 1], object)))
    if path:
        yield _stroke(path, "#fff", width + 0.7)
        yield _stroke(path, colour, width)


def _flat(view: View, line: Sequence[tuple[float, float]]) -> Any:
    lon, lat = np.array(line).T
    return shapely.linestrings(view.millimetres(lon, lat))


def _arrows(view: View, lines: Sequence[tuple[tuple[float, float], ...]], every: float = 22.0) -> Iterator[str]:
    for line in lines:
        if len(line) < 2:
            continue
        at = shapely.get_coordinates(shapely.simplify(_flat(view, line), 0.2))
        step = np.hypot(*np.diff(at, axis=0).T)
        along = np.concatenate(([0.0], np.cumsum(step)))
        for distance in np.arange(every / 2, along[-1], every):
            index = min(int(np.searchsorted(along, distance, side="right")) - 1, len(step) - 1)
            (x0, y0), (x1, y1) = at[index], at[index + 1]
            share = (distance - along[index]) / max(step[index], 1e-9)
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            turn = degrees(atan2(y1 - y0, x1 - x0))
            yield (
                f'<path d="M1.6 0L-1.2 1.25L-0.6 0L-1.2 -1.25Z" fill="#000" stroke="#fff" stroke-width="0.25" '
                f'transform="translate({x:.2f} {y:.2f}) rotate({turn:.1f})"/>'
            )


def _within(mark: Mark, box: Box) -> bool:
    return box[0] <= mark.lon <= box[2] and box[1] <= mark.lat <= box[3]


def _places(ground: Ground, view: View, marks: Sequence[Mark], at_most: int = 9) -> Iterator[str]:
    """Names of the largest places, above their middle or below it, where they hide no stop and no other name."""
    names = ground.base_map.name_uk if ground.language == "uk" else ground.base_map.name_en
    rows = np.flatnonzero(np.asarray(ground.base_map.layer) == MapLayer.PLACE)
    taken = [(x, y - 1, 2.0) for x, y in view.millimetres([m.lon for m in marks], [m.lat for m in marks])]
    shown = 0
    for row in sorted(rows, key=lambda one: (-int(ground.base_map.rank[one]), ground.base_map.name[one])):
        point = ground.shapes[row].representative_point()
        ((x, middle),) = view.millimetres([point.x], [point.y])
        name = names[row] or ground.base_map.name[row]
        half = len(name) * 0.75 + 1
        for y in (middle - 1.2, middle + 4.2):
            inside = half < x < view.width - half and 4 < y < view.height - 6
            if inside and name and all(abs(y - b) > 4.4 or abs(x - a) > half + wide for a, b, wide in taken):
                taken.append((x, y, half))
                shown += 1
                yield (
                    f'<text x="{x:.2f}" y="{y:.2f}" font-size="2.9" text-anchor="middle" fill="#222" stroke="#fff" '
                    f'stroke-width="0.8" paint-order="stroke" stroke-linejoin="round">{escape(name)}</text>'
                )
                break
        if shown == at_most:
            return


def spread(points: npt.NDArray[np.float64], least: float, size: tuple[float, float]) -> npt.NDArray[np.float64]:
    """``points`` [K, 2] pushed apart until no two are nearer than ``least``, inside the window as far as it goes."""
    moved = points.copy()
    margin = least / 2
    for _round in range(120):
        still = True
        for first in range(len(moved)):
            for second in range(first + 1, len(moved)):
                gap = moved[second] - moved[first]
                distance = hypot(*gap)
                if distance >= least - 1e-6:
                    continue
                still = False
                # Coincident stops part along a direction of their own, so that many of them fan out.
                push = gap / distance if distance > 1e-6 else np.array([np.cos(2.4 * second), np.sin(2.4 * second)])
                moved[first] -= push * (least - distance) / 2
                moved[second] += push * (least - distance) / 2
        np.clip(moved, margin, np.array(size) - margin, out=moved)
        if still:
            break
    return moved


def _marks(view: View, marks: Sequence[Mark]) -> Iterator[str]:
    unique = list({(mark.lon, mark.lat, mark.label): mark for mark in marks}.values())
    if not unique:
        return
    at = view.millimetres([mark.lon for mark in unique], [mark.lat for mark in unique])
    seen = [i for i, (x, y) in enumerate(at) if 0 <= x <= view.width and 0 <= y <= view.height]
    shown = spread(at[seen], 2 * MARKER_MM + 0.5, (view.width, view.height))
    for index, (x, y) in zip(seen, shown, strict=True):
        x0, y0 = at[index]
        if hypot(x - x0, y - y0) > 0.6:
            yield f'<path d="M{x0:.2f} {y0:.2f}L{x:.2f} {y:.2f}" stroke="#000" stroke-width="0.3"/>'
            yield f'<circle cx="{x0:.2f}" cy="{y0:.2f}" r="0.6"/>'
    for index, (x, y) in zip(seen, shown, strict=True):
        yield _marker(unique[index], x, y)


def _marker(mark: Mark, x: float, y: float) -> str:
    if not mark.label:
        return f'<rect x="{x - 1.9:.2f}" y="{y - 1.9:.2f}" width="3.8" height="3.8" stroke="#fff" stroke-width="0.5"/>'
    fill, ink = ("#fff", "#000") if mark.hollow else ("#000", "#fff")
    edge = "#000" if mark.hollow else "#fff"
    size = 3.1 if len(mark.label) < 2 else 2.7
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{MARKER_MM}" fill="{fill}" stroke="{edge}" stroke-width="0.5"/>'
        f'<text x="{x:.2f}" y="{y + size * 0.36:.2f}" font-size="{size}" font-weight="bold" text-anchor="middle" '
        f'fill="{ink}">{escape(mark.label)}</text>'
    )


def _furniture(view: View, scene: Scene) -> Iterator[str]:
    """A scale bar of a round length, at most 30 mm, and north, each in the corner where it hides least."""
    metres = 30 / view.scale
    power = 10 ** floor(log10(metres))
    length = next(step * power for step in (5, 2, 1) if step * power <= metres)
    bar = length * view.scale
    text = _("{n} km").format(n=f"{length / 1000:g}") if length >= 1000 else _("{n} m").format(n=f"{length:g}")
    busy = _busy(view, scene)
    left, top = _corner(view, busy, bar + 3.4, 7)
    x, y = left + 1.7, top + 5.6
    yield f'<rect x="{left:.2f}" y="{top:.2f}" width="{bar + 3.4:.2f}" height="7" fill="#fff" fill-opacity="0.85"/>'
    yield f'<path d="M{x:.2f} {y - 1.4:.2f}V{y:.2f}H{x + bar:.2f}v-1.4" fill="none" stroke="#000" stroke-width="0.35"/>'
    yield f'<text x="{x + bar / 2:.2f}" y="{y - 1.9:.2f}" font-size="2.5" text-anchor="middle">{text}</text>'
    taken = np.array([[left + share * bar, top + 3.0] for share in np.linspace(0, 1, 40)])
    left, top = _corner(view, np.concatenate((busy, np.repeat(taken, 10, axis=0))), 6, 9.6)
    middle = left + 3
    yield f'<rect x="{left:.2f}" y="{top:.2f}" width="6" height="9.6" fill="#fff" fill-opacity="0.85"/>'
    yield f'<path d="M{middle:.2f} {top + 0.6:.2f}l1.6 4.4l-1.6 -1l-1.6 1Z"/>'
    yield (f'<text x="{middle:.2f}" y="{top + 8.6:.2f}" font-size="3" font-weight="bold" text-anchor="middle">N</text>')


def _busy(view: View, scene: Scene) -> npt.NDArray[np.float64]:
    """[K, 2] points along the routes, second-best roads and stops, a millimetre apart."""
    lines = [_flat(view, line) for line in (*scene.routes, *scene.second) if len(line) > 1]
    dense = [shapely.get_coordinates(shapely.segmentize(line, 1.0)) for line in lines]
    marks = np.array([(mark.lon, mark.lat) for mark in scene.marks]).reshape(-1, 2)
    return np.concatenate((*dense, np.repeat(view.millimetres(marks[:, 0], marks[:, 1]), 20, axis=0)))


def _corner(view: View, busy: npt.NDArray[np.float64], width: float, height: float) -> tuple[float, float]:
    """Left and top of the corner place of this size with the fewest busy points; the first of equals."""
    right, low = view.width - width - 1, view.height - height - 1
    places = ((1.0, low), (right, 1.0), (right, low), (1.0, 1.0))

    def hidden(place: tuple[float, float]) -> int:
        inside = (busy >= np.array(place) - 2) & (busy <= np.add(place, (width + 2, height + 2)))
        return int(inside.all(axis=1).sum())

    return min(places, key=hidden)
