"""Reads an OpenStreetMap file into a road network, a base map and a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.base_map import MapLayer
from corridor.domain.import_report import ISLANDS_LISTED, ImportReport, Island
from corridor.domain.network import RoadClass
from corridor.domain.profiles import Profile
from corridor.errors import InputRefused
from corridor.i18n import gettext as _
from corridor.osm.graph import build_network
from corridor.osm.scan import scan_file
from corridor.progress import silent
from corridor.routing.islands import components, edges_within

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.base_map import BaseMap
    from corridor.domain.network import RoadNetwork
    from corridor.osm.scan import Scan
    from corridor.progress import Progress

UNPARSED_LISTED = 50


@dataclass(frozen=True, eq=False)
class OsmImport:
    """What a file holds for us."""

    network: RoadNetwork
    base_map: BaseMap
    report: ImportReport


def read_roads(path: Path, progress: Progress = silent) -> OsmImport:
    """Read ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2`` (told by content).

    Raises:
        InputRefused: ``roads.missing``, ``roads.empty_file``, ``roads.not_osm``, ``roads.truncated``,
            ``roads.unreadable``, ``roads.no_roads`` (nothing drivable or walkable) or ``roads.no_locations`` (roads,
            but none of their nodes).
    """
    scan = scan_file(path, progress)
    step = _("Joining roads at junctions")
    progress(step, 0, 3)
    network = build_network(scan, f"{path.name} {scan.timestamp[:10]}".strip())
    if not network.edge_count:
        _refuse_empty(path, scan)
    progress(step, 1, 3)
    base_map = scan.features.base_map()
    progress(step, 2, 3)
    report = _report(network, base_map, scan)
    progress(step, 3, 3)
    return OsmImport(network, base_map, report)


def _refuse_empty(path: Path, scan: Scan) -> None:
    if scan.missing_nodes:
        raise InputRefused(
            "roads.no_locations",
            _("The file holds roads but not the places of their nodes."),
            path.name,
            _("Export it again with its nodes (in Overpass: «out body; >; out skel qt;»)."),
        )
    raise InputRefused(
        "roads.no_roads",
        _("The file holds no road that anybody may use."),
        path.name,
        _("Give an extract that has ways tagged «highway»; if this one should, it may be cut short: compare its size."),
    )


def _islands(network: RoadNetwork) -> tuple[tuple[Island, ...], int, float]:
    """The islands by car, largest first; how many; kilometres outside the part with free passage both ways."""
    car = Profile.CAR.bit
    label = components(network, car, strong=False)
    inside, metres = edges_within(network, car, label)
    found = np.flatnonzero(metres > 0)
    found = found[np.argsort(-metres[found], kind="stable")]
    edges = np.bincount(label[network.tail[inside]], minlength=len(metres))
    nodes = np.bincount(label, minlength=len(metres))
    _, first_node = np.unique(label, return_index=True)
    islands = tuple(
        Island(
            nodes=int(nodes[i]),
            edges=int(edges[i]),
            length_km=round(float(metres[i]) / 1000, 3),
            lon=round(float(network.node_lon[first_node[i]]), 5),
            lat=round(float(network.node_lat[first_node[i]]), 5),
        )
        for i in found[1 : ISLANDS_LISTED + 1]
    )
    _, both_ways = edges_within(network, car, components(network, car, strong=True))
    traps = float(metres.max(initial=0.0) - both_ways.max(initial=0.0)) / 1000
    return islands, max(len(found) - 1, 0), round(max(traps, 0.0), 3)


def _report(network: RoadNetwork, base_map: BaseMap, scan: Scan) -> ImportReport:
    _, once = np.unique(network.line, return_index=True)
    by_class = np.bincount(network.road_class[once], weights=network.length_m[once], minlength=len(RoadClass)) / 1000
    islands, island_count, traps = _islands(network)
    frequent = sorted(scan.unparsed.items(), key=lambda pair: (-pair[1], pair[0]))[:UNPARSED_LISTED]
    of_layer = np.bincount(base_map.layer, minlength=len(MapLayer))
    return ImportReport(
        source=network.source,
        road_nodes=len(np.unique(np.frombuffer(scan.ref, np.int64))),
        ways_read=scan.ways_read,
        ways_kept=scan.ways_kept,
        nodes=network.node_count,
        edges=network.edge_count,
        length_km=round(float(by_class.sum()), 3),
        class_km={kind.name.lower(): round(float(by_class[kind]), 3) for kind in RoadClass if by_class[kind]},
        islands=islands,
        island_count=island_count,
        one_way_traps_km=traps,
        obstacles=int(((network.length_m <= 0.1) & (network.osm_way == 0)).sum()) // 2,
        missing_nodes=scan.missing_nodes,
        refused=dict(sorted(scan.refused.items())),
        unparsed=dict(frequent),
        features={layer.name.lower(): int(of_layer[layer]) for layer in MapLayer if of_layer[layer]},
    )
