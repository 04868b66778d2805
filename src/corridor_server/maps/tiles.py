"""Vector tiles from the operator's own extract: one PMTiles file beside the stored roads.

Geometry only. A road's id is its line in the ``RoadNetwork``, so that danger, which changes by the hour, travels apart
as one byte an hour and line. Formats: Mapbox Vector Tile 2.1 and PMTiles 3.
"""

from __future__ import annotations

import gzip
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mapbox_vector_tile
import numpy as np
import shapely
from django.utils.translation import gettext as _
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from corridor.domain.base_map import MapLayer
from corridor.domain.network import RoadClass
from corridor.files import replacing
from corridor.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from corridor.domain.base_map import BaseMap
    from corridor.domain.network import RoadNetwork

    Shapes = npt.NDArray[np.object_]

LOWEST_ZOOM, HIGHEST_ZOOM = 6, 13
EXTENT = 4096
BUFFER = 96
"""Units that a tile reaches beyond its edge, so that wide lines join."""
TOLERANCE = 3.0
"""Units within which lines may move, under half a pixel of a tile drawn 512 pixels wide; a third of it on the last
zoom, which is drawn larger and larger."""
LEAST_AREA = 24.0
"""Areas smaller than this many square units are dots and are left out of the zoom."""
MOST_LATITUDE = 85.0511
"""End of the Web Mercator square."""

ROAD_FROM_ZOOM = {
    RoadClass.MOTORWAY: 6, RoadClass.TRUNK: 6, RoadClass.PRIMARY: 6, RoadClass.FERRY: 8,
    RoadClass.SECONDARY: 8, RoadClass.TERTIARY: 9, RoadClass.UNCLASSIFIED: 10, RoadClass.RESIDENTIAL: 11,
    RoadClass.LIVING_STREET: 12, RoadClass.SERVICE: 12, RoadClass.TRACK: 12,
    RoadClass.PEDESTRIAN: 13, RoadClass.PATH: 13,
}  # fmt: skip
LAND = {
    MapLayer.WATER: ("water", "water", 6), MapLayer.WATERWAY: ("water", "waterway", 9),
    MapLayer.WOOD: ("land", "wood", 7),
    MapLayer.BUILT_UP: ("land", "built", 8), MapLayer.FARMLAND: ("land", "farm", 10),
    MapLayer.BUILDING: ("building", "building", 13),
}  # fmt: skip
LARGE_PLACE, MIDDLE_PLACE = 5_000, 500


@dataclass(frozen=True, eq=False)
class Source:
    """Features of one tile layer: shapes on the Web Mercator square (0 to 1), first zoom, id and properties of each."""

    layer: str
    shapes: Shapes
    from_zoom: npt.NDArray[np.int64]
    properties: list[dict[str, Any]]
    ids: npt.NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class TilesWritten:
    """What was written: tiles, bytes, and west, south, east, north in degrees."""

    tiles: int
    size: int
    box: tuple[float, float, float, float]


