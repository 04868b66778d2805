from __future__ import annotations

import json

import pytest

from corridor.exchange.coarse import coarse, coarse_operation
from corridor.exchange.geojson import plan_geojson


def check_rfc7946(collection):
    """The rules of RFC 7946 that a plan could break."""
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids))
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert isinstance(feature["properties"], dict)
        geometry = feature["geometry"]
        if geometry is None:
            continue
        positions = [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]
        assert geometry["type"] == "Point" or len(positions) >= 2
        for lon, lat in positions:
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


def features(content, kind):
    return [one for one in json.loads(content)["features"] if one["properties"]["feature"] == kind]


@pytest.mark.parametrize("shared", [False, True])
def test_valid_and_the_same_each_time(real_day, shared):
    plan = coarse(real_day.plan, real_day.operation) if shared else real_day.plan
    operation = coarse_operation(real_day.operation) if shared else real_day.operation
    content = plan_geojson(plan, operation)
    check_rfc7946(json.loads(content))
    assert content == plan_geojson(plan, operation)


def test_an_exact_plan_has_every_kind_of_feature(demo_day):
    content = plan_geojson(demo_day.plan, demo_day.operation)
    trips = [trip for mission in demo_day.plan.missions for trip in mission.trips]
    assert len(features(content, "mission")) == len(demo_day.plan.missions)
    assert len(features(content, "stop")) == sum(len(trip.stops) for trip in trips)
    legs = features(content, "leg")
    assert len(legs) == sum(len(trip.legs) for trip in trips)
    assert all(leg["geometry"]["type"] == "LineString" for leg in legs)
    assert len(features(content, "second_best")) == sum(bool(leg.second_best) for trip in trips for leg in trip.legs)
    (left,) = features(content, "unserved")
    assert left["properties"]["reason"] == "risk"
    assert left["geometry"]["type"] == "Point"


def test_times_carry_the_operations_offset(demo_day):
    stop = features(plan_geojson(demo_day.plan, demo_day.operation), "stop")[0]
    assert stop["properties"]["arrive"] == "2023-02-24T05:11:40+02:00"


def test_a_coarse_plan_has_points_only_and_says_so(real_day):
    content = plan_geojson(coarse(real_day.plan, real_day.operation), coarse_operation(real_day.operation))
    collection = json.loads(content)
    assert collection["corridor"]["sharing"] == "coarse"
    assert collection["corridor"]["not_for_driving"] is True
    assert {one["geometry"]["type"] for one in collection["features"] if one["geometry"]} == {"Point"}
    assert features(content, "unserved") == []
