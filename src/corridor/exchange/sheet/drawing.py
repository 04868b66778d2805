"""The map of a crew sheet as SVG: roads by danger, the route, the second-best road, numbered stops.

Danger is told by width and by colour, darker where it is more, so that it survives a black-and-white printer; the
route is a black line with a white edge and arrows, the second-best road is dashed. Classes are those of the page.
"""

from __future__ import annotations

from math import atan2, degrees
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from corridor.domain.base_map import MapLayer
from corridor.domain.network import RoadClass
from corridor.exchange.sheet.marks import furniture, place_names, stops
from corridor.exchange.sheet.scene import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from corridor.exchange.sheet.scene import Box, Ground, Mark, Scene

DANGER_STYLE = (("#f4c95d", 1.0), ("#e88a32", 1.5), ("#c4302b", 2.1), ("#5c0f1e", 2.8))
"""Colour and width in millimetres of guarded, raised, high, extreme."""
ROADS_AT_MOST = 2600
_LINE_MM = (0.55, 0.55, 0.5, 0.42, 0.36, 0.28, 0.22, 0.2, 0.16, 0.16, 0.12, 0.12, 0.2)


def panel(scene: Scene, ground: Ground, box: Box, size: tuple[float, float], frame: Box | None = None) -> str:
    """A map of ``box`` (degrees) as SVG, ``size`` in millimetres; ``frame`` draws where another panel looks."""
    view = View.around(box, *size)
    body: list[str] = []
    body.extend(_land(ground, view))
    body.extend(_roads(ground, view, scene))
    body.extend(_strokes(view, scene.second, '#000" stroke-dasharray="1.7 1.1', 0.5))
    body.extend(_strokes(view, scene.routes, "#000", 0.85))
    corners = np.empty((0, 2)) if frame is None else view.millimetres([frame[0], frame[2]], [frame[1], frame[3]])
    body.extend(_arrows(view, scene.routes, corners))
    marks = [mark for mark in scene.marks if frame is None or not mark.label or not _within(mark, frame)]
    body.extend(place_names(ground, view, marks))
    if frame is not None:
        (x, y), (across, down) = corners.min(axis=0), np.ptp(corners, axis=0)
        outline = f'<rect x="{x:.2f}" y="{y:.2f}" width="{across:.2f}" height="{down:.2f}" fill="none" '
        body.append(f'{outline}stroke="#fff" stroke-width="1.1"/>{outline}stroke="#000" stroke-width="0.5"/>')
    body.extend(stops(view, marks))
    body.extend(furniture(view, scene))
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
    path = _paths(view.clip(np.array([view.line(line) for line in lines if len(line) > 1], object)))
    if path:
        yield _stroke(path, "#fff", width + 0.7)
        yield _stroke(path, colour, width)


def _arrows(
    view: View,
    lines: Sequence[tuple[tuple[float, float], ...]],
    bare: npt.NDArray[np.float64],
    every: float = 22.0,
) -> Iterator[str]:
    """Which way the route runs, each ``every`` millimetres; none between the two corners ``bare`` [2 or 0, 2]."""
    for line in lines:
        if len(line) < 2:
            continue
        at = shapely.get_coordinates(shapely.simplify(view.line(line), 0.2))
        step = np.hypot(*np.diff(at, axis=0).T)
        along = np.concatenate(([0.0], np.cumsum(step)))
        for distance in np.arange(every / 2, along[-1], every):
            index = min(int(np.searchsorted(along, distance, side="right")) - 1, len(step) - 1)
            (x0, y0), (x1, y1) = at[index], at[index + 1]
            share = (distance - along[index]) / max(step[index], 1e-9)
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            if len(bare) and (bare.min(axis=0) < (x, y)).all() and ((x, y) < bare.max(axis=0)).all():
                continue
            turn = degrees(atan2(y1 - y0, x1 - x0))
            yield (
                f'<path d="M1.6 0L-1.2 1.25L-0.6 0L-1.2 -1.25Z" fill="#000" stroke="#fff" stroke-width="0.25" '
                f'transform="translate({x:.2f} {y:.2f}) rotate({turn:.1f})"/>'
            )


def _within(mark: Mark, box: Box) -> bool:
    return box[0] <= mark.lon <= box[2] and box[1] <= mark.lat <= box[3]
