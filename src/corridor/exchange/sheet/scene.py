"""What the maps of a crew sheet show, and from where they look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from corridor.domain.projection import LocalPlane
from corridor.exchange.page_map import CLASS_FROM, edge_danger_per_hour

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork

Box = tuple[float, float, float, float]
"""West, south, east, north; degrees."""


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

    def line(self, at: Sequence[tuple[float, float]]) -> Any:
        """Lon, lat as a line in millimetres."""
        lon, lat = np.array(at).T
        return shapely.linestrings(self.millimetres(lon, lat))
