"""One reading of an OpenStreetMap file into flat columns: roads, obstacles and map features.

Nodes are read first, then relations, then ways, so that files in any order work.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import osmium

from corridor.i18n import gettext as _
from corridor.osm.map_features import MAP_KEYS, FeatureColumns
from corridor.osm.obstacles import Obstacle, obstacle_of
from corridor.osm.source import open_source, reading
from corridor.osm.tags import COMMON_KEYS, RARE_KEYS, Refused, RoadTags, road_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from corridor.progress import Progress

NODE_KEYS = ("barrier", "ford", "maxheight", "maxweight", "maxwidth", "maxwidth:physical", "place")
TELL_EVERY = 4096
NODES_A_WAY = 9.0
"""Usual ratio in OpenStreetMap; only the progress bar rests on it."""
_LOCATION_BYTES = 16
_WKB_HEAD_HEX = 18
"""Hex digits before the first coordinate of a WKB line: byte order, type, count."""


@dataclass(eq=False)
class Scan:
    """Columns filled while reading; a piece is a way or, where nodes are missing, a stretch of one."""

    ref: array[int] = field(default_factory=lambda: array("q"))
    """[R] node ids of all pieces, one after the other."""
    coordinates: bytearray = field(default_factory=bytearray)
    """[R, 2] float64 lon, lat beside ``ref``."""
    piece_size: array[int] = field(default_factory=lambda: array("q"))
    piece_way: array[int] = field(default_factory=lambda: array("q"))
    piece_tags: array[int] = field(default_factory=lambda: array("q"))
    """Index into ``kinds``."""
    piece_name: array[int] = field(default_factory=lambda: array("q"))
    kinds: list[RoadTags] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    obstacles: dict[int, Obstacle] = field(default_factory=dict)
    features: FeatureColumns = field(default_factory=FeatureColumns)
    refused: dict[str, int] = field(default_factory=dict)
    unparsed: dict[str, int] = field(default_factory=dict)
    ways_read: int = 0
    ways_kept: int = 0
    missing_nodes: int = 0
    timestamp: str = ""

    @property
    def points(self) -> npt.NDArray[np.float64]:
        """[R, 2] lon, lat beside ``ref``."""
        return np.frombuffer(bytes(self.coordinates), np.float64).reshape(-1, 2)


class _Roads:
    """Turns ways into pieces; alike tags are read once."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.factory = osmium.geom.WKBFactory()
        self.known: dict[tuple[str | None, ...], tuple[int, RoadTags | Refused]] = {}
        self.numbers: dict[RoadTags, int] = {}
        self.with_rare: set[int] = set()
        """Ways that have a key of ``RARE_KEYS``."""

    def kind(self, way: osmium.osm.Way) -> tuple[int, RoadTags | Refused]:
        get = way.tags.get
        values = tuple([get(key) for key in COMMON_KEYS])
        if way.id in self.with_rare:
            values += tuple([get(key) for key in RARE_KEYS])
        found = self.known.get(values)
        if found is None:
            keys = (*COMMON_KEYS, *RARE_KEYS)
            read = road_of({key: value for key, value in zip(keys, values, strict=False) if value is not None})
            number = -1
            if isinstance(read, RoadTags):
                number = self.numbers.setdefault(read, len(self.numbers))
                if number == len(self.scan.kinds):
                    self.scan.kinds.append(read)
            found = self.known[values] = (number, read)
        return found

    def add(self, way: osmium.osm.Way) -> None:
        scan = self.scan
        tags = way.tags
        number, read = self.kind(way)
        if isinstance(read, Refused):
            scan.refused[read.reason] = scan.refused.get(read.reason, 0) + 1
            return
        for value in read.unparsed:
            scan.unparsed[value] = scan.unparsed.get(value, 0) + 1
        name = tags.get("name") or tags.get("ref") or ""
        name_number = scan.names.setdefault(name, len(scan.names))
        pieces = self.pieces(way)
        for refs, coordinates in pieces:
            scan.ref.extend(refs)
            scan.coordinates += coordinates
            scan.piece_size.append(len(refs))
            scan.piece_way.append(way.id)
            scan.piece_tags.append(number)
            scan.piece_name.append(name_number)
        if pieces:
            scan.ways_kept += 1
        else:
            scan.refused["geometry"] = scan.refused.get("geometry", 0) + 1

    def pieces(self, way: osmium.osm.Way) -> list[tuple[list[int], bytes]]:
        nodes = way.nodes
        refs = [nodes[i].ref for i in range(len(nodes))]
        if len(refs) > 1:
            try:
                line = self.factory.create_linestring(way, osmium.geom.use_nodes.ALL)
            except (RuntimeError, osmium.InvalidLocationError):
                line = ""
            coordinates = bytes.fromhex(line[_WKB_HEAD_HEX:])
            if len(coordinates) == 16 * len(refs):
                return [(refs, coordinates)]
        return self.whole_stretches(way)

    def whole_stretches(self, way: osmium.osm.Way) -> list[tuple[list[int], bytes]]:
        """The stretches of a way between nodes that the file does not hold."""
        stretches: list[tuple[list[int], list[float]]] = [([], [])]
        for node in way.nodes:
            if node.location.valid():
                refs, values = stretches[-1]
                refs.append(node.ref)
                values += (node.location.lon, node.location.lat)
            else:
                self.scan.missing_nodes += 1
                stretches.append(([], []))
        return [(refs, np.array(values).tobytes()) for refs, values in stretches if len(refs) > 1]


