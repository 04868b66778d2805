"""Cutting roads at places keeps every length, every way and every attribute."""

from __future__ import annotations

import itertools
from array import array
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.domain.profiles import Profile
from corridor.osm.graph import build_network
from corridor.osm.scan import Scan
from corridor.osm.tags import RoadTags, road_of
from corridor.routing.places import LEAST_PIECE_M, PlacedNetwork, insert_places

if TYPE_CHECKING:
    from corridor.domain.network import RoadNetwork

CAR = Profile.CAR.bit
KINDS = [
    {"highway": "residential"},
    {"highway": "residential", "oneway": "yes"},
    {"highway": "residential", "oneway": "-1"},
    {"highway": "primary", "maxspeed:forward": "40", "maxspeed:backward": "60"},
    {"highway": "footway"},
]
GEOD = Geod(ellps="WGS84")


def network_of(points: np.ndarray, ways: list[tuple[list[int], int]]) -> RoadNetwork:
    """A network of ways over numbered points; the second of a way is its kind."""
    scan = Scan()
    for tags in KINDS:
        read = road_of(tags)
        assert isinstance(read, RoadTags)
        scan.kinds.append(read)
    for number, (refs, kind) in enumerate(ways, 1):
        scan.ref.extend(refs)
        scan.coordinates += points[refs].tobytes()
        scan.piece_size.append(len(refs))
        scan.piece_way.append(number)
        scan.piece_tags.append(kind)
        scan.piece_name.append(0)
    assert isinstance(scan.ref, array)
    return build_network(scan, "made")


@st.composite
def towns(draw: st.DrawFn) -> RoadNetwork:
    """Four to twenty points within some two kilometres, up to twelve ways of two to five points."""
    count = draw(st.integers(4, 20))
    seed = draw(st.integers(0, 10_000))
    points = np.random.default_rng(seed).uniform((30.0, 50.0), (30.03, 50.02), (count, 2))
    way = st.lists(st.integers(0, count - 1), min_size=2, max_size=5, unique=True)
    ways = draw(st.lists(st.tuples(way, st.integers(0, len(KINDS) - 1)), min_size=1, max_size=12))
    return network_of(points, ways)


@st.composite
def places(draw: st.DrawFn) -> np.ndarray:
    """Up to twelve places, some the same."""
    seed = draw(st.integers(0, 10_000))
    found = np.random.default_rng(seed).uniform((29.995, 49.995), (30.035, 50.025), (draw(st.integers(1, 10)), 2))
    return np.concatenate((found, found[: draw(st.integers(0, 2))]))


def distances(network: RoadNetwork, nodes: int) -> np.ndarray:
    """Metres by car between the first ``nodes`` nodes."""
    use = np.flatnonzero((network.access & CAR) != 0)
    order = np.argsort(network.length_m[use], kind="stable")[::-1]
    use = use[order]
    shortest: dict[tuple[int, int], float] = {}
    for edge in use:
        shortest[int(network.tail[edge]), int(network.head[edge])] = float(network.length_m[edge])
    size = network.node_count
    ends = np.array([*shortest]).reshape(-1, 2)
    matrix = csr_array((np.array([*shortest.values()]), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return dijkstra(matrix)[:nodes, :nodes]


def nearest_by_brute_force(network: RoadNetwork, lon: float, lat: float) -> float:
    """Geodesic metres to the nearest of many points along the edges open to cars."""
    least = np.inf
    for edge in np.flatnonzero((network.access & CAR) != 0):
        shape = network.geometry(int(edge))
        share = np.linspace(0, 1, 400)
        for a, b in itertools.pairwise(shape):
            along = a + share[:, None] * (b - a)
            _, _, metres = GEOD.inv(np.full(400, lon), np.full(400, lat), along[:, 0], along[:, 1])
            least = min(least, float(metres.min()))
    return least


def check_rows(placed: PlacedNetwork) -> None:
    network = placed.network
    assert network.first_out[0] == 0
    assert network.first_out[-1] == network.edge_count == len(placed.edge_origin)
    assert (np.diff(network.first_out) >= 0).all()
    assert network.head.max() < network.node_count
    for edge in range(network.edge_count):
        start, end = network.geometry(edge)[[0, -1]]
        assert start.tolist() == [network.node_lon[network.tail[edge]], network.node_lat[network.tail[edge]]]
        assert end.tolist() == [network.node_lon[network.head[edge]], network.node_lat[network.head[edge]]]
    assert np.unique(network.line).tolist() == list(range(len(network.line_start) - 1))


@settings(deadline=None, max_examples=80)
@given(towns(), places())
def test_cutting_changes_nothing_but_the_nodes(network: RoadNetwork, where: np.ndarray) -> None:
    placed = insert_places(network, where[:, 0], where[:, 1], CAR, islands=True)
    check_rows(placed)
    after, origin = placed.network, placed.edge_origin
    lengths = np.bincount(origin, weights=after.length_m, minlength=network.edge_count)
    assert lengths == pytest.approx(network.length_m, rel=1e-5)
    for column in ("road_class", "access", "maxspeed_kmh", "reverse", "osm_way", "flags"):
        assert np.array_equal(getattr(after, column), getattr(network, column)[origin], equal_nan=column[0] == "m")
    assert np.array_equal(after.node_lon[: network.node_count], network.node_lon)
    before = distances(network, network.node_count)
    assert distances(after, network.node_count) == pytest.approx(before, rel=1e-4, abs=0.01)


@settings(deadline=None, max_examples=30)
@given(towns(), places())
def test_places_are_tied_to_the_nearest_road(network: RoadNetwork, where: np.ndarray) -> None:
    placed = insert_places(network, where[:, 0], where[:, 1], CAR, islands=True)
    drivable = bool(((network.access & CAR) != 0).any())
    assert ((placed.node >= 0) == drivable).all()
    if not drivable:
        assert np.isinf(placed.distance_m).all()
        return
    for (lon, lat), node, metres in zip(where, placed.node, placed.distance_m, strict=True):
        # samples of a straight piece lie up to half a step from the nearest point, so they tell a distance from above
        sampled, half_a_step = nearest_by_brute_force(network, lon, lat), float(network.length_m.max()) / 400 / 2
        assert metres <= sampled * 1.002 + 0.05
        assert sampled <= np.hypot(metres, half_a_step) * 1.002 + 0.05
        node_lon, node_lat = placed.network.node_lon[node], placed.network.node_lat[node]
        _, _, to_node = GEOD.inv(lon, lat, node_lon, node_lat)
        assert to_node == pytest.approx(metres, rel=2e-3, abs=2 * LEAST_PIECE_M)


@settings(deadline=None, max_examples=40)
@given(towns(), places())
def test_both_directions_are_cut_at_the_same_nodes(network: RoadNetwork, where: np.ndarray) -> None:
    after = insert_places(network, where[:, 0], where[:, 1], CAR, islands=True).network
    ends: dict[int, set[tuple[int, int]]] = {}
    for edge in range(after.edge_count):
        pair = (int(after.tail[edge]), int(after.head[edge]))
        ends.setdefault(int(after.line[edge]), set()).add(pair[::-1] if after.reverse[edge] else pair)
    assert all(len(pairs) == 1 for pairs in ends.values())
