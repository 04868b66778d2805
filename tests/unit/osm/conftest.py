"""Tiny towns drawn by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corridor.osm.reader import read_roads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corridor.osm.reader import OsmImport

    Tags = Mapping[str, str]
    Nodes = Mapping[int, tuple[float, float] | tuple[float, float, Tags]]
    Ways = Sequence[tuple[Sequence[int], Tags]]


def osm_text(nodes: Nodes, ways: Ways, relations: str = "") -> str:
    """OpenStreetMap XML of ``nodes`` (id: lon, lat[, tags]) and ``ways`` (node ids, tags), ids from 1."""

    def tags_text(tags: Tags) -> str:
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())

    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6">']
    for number, node in nodes.items():
        tags = node[2] if len(node) == 3 else {}
        lines.append(f'<node id="{number}" lon="{node[0]}" lat="{node[1]}">{tags_text(tags)}</node>')
    for number, (refs, tags) in enumerate(ways, 1):
        members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}">{members}{tags_text(tags)}</way>')
    return "\n".join([*lines, relations, "</osm>"])


@pytest.fixture
def town(tmp_path: Path) -> Callable[..., OsmImport]:
    """Read a town from nodes and ways."""

    def read(nodes: Nodes, ways: Ways, relations: str = "") -> OsmImport:
        path = tmp_path / "town.osm"
        path.write_text(osm_text(nodes, ways, relations), "utf-8")
        return read_roads(path)

    return read


ROW = {number: (30.0 + 0.001 * number, 50.0) for number in range(1, 10)}
"""Nine nodes from west to east, 71.7 m apart."""


@pytest.fixture
def row() -> dict[int, tuple[float, float]]:
    """Nine nodes from west to east, 71.7 m apart."""
    return dict(ROW)
