"""Instances of the Bus Evacuation Problem: read, or refused in words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.errors import CorridorError, InputRefused, NothingFeasible
from corridor.exchange.bep import read_bep

if TYPE_CHECKING:
    from pathlib import Path

BEP = """3 50
2  2 1
2  200  100 100
2  300  200 100
1  5 9
2  7 4
1  10 12
2  8 6
"""


def test_an_instance_is_read_in_full_buses(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BEP, "utf-8")
    task = read_bep(tmp_path / "a.txt")
    assert task.seats == 50
    assert task.buses.tolist() == [2, 1]
    assert task.trips.tolist() == [2, 2]
    assert task.room.tolist() == [4, 2]
    assert task.approach.tolist() == [[5, 9], [7, 4]]
    assert task.drive.tolist() == [[10, 12], [8, 6]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bep.format"),
        (BEP.replace("3 50", "4 50"), "bep.format"),
        (BEP.replace("3 50", "3 0"), "bep.format"),
        (BEP.replace("100 100\n", "100 120\n", 1), "bep.part_bus"),
        (BEP.replace("200 100\n", "100 50\n"), "bep.no_room"),
        (BEP.replace("3 50\n2  2 1", "0 50\n2  0 0"), "bep.no_bus"),
        (BEP.replace("10 12", "ten 12"), "bep.format"),
        (BEP.replace("10 12", "0 12"), "bep.format"),
        (BEP.replace("10 12", "-4 12"), "bep.format"),
        (BEP.replace("10 12", "10.00001 12"), "bep.format"),
        (BEP + "7\n", "bep.format"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with pytest.raises(CorridorError) as told:
        read_bep(tmp_path / "a.txt")
    assert told.value.code == code
    assert "a.txt" in told.value.where
    assert told.value.remedy


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_spoilt_file_is_read_or_refused_never_more(tmp_path: Path, data: st.DataObject) -> None:
    words = BEP.split()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(["", "-1", "0", "1e9", "nan", "9" * 40, "x", "3.5", "\x00"]))
    (tmp_path / "a.txt").write_text(" ".join(words), "utf-8")
    # any other error would fail this test
    with suppress(InputRefused, NothingFeasible):
        read_bep(tmp_path / "a.txt")
