"""What an offline base map needs from the same file: water, woods, fields, built-up land, buildings, places."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import osmium
import shapely

from corridor.domain.base_map import BaseMap, MapLayer
from corridor.domain.distance import metres_per_degree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAP_KEYS = ("building", "natural", "landuse", "waterway", "water")
PLACES = frozenset({"city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "isolated_dwelling"})
PLACES |= frozenset({"borough", "locality"})
WATERWAYS = frozenset({"river", "canal", "stream", "drain", "ditch"})

NATURAL = {"water": MapLayer.WATER, "wood": MapLayer.WOOD, "scrub": MapLayer.WOOD}
LANDUSE = {
    "reservoir": MapLayer.WATER,
    "basin": MapLayer.WATER,
    "forest": MapLayer.WOOD,
    "residential": MapLayer.BUILT_UP,
    "commercial": MapLayer.BUILT_UP,
    "industrial": MapLayer.BUILT_UP,
    "retail": MapLayer.BUILT_UP,
    "allotments": MapLayer.BUILT_UP,
    "farmland": MapLayer.FARMLAND,
    "farmyard": MapLayer.FARMLAND,
    "meadow": MapLayer.FARMLAND,
    "orchard": MapLayer.FARMLAND,
    "vineyard": MapLayer.FARMLAND,
}

TOLERANCE_M = {MapLayer.BUILDING: 1.0, MapLayer.WATERWAY: 3.0}
"""How far an outline may move when simplified; 5 m where no entry stands."""
FEW_VERTICES = 5
"""Outlines this simple are left as they are."""
NAMELESS = ("", "", "")
BUILDINGS_KEPT = 120_000
"""The largest ones; a base map for a region of cities needs no garden sheds."""
LEAST_BUILDING_M2 = 25.0


def layer_of(get: Callable[[str], str | None]) -> MapLayer | None:
    """The layer of an area with these tags (``get`` as of a mapping)."""
    if get("building") not in (None, "no"):
        return MapLayer.BUILDING
    if get("waterway") == "riverbank" or get("water") is not None:
        return MapLayer.WATER
    natural = NATURAL.get(get("natural") or "")
    return natural if natural is not None else LANDUSE.get(get("landuse") or "")


def population(text: str | None) -> int:
    """Inhabitants of ``12 345``, ``12.345`` or ``12,345``; 0 for anything else."""
    digits = "".join(character for character in text or "" if character not in " .,  ")
    return int(digits) if digits.isdigit() and len(digits) < 10 else 0


@dataclass(eq=False)
class FeatureColumns:
    """Features gathered while reading; ``base_map`` makes the finished columns."""

    layer: array[int] = field(default_factory=lambda: array("B"))
    names: list[tuple[str, str, str]] = field(default_factory=list)
    rank: array[int] = field(default_factory=lambda: array("q"))
    wkb: list[bytes] = field(default_factory=list)
    factory: osmium.geom.WKBFactory = field(default_factory=osmium.geom.WKBFactory)
    broken: int = 0

    def _add(self, layer: MapLayer, tags: osmium.osm.TagList | Mapping[str, str], rank: int, wkb: bytes) -> None:
        name = tags.get("name") or ""
        named = (name, tags.get("name:uk") or name, tags.get("name:en") or name) if name else NAMELESS
        self.layer.append(layer)
        self.names.append(named)
        self.rank.append(rank)
        self.wkb.append(wkb)

    def add_place(self, tags: Mapping[str, str], lon: float, lat: float) -> None:
        """A populated place, if it is one and has a name."""
        if tags["place"] in PLACES and tags.get("name"):
            point = shapely.to_wkb(shapely.Point(lon, lat))
            self._add(MapLayer.PLACE, tags, population(tags.get("population")), point)

    def add_waterway(self, way: osmium.osm.Way) -> None:
        """A river, canal or stream drawn as a line."""
        if way.tags.get("waterway") not in WATERWAYS or way.tags.get("tunnel") not in (None, "no"):
            return
        try:
            line = self.factory.create_linestring(way)
        except (RuntimeError, osmium.InvalidLocationError):
            self.broken += 1
            return
        self._add(MapLayer.WATERWAY, way.tags, 0, bytes.fromhex(line))

    def add_area(self, area: osmium.osm.Area) -> None:
        """A closed way or multipolygon that belongs to a layer."""
        tags = area.tags
        layer = layer_of(tags.get)
        if layer is None:
            return
        try:
            outline = self.factory.create_multipolygon(area)
        except (RuntimeError, osmium.InvalidLocationError):
            self.broken += 1
            return
        self._add(layer, tags, 0, bytes.fromhex(outline))

    def base_map(self) -> BaseMap:
        """Finished columns: simplified, sheds dropped, ordered by layer."""
        layer = np.frombuffer(self.layer, np.uint8) if self.layer else np.zeros(0, np.uint8)
        shapes = np.asarray(shapely.from_wkb(self.wkb), object) if self.wkb else np.zeros(0, object)
        rank = np.frombuffer(self.rank, np.int64) if self.rank else np.zeros(0, np.int64)
        middle = float(np.mean(shapely.bounds(shapes)[:, 1])) if len(shapes) else 0.0
        east, north = metres_per_degree(middle)
        area_m2 = shapely.area(shapes) * float(east * north) if len(shapes) else np.zeros(0)
        buildings = np.flatnonzero(layer == MapLayer.BUILDING)
        largest = buildings[np.argsort(-area_m2[buildings], kind="stable")][:BUILDINGS_KEPT]
        kept = layer != MapLayer.BUILDING
        vertices = shapely.get_num_coordinates(shapes)
        single = (shapely.get_num_geometries(shapes) == 1) & (layer != MapLayer.PLACE)
        shapes[single] = shapely.get_geometry(shapes[single], 0)
        kept[largest[area_m2[largest] >= LEAST_BUILDING_M2]] = True
        for kind in MapLayer:
            of_kind = np.flatnonzero(kept & (layer == kind) & (vertices > FEW_VERTICES))
            if kind is not MapLayer.PLACE and len(of_kind):
                tolerance = TOLERANCE_M.get(kind, 5.0) / float(north)
                shapes[of_kind] = shapely.simplify(shapes[of_kind], tolerance, preserve_topology=True)
        order = np.flatnonzero(kept)
        order = order[np.argsort(layer[order], kind="stable")]
        names = [self.names[i] for i in order]
        return BaseMap(
            layer=layer[order],
            name=tuple(name for name, _uk, _en in names),
            name_uk=tuple(uk for _name, uk, _en in names),
            name_en=tuple(en for _name, _uk, en in names),
            rank=rank[order],
            wkb=tuple(shapely.to_wkb(shapes[order])) if len(order) else (),
        )
