"""What becomes a node, an edge and a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyproj import Geod

from corridor.domain.network import EdgeFlag, RoadClass
from corridor.domain.profiles import Profile

if TYPE_CHECKING:
    from corridor.domain.network import RoadNetwork


ROAD = {"highway": "residential"}
CAR, FOOT = Profile.CAR.bit, Profile.FOOT.bit


def at(network: RoadNetwork, lon: float, lat: float) -> list[int]:
    return np.flatnonzero((abs(network.node_lon - lon) < 1e-9) & (abs(network.node_lat - lat) < 1e-9)).tolist()


def arcs(network: RoadNetwork, bit: int) -> set[tuple[float, float]]:
    """(lon of tail, lon of head) of the edges open to ``bit``."""
    use = (network.access & bit) != 0
    return {
        (round(float(network.node_lon[a]), 4), round(float(network.node_lon[b]), 4))
        for a, b in zip(network.tail[use], network.head[use], strict=True)
        if network.node_lon[a] != network.node_lon[b]
    }


def test_nodes_between_junctions_are_contracted(town: Any, row: dict[int, Any]) -> None:
    network = town(row, [([1, 2, 3, 4, 5], ROAD)]).network
    assert (network.node_count, network.edge_count, len(network.line_start) - 1) == (2, 2, 1)
    assert len(network.geometry(0)) == 5
    assert np.array_equal(network.geometry(0), network.geometry(1)[::-1])


def test_lengths_are_geodesic(town: Any) -> None:
    nodes = {1: (30.0, 50.0), 2: (30.01, 50.004), 3: (30.013, 50.02)}
    network = town(nodes, [([1, 2, 3], ROAD)]).network
    geodesic = Geod(ellps="WGS84").line_length([30.0, 30.01, 30.013], [50.0, 50.004, 50.02])
    assert network.length_m == pytest.approx([geodesic, geodesic], rel=1e-6)


def test_ways_are_joined_where_nothing_changes(town: Any, row: dict[int, Any]) -> None:
    imported = town(row, [([1, 2, 3], ROAD), ([3, 4, 5], ROAD), ([7, 6, 5], ROAD)])
    assert imported.network.node_count == 2
    assert len(imported.network.geometry(0)) == 7
    assert imported.report.length_km == pytest.approx(6 * 0.0717, abs=0.001)


def test_a_change_of_name_surface_or_class_keeps_its_node(town: Any, row: dict[int, Any]) -> None:
    ways = [([1, 2], ROAD), ([2, 3], ROAD | {"surface": "gravel"}), ([3, 4], ROAD | {"name": "Вокзальна"})]
    network = town(row, ways).network
    assert network.node_count == 4
    assert {network.edge_name(edge) for edge in range(network.edge_count)} == {"", "Вокзальна"}


def test_a_crossing_is_a_junction(town: Any, row: dict[int, Any]) -> None:
    nodes = row | {10: (30.003, 50.001), 11: (30.003, 49.999)}
    network = town(nodes, [([1, 2, 3, 4], ROAD), ([10, 3, 11], ROAD)]).network
    assert (network.node_count, network.edge_count) == (5, 8)
    (crossing,) = at(network, 30.003, 50.0)
    assert network.first_out[crossing + 1] - network.first_out[crossing] == 4


def test_one_way_streets_that_meet_are_not_turned(town: Any, row: dict[int, Any]) -> None:
    one_way = ROAD | {"oneway": "yes", "oneway:foot": "yes"}
    along = town(row, [([1, 2, 3], one_way), ([3, 4], one_way)]).network
    assert (along.node_count, along.edge_count) == (2, 1)
    assert along.node_lon[along.head[0]] > along.node_lon[along.tail[0]]
    against = town(row, [([1, 2], one_way), ([3, 2], one_way)]).network
    assert (against.node_count, against.edge_count) == (3, 2)


def test_against_a_one_way_street_people_walk(town: Any, row: dict[int, Any]) -> None:
    network = town(row, [([1, 2], ROAD | {"oneway": "-1"})]).network
    assert arcs(network, CAR) == {(30.002, 30.001)}
    assert arcs(network, FOOT) == {(30.001, 30.002), (30.002, 30.001)}


def test_speed_limits_by_direction_stay_with_their_direction(town: Any, row: dict[int, Any]) -> None:
    tags = ROAD | {"maxspeed:forward": "50", "maxspeed:backward": "30"}
    network = town(row, [([1, 2, 3], tags), ([3, 4], tags)]).network
    assert network.edge_count == 2
    east = network.node_lon[network.head] > network.node_lon[network.tail]
    assert network.maxspeed_kmh[east].tolist() == [50]
    assert network.maxspeed_kmh[~east].tolist() == [30]


def test_a_bollard_stops_cars_but_not_people_nor_the_houses_before_it(town: Any, row: dict[int, Any]) -> None:
    nodes = row | {3: (*row[3], {"barrier": "bollard"})}
    network = town(nodes, [([1, 2, 3, 4, 5], ROAD)]).network
    assert len(at(network, 30.003, 50.0)) == 2
    assert arcs(network, CAR) == {(30.001, 30.003), (30.003, 30.001), (30.003, 30.005), (30.005, 30.003)}
    barrier = (network.flags & EdgeFlag.BARRIER) != 0
    assert set(network.access[barrier].tolist()) == {FOOT}
    assert barrier.sum() == 2
    sides = set(at(network, 30.003, 50.0))
    assert set(network.tail[barrier].tolist()) == sides


def test_an_obstacle_on_a_crossing_parts_all_its_arms(town: Any, row: dict[int, Any]) -> None:
    nodes = row | {3: (*row[3], {"barrier": "block"}), 10: (30.003, 50.001)}
    network = town(nodes, [([1, 2, 3, 4], ROAD), ([3, 10], ROAD)]).network
    drivable = (network.access & CAR) != 0
    for node in at(network, 30.003, 50.0):
        assert ((network.head == node) & drivable).sum() == 1


def test_a_gate_is_passed_and_remembered(town: Any, row: dict[int, Any]) -> None:
    nodes = row | {3: (*row[3], {"barrier": "gate"}), 4: (*row[4], {"ford": "yes"})}
    network = town(nodes, [([1, 2, 3, 4, 5], ROAD)]).network
    assert sorted(network.flags[network.flags > 0].tolist()) == [EdgeFlag.FORD] * 2 + [EdgeFlag.BARRIER] * 2
    assert (network.access[network.flags > 0] & CAR).all()


def test_a_ring_without_junction_and_a_loop(town: Any, row: dict[int, Any]) -> None:
    ring = {1: (30.0, 50.0), 2: (30.001, 50.0), 3: (30.001, 50.001)}
    network = town(ring, [([1, 2], ROAD), ([2, 3], ROAD), ([3, 1], ROAD)]).network
    assert network.length_m.sum() == pytest.approx(2 * (71.70 + 111.23 + 132.34), rel=1e-3)
    loop = town(ring | {4: (29.999, 50.0)}, [([4, 1, 2, 3, 1], ROAD)]).network
    assert (loop.head == loop.tail).sum() == 2


def test_a_node_named_twice_in_a_row_does_no_harm(town: Any, row: dict[int, Any]) -> None:
    network = town(row, [([1, 2, 2, 3], ROAD)]).network
    assert network.length_m.sum() == pytest.approx(4 * 71.70, rel=1e-3)
    assert (network.tail != network.head).all()


def test_a_road_that_leaves_the_extract_ends_at_the_last_known_node(town: Any, row: dict[int, Any]) -> None:
    imported = town(row, [([1, 2, 99, 3, 4], ROAD)])
    assert imported.report.missing_nodes == 1
    assert arcs(imported.network, CAR) == {(30.001, 30.002), (30.002, 30.001), (30.003, 30.004), (30.004, 30.003)}


def test_rows_are_sorted_and_add_up(town: Any, row: dict[int, Any]) -> None:
    network = town(row, [([1, 2, 3], ROAD), ([3, 4], ROAD | {"oneway": "yes"}), ([2, 7], ROAD)]).network
    assert network.first_out[0] == 0
    assert network.first_out[-1] == network.edge_count
    assert (np.diff(network.tail) >= 0).all()
    for edge in range(network.edge_count):
        start, end = network.geometry(edge)[[0, -1]]
        assert start.tolist() == [network.node_lon[network.tail[edge]], network.node_lat[network.tail[edge]]]
        assert end.tolist() == [network.node_lon[network.head[edge]], network.node_lat[network.head[edge]]]


def test_obstacles_are_service_roads_without_a_way(town: Any, row: dict[int, Any]) -> None:
    network = town(row | {2: (*row[2], {"barrier": "gate"})}, [([1, 2, 3], ROAD)]).network
    gate = network.osm_way == 0
    assert set(network.road_class[gate].tolist()) == {RoadClass.SERVICE}
    assert (network.length_m[gate] > 0).all()