def _read_nodes(
    source: osmium.io.File, pool: osmium.io.ThreadPool, locate: osmium.NodeLocationsForWays, scan: Scan
) -> None:
    wanted = osmium.filter.KeyFilter(*NODE_KEYS)
    with osmium.io.Reader(source, osmium.osm.NODE, thread_pool=pool) as reader:
        scan.timestamp = reader.header().get("osmosis_replication_timestamp") or reader.header().get("timestamp")
        for node in osmium.OsmFileIterator(reader, locate, wanted):
            if not isinstance(node, osmium.osm.Node):
                continue
            tags = dict(node.tags)
            if "place" in tags:
                scan.features.add_place(tags, node.location.lon, node.location.lat)
            obstacle = obstacle_of(tags)
            if obstacle is not None:
                scan.obstacles[node.id] = obstacle


def _read_ahead(source: osmium.io.File, pool: osmium.io.ThreadPool, areas: osmium.area.AreaManager) -> set[int]:
    """Show the relations to ``areas``; the ids of ways that have rare keys.

    libosmium's filter looks for forty keys far faster than Python asks for each.
    """
    mapped = osmium.filter.KeyFilter(*MAP_KEYS)
    mapped.enable_for(osmium.osm.RELATION)
    collect = areas.first_pass_handler()
    rare = osmium.filter.KeyFilter(*RARE_KEYS)
    only_ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    with osmium.io.Reader(source, osmium.osm.WAY | osmium.osm.RELATION, thread_pool=pool) as reader:
        return {way.id for way in osmium.OsmFileIterator(reader, mapped, collect, rare, only_ways)}


def _add_areas(finished: osmium.BufferIterator, scan: Scan) -> None:
    for area in finished:
        if isinstance(area, osmium.osm.Area):
            scan.features.add_area(area)


def scan_file(path: Path, progress: Progress) -> Scan:
    """Read a whole file.

    Raises:
        InputRefused: ``roads.missing``, ``roads.empty_file``, ``roads.not_osm``, ``roads.truncated``,
            ``roads.unreadable``.
    """
    source = open_source(path)
    scan = Scan()
    roads = _Roads(scan)
    pool = osmium.io.ThreadPool()
    table = osmium.index.create_map("flex_mem")
    locate = osmium.NodeLocationsForWays(table)
    locate.ignore_errors()
    areas = osmium.area.AreaManager()
    with reading(path):
        progress(_("Reading nodes"), 0, None)
        _read_nodes(source, pool, locate, scan)
        progress(_("Reading nodes"), 1, 1)
        expected = table.used_memory() / _LOCATION_BYTES / NODES_A_WAY + 1
        roads.with_rare = _read_ahead(source, pool, areas)
        # pyosmium's iterators hold no references to their handlers: these must outlive the loop.
        mapped = osmium.filter.KeyFilter(*MAP_KEYS)
        finished = osmium.BufferIterator(mapped)
        assemble = areas.second_pass_to_buffer(finished)
        with osmium.io.Reader(source, osmium.osm.WAY | osmium.osm.RELATION, thread_pool=pool) as reader:
            for thing in osmium.OsmFileIterator(reader, locate, assemble):
                if isinstance(thing, osmium.osm.Way):
                    scan.ways_read += 1
                    if scan.ways_read % TELL_EVERY == 0:
                        progress(_("Reading roads"), min(scan.ways_read, 0.99 * expected), expected)
                    tags = thing.tags
                    if "highway" in tags or tags.get("route") == "ferry":
                        roads.add(thing)
                    elif "waterway" in tags:
                        scan.features.add_waterway(thing)
                if finished:
                    _add_areas(finished, scan)
            if finished:
                _add_areas(finished, scan)
        progress(_("Reading roads"), expected, expected)
    return scan
