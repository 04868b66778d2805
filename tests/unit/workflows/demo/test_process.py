"""The hidden truth: hours, directions, the deadly road, and that events follow the intensity that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from corridor.domain.incidents import IncidentKind
from corridor.workflows.demo import demo_process, true_intensity
from corridor.workflows.demo.process import (
    AS_OF_S,
    DAY_S,
    DEADLY_SINCE_S,
    HOURS,
    START_S,
    UTC_OFFSET_S,
    hour_factor,
)
from corridor.workflows.demo.region import PLANE, metres_of

if TYPE_CHECKING:
    from corridor.workflows.demo import DangerProcess


def test_hours_have_two_peaks_and_a_lull(process: DangerProcess) -> None:
    hour = (process.events.time_s + UTC_OFFSET_S) // 3600 % 24
    count = np.bincount(hour, minlength=24)
    night, midday, lull = count[[22, 23, 0, 1, 2, 3]].mean(), count[11:16].mean(), count[5:9].mean()
    assert 4 < night / lull < 12
    assert 4 < midday / lull < 12
    assert HOURS.mean() == pytest.approx(1)


def test_three_directions_rise_towards_the_day(process: DangerProcess) -> None:
    events = process.events
    late = events.time_s > DAY_S - 30 * 86400
    for lon, lat in ((38.0, 48.67), (38.05, 48.59), (37.95, 48.5)):
        x, y = PLANE.to_metres(lon, lat)
        near = np.hypot(events.x - x, events.y - y) < 4000
        assert (near & late).sum() > 1.2 * (near & ~late).sum() / 2
    front = process.fronts[-1].exterior
    away = shapely.distance(front, shapely.points(events.x[late], events.y[late]))
    assert (away < 3000).mean() > 4 * ((away > 9000) & (away < 12000)).mean()


def test_main_road_becomes_deadly(process: DangerProcess) -> None:
    road = shapely.LineString(process.region.link_line("Bakhmut", "Ivanivske"))
    events = process.events
    near = shapely.distance(road, shapely.points(events.x, events.y)) < 500
    before = near & (events.time_s < DEADLY_SINCE_S)
    per_day_before = before.sum() / ((DEADLY_SINCE_S - START_S) / 86400)
    per_day_since = (near & ~before).sum() / 21
    assert per_day_since > 8 * per_day_before


def test_the_quick_road_is_worse_than_the_back_road_and_noon_than_the_lull(process: DangerProcess) -> None:
    def cost(stops: list[str], hour: float) -> float:
        points = process.region.xy[process.region.route(stops)]
        middle = (points[1:] + points[:-1]) / 2
        metres = np.hypot(*np.diff(points, axis=0).T)
        times = np.full(len(middle), DAY_S + hour * 3600)
        return float((process.intensity(middle[:, 0].copy(), middle[:, 1].copy(), times) * metres).sum())

    quick = ["Kostiantynivka", "Stupochky", "Ivanivske", "Bakhmut"]
    back = ["Kostiantynivka", "Chasiv Yar", "Khromove", "Bakhmut"]
    assert cost(quick, 7) > 3 * cost(back, 7)
    assert cost(quick, 13) > 3 * cost(quick, 7)


def test_events_follow_the_intensity(process: DangerProcess) -> None:
    """In a square over the town, counts of whole days match the integral of the intensity (time rescaling)."""
    x, y = metres_of("Bakhmut")
    events = process.events
    inside = (np.abs(events.x - x) < 1500) & (np.abs(events.y - y) < 1500)
    first = DAY_S - 20 * 86400
    found = int((inside & (events.time_s >= first) & (events.time_s < DAY_S - 86400)).sum())
    rng = np.random.default_rng(5)
    points = 4000
    at = rng.uniform(first, DAY_S - 86400, points)
    rate = process.intensity(x + rng.uniform(-1500, 1500, points), y + rng.uniform(-1500, 1500, points), at)
    expected = float(rate.mean()) * 9.0 * 19 * 24
    assert abs(found - expected) < 4 * np.sqrt(expected) + 0.05 * expected


def test_intensity_broadcasts_and_repeats() -> None:
    hours = DAY_S + 3600 * np.arange(24)
    one = true_intensity(37.999, 48.595, hours)
    assert one.shape == (24,)
    assert (one > 0).all()
    np.testing.assert_array_equal(one, true_intensity(37.999, 48.595, hours))
    assert true_intensity(30.0, 40.0, DAY_S)[0] < 1e-5
    np.testing.assert_allclose(hour_factor(hours.astype(float)), HOURS)


def test_another_seed_is_another_case(process: DangerProcess) -> None:
    other = demo_process(7)
    assert len(other.events.x) != len(process.events.x)
    assert 0.7 < len(other.events.x) / len(process.events.x) < 1.4


def test_nothing_happens_after_the_plan_is_asked_for(process: DangerProcess) -> None:
    assert process.events.time_s.max() < AS_OF_S
    assert (np.diff(process.events.time_s) >= 0).all()
    front = process.fronts[-1].exterior
    shots = process.events.kind == IncidentKind.GUNFIRE
    away = shapely.distance(front, shapely.points(process.events.x[shots], process.events.y[shots]))
    assert away.max() < 1300
