from __future__ import annotations

import pytest

from corridor.routing.driven import driven_line

# A square of 0.05 degrees with one diagonal missing: 0 - 1 - 2 - 3, node 4 apart.
EDGES = ((0, 1, 3700.0), (1, 0, 3700.0), (1, 2, 5560.0), (2, 1, 5560.0), (2, 3, 3700.0), (3, 2, 3700.0))
LON, LAT = (38.0, 38.05, 38.05, 38.0), (48.6, 48.6, 48.65, 48.65)


@pytest.fixture
def network(build_network):
    return build_network(EDGES, lon=LON, lat=LAT)


def test_along_the_roads_between_the_ends(network):
    line = driven_line(network, (38.01, 48.6), (38.04, 48.65))
    assert line[0] == pytest.approx((38.01, 48.6), abs=1e-4)
    assert line[-1] == pytest.approx((38.04, 48.65), abs=1e-4)
    assert (38.05, 48.6) in line
    assert (38.05, 48.65) in line
    assert driven_line(network, (38.04, 48.65), (38.01, 48.6)) == line[::-1]


def test_the_nearest_road_where_no_end_is_given(network):
    assert set(driven_line(network, (38.02, 48.6001), None)) == {(38.0, 48.6), (38.05, 48.6)}


def test_nothing_off_the_roads_or_between_ends_that_are_one(network):
    assert driven_line(network, (38.02, 48.7), None) is None
    assert driven_line(network, (38.02, 48.6), (38.02, 48.7)) is None
    assert driven_line(network, (38.02, 48.6), (38.02, 48.6)) is None


def test_no_way_much_longer_than_the_straight_line(build_network):
    tall = build_network(EDGES, lon=LON, lat=(48.6, 48.6, 48.605, 48.605))
    assert driven_line(tall, (38.0, 48.6), (38.0, 48.605)) is None
