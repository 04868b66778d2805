"""The road network: columns of plain arrays, memory-mappable, one row a node, a directed edge, or a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.projection import LocalPlane

if TYPE_CHECKING:
    import numpy.typing as npt


class RoadClass(IntEnum):
    """OpenStreetMap ``highway`` values, links folded into their class, most important first."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    UNCLASSIFIED = 5
    RESIDENTIAL = 6
    LIVING_STREET = 7
    SERVICE = 8
    TRACK = 9
    PEDESTRIAN = 10
    PATH = 11
    FERRY = 12


class Surface(IntEnum):
    """OpenStreetMap ``surface``, folded to what changes speed."""

    UNKNOWN = 0
    PAVED = 1
    COBBLES = 2
    COMPACTED = 3
    GRAVEL = 4
    UNPAVED = 5
    SOFT = 6


class Smoothness(IntEnum):
    """OpenStreetMap ``smoothness``."""

    UNKNOWN = 0
    EXCELLENT = 1
    GOOD = 2
    INTERMEDIATE = 3
    BAD = 4
    VERY_BAD = 5
    HORRIBLE = 6
    VERY_HORRIBLE = 7
    IMPASSABLE = 8


class EdgeFlag(IntFlag):
    """What else stands on an edge."""

    BRIDGE = 1
    TUNNEL = 2
    FORD = 4
    BARRIER = 8
    LINK = 16
    ROUNDABOUT = 32
    TOLL = 64
    FERRY = 128


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Directed edges between real junctions, sorted by tail node (compressed sparse rows).

    N nodes, E directed edges, G lines (both directions of a two-way road share one line), V line vertices.
    Unknown lengths of width, weight, height and speed are NaN. Arrays are read-only views, often memory maps.
    """

    node_lon: npt.NDArray[np.float64]
    """[N] degrees."""
    node_lat: npt.NDArray[np.float64]
    """[N] degrees."""
    first_out: npt.NDArray[np.int64]
    """[N + 1] edges out of node v are ``first_out[v]:first_out[v + 1]``."""
    head: npt.NDArray[np.int32]
    """[E] node an edge leads to."""
    length_m: npt.NDArray[np.float32]
    """[E] metres along the geometry."""
    road_class: npt.NDArray[np.uint8]
    """[E] ``RoadClass``."""
    surface: npt.NDArray[np.uint8]
    """[E] ``Surface``."""
    smoothness: npt.NDArray[np.uint8]
    """[E] ``Smoothness``."""
    flags: npt.NDArray[np.uint8]
    """[E] ``EdgeFlag`` bits."""
    access: npt.NDArray[np.uint8]
    """[E] ``Profile.bit`` of every profile allowed in this direction."""
    width_m: npt.NDArray[np.float32]
    """[E]"""
    maxspeed_kmh: npt.NDArray[np.float32]
    """[E] posted limit."""
    max_weight_t: npt.NDArray[np.float32]
    """[E] tonnes."""
    max_height_m: npt.NDArray[np.float32]
    """[E]"""
    osm_way: npt.NDArray[np.int64]
    """[E] OpenStreetMap way id, 0 where there is none."""
    name: npt.NDArray[np.int32]
    """[E] index into ``names``; 0 is the empty name."""
    line: npt.NDArray[np.int32]
    """[E] index of the line."""
    reverse: npt.NDArray[np.bool_]
    """[E] true where the edge runs against its line."""
    line_start: npt.NDArray[np.int64]
    """[G + 1] vertices of line g are ``line_start[g]:line_start[g + 1]``, end points included."""
    vertex_lon: npt.NDArray[np.float64]
    """[V] degrees."""
    vertex_lat: npt.NDArray[np.float64]
    """[V] degrees."""
    names: tuple[str, ...]
    """Road names or refs; ``names[0] == ""``."""
    source: str
    """Where it comes from, with its date, e.g. ``andorra.osm.pbf 2026-01-02``."""

    @property
    def node_count(self) -> int:
        """N."""
        return len(self.node_lon)

    @property
    def edge_count(self) -> int:
        """E."""
        return len(self.head)

    @cached_property
    def tail(self) -> npt.NDArray[np.int32]:
        """[E] node an edge leaves from."""
        return np.repeat(np.arange(self.node_count, dtype=np.int32), np.diff(self.first_out))

    @cached_property
    def plane(self) -> LocalPlane:
        """The metric plane centred on the network's middle; (0, 0) for an empty one."""
        if not self.node_count:
            return LocalPlane(0.0, 0.0)
        return LocalPlane(
            round(float(self.node_lon.min() + self.node_lon.max()) / 2, 4),
            round(float(self.node_lat.min() + self.node_lat.max()) / 2, 4),
        )

    def geometry(self, edge: int) -> npt.NDArray[np.float64]:
        """[K, 2] lon, lat of the edge's vertices in driving direction."""
        line = int(self.line[edge])
        span = slice(int(self.line_start[line]), int(self.line_start[line + 1]))
        points = np.column_stack((self.vertex_lon[span], self.vertex_lat[span]))
        return points[::-1] if self.reverse[edge] else points

    def edge_name(self, edge: int) -> str:
        """Name or ref of the road, empty where it has none."""
        return self.names[int(self.name[edge])]
