import numpy as np
import pytest

from corridor.domain.incidents import Passage
from corridor.domain.projection import LocalPlane
from corridor.hazard.grid import grid_around
from corridor.hazard.passages import HARM_EVENTS, driven, harmed_as_incidents

NOW = 1_676_354_400
PLANE = LocalPlane(38.0, 48.5)
GRID = grid_around(-10, -10, 10, 10)
LINE = ((37.95, 48.5), (38.05, 48.5))


def roads(*told, line=LINE):
    passages = [Passage(NOW - round(days * 86_400), line, True, source) for source, days in told]
    return driven(passages, PLANE, GRID, as_of_s=NOW, grey_after_days=21)


def at(values, x, y):
    row, column = GRID.nearest(np.array([x]), np.array([y]))
    return values[row, column][0]


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ([("a", 0)], 0),
        ([("a", 0)] * 9, 0),
        ([("a", 0), ("b", 0)], 2),
        ([("a", 0)] * 9 + [("b", 0)], 2),
        ([("a", 0), ("b", 0), ("c", 0)], 3),
        ([("coordinator", 0)], 1),
        ([("coordinator", 0), ("a", 0)], 2),
        ([("coordinator", 0)] + [("a", 0)] * 9, 3),
        ([("a", -1), ("b", -1)], 0),
    ],
)
def test_what_counts_is_what_more_than_one_says(told, count):
    assert at(roads(*told).passes, 0, 0) == pytest.approx(count)


def test_passages_fade_and_speak_for_their_road_only():
    found = roads(("a", 10), ("b", 10))
    assert at(found.passes, 0, 0) == pytest.approx(2 / np.e)
    assert at(found.passes, 0, 2) == 0
    assert at(found.told, 0, 0)
    assert at(found.agreed, 0, 0)
    assert not at(found.told, 8, 0)
    assert not roads(("a", 30), ("b", 30)).told.any()


def test_a_line_out_of_sight_or_of_one_point_is_no_trouble():
    assert not roads(("a", 1), line=((10.0, 10.0), (10.1, 10.0))).told.any()
    assert at(roads(("a", 1), line=((38.0, 48.5),)).told, 0, 0)
    assert not roads(("a", 1), line=()).told.any()


def test_harm_is_spread_along_the_line():
    found = harmed_as_incidents([Passage(NOW - 60, LINE, False, "a"), Passage(NOW - 60, LINE, True, "a")], PLANE, NOW)
    assert found.confidence.sum() == pytest.approx(HARM_EVENTS)
    assert found.lon.min() == pytest.approx(37.95)
    assert found.lon.max() == pytest.approx(38.05)
    assert len(harmed_as_incidents([Passage(NOW + 60, LINE, False, "a")], PLANE, NOW)) == 0
