"""The vocabulary: slots, incidents, the local plane, records."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pyproj import Geod

from corridor.domain.danger import Slots
from corridor.domain.incidents import Incidents
from corridor.domain.operation import Depot, Household
from corridor.domain.profiles import Profile
from corridor.domain.projection import LocalPlane


@given(st.integers(-(10**6), 10**6), st.integers(1, 50))
def test_a_time_falls_into_the_slot_that_holds_it(offset, count):
    slots = Slots(start_s=1_676_329_200, count=count)
    slot = slots.of(slots.start_s + offset)
    assert 0 <= slot < count
    if 0 <= offset < count * 3600:
        assert slots.starts[slot] <= slots.start_s + offset < slots.starts[slot] + 3600


def incidents(times, reported, source, sources):
    n = len(times)
    return Incidents(
        time_s=np.array(times, np.int64),
        time_precision_s=np.full(n, 60, np.int64),
        reported_s=np.array(reported, np.int64),
        lon=np.linspace(38, 38.1, n),
        lat=np.linspace(48, 48.1, n),
        precision_m=np.full(n, 100, np.float32),
        kind=np.zeros(n, np.uint8),
        confidence=np.ones(n, np.float32),
        source=np.array(source, np.int32),
        sources=sources,
    )


def test_what_was_reported_later_is_not_known_yet():
    table = incidents([10, 20, 30], [15, 200, 35], [0, 0, 0], ("crew",))
    assert table.known_by(100).time_s.tolist() == [10, 30]


def test_joining_sorts_by_time_and_keeps_each_rows_source():
    a = incidents([30, 40], [30, 40], [0, 1], ("crew", "hotline"))
    b = incidents([10, 35], [10, 35], [0, 0], ("hotline",))
    joined = Incidents.joined([a, b])
    assert joined.time_s.tolist() == [10, 30, 35, 40]
    assert [joined.sources[s] for s in joined.source] == ["hotline", "crew", "hotline", "hotline"]
    assert len(Incidents.joined([])) == 0


@given(st.floats(37.2, 38.8), st.floats(47.9, 49.2))
def test_the_local_plane_keeps_distances_and_comes_back(lon, lat):
    plane = LocalPlane(38.0, 48.5)
    x, y = plane.to_metres([lon, 38.0], [lat, 48.5])
    _, _, truth = Geod(ellps="WGS84").inv(lon, lat, 38.0, 48.5)
    assert np.hypot(x[0] - x[1], y[0] - y[1]) == pytest.approx(truth, rel=2e-4, abs=0.01)
    back_lon, back_lat = plane.to_degrees(x, y)
    assert back_lon[0] == pytest.approx(lon, abs=1e-9)
    assert back_lat[0] == pytest.approx(lat, abs=1e-9)


def test_profiles_have_one_bit_each():
    assert sorted(profile.bit for profile in Profile) == [1, 2, 4, 8, 16, 32]


@pytest.mark.parametrize("lon", [float("nan"), float("inf"), 181])
def test_records_refuse_impossible_coordinates(lon):
    with pytest.raises(ValidationError):
        Depot(id="d1", lon=lon, lat=48.5)


def test_records_refuse_unknown_fields():
    with pytest.raises(ValidationError):
        Household(id="h1", shelter_id="s1", people=2, phone="none of the engine's business")
