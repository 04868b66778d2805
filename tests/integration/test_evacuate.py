"""``corridor evacuate`` as people run it: files in, routes and figures out, and bad files refused in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BEP = """3 50
2  2 1
2  200  100 100
2  300  200 100
1  5 9
2  7 4
1  10 12
2  8 6
"""
NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 4
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 5
<END OF METADATA>
~ from to capacity length time
1 2 1200 1 5 ;
2 4 1200 1 5 ;
1 3 600 1 4 ;
3 4 600 1 9 ;
2 3 900 1 1 ;
"""
ZONES = "node,vehicles\n1,400\n2,100\n"
EXITS = "node\n4\n"


def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """The command; its exit code is checked."""
    command = [str(Path(sys.executable).with_name("corridor")), "evacuate", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("a.txt", BEP), ("net.tntp", NET), ("zones.csv", ZONES), ("exits.csv", EXITS)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_buses_bring_everyone_to_shelters(folder: Path) -> None:
    done = run("bep", folder / "a.txt", "--out", folder / "routes.json", "--time-limit", 20, "--json", "-")
    told = json.loads(done.stdout)
    routes = json.loads((folder / "routes.json").read_text("utf-8"))
    assert told["status"] == "optimal"
    assert told["value"] == told["bound"]
    assert told["people"] == 200
    assert sum(len(route) for route in routes) == 4
    assert len(routes) == 3


def test_vehicles_leave_by_the_roads(folder: Path) -> None:
    done = run(
        "flow", folder / "net.tntp", "--zones", folder / "zones.csv", "--exits", folder / "exits.csv",
        "--time-limit", 2, "--json", "-",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["vehicles_out"] == 500
    # both ways at their capacity from the first minute: 30 vehicles a minute, ten and thirteen minutes long
    assert told["bound_min"] <= told["quickest"]["minutes"] <= told["bound_min"] * 1.01
    assert told["followable"]["minutes"] >= told["bound_min"] * (1 - 1e-9)
    assert {row["zone"] for row in told["followable"]["zones"]} == {1, 2}
    assert told["bottlenecks"]


def test_a_bad_bus_file_is_refused_in_words_and_nothing_is_written(folder: Path) -> None:
    (folder / "a.txt").write_text(BEP.replace("10 12", "ten 12"), "utf-8")
    done = run("bep", folder / "a.txt", "--out", folder / "routes.json", code=2)
    assert "bep.format" in done.stderr
    assert not (folder / "routes.json").exists()


def test_shelters_too_small_end_with_three(folder: Path) -> None:
    (folder / "a.txt").write_text(BEP.replace("200 100\n", "100 50\n"), "utf-8")
    assert "bep.no_room" in run("bep", folder / "a.txt", "--out", folder / "routes.json", code=3).stderr


def test_a_zone_without_a_way_out_is_named_and_the_rest_is_planned(folder: Path) -> None:
    (folder / "net.tntp").write_text(NET + "5 6 600 1 4 ;\n", "utf-8")
    (folder / "zones.csv").write_text(ZONES + "5,30\n", "utf-8")
    done = run(
        "flow", folder / "net.tntp", "--zones", folder / "zones.csv", "--exits", folder / "exits.csv",
        "--time-limit", 2, "--json", "-",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["left"] == [{"zone": 5, "vehicles": 30.0, "reason": "no_way_out"}]
    assert told["vehicles_out"] == 500
