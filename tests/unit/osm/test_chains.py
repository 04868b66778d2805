"""Joining stretches, against a drawing of what must come out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corridor.osm.chains import chains, joints


def joined(ends: list[tuple[int, int]], alike: list[int], two_sided: list[bool], fixed: set[int]) -> list[list[int]]:
    """Nodes passed by each line, as ends of its stretches in order."""
    start, end = np.array(ends).T
    keep = np.zeros(max(map(max, ends)) + 1, bool)
    keep[list(fixed)] = True
    pairs = joints(start, end, np.array(alike), np.array(two_sided), keep)
    stretch, turned, line = chains(len(ends), pairs)
    assert sorted(stretch.tolist()) == list(range(len(ends)))
    lines: dict[int, list[int]] = {}
    for s, t, number in zip(stretch.tolist(), turned.tolist(), line.tolist(), strict=True):
        a, b = ends[s][::-1] if t else ends[s]
        walked = lines.setdefault(number, [a])
        assert walked[-1] == a
        walked.append(b)
    return [lines[number] for number in sorted(lines)]


def test_a_row_of_alike_stretches_is_one_line() -> None:
    assert joined([(0, 1), (1, 2), (2, 3)], [7, 7, 7], [False] * 3, set()) == [[0, 1, 2, 3]]


def test_order_and_drawing_direction_do_not_matter_on_two_sided_roads() -> None:
    (line,) = joined([(2, 1), (2, 3), (0, 1)], [7, 7, 7], [True] * 3, set())
    assert line in ([0, 1, 2, 3], [3, 2, 1, 0])


def test_unlike_opposed_fixed_and_forked_stretches_stay_apart() -> None:
    assert len(joined([(0, 1), (1, 2)], [7, 8], [True] * 2, set())) == 2
    assert len(joined([(0, 1), (2, 1)], [7, 7], [False] * 2, set())) == 2
    assert len(joined([(0, 1), (1, 2)], [7, 7], [True] * 2, {1})) == 2
    assert len(joined([(0, 1), (1, 2), (1, 3)], [7] * 3, [True] * 3, set())) == 3


def test_a_ring_is_one_closed_line() -> None:
    (line,) = joined([(0, 1), (1, 2), (2, 0)], [7] * 3, [False] * 3, set())
    assert line[0] == line[-1]
    assert len(line) == 4


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=14), st.data())
def test_one_way_stretches_are_never_turned(ends: list[tuple[int, int]], data: st.DataObject) -> None:
    two_sided = data.draw(st.lists(st.booleans(), min_size=len(ends), max_size=len(ends)))
    start, end = np.array(ends).T
    pairs = joints(start, end, np.array(two_sided).astype(int), np.array(two_sided), np.zeros(10, bool))
    stretch, turned, line = chains(len(ends), pairs)
    assert sorted(stretch.tolist()) == list(range(len(ends)))
    assert not turned[~np.array(two_sided)[stretch]].any()
    goes_on = line[1:] == line[:-1]
    leave = np.where(turned == 1, start[stretch], end[stretch])[:-1]
    enter = np.where(turned == 1, end[stretch], start[stretch])[1:]
    assert (leave[goes_on] == enter[goes_on]).all()
