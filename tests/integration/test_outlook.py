"""``corridor outlook``: distances from a line, now and as supposed; what comes first."""

from __future__ import annotations

import json

import pytest

from corridor.cli.app import run
from corridor.workflows.demo.city import write_demo_city


def told(folder, *more: str):
    target = folder / "figures.json"
    code = 0
    try:
        run(["outlook", str(folder), "--json", str(target), *more])
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(target.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("outlook") / "demo"
    write_demo_city(made)
    return made


def test_nearer_means_more_and_the_sick_come_first(folder):
    code, now = told(folder, "--shift-km", "0")
    assert code == 0
    _code, then = told(folder, "--shift-km", "8", "--out", str(folder / "outlook.geojson"))
    for before, after in zip(now["bands"], then["bands"], strict=True):
        assert before["people_now"] == before["people_then"] == after["people_now"] <= after["people_then"]
        assert after["road_km_now"] <= after["road_km_then"]
    assert then["bands"][0]["people_then"] > then["bands"][0]["people_now"]
    bakhmut = next(one for one in then["places"] if one["name"] == "Bakhmut")
    assert bakhmut["now_km"] > 0 == bakhmut["then_km"]
    assert then["places"][0]["kind"] == "hospital"
    bands = [one["band_then_km"] for one in then["places"]]
    assert bands == sorted(bands)
    assert then["for_whom"] == "coordinators and planners only"
    written = json.loads((folder / "outlook.geojson").read_text("utf-8"))
    assert len(written["features"]) == len(then["places"])


def test_a_drawn_line_moves_only_where_it_is_drawn(folder):
    ring = [[38.0, 48.9], [38.0, 48.7], [38.6, 48.7], [38.6, 48.9], [38.0, 48.9]]
    feature = {
        "type": "Feature",
        "properties": {"date": "2023-02-20"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    line = folder / "supposed.geojson"
    line.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    code, far = told(folder, "--shifted", str(line), "--within", "60")
    assert code == 0
    toretsk = next(one for one in far["places"] if one["name"] == "Toretsk")
    assert toretsk["then_km"] > 30 > toretsk["now_km"]


def test_without_a_line_or_places_it_says_what_is_missing(folder, tmp_path):
    for name, code in (("lines_of_control.geojson", "outlook.no_line"), ("places.csv", "outlook.no_places")):
        bare = tmp_path / code
        bare.mkdir()
        for file in ("operation.toml", "lines_of_control.geojson", "places.csv"):
            if file != name:
                (bare / file).write_bytes((folder / file).read_bytes())
        exit_code, found = told(bare)
        assert exit_code == 2
        assert found["error"]["code"] == code
