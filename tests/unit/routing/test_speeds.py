from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from corridor.domain.network import EdgeFlag, RoadClass, RoadNetwork, Smoothness, Surface
from corridor.domain.profiles import Profile
from corridor.routing.speeds import BARRIER_S, CLASS_KMH, FORD_KMH, TOP_KMH, travel_seconds


def road(**changes: Any) -> RoadNetwork:
    """One edge of a kilometre, open to all, nothing else known."""
    one = {
        "road_class": RoadClass.SECONDARY,
        "surface": Surface.UNKNOWN,
        "smoothness": Smoothness.UNKNOWN,
        "flags": 0,
        "access": 63,
        "length_m": 1000.0,
        "width_m": np.nan,
        "maxspeed_kmh": np.nan,
        "max_weight_t": np.nan,
        "max_height_m": np.nan,
    } | changes
    small = ("road_class", "surface", "smoothness", "flags", "access")
    columns = {name: np.array([value], np.uint8 if name in small else np.float32) for name, value in one.items()}
    return RoadNetwork(
        node_lon=np.array([30.0, 30.01]),
        node_lat=np.array([50.0, 50.0]),
        first_out=np.array([0, 1, 1]),
        head=np.array([1], np.int32),
        osm_way=np.array([1]),
        name=np.array([0], np.int32),
        line=np.array([0], np.int32),
        reverse=np.array([False]),
        line_start=np.array([0, 2]),
        vertex_lon=np.array([30.0, 30.01]),
        vertex_lat=np.array([50.0, 50.0]),
        names=("",),
        source="made",
        **columns,
    )


def seconds(profile: Profile = Profile.CAR, /, *, vehicle: dict[str, float] | None = None, **changes: Any) -> float:
    result = travel_seconds(road(**changes), profile, **(vehicle or {}))
    assert result.dtype == np.float32
    return float(result[0])


def kmh(profile: Profile = Profile.CAR, /, **changes: Any) -> float:
    return 3600 / seconds(profile, **changes)


def test_class_decides_where_nothing_is_posted() -> None:
    assert kmh() == pytest.approx(CLASS_KMH[RoadClass.SECONDARY])
    speeds = [kmh(road_class=kind) for kind in (RoadClass.PRIMARY, RoadClass.TERTIARY, RoadClass.RESIDENTIAL)]
    assert speeds == sorted(speeds, reverse=True)


def test_a_posted_limit_is_kept() -> None:
    assert kmh(maxspeed_kmh=50) == pytest.approx(45)
    assert kmh(maxspeed_kmh=200) == pytest.approx(TOP_KMH[Profile.CAR])
    assert kmh(road_class=RoadClass.TRACK, maxspeed_kmh=90) < 30


@pytest.mark.parametrize("profile", [*Profile])
def test_no_profile_is_faster_than_its_top(profile: Profile) -> None:
    assert kmh(profile, road_class=RoadClass.MOTORWAY, maxspeed_kmh=130) <= TOP_KMH[profile] + 1e-3


@pytest.mark.parametrize("profile", [*Profile])
def test_who_is_not_allowed_does_not_pass(profile: Profile) -> None:
    assert seconds(profile, access=63 & ~profile.bit) == np.inf
    assert np.isfinite(seconds(profile, access=profile.bit))


def test_worse_surfaces_and_smoothness_are_slower() -> None:
    surfaces = [kmh(surface=kind) for kind in (Surface.PAVED, Surface.GRAVEL, Surface.UNPAVED, Surface.SOFT)]
    assert surfaces == sorted(surfaces, reverse=True)
    levels = [kmh(smoothness=level) for level in (Smoothness.GOOD, Smoothness.BAD, Smoothness.VERY_BAD)]
    assert levels == sorted(levels, reverse=True)


def test_each_profile_has_a_roughest_road() -> None:
    assert seconds(Profile.CAR, smoothness=Smoothness.HORRIBLE) == np.inf
    assert np.isfinite(seconds(Profile.TRUCK, smoothness=Smoothness.HORRIBLE))
    assert seconds(Profile.BUS, smoothness=Smoothness.VERY_BAD) == np.inf
    assert all(seconds(profile, smoothness=Smoothness.IMPASSABLE) == np.inf for profile in Profile)


@pytest.mark.parametrize(
    ("limit", "own"), [("width_m", "width_m"), ("max_height_m", "height_m"), ("max_weight_t", "weight_t")]
)
def test_a_vehicle_too_big_for_a_road_does_not_pass(limit: str, own: str) -> None:
    assert seconds(vehicle={own: 3.6}, **{limit: 3.5}) == np.inf
    assert np.isfinite(seconds(vehicle={own: 3.5}, **{limit: 3.5}))
    assert np.isfinite(seconds(vehicle={own: 99}))
    assert np.isfinite(seconds(**{limit: 0.1}))
    assert np.isfinite(seconds(Profile.FOOT, vehicle={own: 99}, **{limit: 1}))


def test_narrow_roads_are_crawled() -> None:
    assert kmh(vehicle={"width_m": 2.0}, width_m=2.5) == pytest.approx(10)
    assert kmh(vehicle={"width_m": 2.0}, width_m=6) == kmh()


def test_gates_take_time_and_fords_slow_down_and_stop_buses() -> None:
    assert seconds(flags=EdgeFlag.BARRIER) == pytest.approx(seconds() + BARRIER_S)
    assert kmh(flags=EdgeFlag.FORD) == pytest.approx(FORD_KMH)
    assert seconds(Profile.BUS, flags=EdgeFlag.FORD) == np.inf


def test_slip_roads_are_slower_than_their_road() -> None:
    assert kmh(flags=EdgeFlag.LINK) < kmh()


def test_a_network_without_edges() -> None:
    whole = road()
    none = {
        name: getattr(whole, name)[:0]
        for name in whole.__dataclass_fields__
        if name
        not in {"names", "source", "line_start", "vertex_lon", "vertex_lat", "node_lon", "node_lat", "first_out"}
    }
    assert travel_seconds(replace(whole, first_out=np.zeros(3, np.int64), **none), Profile.CAR).shape == (0,)
