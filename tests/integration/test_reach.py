"""``corridor reach`` on the minimal example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from corridor.cli.app import build
from corridor.errors import InputRefused

EXAMPLE = Path(__file__).parents[2] / "examples" / "minimal"


def reach(*arguments: str) -> None:
    build()(args=["reach", str(EXAMPLE), *arguments], standalone_mode=False)


def figures(capsys, *arguments: str) -> dict:
    capsys.readouterr()
    reach("D1", *arguments, "--json", "-")
    return json.loads(capsys.readouterr().out)["vehicles"][0]


def test_more_time_and_more_exposure_reach_more(capsys):
    short, long = (figures(capsys, "--minutes", minutes)["road_km"] for minutes in ("2", "30"))
    assert 0 < short < long
    none, some = (figures(capsys, "--minutes", "30", "--exposure", limit)["road_km"] for limit in ("0", "1"))
    assert none < some


def test_the_area_holds_what_is_reached_and_nothing_without_time(capsys, tmp_path):
    target = tmp_path / "area.geojson"
    row = figures(capsys, "--minutes", "30", "--geojson", str(target))
    area = shape(json.loads(target.read_text())["features"][0]["geometry"])
    places = {line.split(",")[0]: line for line in (EXAMPLE / "shelters.csv").read_text().splitlines()}
    header = places["id"].split(",")
    assert row["shelters"]
    for name in row["shelters"]:
        cells = dict(zip(header, places[name].split(","), strict=False))
        assert area.distance(Point(float(cells["lon"]), float(cells["lat"]))) < 0.01
    assert area.is_valid
    assert figures(capsys, "--minutes", "0.001")["road_km"] == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere",), "route.unknown_place"),
        (("D1", "--minutes", "0"), "reach.limit"),
        (("D1", "--exposure", "nan"), "reach.limit"),
        (("D1", "--exposure", "-1"), "reach.limit"),
        (("D1", "--depart", "dawn"), "route.clock"),
    ],
)
def test_what_cannot_be_used_is_refused(arguments, code):
    with pytest.raises(InputRefused) as refused:
        reach(*arguments)
    assert refused.value.code == code
