"""``corridor plan`` as a person runs it: time limits, Ctrl-C, figures for programs, refusals, places without roads."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = "1000000000"
SCRIPT = "from corridor.cli import main; main()"
MARK = "the search has begun"
SCRIPT_THAT_TELLS = f"""
import sys
from corridor.workflows import plan_day as day
solve = day.solve_day
def told(*given, **named):
    print({MARK!r}, file=sys.stderr, flush=True)
    return solve(*given, **named)
day.solve_day = told
from corridor.cli import main
main()
"""
"""The command line that also says when the first Ctrl-C ends the search, not the reading."""


def command(*words: object, script: str = SCRIPT) -> list[str]:
    return [sys.executable, "-c", script, *(str(word) for word in words)]


def crowd(folder: Path) -> None:
    """More households and hours than are covered whole, so that routes are searched for."""
    rows = [f"h{n},s{1 + n % 2},{1 + n % 4},leave" for n in range(1, 15)]
    (folder / "households.csv").write_text("id,shelter_id,people,decision\n" + "\n".join(rows) + "\n", "utf-8")
    (folder / "shelters.csv").write_text(
        "id,name,lon,lat,people\ns1,North,38.010,48.600,40\ns2,South,38.010,48.610,40\n", "utf-8"
    )


@pytest.mark.filterwarnings("ignore::pyvrp.exceptions.PenaltyBoundWarning")
def test_a_time_limit_gives_a_plan_and_the_figures_say_what_was_cut(folder, corridor, tmp_path):
    crowd(folder)
    begun = time.monotonic()
    code, figures, shown = corridor(
        "plan", folder, "--out", tmp_path / "out", "--time-limit", 5, "--iterations", ENDLESS, figures=tmp_path / "f"
    )
    assert code == 0, shown
    assert time.monotonic() - begun < 40
    assert figures["time_limited"] is True
    assert "another run may differ" in shown
    plan = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    assert plan["time_limited"] is True
    assert plan["people_taken"] == figures["people_taken"] > 0


def test_a_limit_that_is_not_reached_leaves_the_plan_repeatable(folder, corridor, tmp_path):
    code, figures, shown = corridor(
        "plan", folder, "--out", tmp_path / "out", "--time-limit", 300, figures=tmp_path / "f"
    )
    assert code == 0, shown
    assert figures["time_limited"] is False
    assert corridor("plan", folder, "--out", tmp_path / "again")[0] == 0
    one, two = ((tmp_path / name / "plan.json").read_bytes() for name in ("out", "again"))
    assert one == two


@pytest.mark.skipif(os.name == "nt", reason="a signal to one process is a POSIX matter")
def test_ctrl_c_writes_the_best_plan_so_far(folder, tmp_path):
    crowd(folder)
    words = command("plan", folder, "--out", tmp_path / "out", "--iterations", ENDLESS, script=SCRIPT_THAT_TELLS)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            ready, _, _ = select.select([running.stderr], [], [], 240)
            assert ready
            assert MARK in running.stderr.readline()
            running.send_signal(signal.SIGINT)
            shown, told = running.communicate(timeout=240)
        finally:
            running.kill()
    assert running.returncode == 0, told
    assert "another run may differ" in " ".join(shown.split())
    assert json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))["time_limited"] is True


def test_standard_output_holds_the_figures_alone(folder, tmp_path):
    words = command("plan", folder, "--out", tmp_path / "out", "--iterations", 2, "--json", "-")
    done = subprocess.run(words, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["verdict"] == "go"
    assert "Written to" in done.stderr


def test_a_folder_with_anything_else_in_it_is_refused_and_kept(folder, corridor, tmp_path):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "diary.txt").write_text("mine", "utf-8")
    code, _, shown = corridor("plan", folder, "--out", out, "--iterations", 1)
    assert code == 2
    assert "output.not_ours" in shown
    assert [path.name for path in out.iterdir()] == ["diary.txt"]


def test_packets_need_a_passphrase(folder, corridor, tmp_path):
    code, _, shown = corridor("plan", folder, "--out", tmp_path / "out", "--for-crew", "--iterations", 1)
    assert code == 2
    assert "packet.passphrase_missing" in shown
    assert "Give a passphrase" in shown
    assert not (tmp_path / "out").exists()
    short = tmp_path / "words.txt"
    short.write_text("abc\n", "utf-8")
    code, _, shown = corridor("plan", folder, "--out", tmp_path / "out", "--for-crew", "--passphrase-file", short)
    assert (code, "packet.passphrase_short" in shown) == (2, True)


def test_a_place_far_from_every_road_is_told_and_left_out(folder, corridor, tmp_path):
    with (folder / "shelters.csv").open("a", encoding="utf-8") as stream:
        stream.write("far,Far,38.010,48.660,9\n")
    with (folder / "needs.csv").open("a", encoding="utf-8") as stream:
        stream.write("nf,far,water,30\n")
    code, figures, shown = corridor("plan", folder, "--out", tmp_path / "out", figures=tmp_path / "f.json")
    assert code == 0, shown
    plan = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    left = {row["id"]: row["reason"] for row in plan["unserved"]}
    assert left["nf"] == "unreachable"
    assert [row["code"] for row in figures["problems"]] == ["place.off_roads"]
    assert any("2 km" in warning and "far" in warning for warning in figures["warnings"])
    stops = {stop["place_id"] for m in plan["missions"] for trip in m["trips"] for stop in trip["stops"]}
    assert "far" not in stops
    assert "s1" in stops


def test_without_any_report_low_figures_are_said_to_mean_nothing(folder, corridor, tmp_path):
    (folder / "incidents" / "own.csv").unlink()
    code, figures, shown = corridor("plan", folder, "--out", tmp_path / "out", figures=tmp_path / "f")
    assert code == 0, shown
    assert any("danger is unknown everywhere" in warning for warning in figures["warnings"])
    assert "danger is unknown everywhere" in shown


def test_a_vehicle_that_fits_no_road_is_told(folder, corridor, tmp_path):
    with (folder / "vehicles.csv").open("a", encoding="utf-8") as stream:
        stream.write("v2,truck,d1,k2,2,3000,9000,3.5\n")
    code, figures, shown = corridor("plan", folder, "--out", tmp_path / "out", figures=tmp_path / "f.json")
    assert code == 0, shown
    assert "vehicle.fits_no_road" in {row["code"] for row in figures["problems"]}


def test_every_place_far_away_is_nothing_feasible(folder, corridor, tmp_path):
    text = (folder / "shelters.csv").read_text("utf-8")
    (folder / "shelters.csv").write_text(text.replace("48.600", "48.700").replace("48.610", "48.710"), "utf-8")
    code, _, shown = corridor("plan", folder, "--out", tmp_path / "out")
    assert code == 3
    assert "plan.nothing_feasible" in shown
