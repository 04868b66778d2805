from zoneinfo import ZoneInfo

import numpy as np
import pytest

from corridor.domain.front import ControlArea
from corridor.domain.projection import LocalPlane
from corridor.hazard.fronts import REACH_KM, ring_of
from corridor.hazard.grid import grid_around

NOW = 1_676_354_400
PLANE = LocalPlane(38.0, 48.5)
GRID = grid_around(-20, -20, 20, 20)
UTC = ZoneInfo("UTC")


def area(west, days_ago):
    ring = ((west, 47.0), (40.0, 47.0), (40.0, 50.0), (west, 50.0), (west, 47.0))
    return ControlArea(NOW - days_ago * 86_400, (ring,))


def ring(*areas):
    return ring_of(areas, PLANE, GRID, UTC, NOW)


def test_only_the_distance_counts_and_the_ring_holds_one_event():
    found = ring(area(38.0, 3))
    x, y = GRID.nodes()
    density = found.latest(x.ravel(), y.ravel())
    assert density.mean() * GRID.area_km2 == pytest.approx(1, rel=0.03)
    near, east, west = found.latest(np.array([0.0, REACH_KM, -REACH_KM]), np.zeros(3))
    assert east == pytest.approx(west, rel=1e-3)
    assert east == pytest.approx(near / np.e, rel=1e-3)


def test_each_day_uses_the_line_published_before_it():
    found = ring(area(38.1, 30), area(37.9, 10))
    today = NOW // 86_400
    x = np.full(3, -7.3)
    before, between, after = found.density(x, np.zeros(3), np.array([today - 40, today - 20, today - 5]))
    assert before == between
    assert after > 3 * between


def test_no_line_in_sight_no_ring():
    far = ((10.0, 10.0), (11.0, 10.0), (11.0, 11.0), (10.0, 10.0))
    assert ring() is None
    assert ring(ControlArea(NOW - 1, (far,))) is None
    assert ring(area(38.0, -1)) is None
