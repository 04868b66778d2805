"""``corridor evacuate`` on files written here: plans, figures, and refusals in words."""

from __future__ import annotations

import json

import pytest

from corridor.cli import app as application

BEP = "2 30\n1 2\n2 90 60 30\n2 120 60 60\n1 5 7\n1 3 4\n2 6 2\n"
NET = """<FIRST THRU NODE> 1
<END OF METADATA>
~ init term capacity length fft
1 2 1800 1 10 ;
2 1 1800 1 10 ;
3 1 0 1 1 ;
"""


@pytest.fixture
def corridor():
    def run(*words) -> int:
        with pytest.raises(SystemExit) as ended:
            application.run([str(word) for word in words])
        return int(ended.value.code or 0)

    return run


@pytest.fixture
def network(tmp_path):
    for name, text in (("net.tntp", NET), ("zones.csv", "node,vehicles\n1,900\n3,40\n"), ("exits.csv", "node\n2\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def flow(network):
    return (network / "net.tntp", "--zones", network / "zones.csv", "--exits", network / "exits.csv")


def test_buses_get_routes_and_a_bound(corridor, tmp_path):
    (tmp_path / "task.txt").write_text(BEP, encoding="utf-8")
    out, told = tmp_path / "routes.json", tmp_path / "told.json"
    done = corridor("evacuate", "bep", tmp_path / "task.txt", "--out", out, "--json", told)
    assert done == 0
    figures = json.loads(told.read_text("utf-8"))
    # One bus drives 5 + 4 to the second shelter, then 2 + 2; the other 5 + 3 to the first.
    assert (figures["value"], figures["bound"], figures["status"]) == (13, 13, "optimal")
    assert sorted(len(route) for route in json.loads(out.read_text("utf-8"))) == [1, 2]


def test_the_road_plan_leaves_nobody_unsaid(corridor, network):
    told = network / "told.json"
    done = corridor("evacuate", "flow", *flow(network), "--time-limit", 5, "--json", told)
    assert done == 0
    figures = json.loads(told.read_text("utf-8"))
    assert figures["bound_min"] == pytest.approx(10 + 30, rel=1e-6)
    assert figures["quickest"]["gap"] < 0.01
    assert figures["followable"]["minutes"] == pytest.approx(40, rel=0.01)
    assert figures["left"] == [{"zone": 3, "vehicles": 40.0, "reason": "no_way_out"}]
    assert [problem["code"] for problem in figures["problems"]] == ["tntp.no_capacity"]


def test_nobody_can_leave(corridor, network):
    (network / "zones.csv").write_text("node,vehicles\n3,40\n", encoding="utf-8")
    done = corridor("evacuate", "flow", *flow(network), "--json", network / "told.json")
    assert done == 3
    assert json.loads((network / "told.json").read_text("utf-8"))["error"]["code"] == "evacuation.no_way_out"


def test_every_wrong_row_is_named(corridor, network):
    (network / "zones.csv").write_text("node,vehicles\n1,many\n99,3\n", encoding="utf-8")
    done = corridor("evacuate", "flow", *flow(network), "--json", network / "told.json")
    assert done == 2
    problems = json.loads((network / "told.json").read_text("utf-8"))["error"]["problems"]
    assert [(p["line"], p["column"]) for p in problems if p["file"] == "zones.csv"] == [(2, "vehicles"), (3, "node")]
