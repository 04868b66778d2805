"""``corridor route`` on the minimal example: a valley road that is shelled, a hill road around it."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from corridor.cli.app import build
from corridor.errors import InputRefused, NothingFeasible

EXAMPLE = Path(__file__).parents[2] / "examples" / "minimal"


def route(*arguments: str) -> None:
    build()(args=["route", *arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def ends() -> tuple[str, str]:
    rows = [line.split(",") for line in (EXAMPLE / "shelters.csv").read_text().splitlines()[1:]]
    return "D1", rows[0][0]


def test_options_are_told_in_words_and_figures(ends, tmp_path, capsys):
    target = tmp_path / "route.json"
    route(str(EXAMPLE), *ends, "--depart", "06:30", "--until", "12:00", "--json", str(target))
    shown = capsys.readouterr().out
    found = json.loads(target.read_text())
    assert found["timezone"] == "Europe/Kyiv"
    assert len(found["options"]) >= 1
    arrivals = [option["arrive_s"] for option in found["options"]]
    exposures = [option["exposure_upper"] for option in found["options"]]
    assert arrivals == sorted(arrivals)
    assert exposures == sorted(exposures, reverse=True)
    for option in found["options"]:
        assert option["why"] in shown
        assert "line" not in option
        assert sum(road["length_m"] for road in option["roads"]) == pytest.approx(option["length_m"], rel=1e-5)
    assert "safe" not in shown.lower()


def test_places_may_be_given_as_degrees(capsys):
    route(str(EXAMPLE), "29.9810,50.0001", "D1", "--json", "-")
    found = json.loads(capsys.readouterr().out)
    assert found["options"][0]["length_m"] == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere", "D1"), "route.unknown_place"),
        (("50.0,29.9", "D1"), "route.off_roads"),
        (("200,95", "D1"), "route.unknown_place"),
        (("D1", "D1", "--depart", "half past six"), "route.clock"),
    ],
)
def test_what_cannot_be_used_is_refused(arguments, code):
    with pytest.raises(InputRefused) as refused:
        route(str(EXAMPLE), *arguments)
    assert refused.value.code == code
    assert refused.value.remedy


def test_no_road_in_that_time_is_said(ends, tmp_path):
    folder = tmp_path / "shut"
    shutil.copytree(EXAMPLE, folder)
    with pytest.raises(NothingFeasible) as none:
        route(str(folder), *ends, "--depart", "06:30", "--until", "06:31")
    assert none.value.code == "route.none"


def test_the_exact_lines_go_to_geojson_and_gpx_only(ends, tmp_path, capsys):
    lines, tracks = tmp_path / "ways.geojson", tmp_path / "ways.gpx"
    route(str(EXAMPLE), *ends, "--geojson", str(lines), "--gpx", str(tracks), "--json", "-")
    options = json.loads(capsys.readouterr().out)["options"]
    features = json.loads(lines.read_text())["features"]
    assert [feature["properties"]["why"] for feature in features] == [option["why"] for option in options]
    drawn = [feature["geometry"]["coordinates"] for feature in features]
    gpx = "{http://www.topografix.com/GPX/1/1}"
    segments = ElementTree.parse(tracks).iter(f"{gpx}trkseg")
    driven = [[[float(p.get("lon")), float(p.get("lat"))] for p in one.iter(f"{gpx}trkpt")] for one in segments]
    assert drawn == driven
    assert all(len(line) > 1 for line in drawn)


def test_an_arrival_past_midnight_is_said(ends, capsys):
    route(str(EXAMPLE), *ends, "--depart", "22:00", "--until", "02:00")
    assert "past midnight: 2024-05-15, 02:00" in capsys.readouterr().out
    route(str(EXAMPLE), *ends, "--depart", "06:00", "--until", "08:00")
    assert "past midnight" not in capsys.readouterr().out


def test_each_departure_told_arrives_in_time_and_the_latest_is_the_last_that_fits(ends, tmp_path, capsys):
    target = tmp_path / "route.json"
    route(str(EXAMPLE), *ends, "--depart", "06:30", "--until", "08:00", "--at-most", "60", "--json", str(target))
    found = json.loads(target.read_text())
    hours = found["by_departure"]
    assert all(found["depart_from_s"] <= one["depart_s"] < one["arrive_s"] <= found["arrive_by_s"] for one in hours)
    most = 0.6 * found["options"][0]["exposure_upper"]
    last = max(one["depart_s"] for one in hours if one["exposure_upper"] <= most)
    assert f"Leave by {datetime.fromtimestamp(last, ZoneInfo('Europe/Kyiv')):%H:%M}" in capsys.readouterr().out


def test_a_share_that_no_road_keeps_is_said(ends, capsys):
    route(str(EXAMPLE), *ends, "--depart", "06:30", "--until", "08:00", "--at-most", "1")
    assert "None of the roads tried" in capsys.readouterr().out
