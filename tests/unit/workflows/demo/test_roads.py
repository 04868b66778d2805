"""The drawn roads: what the importer makes of them, and whether vehicles can use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from corridor.domain.base_map import MapLayer
from corridor.domain.network import EdgeFlag, RoadClass
from corridor.exchange.operation import read_operation
from corridor.routing.places import insert_places
from corridor.routing.speeds import travel_seconds
from corridor.workflows.demo import facts
from corridor.workflows.demo.region import BEYOND, road_number

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.osm.reader import OsmImport
    from corridor.workflows.demo import DangerProcess


def test_whole_network_is_one_piece_in_both_directions(roads: OsmImport) -> None:
    network = roads.network
    matrix = csr_matrix((np.ones(network.edge_count), (network.tail, network.head)), shape=(network.node_count,) * 2)
    assert connected_components(matrix, directed=True, connection="strong")[0] == 1
    assert 3_000 <= network.edge_count <= 7_000
    assert roads.report.missing_nodes == 0
    assert not roads.report.refused


def test_every_place_of_the_facts_is_on_the_map_with_both_names(roads: OsmImport) -> None:
    base = roads.base_map
    rows = np.flatnonzero(base.layer == MapLayer.PLACE)
    drawn = {(base.name_en[i], base.name_uk[i]) for i in rows}
    assert drawn == {(p.name_en, p.name_uk) for p in facts.places().values() if p.name_en not in BEYOND}
    assert max(int(base.rank[i]) for i in rows) == 147_145
    kinds = {int(layer) for layer in base.layer}
    assert {MapLayer.WATER, MapLayer.WATERWAY, MapLayer.WOOD, MapLayer.BUILT_UP, MapLayer.BUILDING} <= kinds


def test_each_link_has_its_class_and_number(process: DangerProcess) -> None:
    for index, link in enumerate(facts.links()):
        parts = [way for way in process.region.ways if way.link == index]
        assert {way.road_class for way in parts} == {link.road_class}
        assert {way.ref for way in parts} == {road_number(link)}
    assert road_number(facts.Link("a", "b", "E50 M30", "trunk")) == "M30"
    assert road_number(facts.Link("a", "b", "field road", "track")) == ""


def test_one_weak_bridge_and_narrow_tracks(roads: OsmImport) -> None:
    network = roads.network
    weak = np.flatnonzero(np.isfinite(network.max_weight_t))
    assert set(network.max_weight_t[weak].tolist()) == {10.0}
    assert {network.edge_name(int(edge)) for edge in weak} == {"O0506"}
    assert (network.flags[weak] & EdgeFlag.BRIDGE).all()
    tracks = network.road_class == RoadClass.TRACK
    assert tracks.any()
    assert (network.width_m[tracks] < 3).all()


def test_every_shelter_is_reached_by_some_vehicle(folder: Path, roads: OsmImport) -> None:
    operation = read_operation(folder).operation
    places = [*operation.depots, *operation.centres, *operation.shelters]
    network = roads.network
    bit = np.bitwise_or.reduce([vehicle.profile.bit for vehicle in operation.vehicles])
    allowed = ((network.access & bit) != 0).astype(np.uint8)
    placed = insert_places(network, np.array([p.lon for p in places]), np.array([p.lat for p in places]), allowed)
    assert (placed.distance_m < 60).all()
    depot = {depot.id: int(placed.node[i]) for i, depot in enumerate(operation.depots)}
    shelters = placed.node[len(places) - len(operation.shelters) :]
    reached = np.zeros(len(shelters), bool)
    for vehicle in operation.vehicles:
        seconds = travel_seconds(
            placed.network, vehicle.profile, width_m=vehicle.width_m, height_m=vehicle.height_m,
            weight_t=vehicle.weight_t,
        )  # fmt: skip
        usable = np.isfinite(seconds)
        size = (placed.network.node_count,) * 2
        graph = csr_matrix((np.ones(usable.sum()), (placed.network.tail[usable], placed.network.head[usable])), size)
        piece = connected_components(graph, directed=True, connection="strong")[1]
        assert piece[depot[vehicle.depot_id]] in piece[shelters]
        reached |= piece[shelters] == piece[depot[vehicle.depot_id]]
    assert reached.all()