def on_square(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """[K, 2] lon, lat to the Web Mercator square, 0 to 1, y down."""
    latitude = np.radians(np.clip(degrees[:, 1], -MOST_LATITUDE, MOST_LATITUDE))
    return np.column_stack((degrees[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi)))


def write_tiles(path: Path, network: RoadNetwork, base_map: BaseMap, progress: Progress = silent) -> TilesWritten:
    """Write ``path`` atomically.

    Raises:
        ValueError: neither roads nor base map hold anything to draw.
        OSError: the disk is full or may not be written; an earlier file is then as it was.
    """
    sources = [source for source in (*_land(base_map), _roads(network), _places(base_map)) if len(source.shapes)]
    if not sources:
        raise ValueError("nothing to draw")
    box = _box(network, base_map)
    step = _("Drawing map tiles")
    tiles = 0
    with replacing(path) as draft, draft.open("wb") as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        with closing(writer.tile_f):
            for zoom in range(LOWEST_ZOOM, HIGHEST_ZOOM + 1):
                progress(step, zoom - LOWEST_ZOOM, HIGHEST_ZOOM + 1 - LOWEST_ZOOM)
                for tile_id, data in sorted(_tiles(sources, zoom)):
                    writer.write_tile(tile_id, gzip.compress(data, 6, mtime=0))  # type: ignore[no-untyped-call]
                    tiles += 1
            writer.finalize(  # type: ignore[no-untyped-call]
                _header(box), {"attribution": "OpenStreetMap", "vector_layers": _layers(sources)}
            )
    progress(step, 1, 1)
    return TilesWritten(tiles, path.stat().st_size, box)


def _roads(network: RoadNetwork) -> Source:
    """One feature a line; both directions share it."""
    lines, first = np.unique(network.line, return_index=True)
    counts = np.diff(network.line_start)[lines]
    owner = np.repeat(np.arange(len(lines)), counts)
    vertex = np.concatenate([np.empty(0, np.int64), *(
        np.arange(network.line_start[line], network.line_start[line + 1]) for line in lines
    )]).astype(np.int64)  # fmt: skip
    points = on_square(np.column_stack((network.vertex_lon[vertex], network.vertex_lat[vertex])))
    shapes = np.asarray(shapely.linestrings(points, indices=owner), object)
    classes = network.road_class[first].astype(np.int64)
    names = network.name[first]
    properties = [
        {"class": int(kind), **({"name": network.names[int(name)]} if name else {})}
        for kind, name in zip(classes, names, strict=True)
    ]
    zooms = np.array([ROAD_FROM_ZOOM[kind] for kind in sorted(RoadClass)], np.int64)
    return Source("roads", shapes, zooms[classes], properties, lines.astype(np.int64))


def _land(base_map: BaseMap) -> Iterator[Source]:
    layer = np.asarray(base_map.layer)
    shapes = _projected(base_map)
    for name in dict.fromkeys(name for name, _kind, _zoom in LAND.values()):
        kinds = {code: (kind, zoom) for code, (owner, kind, zoom) in LAND.items() if owner == name}
        rows = np.flatnonzero(np.isin(layer, list(kinds)))
        yield Source(
            name,
            shapes[rows],
            np.array([kinds[MapLayer(int(layer[row]))][1] for row in rows], np.int64),
            [{"kind": kinds[MapLayer(int(layer[row]))][0]} for row in rows],
        )


def _places(base_map: BaseMap) -> Source:
    rows = np.flatnonzero(np.asarray(base_map.layer) == MapLayer.PLACE)
    rank = np.asarray(base_map.rank)[rows]
    shapes = shapely.centroid(_projected(base_map)[rows])
    zoom = np.where(rank >= LARGE_PLACE, 6, np.where(rank >= MIDDLE_PLACE, 8, 10)).astype(np.int64)
    properties = [
        {
            "name": base_map.name[row],
            "name_uk": base_map.name_uk[row] or base_map.name[row],
            "name_en": base_map.name_en[row] or base_map.name[row],
            "rank": int(base_map.rank[row]),
        }
        for row in rows
    ]
    return Source("places", np.asarray(shapes, object), zoom, properties)


def _projected(base_map: BaseMap) -> Shapes:
    shapes = shapely.from_wkb(np.array(base_map.wkb, object)) if len(base_map.wkb) else np.empty(0, object)
    return np.asarray(shapely.transform(shapes, on_square), object)


def _tiles(sources: list[Source], zoom: int) -> Iterator[tuple[int, bytes]]:
    """Every tile of ``zoom`` that holds anything: its id and its bytes."""
    across = EXTENT * 2**zoom
    drawn = [scaled for scaled in (_scaled(source, zoom, across) for source in sources) if len(scaled.shapes)]
    trees = [shapely.STRtree(source.shapes) for source in drawn]
    wanted: set[tuple[int, int]] = set()
    for source in drawn:
        for west, north, east, south in (np.floor(shapely.bounds(source.shapes) / EXTENT)).astype(int).tolist():
            wanted.update((x, y) for x in range(west, east + 1) for y in range(north, south + 1))
    for x, y in wanted:
        window = (x * EXTENT - BUFFER, y * EXTENT - BUFFER, (x + 1) * EXTENT + BUFFER, (y + 1) * EXTENT + BUFFER)
        layers = [
            layer
            for source, tree in zip(drawn, trees, strict=True)
            if (layer := _clipped(source, np.sort(tree.query(shapely.box(*window))), window, (x, y)))
        ]
        if layers:
            options = {"y_coord_down": True, "extents": EXTENT, "on_invalid_geometry": None}
            yield zxy_to_tileid(zoom, x, y), mapbox_vector_tile.encode(layers, default_options=options)


def _scaled(source: Source, zoom: int, across: int) -> Source:
    """What shows at ``zoom``, in tile units counted from the square's corner, simplified; dots left out."""
    rows = np.flatnonzero(source.from_zoom <= zoom)
    tolerance = TOLERANCE / 3 if zoom == HIGHEST_ZOOM else TOLERANCE
    shapes = shapely.simplify(shapely.transform(source.shapes[rows], lambda square: square * across), tolerance)
    kind = shapely.get_dimensions(shapes)
    large = (kind < 2) | (shapely.area(shapes) >= LEAST_AREA)
    kept = np.flatnonzero(large & ~shapely.is_empty(shapes))
    return Source(
        source.layer,
        shapes[kept],
        source.from_zoom[rows[kept]],
        [source.properties[row] for row in rows[kept]],
        None if source.ids is None else source.ids[rows[kept]],
    )


def _clipped(
    source: Source, rows: npt.NDArray[np.int64], window: tuple[int, int, int, int], tile: tuple[int, int]
) -> dict[str, Any] | None:
    corner = (tile[0] * EXTENT, tile[1] * EXTENT)
    pieces = shapely.clip_by_rect(source.shapes[rows], *window)
    pieces = shapely.transform(pieces, lambda units: np.rint(units - corner))
    features = []
    for row, piece in zip(rows.tolist(), pieces, strict=True):
        for part in _same_kind(piece, int(shapely.get_dimensions(source.shapes[row]))):
            feature: dict[str, Any] = {"geometry": part, "properties": source.properties[row]}
            if source.ids is not None:
                feature["id"] = int(source.ids[row])
            features.append(feature)
    return {"name": source.layer, "features": features} if features else None


def _same_kind(piece: Any, dimension: int) -> list[Any]:
    """``piece``, or of a collection the parts of its own kind; clipping may leave stray points and lines."""
    if piece.is_empty:
        return []
    if piece.geom_type != "GeometryCollection":
        return [piece] if shapely.get_dimensions(piece) == dimension else []
    return [part for part in piece.geoms if shapely.get_dimensions(part) == dimension]


def _box(network: RoadNetwork, base_map: BaseMap) -> tuple[float, float, float, float]:
    if network.node_count:
        lon, lat = network.node_lon, network.node_lat
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    bounds = shapely.total_bounds(shapely.from_wkb(np.array(base_map.wkb, object)))
    west, south, east, north = (float(side) for side in bounds)
    return west, south, east, north


def _header(box: tuple[float, float, float, float]) -> Mapping[str, object]:
    west, south, east, north = (round(side * 10_000_000) for side in box)
    return {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
        "center_zoom": 10, "center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2,
    }  # fmt: skip


def _layers(sources: list[Source]) -> list[dict[str, object]]:
    return [{"id": source.layer, "fields": {}} for source in sources]
