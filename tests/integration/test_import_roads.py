"""``corridor roads`` through its command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from corridor.cli import roads
from corridor.errors import InputRefused
from corridor.exchange.network_store import open_base_map, open_network

if TYPE_CHECKING:
    from pathlib import Path

TOWN = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="48.59" lon="38.00"/><node id="2" lat="48.59" lon="38.01"/><node id="3" lat="48.60" lon="38.01"/>
<node id="4" lat="48.60" lon="38.05"/><node id="5" lat="48.60" lon="38.06"/>
<node id="6" lat="48.59" lon="38.00"><tag k="place" v="town"/><tag k="name" v="Бахмут"/></node>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="maxspeed" v="fast"/></way>
<way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
<way id="3"><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/></way>
<way id="4"><nd ref="2"/><nd ref="5"/><tag k="highway" v="construction"/></way>
</osm>"""


@pytest.fixture
def app() -> typer.Typer:
    application = typer.Typer()
    roads.register(application)
    return application


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.osm"
    path.write_text(TOWN, "utf-8")
    return path


def test_import_tells_what_it_found_and_stores_it(app: typer.Typer, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "roads"
    result = CliRunner().invoke(
        app, ["roads", "import", str(town), "--out", str(out), "--json", str(tmp_path / "f.json")]
    )
    assert result.exit_code == 0, result.output
    words = " ".join(result.output.split())
    for part in (
        "5 junctions",
        "primary road 0.7",
        "1 island by car",
        "no road yet or no more: 1",
        "maxspeed=fast (1)",
    ):
        assert part in words
    assert open_network(out).node_count == 5
    assert open_base_map(out).name == ("Бахмут",)
    figures = json.loads((tmp_path / "f.json").read_text("utf-8"))
    assert (figures["ways_read"], figures["ways_kept"], figures["island_count"]) == (4, 3, 1)


def test_json_to_standard_output_is_nothing_but_json(app: typer.Typer, town: Path, tmp_path: Path) -> None:
    arguments = ["roads", "import", str(town), "--out", str(tmp_path / "roads"), "--json", "-"]
    assert json.loads(CliRunner().invoke(app, arguments).stdout)["edges"] == 6


def test_a_file_refused_leaves_what_was_stored(app: typer.Typer, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "roads"
    CliRunner().invoke(app, ["roads", "import", str(town), "--out", str(out)])
    town.write_text(TOWN[:600], "utf-8")
    result = CliRunner().invoke(app, ["roads", "import", str(town), "--out", str(out)])
    assert isinstance(result.exception, InputRefused)
    assert result.exception.code == "roads.truncated"
    assert open_network(out).node_count == 5


def test_verify_finds_damage(app: typer.Typer, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "roads"
    CliRunner().invoke(app, ["roads", "import", str(town), "--out", str(out)])
    assert "whole" in CliRunner().invoke(app, ["roads", "verify", str(out)]).output
    content = bytearray((out / "vertex_lon.npy").read_bytes())
    content[-3] ^= 1
    (out / "vertex_lon.npy").write_bytes(content)
    result = CliRunner().invoke(app, ["roads", "verify", str(out)])
    assert isinstance(result.exception, InputRefused)
    assert result.exception.code == "network.damaged"
