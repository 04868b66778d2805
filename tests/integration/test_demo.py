"""``corridor demo`` from an empty folder to the written plan, as a judge or a newcomer runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = re.compile(r"\b(?:the|and|of|by|is|road|quickest|plan|today)\b", re.IGNORECASE)
SCRIPT = "from corridor.cli import main; main()"


def corridor(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, cwd=cwd, timeout=600, check=False
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """Folder, figures and what a person read on stderr."""
    folder = tmp_path_factory.mktemp("demo")
    done = corridor("demo", "--no-browser", "--out", "case", "--iterations", "5", "--json", "-", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "case", json.loads(done.stdout), done.stderr


def test_everything_promised_is_there(run: tuple[Path, dict[str, Any], str]) -> None:
    out, figures, _told = run
    for name in ("plan.json", "plan.geojson", "index.html"):
        assert (out / "plan" / name).stat().st_size > 1000
    plan = json.loads((out / "plan" / "plan.json").read_text())
    assert plan["demonstration"] is True
    vehicles = {mission["vehicle_id"] for mission in plan["missions"]}
    assert {path.stem for path in (out / "plan" / "gpx").glob("*.gpx")} == vehicles
    assert len(list((out / "plan" / "sheets").glob("*.pdf"))) == len(plan["missions"]) == figures["missions"]
    assert sorted(figures["files"]) == sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())


def test_warning_comes_first(run: tuple[Path, dict[str, Any], str]) -> None:
    out, _figures, told = run
    assert "Never drive by it" in told.split("✓")[0].replace("\n", " ")
    assert "Never drive by it" in (out / "DEMONSTRATION.txt").read_text()


def test_chosen_plan_is_less_exposed_and_serves_no_fewer(run: tuple[Path, dict[str, Any], str]) -> None:
    _out, figures, _told = run
    assert figures["verdict"] == "go"
    assert figures["people"] == 900
    assert figures["people_taken"] > 0
    assert figures["deliveries"] > 0
    rows = {row["name"]: row for row in figures["comparisons"]}
    chosen, quickest = rows["chosen"], rows["quickest"]
    assert 0 < chosen["figures"]["person_exposure_upper"] < quickest["figures"]["person_exposure_upper"]
    assert chosen["people_taken"] == figures["people_taken"] >= quickest["people_taken"]
    assert chosen["deliveries"] == figures["deliveries"] >= quickest["deliveries"]
    assert chosen["unserved"] == figures["unserved"] <= quickest["unserved"]


def test_second_run_replaces_the_first_and_repeats_it(run: tuple[Path, dict[str, Any], str]) -> None:
    out, _figures, _told = run
    before = (out / "plan" / "plan.json").read_bytes()
    again = corridor("demo", "--no-browser", "--out", "case", "--iterations", "5", cwd=out.parent)
    assert again.returncode == 0, again.stderr
    assert (out / "plan" / "plan.json").read_bytes() == before
    assert "corridor-demo" not in {path.name for path in out.parent.iterdir()}


def test_ukrainian_demonstration_is_ukrainian_throughout(tmp_path: Path) -> None:
    done = corridor(
        "demo", "--no-browser", "--out", "case", "--iterations", "1", "--lang", "uk", "--json", "-", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["people_taken"] > 0
    assert "Ніколи не їдьте" in done.stderr.split("✓")[0].replace("\n", " ")
    assert "Never drive" not in done.stderr
    assert "Ніколи не їдьте" in (tmp_path / "case" / "DEMONSTRATION.txt").read_text()
    page = (tmp_path / "case" / "plan" / "index.html").read_text()
    assert '<html lang="uk"' in page
    plan = json.loads((tmp_path / "case" / "plan" / "plan.json").read_text())
    names = [(tmp_path / "case" / "operation" / name).read_text() for name in ("depots.csv", "centres.csv")]
    assert all("Костянтинівка" in text and "Kostiantynivka" not in text for text in names)
    legs = [leg for mission in plan["missions"] for trip in mission["trips"] for leg in trip["legs"]]
    written = [leg["why"] for leg in legs] + plan["warnings"] + [plan["verdict_reason"], plan["reference_name"]]
    english = [text for text in written if ENGLISH.search(text)]
    assert not english


def test_folder_in_use_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    done = corridor("demo", "--no-browser", "--out", str(tmp_path), "--json", "-", cwd=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "output.not_ours"
    assert (tmp_path / "diary.txt").read_text() == "mine"
