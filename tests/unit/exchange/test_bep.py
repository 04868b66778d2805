"""Bus evacuation files: read whole, refused by line and field, impossible tasks told with who is left."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.errors import InputRefused, NothingFeasible
from corridor.exchange.bep import read_bep, write_routes

GOOD = "2 30\n1 2\n2 90 60 30\n2 120 60 60\n1 5 7\n1 3 4\n2 6 2\n"


@pytest.fixture
def read(tmp_path):
    def reader(text: str):
        path = tmp_path / "task.txt"
        path.write_text(text, encoding="utf-8")
        return read_bep(path)

    return reader


def test_counts_become_full_buses(read):
    task = read(GOOD)
    assert (task.seats, task.bus_count, task.trips.tolist(), task.room.tolist()) == (30, 2, [2, 1], [2, 2])
    assert task.approach.tolist() == [[5, 7]]
    assert task.drive.tolist() == [[3, 4], [6, 2]]


def test_fractions_become_whole_steps(read):
    task = read(GOOD.replace("1 3 4", "1 3.25 4"))
    assert task.drive[0, 0] * task.unit == pytest.approx(3.25)
    assert task.drive[1, 1] * task.unit == pytest.approx(2)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("2 30", "2 x", "bep.format", 1),
        ("2 30", "3 30", "bep.format", 1),
        ("1 5 7", "2 5 7", "bep.format", 5),
        ("2 6 2\n", "2 6\n", "bep.format", 7),
        ("2 6 2\n", "2 6 2 9\n", "bep.format", 7),
        ("2 90 60 30", "2 90 65 30", "bep.part_bus", None),
    ],
)
def test_a_wrong_value_is_named(read, old, new, code, line):
    with pytest.raises(InputRefused) as refused:
        read(GOOD.replace(old, new, 1))
    assert refused.value.code == code
    if line is not None:
        assert f"task.txt:{line}" in refused.value.where


def test_shelters_too_small_say_who_is_left(read):
    with pytest.raises(NothingFeasible) as refused:
        read(GOOD.replace("2 120 60 60", "2 60 30 30"))
    assert refused.value.code == "bep.no_room"
    assert "30" in refused.value.what


def test_no_bus_is_said(read):
    with pytest.raises(NothingFeasible) as refused:
        read(GOOD.replace("2 30\n1 2", "0 30\n1 0"))
    assert refused.value.code == "bep.no_bus"


def test_routes_are_written_as_lists_of_pairs(tmp_path):
    write_routes(tmp_path / "routes.json", (((0, 1), (1, 0)), ()))
    assert json.loads((tmp_path / "routes.json").read_text("utf-8")) == [[[0, 1], [1, 0]], []]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_spoilt_file_is_read_or_refused_and_nothing_else(read, data):
    words = GOOD.split()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(["", "-1", "0", "1e9", "nan", "9" * 40, "x", "3.5", "\x00"]))
    with suppress(InputRefused, NothingFeasible):
        read(" ".join(words))
