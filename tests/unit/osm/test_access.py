from __future__ import annotations

import pytest

from corridor.domain.profiles import Profile
from corridor.osm.access import ALL_BITS, FOOT_BIT, VEHICLE_BITS, allowed, directions

CAR, BUS, TRUCK, FOOT = (profile.bit for profile in (Profile.CAR, Profile.BUS, Profile.TRUCK, Profile.FOOT))


@pytest.mark.parametrize(
    ("tags", "mask"),
    [
        ({}, ALL_BITS),
        ({"access": "no"}, 0),
        ({"access": "private"}, 0),
        ({"access": "destination"}, ALL_BITS),
        ({"access": "no", "foot": "yes"}, FOOT),
        ({"access": "no", "motor_vehicle": "yes"}, VEHICLE_BITS),
        ({"vehicle": "no"}, FOOT),
        ({"motor_vehicle": "no", "bus": "yes"}, FOOT | BUS),
        ({"motor_vehicle": "no", "psv": "designated"}, FOOT | BUS),
        ({"hgv": "no"}, ALL_BITS & ~TRUCK),
        ({"motorcar": "no"}, ALL_BITS & ~CAR),
        ({"access": "no", "vehicle": "yes", "hgv": "no"}, VEHICLE_BITS & ~TRUCK),
        ({"access": "what"}, ALL_BITS),
    ],
)
def test_the_most_specific_key_decides(tags: dict[str, str], mask: int) -> None:
    assert allowed(tags, ALL_BITS) == mask


def test_general_access_opens_a_footway_to_no_vehicle() -> None:
    assert allowed({"access": "yes"}, FOOT_BIT) == FOOT
    assert allowed({"motor_vehicle": "yes"}, FOOT_BIT) == ALL_BITS


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({"oneway": "yes"}, ALL_BITS, FOOT),
        ({"oneway": "-1"}, FOOT, ALL_BITS),
        ({"oneway": "no"}, ALL_BITS, ALL_BITS),
        ({"junction": "roundabout"}, ALL_BITS, FOOT),
        ({"junction": "roundabout", "oneway": "no"}, ALL_BITS, ALL_BITS),
        ({"oneway": "reversible"}, FOOT, FOOT),
        ({"oneway": "yes", "oneway:bus": "no"}, ALL_BITS, FOOT | BUS),
        ({"oneway": "yes", "oneway:foot": "yes"}, ALL_BITS, 0),
        ({"motor_vehicle:backward": "no"}, ALL_BITS, FOOT),
        ({"hgv:forward": "no"}, ALL_BITS & ~TRUCK, ALL_BITS),
    ],
)
def test_directions(tags: dict[str, str], forward: int, backward: int) -> None:
    assert directions(tags, "residential", ALL_BITS) == (forward, backward)


def test_motorways_are_one_way_unless_said_otherwise() -> None:
    assert directions({}, "motorway", VEHICLE_BITS) == (VEHICLE_BITS, 0)
    assert directions({"oneway": "no"}, "motorway", VEHICLE_BITS) == (VEHICLE_BITS, VEHICLE_BITS)
