"""A whole day over a real town's roads: the example that draws an operation around an extract, checked and planned."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.external

EXAMPLE = Path(__file__).parents[2] / "examples" / "around_extract.py"
SCRIPT = "from corridor.cli import main; main()"
SHELTERS = 6


def python(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=cwd, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(external_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the operation folder ``op`` lies."""
    extract = external_data / "roads" / "liechtenstein.osm.pbf"
    if not extract.is_file():
        pytest.skip("no extract of Liechtenstein among the real data")
    home = tmp_path_factory.mktemp("town")
    python(str(EXAMPLE), str(extract), "op", "--shelters", str(SHELTERS), cwd=home)
    return home


@pytest.fixture(scope="module")
def plan(folder: Path) -> dict[str, Any]:
    told = python("-c", SCRIPT, "plan", "op", "--out", "today", "--time-limit", "10", "--json", "-", cwd=folder)
    assert json.loads(told)["missions"]
    return json.loads((folder / "today" / "plan.json").read_text())  # type: ignore[no-any-return]


def test_the_drawn_folder_has_nothing_to_refuse(folder: Path) -> None:
    told = json.loads(python("-c", SCRIPT, "check", "op", "--json", "-", cwd=folder))
    assert told["usable"] is True
    assert (told["refused"], told["warnings"]) == (0, 0)
    assert told["counts"]["shelters"] == SHELTERS
    assert told["roads"]["edges"] > 10_000


def test_everyone_who_wants_to_leave_is_brought_out_or_told_why_not(folder: Path, plan: dict[str, Any]) -> None:
    with (folder / "op" / "households.csv").open(encoding="utf-8") as rows:
        leaving = {row["id"] for row in csv.DictReader(rows) if row["decision"] == "leave"}
    stops = [stop for mission in plan["missions"] for trip in mission["trips"] for stop in trip["stops"]]
    taken = [household for stop in stops for household in stop["taken"]]
    assert taken
    assert len(taken) == len(set(taken))
    left = {one["id"] for one in plan["unserved"] if one["kind"] == "household"}
    assert {*taken} | left == leaving
    assert not {*taken} & left


def test_chosen_plan_is_no_more_exposed_and_serves_no_fewer(plan: dict[str, Any]) -> None:
    rows = {row["name"]: row for row in plan["comparisons"]}
    chosen, quickest = rows["chosen"], rows["quickest"]
    assert 0 < chosen["figures"]["person_exposure_upper"] <= quickest["figures"]["person_exposure_upper"]
    assert chosen["people_taken"] >= quickest["people_taken"]
    assert chosen["unserved"] <= quickest["unserved"]


def test_everything_is_written_and_the_page_shows_no_exact_road(folder: Path, plan: dict[str, Any]) -> None:
    out = folder / "today"
    assert {path.stem for path in (out / "gpx").glob("*.gpx")} == {one["vehicle_id"] for one in plan["missions"]}
    assert len(list((out / "sheets").glob("*.pdf"))) == len(plan["missions"])
    assert (out / "index.html").stat().st_size > 10_000
    assert "LineString" not in (out / "plan.geojson").read_text()
