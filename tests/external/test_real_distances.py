"""Shortest ways by car over the contracted network equal those over every single node of the extract."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.domain.profiles import Profile
from corridor.osm.reader import read_roads

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.network import RoadNetwork

pytestmark = pytest.mark.external

CLOSED = {"no", "private", "agricultural", "forestry", "military", "emergency", "residents"}
BLOCKING = {"bollard", "block", "cycle_barrier", "chain", "log", "jersey_barrier", "debris", "stile", "planter"}
OPEN = {"yes", "designated", "permissive", "destination", "official", "delivery", "customers"}
DRIVABLE = {"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "road"}
DRIVABLE |= {"living_street", "service", "track"}
FOR_FEET = {"pedestrian", "footway", "path", "cycleway", "bridleway", "steps"}


def open_to_cars(tags: osmium.osm.TagList) -> bool:
    said = next((tags.get(key) for key in ("motorcar", "motor_vehicle", "vehicle") if tags.get(key)), None)
    kind = tags.get("highway", "").removesuffix("_link")
    if kind in FOR_FEET:
        return said in OPEN
    return kind in DRIVABLE and (said or tags.get("access", "yes")) not in CLOSED


def every_node(extract: Path) -> tuple[dict[tuple[float, float], int], csr_array]:
    """All nodes of drivable ways by place, and metres between neighbours; blocked nodes let nobody through."""
    blocked = set()
    for node in osmium.FileProcessor(str(extract), osmium.osm.NODE).with_filter(osmium.filter.KeyFilter("barrier")):
        tags = node.tags
        said = next(
            (tags.get(key) for key in ("motorcar", "motor_vehicle", "vehicle", "access") if tags.get(key)), None
        )
        if said in CLOSED or (said is None and tags.get("barrier") in BLOCKING):
            blocked.add(node.id)
    number: dict[object, int] = {}
    place: dict[tuple[float, float], int] = {}
    tails, heads, ends = [], [], []
    for way in osmium.FileProcessor(str(extract)).with_locations():
        if not way.is_way() or not open_to_cars(way.tags) or way.tags.get("area") == "yes":
            continue
        oneway = way.tags.get("oneway") or ("yes" if way.tags.get("junction") == "roundabout" else "no")
        nodes = [node for node in way.nodes if node.location.valid()]
        keys: list[object] = [node.ref if node.ref not in blocked else (way.id, i) for i, node in enumerate(nodes)]
        for key, node in zip(keys, nodes, strict=True):
            number.setdefault(key, len(number))
            if isinstance(key, int):
                place[round(node.lon, 7), round(node.lat, 7)] = number[key]
        for i in range(len(nodes) - 1):
            # The far side of a blocked node is another node.
            a = number[keys[i]] if isinstance(keys[i], int) else number.setdefault((way.id, i, "on"), len(number))
            b = number[keys[i + 1]]
            span = (nodes[i].lon, nodes[i].lat, nodes[i + 1].lon, nodes[i + 1].lat)
            if oneway not in ("-1", "reverse"):
                tails.append(a), heads.append(b), ends.append(span)
            if oneway not in ("yes", "1", "true"):
                tails.append(b), heads.append(a), ends.append(span)
    spans = np.array(ends)
    _, _, metres = Geod(ellps="WGS84").inv(*spans.T)
    size = len(number)
    return place, shortest((np.array(tails), np.array(heads)), np.maximum(metres, 1e-3), size)


def shortest(ends: tuple[np.ndarray, np.ndarray], metres: np.ndarray, size: int) -> csr_array:
    """A sparse matrix that keeps the shortest of parallel edges."""
    order = np.lexsort((metres, ends[1], ends[0]))
    tail, head, weight = ends[0][order], ends[1][order], metres[order]
    first = np.ones(len(tail), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return csr_array((weight[first], (tail[first], head[first])), shape=(size, size))


def contracted(network: RoadNetwork) -> csr_array:
    use = (network.access & Profile.CAR.bit) != 0
    ends = (network.tail[use], network.head[use])
    return shortest(ends, network.length_m[use].astype(float), network.node_count)


@pytest.mark.parametrize("name", ["andorra", "liechtenstein", "poa"])
def test_distances_survive_contraction(external_data: Path, name: str) -> None:
    extract = external_data / "roads" / f"{name}.osm.pbf"
    network = read_roads(extract).network
    place, raw = every_node(extract)
    at = [(round(float(x), 7), round(float(y), 7)) for x, y in zip(network.node_lon, network.node_lat, strict=True)]
    sides = Counter(at)  # an obstacle's node has one place and several numbers
    drivable = np.unique(network.tail[(network.access & Profile.CAR.bit) != 0])
    known = [node for node in drivable if at[node] in place and sides[at[node]] == 1]
    assert len(known) > 0.9 * len(drivable)
    chosen = np.random.default_rng(2).choice(known, 40, replace=False)
    ours = dijkstra(contracted(network), indices=chosen)[:, chosen]
    theirs = dijkstra(raw, indices=[place[at[node]] for node in chosen])[:, [place[at[node]] for node in chosen]]
    same = np.isclose(ours, theirs, rtol=1e-3, atol=2.0) | (np.isinf(ours) & np.isinf(theirs))
    assert np.isfinite(ours).mean() > 0.5
    assert same.mean() > 0.999
