from __future__ import annotations

import math

import pytest

from corridor.domain.network import EdgeFlag, RoadClass, Smoothness, Surface
from corridor.domain.profiles import Profile
from corridor.osm.access import ALL_BITS, BUS_BIT, FOOT_BIT, VEHICLE_BITS
from corridor.osm.tags import COMMON_KEYS, RARE_KEYS, Refused, RoadTags, road_of


def road(**tags: str) -> RoadTags:
    read = road_of({key.replace("__", ":"): value for key, value in tags.items()})
    assert isinstance(read, RoadTags), read
    return read


@pytest.mark.parametrize(
    ("highway", "road_class", "forward"),
    [
        ("motorway", RoadClass.MOTORWAY, VEHICLE_BITS),
        ("trunk_link", RoadClass.TRUNK, ALL_BITS),
        ("road", RoadClass.UNCLASSIFIED, ALL_BITS),
        ("track", RoadClass.TRACK, ALL_BITS),
        ("steps", RoadClass.PATH, FOOT_BIT),
        ("pedestrian", RoadClass.PEDESTRIAN, FOOT_BIT),
        ("busway", RoadClass.SERVICE, BUS_BIT),
    ],
)
def test_classes(highway: str, road_class: RoadClass, forward: int) -> None:
    read = road(highway=highway)
    assert (read.road_class, read.forward) == (road_class, forward)
    assert bool(read.flags & EdgeFlag.LINK) == highway.endswith("_link")


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "construction"}, "class"),
        ({"highway": "proposed"}, "class"),
        ({"highway": "residential", "access": "private"}, "access"),
        ({"highway": "service", "area": "yes"}, "area"),
        ({"building": "yes"}, "no_road"),
    ],
)
def test_what_is_no_road(tags: dict[str, str], reason: str) -> None:
    assert road_of(tags) == Refused(reason)


def test_a_square_can_be_walked() -> None:
    assert road(highway="pedestrian", area="yes").forward == FOOT_BIT


def test_a_bridge_with_limits() -> None:
    read = road(highway="tertiary", bridge="yes", maxweight="3.5 t", maxheight="2,8", width="4", maxwidth="2.5")
    assert read.flags == EdgeFlag.BRIDGE
    assert (read.max_weight_t, read.max_height_m, read.width_m) == (3.5, 2.8, 2.5)


def test_the_lesser_of_two_limits_counts() -> None:
    assert road(highway="tertiary", maxheight="4", maxheight__physical="3.2").max_height_m == 3.2


def test_surface_falls_back_to_the_grade_of_a_track() -> None:
    assert road(highway="track", tracktype="grade5").surface is Surface.SOFT
    assert road(highway="track", tracktype="grade5", surface="gravel").surface is Surface.GRAVEL
    assert road(highway="residential", surface="asphalt;gravel").surface is Surface.PAVED
    assert road(highway="residential", smoothness="very_bad").smoothness is Smoothness.VERY_BAD


def test_speed_by_sign_by_direction_and_by_type() -> None:
    read = road(highway="primary", maxspeed="60", maxspeed__backward="40")
    assert (read.maxspeed_forward, read.maxspeed_backward) == (60, 40)
    assert road(highway="primary", maxspeed__type="UA:rural").maxspeed_forward == 90
    assert math.isnan(road(highway="primary").maxspeed_forward)


def test_values_not_understood_are_named_and_passed_over() -> None:
    read = road(highway="primary", maxspeed="fast", width="-1", maxheight="default", surface="cheese", hgv="maybe")
    assert set(read.unparsed) == {"maxspeed=fast", "width=-1", "surface=cheese", "hgv=maybe"}
    assert math.isnan(read.width_m)


def test_fords_tunnels_tolls_roundabouts_and_ferries() -> None:
    assert road(highway="track", ford="yes").flags == EdgeFlag.FORD
    assert road(highway="primary", tunnel="yes", toll="yes").flags == EdgeFlag.TUNNEL | EdgeFlag.TOLL
    assert road(highway="primary", junction="roundabout").flags == EdgeFlag.ROUNDABOUT
    ferry = road(route="ferry", motor_vehicle="yes")
    assert (ferry.road_class, ferry.flags) == (RoadClass.FERRY, EdgeFlag.FERRY)
    assert ferry.forward & Profile.CAR.bit
    assert road(route="ferry").forward == FOOT_BIT


def test_only_a_road_alike_both_ways_is_symmetric() -> None:
    assert road(highway="primary").symmetric
    assert road(highway="primary", maxspeed="50").symmetric
    assert not road(highway="primary", oneway="yes").symmetric
    assert not road(highway="primary", maxspeed__forward="50").symmetric


def test_unparsed_values_do_not_make_roads_differ() -> None:
    assert road(highway="primary", surface="cheese") == road(highway="primary")


def test_no_key_is_listed_twice() -> None:
    keys = (*COMMON_KEYS, *RARE_KEYS)
    assert len(keys) == len(set(keys))
