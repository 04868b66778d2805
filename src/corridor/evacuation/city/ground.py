"""A city laid on its roads: where zones, centres and depots are, what each road lets through and until when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.flows import FlowTask
from corridor.domain.profiles import Profile
from corridor.evacuation.city.capacity import capacities
from corridor.routing.conditions import resolve_conditions
from corridor.routing.places import insert_places
from corridor.routing.speeds import travel_seconds
from corridor.routing.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.city import BusFleet, City, ClosingArea
    from corridor.domain.network import RoadNetwork

    Floats = npt.NDArray[np.float64]
    Nodes = npt.NDArray[np.int64]

FARTHEST_M = 2_000.0
"""A place farther than this from every road has none."""
DOOR = 1_000.0
"""Cars a second between a place and its road: no limit."""


@dataclass(frozen=True, eq=False)
class Ground:
    """N nodes, E directed edges, Z zones, X centres, D depots, A areas that close. Seconds count from the start."""

    city: City
    areas: tuple[ClosingArea, ...]
    network: RoadNetwork
    zone: Nodes
    """[Z] node, -1 off every road."""
    centre: Nodes
    """[X]"""
    depot: Nodes
    """[D]"""
    capacity: Floats
    """[E] cars a second."""
    car_s: Floats
    """[E] seconds of a car; infinity where it may not drive."""
    reported_shut: Floats
    """[E] second from which reports shut it; infinity: none does."""
    area_shut: Floats
    """[A, E] second from which each area shuts it."""

    @cached_property
    def shut(self) -> Floats:
        """[E] when each edge shuts, all areas together."""
        return self.shut_by(range(len(self.areas)))

    def shut_by(self, areas: Sequence[int]) -> Floats:
        """[E] when each edge shuts if only these areas close."""
        chosen = self.area_shut[list(areas)]
        return np.asarray(np.minimum(self.reported_shut, chosen.min(axis=0, initial=np.inf)))

    def bus_s(self, fleet: BusFleet) -> Floats:
        """[E] seconds of a bus of this fleet; infinity where it may not drive or does not fit."""
        seconds = travel_seconds(
            self.network, fleet.profile, width_m=fleet.width_m, height_m=fleet.height_m, weight_t=fleet.weight_t
        )
        return seconds.astype(np.float64)

    @cached_property
    def tail(self) -> npt.NDArray[np.int32]:
        """[E]"""
        return self.network.tail

    def exits(self) -> Nodes:
        """Nodes of centres that have a road, each once."""
        return np.unique(self.centre[self.centre >= 0])


def lay(city: City, areas: Sequence[ClosingArea], network: RoadNetwork) -> Ground:
    """Tie places to the roads, and learn of every edge what it carries and when it shuts."""
    mask = Profile.CAR.bit
    for fleet in city.buses:
        mask |= fleet.profile.bit
    at = [(p.lon, p.lat) for p in city.zones] + [(p.lon, p.lat) for p in city.centres]
    at += [(p.lon, p.lat) for p in city.depots]
    placed = insert_places(network, [lon for lon, _ in at], [lat for _, lat in at], mask)
    node = np.where(placed.distance_m <= FARTHEST_M, placed.node, -1).astype(np.int64)
    zones, centres = len(city.zones), len(city.centres)
    roads = placed.network
    settings = city.settings
    conditions = resolve_conditions(
        roads, city.closures, (), (None, None), settings.day, settings.timezone, int(settings.as_of.timestamp())
    )
    shut = np.full(roads.edge_count, np.inf)
    still = conditions.closed_until_s > city.starts_s
    since = np.maximum(conditions.closed_from_s[still] - city.starts_s, 0).astype(np.float64)
    np.minimum.at(shut, conditions.closed_edge[still], since)
    return Ground(
        city,
        tuple(areas),
        roads,
        node[:zones],
        node[zones : zones + centres],
        node[zones + centres :],
        capacities(roads, city.damage, Stretches(roads)),
        travel_seconds(roads, Profile.CAR).astype(np.float64),
        shut,
        _area_shut(roads, areas, city.starts_s),
    )


def _area_shut(network: RoadNetwork, areas: Sequence[ClosingArea], starts_s: int) -> Floats:
    """[A, E] second at which the growing distance from each area first touches the edge's line."""
    shut = np.full((len(areas), network.edge_count), np.inf)
    if not areas:
        return shut
    plane = network.plane
    x, y = plane.to_metres(network.vertex_lon, network.vertex_lat)
    which = np.repeat(np.arange(len(network.line_start) - 1), np.diff(network.line_start))
    lines = shapely.linestrings(x, y, indices=which)
    for a, area in enumerate(areas):
        parts = [np.column_stack(plane.to_metres(*np.array(part, float).T)) for part in area.parts]
        shape = shapely.union_all([shapely.make_valid(shapely.Polygon(p)) for p in parts]) if area.filled else None
        far = shapely.distance(shape if shape is not None else shapely.MultiLineString(parts), lines)
        reached = (far <= area.most_m) & ((far == 0) | (area.metres_per_hour > 0))
        hours = far / max(area.metres_per_hour, 1e-9)
        moment = np.maximum(area.starts_s - starts_s + hours * 3600, 0.0)
        shut[a] = np.where(reached, moment, np.inf)[network.line]
    return shut


@dataclass(frozen=True, eq=False)
class CarRoads:
    """The roads as a flow: edges that cars use, then a door out of each zone and into each centre."""

    task: FlowTask
    edge: npt.NDArray[np.int64]
    """[M] edge of the network, -1 a door."""
    zones: npt.NDArray[np.int64]
    """[task zones] which zone of the city."""


def car_roads(ground: Ground, cars: Floats, capacity: Floats, shut: Floats) -> CarRoads:
    """``cars`` [Z] leaving over roads that let in ``capacity`` [E] and shut at ``shut`` [E]."""
    usable = np.flatnonzero(np.isfinite(ground.car_s) & (capacity > 0) & (shut > ground.car_s))
    zones = np.flatnonzero((ground.zone >= 0) & (cars > 0))
    centres = np.flatnonzero(ground.centre >= 0)
    nodes = ground.network.node_count
    zone_node, exit_node = nodes + np.arange(len(zones)), nodes + len(zones) + np.arange(len(centres))
    doors = len(zones) + len(centres)
    tail = np.concatenate((ground.tail[usable], zone_node, ground.centre[centres]))
    head = np.concatenate((ground.network.head[usable], ground.zone[zones], exit_node))
    task = FlowTask(
        nodes + doors,
        tail.astype(np.int32),
        head.astype(np.int32),
        np.concatenate((capacity[usable], np.full(doors, DOOR))),
        np.concatenate((ground.car_s[usable], np.zeros(doors))),
        np.concatenate((shut[usable], np.full(doors, np.inf))),
        zone_node.astype(np.int32),
        cars[zones].astype(np.float64),
        exit_node.astype(np.int32),
    )
    return CarRoads(task, np.concatenate((usable, np.full(doors, -1))), zones)
