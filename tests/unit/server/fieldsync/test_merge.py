"""What each rule of the merge does to the cases told by hand in the shared vectors."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from corridor_server.fieldsync.merge import Merged, merge
from corridor_server.fieldsync.records import Operation

VECTORS = Path(__file__).parents[3] / "verification" / "vectors" / "merge"


def told(name: str) -> dict[str, Any]:
    return dict(json.loads((VECTORS / f"{name}.json").read_text("utf-8")))


def merged(name: str) -> Merged:
    """The case merged; every order of its records must come to the same."""
    case = told(name)
    operations = [Operation.from_json(row) for row in case["operations"]]
    ends = [merge(order, case["windows"]) for order in permutations(operations)]
    assert all(one == ends[0] for one in ends)
    assert merge([*operations, *operations], case["windows"]) == ends[0]
    return ends[0]


def pairs(found: Merged) -> list[tuple[str, str, str]]:
    return [(*one.versions, one.chosen) for one in found.conflicts]


def test_amounts_add_and_a_correction_takes_out_what_it_replaces():
    assert merged("amounts-add").sums == {"delivered/s/water": 42, "delivered/s/bread": 5}
    assert merged("correction").sums == {"delivered/s/water": 4}
    assert merged("handover").sums == {"handover/c": 7}


def test_two_corrections_made_apart_are_a_conflict_and_only_one_counts():
    found = merged("corrected-apart")
    assert found.sums == {"delivered/s/water": 5}
    assert pairs(found) == [("b", "c", "")]


def test_people_aboard_stand_above_a_refusal_and_both_versions_are_listed():
    found = merged("lattice")
    assert found.standing["household/h"] == "b"
    assert pairs(found) == [("a", "b", "")]


def test_who_knew_of_the_other_is_in_no_conflict_with_it():
    found = merged("known-and-changed")
    assert found.standing["household/h"] == "b"
    assert found.conflicts == ()


def test_two_crews_that_both_took_the_household_are_a_conflict_though_they_say_the_same():
    found = merged("taken-twice")
    assert found.sums["taken/h/people"] == 6
    assert pairs(found) == [("b", "c", "")]


def test_what_a_human_chose_stands_and_what_was_not_chosen_counts_nowhere():
    found = merged("resolved")
    assert found.standing["household/h"] == "a"
    assert pairs(found) == [("a", "b", "a")]
    assert "taken/h/people" not in found.sums


def test_a_third_record_is_a_new_conflict_and_opens_no_old_one():
    found = merged("resolved-and-a-third")
    assert pairs(found) == [("a", "b", "a"), ("a", "c", ""), ("b", "c", "")]
    assert found.standing["household/h"] == "a"


def test_two_desks_that_decide_apart_are_a_conflict_themselves():
    found = merged("resolved-apart")
    assert pairs(found) == [("a", "b", "b"), ("r1", "r2", "")]


def test_a_phone_resolves_nothing():
    found = merged("phones-do-not-resolve")
    assert pairs(found) == [("a", "b", "")]
    assert "resolve/household/h:a+b" not in found.standing


def test_what_depends_on_something_missing_waits_and_so_does_what_depends_on_it():
    found = merged("waits")
    assert found.held == {"b": ("a",), "c": ("b",)}
    assert found.entries == ()
    assert merged("circle").held == {"a": ("b",), "b": ("a",)}


def test_a_clock_twenty_years_ahead_beats_no_honest_one():
    found = merged("future-does-not-win")
    assert found.standing["note/h"] == "b"
    assert pairs(found) == [("a", "b", "")]


def test_a_clock_twenty_years_behind_still_follows_what_its_writer_knew():
    assert merged("past-follows-its-cause").standing["note/h"] == "b"


def test_a_road_said_to_be_shut_stays_so_until_a_human_decides():
    found = merged("road")
    assert found.standing["road/r"] == "a"
    assert pairs(found) == [("a", "b", "")]


def test_of_two_records_under_one_id_every_desk_counts_the_same():
    assert len(merged("one-id-twice").standing) == 1


def test_nothing_comes_to_nothing():
    assert merged("nothing") == Merged({}, {}, (), (), {})


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_every_vector_comes_to_what_it_says(path: Path):
    case = json.loads(path.read_text("utf-8"))
    found = merge(map(Operation.from_json, case["operations"]), case["windows"])
    assert found.as_json() == case["merged"]
