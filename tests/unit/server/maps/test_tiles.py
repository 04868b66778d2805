"""Tiles hold every road under its line's id, where it lies, and nothing twice."""

from __future__ import annotations

import gzip
import json

import mapbox_vector_tile
import numpy as np
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from corridor_server.maps.lines import write_lines
from corridor_server.maps.tiles import EXTENT, HIGHEST_ZOOM, LOWEST_ZOOM, on_square, write_tiles


@pytest.fixture(scope="module")
def written(real_day, tmp_path_factory):
    path = tmp_path_factory.mktemp("tiles") / "area.pmtiles"
    return path, write_tiles(path, real_day.network, real_day.base_map)


def decoded(path):
    with path.open("rb") as file:
        for (zoom, x, y), data in all_tiles(MmapSource(file)):
            yield zoom, x, y, mapbox_vector_tile.decode(gzip.decompress(data), default_options={"y_coord_down": True})


def test_the_file_says_what_it_holds(written, real_day):
    path, report = written
    with path.open("rb") as file:
        header = Reader(MmapSource(file)).header()
    assert (header["min_zoom"], header["max_zoom"]) == (LOWEST_ZOOM, HIGHEST_ZOOM)
    assert header["addressed_tiles_count"] == report.tiles
    assert header["min_lon_e7"] == round(real_day.network.node_lon.min() * 1e7)
    assert report.size == path.stat().st_size


def test_every_line_is_drawn_at_the_highest_zoom(written, real_day):
    found = {
        feature["id"]
        for zoom, _x, _y, layers in decoded(written[0])
        if zoom == HIGHEST_ZOOM
        for feature in layers.get("roads", {"features": []})["features"]
    }
    assert found == set(np.unique(real_day.network.line).tolist())


def test_roads_lie_where_they_are(written, real_day):
    network = real_day.network
    worst = 0.0
    for zoom, x, y, layers in decoded(written[0]):
        if zoom != HIGHEST_ZOOM:
            continue
        for feature in layers.get("roads", {"features": []})["features"]:
            line = feature["id"]
            span = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
            true = on_square(np.column_stack((network.vertex_lon[span], network.vertex_lat[span])))
            drawn = (np.array(feature["geometry"]["coordinates"], float).reshape(-1, 2) / EXTENT + (x, y)) / 2**zoom
            low, high = true.min(axis=0) - drawn.min(axis=0), drawn.max(axis=0) - true.max(axis=0)
            worst = max(worst, float(low.max()), float(high.max()))
    one_unit = 1 / (EXTENT * 2**HIGHEST_ZOOM)
    assert worst <= 2 * one_unit


def test_places_carry_both_names(written, real_day):
    names = {
        (feature["properties"]["name_en"], feature["properties"]["name_uk"])
        for _z, _x, _y, layers in decoded(written[0])
        for feature in layers.get("places", {"features": []})["features"]
    }
    assert len(names) >= 1
    assert all(en and uk for en, uk in names)


def test_a_failed_writing_leaves_the_old_file(written, real_day, monkeypatch):
    path, _report = written
    before = path.read_bytes()
    monkeypatch.setattr(mapbox_vector_tile, "encode", lambda *_a, **_k: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_tiles(path, real_day.network, real_day.base_map)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_plain_lines_hold_the_same_roads(real_day, tmp_path):
    path = tmp_path / "lines.json.gz"
    write_lines(path, real_day.network, real_day.base_map)
    held = json.loads(gzip.decompress(path.read_bytes()))
    assert [row[0] for row in held["roads"]] == sorted(set(real_day.network.line.tolist()))
    assert all(len(row) >= 7 and len(row) % 2 == 1 for row in held["roads"])
