"""A ring around the published line: where danger is likely before anything was reported there.

Only the distance from the line is used, the same on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.hazard.clock import local_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    import numpy.typing as npt

    from corridor.domain.front import ControlArea
    from corridor.domain.projection import LocalPlane
    from corridor.hazard.grid import Grid

REACH_KM = 7.0
"""The ring thins by e each so many kilometres: field guns and mortars fire mostly 5 to 15 km."""
_COARSE_KM = 3.0
_MOST_LINES = 40


@dataclass(frozen=True, eq=False)
class Ring:
    """Published lines by local day, each with the normaliser of its ring over the domain."""

    days: tuple[int, ...]
    """Ascending; a line counts from the day after."""
    lines: tuple[shapely.Geometry, ...]
    scale: tuple[float, ...]
    """1 / integral of ``exp(-distance / REACH_KM)`` over the domain."""

    def density(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], day: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Density per km2 at points on given days; before the first line, the first line's."""
        which = np.maximum(np.searchsorted(np.array(self.days), day, side="left") - 1, 0)
        out = np.zeros(len(x))
        for index in np.unique(which):
            at = which == index
            out[at] = self.scale[index] * _closeness(self.lines[index], x[at], y[at])
        return out

    def latest(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Density per km2 around the last line."""
        return self.scale[-1] * _closeness(self.lines[-1], x, y)


def ring_of(fronts: Sequence[ControlArea], plane: LocalPlane, grid: Grid, zone: ZoneInfo, as_of_s: int) -> Ring | None:
    """The ring of lines published by ``as_of_s`` that come into the domain; None without any."""
    domain = shapely.box(
        grid.x0, grid.y0, grid.x0 + (grid.columns - 1) * grid.cell, grid.y0 + (grid.rows - 1) * grid.cell
    )
    x, y = (axis.ravel() for axis in grid.middles(_COARSE_KM))
    found: list[tuple[int, shapely.Geometry, float]] = []
    published = sorted((area for area in fronts if area.published_s <= as_of_s), key=lambda area: area.published_s)
    for area in published[-_MOST_LINES:]:
        rings = [np.column_stack(plane.to_metres(*np.array(ring, float).T)) / 1000 for ring in area.rings]
        line = shapely.intersection(shapely.MultiLineString(rings), domain)
        if line.is_empty:
            continue
        total = float(_closeness(line, x, y).mean()) * grid.area_km2
        day = int(local_seconds(np.array([area.published_s]), zone)[0] // 86_400)
        found.append((day, line, 1 / max(total, 1e-9)))
    if not found:
        return None
    days, lines, scale = zip(*found, strict=True)
    return Ring(days, lines, scale)


def _closeness(
    line: shapely.Geometry, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    shapely.prepare(line)
    return np.exp(-shapely.distance(line, shapely.points(x, y)) / REACH_KM)
