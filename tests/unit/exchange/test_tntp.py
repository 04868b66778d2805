"""Road networks of the TNTP collection as evacuation tasks: read, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corridor.errors import CorridorError
from corridor.exchange.tntp import read_tntp

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("net.tntp", NET), ("zones.csv", ZONES), ("exits.csv", EXITS)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def _read(folder: Path):  # type: ignore[no-untyped-def]
    return read_tntp(folder / "net.tntp", folder / "zones.csv", folder / "exits.csv")


def test_a_network_is_read_in_vehicles_a_second(folder: Path) -> None:
    found = _read(folder)
    assert found.node == (1, 2, 3, 4)
    assert found.task.total == 500
    assert found.task.capacity.max() == pytest.approx(1200 / 3600)
    assert found.task.seconds.min() == 60
    assert found.problems == ()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("net.tntp", "nothing here\n", "tntp.no_links"),
        ("zones.csv", "node,vehicles\n1,many\n", "tntp.nobody"),
        ("exits.csv", "node\n99\n", "tntp.nobody"),
    ],
)
def test_an_unusable_file_is_refused_with_every_bad_row(folder: Path, name: str, text: str, code: str) -> None:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(CorridorError) as told:
        _read(folder)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("before", "after"),
    [("1 2 1200", "1 2 0"), ("2 3 900 1 1", "2 2 900 1 1"), ("1 2 1200 1 5", "1 2 x 1 5"), ("1 3 600", "1 3 -5")],
)
def test_an_odd_road_is_told_by_its_line_and_the_rest_is_kept(folder: Path, before: str, after: str) -> None:
    (folder / "net.tntp").write_text(NET.replace(before, after), "utf-8")
    found = _read(folder)
    line = NET[: NET.index(before)].count("\n") + 1
    assert [str(line) in str(problem.as_dict()) for problem in found.problems] == [True]
    assert len(found.task.tail) == 4


def test_nodes_below_the_first_through_node_let_nobody_through(folder: Path) -> None:
    (folder / "net.tntp").write_text(NET.replace("<FIRST THRU NODE> 1", "<FIRST THRU NODE> 3"), "utf-8")
    task = _read(folder).task
    assert not any(int(head) == 1 for head in task.head)
