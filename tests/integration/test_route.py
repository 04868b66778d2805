"""``corridor route`` on the minimal example: a valley road that is shelled, a hill road around it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

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
