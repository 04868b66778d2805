"""Real extracts: counts against an independent reading, plausibility, snapping, storing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import pytest
from pyproj import Geod

from corridor.domain.network import RoadClass
from corridor.domain.profiles import Profile
from corridor.exchange.network_store import open_network, save_network, verify_network
from corridor.osm.reader import OsmImport, read_roads
from corridor.routing.places import insert_places
from corridor.routing.speeds import travel_seconds

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.external

EXTRACTS = ("andorra", "liechtenstein", "poa")
CAR_CLASSES = {"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"}


@pytest.fixture(scope="module", params=EXTRACTS)
def extract(request: pytest.FixtureRequest, external_data: Path) -> Path:
    return external_data / "roads" / f"{request.param}.osm.pbf"


@pytest.fixture(scope="module")
def imported(extract: Path) -> OsmImport:
    return read_roads(extract)


@pytest.fixture(scope="module")
def counted(extract: Path) -> dict[str, Any]:
    """An independent reading of classified streets: ways, metres by class, ends and crossings."""
    geod = Geod(ellps="WGS84")
    metres: Counter[str] = Counter()
    uses: Counter[int] = Counter()
    ends: set[int] = set()
    ways = total = 0
    for way in osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if not way.is_way():
            continue
        total += 1
        kind = way.tags.get("highway", "").removesuffix("_link").replace("road", "unclassified")
        said = [way.tags.get(key) for key in ("motorcar", "motor_vehicle", "vehicle", "access")]
        closed = next((value for value in said if value), "yes") in ("no", "private")
        if kind not in CAR_CLASSES or closed or way.tags.get("area") == "yes":
            continue
        ways += 1
        nodes = [node for node in way.nodes if node.location.valid()]
        metres[kind] += geod.line_length([node.lon for node in nodes], [node.lat for node in nodes])
        uses.update(node.ref for node in nodes)
        ends |= {nodes[0].ref, nodes[-1].ref}
    crossings = sum(1 for times in uses.values() if times > 1)
    return {"total": total, "ways": ways, "metres": metres, "crossings": crossings, "ends": len(ends)}


def test_every_way_is_read(imported: OsmImport, counted: dict[str, Any]) -> None:
    report = imported.report
    assert report.ways_read == counted["total"]
    assert counted["ways"] <= report.ways_kept <= report.ways_read


def test_kilometres_by_class_agree_with_the_geodesic(imported: OsmImport, counted: dict[str, Any]) -> None:
    network = imported.network
    drivable = (network.access & Profile.CAR.bit) != 0
    _, first = np.unique(np.where(drivable, network.line, -1), return_index=True)
    once = first[drivable[first]]
    for name in CAR_CLASSES:
        kind = RoadClass[name.upper()]
        ours = float(network.length_m[once][network.road_class[once] == kind].sum())
        assert ours == pytest.approx(counted["metres"][name], rel=0.01, abs=200), name


def test_edges_lie_between_real_junctions(imported: OsmImport) -> None:
    network = imported.network
    neighbours = np.zeros(network.node_count, np.int64)
    pairs = np.unique(np.sort(np.column_stack((network.tail, network.head)), axis=1), axis=0)
    np.add.at(neighbours, pairs[:, 0], 1)
    np.add.at(neighbours, pairs[:, 1], 1)
    # A node with two neighbours remains only where attributes change, an obstacle stands or lines run in parallel.
    assert (neighbours == 2).mean() < 0.45
    assert network.node_count < 0.6 * imported.report.road_nodes


def test_geometry_runs_from_tail_to_head(imported: OsmImport) -> None:
    network = imported.network
    rng = np.random.default_rng(5)
    for edge in rng.choice(network.edge_count, 300, replace=False):
        shape = network.geometry(int(edge))
        ends = [[network.node_lon[node], network.node_lat[node]] for node in (network.tail[edge], network.head[edge])]
        assert [shape[0].tolist(), shape[-1].tolist()] == ends
        metres = Geod(ellps="WGS84").line_length(shape[:, 0], shape[:, 1])
        assert network.length_m[edge] == pytest.approx(max(metres, 0.1), rel=1e-4)


def test_islands_are_a_small_part(imported: OsmImport) -> None:
    report = imported.report
    assert sum(island.length_km for island in report.islands) < 0.12 * report.length_km
    assert report.one_way_traps_km < 0.03 * report.length_km


@pytest.mark.parametrize("profile", [*Profile])
def test_speeds_are_plausible(imported: OsmImport, profile: Profile) -> None:
    network = imported.network
    seconds = travel_seconds(network, profile)
    open_to = np.isfinite(seconds)
    assert open_to.mean() > 0.4
    assert not np.isnan(seconds).any()
    kmh = 3.6 * float(network.length_m[open_to].sum()) / float(seconds[open_to].sum())
    assert (3.5 < kmh < 5.5) if profile is Profile.FOOT else (15 < kmh < 60)


def test_store_and_places(imported: OsmImport, tmp_path: Path) -> None:
    save_network(tmp_path / "roads", imported.network, imported.base_map, imported.report)
    verify_network(tmp_path / "roads")
    network = open_network(tmp_path / "roads")
    rng = np.random.default_rng(9)
    node = rng.choice(network.node_count, 200)
    lon, lat = network.node_lon[node] + rng.normal(0, 5e-4, 200), network.node_lat[node] + rng.normal(0, 5e-4, 200)
    placed = insert_places(network, lon, lat, Profile.CAR.bit)
    assert (placed.node >= 0).all()
    lengths = np.bincount(placed.edge_origin, weights=placed.network.length_m, minlength=network.edge_count)
    assert lengths == pytest.approx(network.length_m, rel=1e-5)
