from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corridor.domain.profiles import Profile
from corridor.osm.reader import read_roads
from corridor.routing.nearest import nearest_edges, project
from corridor.routing.places import insert_places

CAR, FOOT = Profile.CAR.bit, Profile.FOOT.bit

TOWN = """<osm version="0.6">
<node id="1" lon="30.00" lat="50.000"/><node id="2" lon="30.01" lat="50.000"/><node id="3" lon="30.02" lat="50.000"/>
<node id="4" lon="30.00" lat="50.001"/><node id="5" lon="30.02" lat="50.001"/>
<node id="6" lon="30.01" lat="50.002"/><node id="7" lon="30.011" lat="50.002"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
<way id="2"><nd ref="4"/><nd ref="5"/><tag k="highway" v="footway"/></way>
<way id="3"><nd ref="6"/><nd ref="7"/><tag k="highway" v="service"/></way>
</osm>"""


@pytest.fixture
def network(tmp_path: Any) -> Any:
    path = tmp_path / "town.osm"
    path.write_text(TOWN)
    return read_roads(path).network


def test_the_nearest_edge_how_far_along_and_how_far_off(network: Any) -> None:
    near = nearest_edges(network, [30.005], [50.0005], CAR)
    edge = int(near.edge[0])
    assert network.osm_way[edge] == 1
    assert not network.reverse[edge]
    assert near.fraction[0] == pytest.approx(0.25, abs=1e-4)
    assert near.distance_m[0] == pytest.approx(55.6, abs=0.1)


def test_only_edges_of_the_mask_count(network: Any) -> None:
    ways = [network.osm_way[nearest_edges(network, 30.01, 50.0009, mask).edge[0]] for mask in (CAR, FOOT, CAR | FOOT)]
    assert ways == [1, 2, 2]


def test_small_islands_are_passed_over_unless_asked_for(network: Any) -> None:
    assert network.osm_way[nearest_edges(network, 30.0105, 50.002, CAR).edge[0]] == 1
    assert network.osm_way[nearest_edges(network, 30.0105, 50.002, CAR, islands=True).edge[0]] == 3


def test_places_that_are_no_places_get_no_edge(network: Any) -> None:
    near = nearest_edges(network, [np.nan, 30.0, np.inf, 30.0], [50.0, np.nan, 50.0, 500.0], CAR)
    assert near.edge.tolist() == [-1] * 4
    assert np.isinf(near.distance_m).all()
    placed = insert_places(network, [np.nan, 30.005], [50.0, 50.0], CAR)
    assert placed.node[0] == -1
    assert placed.node[1] == network.node_count


def test_a_profile_without_roads_gets_none(network: Any) -> None:
    assert nearest_edges(network, [30.0], [50.0], 0).edge.tolist() == [-1]


def test_far_places_say_how_far(network: Any) -> None:
    assert nearest_edges(network, 30.01, 51.0, CAR).distance_m[0] == pytest.approx(111_240, rel=1e-3)


def test_places_at_an_end_or_together_share_a_node(network: Any) -> None:
    placed = insert_places(network, [30.0, 30.005, 30.005001, 30.015], [50.0001] * 4, CAR)
    west = int(np.argmin(np.abs(network.node_lon - 30.0) + np.abs(network.node_lat - 50.0)))
    assert placed.node[0] == west
    assert placed.node[1] == placed.node[2]
    assert placed.node[3] != placed.node[1]
    assert placed.network.node_count == network.node_count + 2
    assert placed.network.edge_count == network.edge_count + 4


def test_no_places_at_all(network: Any) -> None:
    placed = insert_places(network, [], [], CAR)
    assert placed.network is network
    assert placed.node.shape == (0,)


def test_project_on_a_bend() -> None:
    off, share = project(0.0, 0.0, np.array([-1e-3, 1e-3, 1e-3]), np.array([1e-4, 1e-4, 2.1e-3]))
    assert off == pytest.approx(11.06, abs=0.01)
    assert share == pytest.approx(0.25, abs=0.01)
