"""What stands on top of a crew sheet's map: numbered stops, place names, scale and north."""

from __future__ import annotations

from html import escape
from math import floor, hypot, log10
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.base_map import MapLayer
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from corridor.exchange.sheet.scene import Ground, Mark, Scene, View

MARKER_MM = 2.3
"""Radius of a stop's circle."""


def place_names(ground: Ground, view: View, marks: Sequence[Mark], at_most: int = 9) -> Iterator[str]:
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


def stops(view: View, marks: Sequence[Mark]) -> Iterator[str]:
    """Circles with numbers, pushed apart where they would hide each other, tied to their places by a line."""
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


def furniture(view: View, scene: Scene) -> Iterator[str]:
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
    lines = [view.line(line) for line in (*scene.routes, *scene.second) if len(line) > 1]
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
