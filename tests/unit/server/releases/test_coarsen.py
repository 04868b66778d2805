"""No cell below a kilometre, no group below five, nobody counted twice, whatever the people drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_server.releases.coarsen import CELL_METRES, LEAST, Person, coarsen, pooled

PLACES = st.tuples(st.floats(37.5, 38.5), st.floats(48.2, 49.1))
CLUSTERED = st.tuples(st.sampled_from([37.9, 37.95, 38.0]), st.sampled_from([48.5, 48.55]))
PEOPLE = st.lists(
    st.builds(
        lambda place, group: Person(*place, group) if place else Person(None, None, group),
        st.one_of(PLACES, CLUSTERED, CLUSTERED, st.none()),
        st.sampled_from(["child", "adult", "elder"]),
    ),
    max_size=120,
)


@given(PEOPLE)
@settings(max_examples=200, deadline=None)
def test_areas_are_large_enough_and_hold_enough(people: list[Person]) -> None:
    coarse = coarsen(people)
    told = 0
    for area in coarse.areas:
        assert area.people >= LEAST
        assert area.side is None or area.side >= CELL_METRES
        assert sum(area.groups.values()) == area.people
        assert all(count >= LEAST for count in area.groups.values())
        told += area.people
    assert told <= len(people)
    assert coarse.too_few == (told < len(people))


@given(PEOPLE)
@settings(max_examples=50, deadline=None)
def test_areas_do_not_overlap_and_do_not_depend_on_the_order(people: list[Person]) -> None:
    squares = [(one.lon, one.lat, one.side) for one in coarsen(people).areas]
    assert len(set(squares)) == len(squares)


def test_a_crowd_is_told_by_the_kilometre_and_a_lone_family_by_a_larger_square() -> None:
    crowd = [Person(37.95, 48.55, "adult")] * 12
    family = [Person(37.97, 48.55, "adult")] * 3
    neighbours = [Person(37.955, 48.55, "adult")] * 6
    sides = sorted(area.side or 0 for area in coarsen([*crowd, *neighbours]).areas)
    assert min(sides) == CELL_METRES
    with_family = coarsen([*crowd, *family])
    assert sum(area.people for area in with_family.areas) == 15
    assert all(area.people >= LEAST for area in with_family.areas)


def test_fewer_than_five_are_told_by_no_number() -> None:
    coarse = coarsen([Person(37.9, 48.5, "child")] * 4)
    assert coarse.areas == ()
    assert coarse.too_few


def test_finer_than_the_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 km"):
        coarsen([], cell=500)
    with pytest.raises(ValueError, match="at least 5"):
        coarsen([], least=3)


def test_a_small_rest_takes_the_smallest_group_with_it() -> None:
    assert pooled({"adult": 20, "elder": 6, "child": 2}) == {"adult": 20, "": 8}
    assert pooled({"adult": 20, "elder": 6}) == {"adult": 20, "elder": 6}
    assert pooled({"adult": 20, "elder": 3, "child": 3}) == {"adult": 20, "": 6}
