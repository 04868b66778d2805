"""Plain OpenStreetMap XML, written by hand: nodes, ways and their tags, ids counted from 1.

Source: https://wiki.openstreetmap.org/wiki/OSM_XML
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EDITED = "2023-02-13T00:00:00Z"
"""Every object's timestamp: fixed, so that the file is the same byte for byte."""


@dataclass
class OsmDocument:
    """Collects nodes and ways, then writes them in the order OpenStreetMap files have: nodes first, sorted by id."""

    nodes: list[tuple[float, float, Mapping[str, str]]] = field(default_factory=list)
    ways: list[tuple[tuple[int, ...], Mapping[str, str]]] = field(default_factory=list)

    def node(self, lon: float, lat: float, tags: Mapping[str, str] | None = None) -> int:
        """Add a node; its id, counted from 1."""
        self.nodes.append((lon, lat, tags or {}))
        return len(self.nodes)

    def way(self, node_ids: Sequence[int], tags: Mapping[str, str]) -> int:
        """Add a way along nodes; its id, counted from 1."""
        self.ways.append((tuple(node_ids), tags))
        return len(self.ways)

    def area(self, outline: Sequence[tuple[float, float]], tags: Mapping[str, str]) -> int:
        """Add a closed way around an outline of lon, lat given without its repeated end."""
        ids = [self.node(lon, lat) for lon, lat in outline]
        return self.way([*ids, ids[0]], tags)

    def to_xml(self) -> str:
        """The whole file as text."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="corridor demo">']
        for number, (lon, lat, tags) in enumerate(self.nodes, 1):
            head = f'<node id="{number}" version="1" timestamp="{EDITED}" lat="{lat:.7f}" lon="{lon:.7f}"'
            lines += [f"{head}>", *_tags(tags), "</node>"] if tags else [f"{head}/>"]
        for number, (node_ids, tags) in enumerate(self.ways, 1):
            lines.append(f'<way id="{number}" version="1" timestamp="{EDITED}">')
            lines += [f'<nd ref="{node_id}"/>' for node_id in node_ids]
            lines += [*_tags(tags), "</way>"]
        return "\n".join([*lines, "</osm>", ""])


def _tags(tags: Mapping[str, str]) -> list[str]:
    return [f'<tag k="{escape(key)}" v="{escape(value)}"/>' for key, value in tags.items()]
