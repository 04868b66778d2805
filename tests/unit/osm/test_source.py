"""Files that are not what they should be: each is refused in words, with its own code."""

from __future__ import annotations

import bz2
import gzip
from typing import TYPE_CHECKING

import osmium
import pytest

from corridor.errors import InputRefused
from corridor.osm.reader import read_roads

if TYPE_CHECKING:
    from pathlib import Path

TOWN = b"""<?xml version="1.0"?>
<osm version="0.6"><node id="1" lat="50" lon="30"/><node id="2" lat="50" lon="30.1"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>"""


@pytest.fixture
def pbf(tmp_path: Path) -> bytes:
    """A small but real PBF of several blocks."""
    path = tmp_path / "made.osm.pbf"
    mutable = osmium.osm.mutable
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 20_001):
            writer.add_node(mutable.Node(id=number, location=(30 + number * 1e-5, 50 + (number % 7) * 1e-5)))
        for number in range(1, 20_000):
            writer.add_way(mutable.Way(id=number, nodes=[number, number + 1], tags={"highway": "primary"}))
    return path.read_bytes()


def code_of(path: Path) -> str:
    with pytest.raises(InputRefused) as refused:
        read_roads(path)
    assert refused.value.exit_code == 2
    assert path.name in str(refused.value)
    assert refused.value.remedy
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", TOWN),
        ("a.osm.gz", gzip.compress(TOWN, mtime=0)),
        ("a.osm.bz2", bz2.compress(TOWN)),
        ("unpacked-by-the-browser.osm.gz", TOWN),
        ("with-a-mark.osm", b"\xef\xbb\xbf" + TOWN),
    ],
)
def test_every_packing_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert read_roads(path).network.edge_count == 2


def test_a_pbf_is_read(tmp_path: Path, pbf: bytes) -> None:
    path = tmp_path / "town"
    path.write_bytes(pbf)
    imported = read_roads(path)
    assert (imported.report.ways_read, imported.network.edge_count) == (19_999, 2)


@pytest.mark.parametrize("kept", [20, 200, 20_000, -1])
def test_a_truncated_pbf(tmp_path: Path, pbf: bytes, kept: int) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(pbf[:kept])
    assert code_of(path) == "roads.truncated"


def test_a_damaged_pbf(tmp_path: Path, pbf: bytes) -> None:
    path = tmp_path / "damaged.osm.pbf"
    middle = len(pbf) // 2
    path.write_bytes(pbf[:middle] + bytes(64) + pbf[middle + 64 :])
    assert code_of(path) in {"roads.truncated", "roads.unreadable"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cut.osm", TOWN[:150], "roads.truncated"),
        ("cut.osm.gz", gzip.compress(TOWN, mtime=0)[:-20], "roads.truncated"),
        ("cut.osm.bz2", bz2.compress(TOWN)[:-20], "roads.truncated"),
        ("no-pbf.osm.pbf", b"hello", "roads.not_osm"),
        ("page.osm", b"<!DOCTYPE html><html></html>", "roads.not_osm"),
        ("page.osm.gz", gzip.compress(b"<html></html>", mtime=0), "roads.unreadable"),
        ("nothing.osm.pbf", b"", "roads.empty_file"),
        ("bare.osm", b'<?xml version="1.0"?><osm version="0.6"></osm>', "roads.no_roads"),
        ("closed.osm", TOWN.replace(b"primary", b"construction"), "roads.no_roads"),
        ("adrift.osm", TOWN.replace(b'<nd ref="2"/>', b'<nd ref="3"/>'), "roads.no_locations"),
        ("off-the-earth.osm", TOWN.replace(b'lat="50"', b'lat="95"'), "roads.no_locations"),
        ("words.osm", TOWN.replace(b'lat="50"', b'lat="north"'), "roads.unreadable"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert code_of(path) == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.osm.pbf") == "roads.missing"
    assert code_of(tmp_path) == "roads.missing"


def test_ways_may_come_before_their_nodes(tmp_path: Path) -> None:
    head, rest = TOWN.split(b'<osm version="0.6">')
    nodes, way = rest.split(b"\n", 1)
    path = tmp_path / "overpass.osm"
    path.write_bytes(head + b'<osm version="0.6">' + way.replace(b"</osm>", nodes + b"</osm>"))
    assert read_roads(path).network.edge_count == 2
