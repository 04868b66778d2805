"""The worlds of the routing benchmark: a real extract or a bare topology, with 40 hot spots over 24 hours.

An edge costs ``seconds * (1 + rate[slot, edge])``: the mean of the rate over edges and hours is 1. Only the largest
part in which a car gets from anywhere to anywhere counts. Everything is drawn with fixed seeds.
"""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.domain.network import RoadNetwork
from corridor.domain.profiles import Profile
from corridor.osm.reader import read_roads
from corridor.routing.router import Router
from corridor.routing.speeds import travel_seconds

HOURS = 24
HOT_SPOTS = 40
JOINS = 12
SHARES_KMH = ((0.02, 100), (0.08, 65), (0.25, 45), (1.0, 30))
"""Topologies: the most used share of the roads, and its speed."""


@dataclass(frozen=True, eq=False)
class World:
    """N nodes, E directed edges sorted by tail, 24 hours."""

    name: str
    tail: np.ndarray
    head: np.ndarray
    seconds: np.ndarray
    """[E] float32."""
    length: np.ndarray
    place: np.ndarray
    """[N, 2] degrees, or [0, 2] where the topology has none."""
    rate: np.ndarray
    """[24, E] float32 exposure per second."""

    @property
    def nodes(self) -> int:
        return int(max(self.tail.max(), self.head.max())) + 1

    @property
    def edges(self) -> int:
        return len(self.tail)

    def costs(self, hour: int) -> np.ndarray:
        """[E] float64 seconds + exposure in one hour."""
        return self.seconds.astype(np.float64) * (1 + self.rate[hour].astype(np.float64))

    def danger(self) -> EdgeDanger:
        nothing = np.zeros(self.edges, np.float32)
        return EdgeDanger(Slots(0, HOURS), self.rate, self.rate, nothing, nothing, nothing)

    def router(self) -> Router:
        return Router(_bare(self), self.danger(), RoadConditions.open(self.edges))


def read_extract(path: Path) -> World:
    """The car network of an OpenStreetMap extract."""
    network = read_roads(path).network
    seconds = travel_seconds(network, Profile.CAR)
    usable = np.isfinite(seconds)
    place = np.column_stack((network.node_lon, network.node_lat))
    graph = network.tail[usable], network.head[usable], seconds[usable], network.length_m[usable]
    return _world(path.name, *_largest(*graph, place))


def read_topology(path: Path, seed: int = 7) -> World:
    """A ``.gr.xz`` of undirected pairs (PACE): lengths are drawn, the roads that quickest ways use most are fast."""
    with lzma.open(path) as file:
        nodes, pairs = (int(word) for word in file.readline().split()[2:4])
        ends = np.array(file.read().split(), np.int64).reshape(pairs, 2) - 1
    rng = np.random.default_rng(seed)
    length = rng.lognormal(np.log(110), 0.8, pairs)
    tail, head = np.concatenate((ends, ends[:, ::-1])).T
    line = np.tile(np.arange(pairs), 2)
    used = _usage(nodes, tail, head, np.tile(length, 2), line, rng)
    share = np.argsort(np.argsort(-used)) / pairs
    kmh = np.select([share < limit for limit, _ in SHARES_KMH[:-1]], [v for _, v in SHARES_KMH[:-1]], SHARES_KMH[-1][1])
    seconds = np.maximum(length * 3.6 / kmh, 0.1)
    graph = _largest(tail, head, np.tile(seconds, 2), np.tile(length, 2), np.empty((0, 2)))
    return _world(path.name, *graph)


def tiled(world: World, side: int) -> World:
    """``side * side`` copies of a world with places, neighbours joined by twelve two-way roads, dangers drawn anew."""
    if side == 1:
        return world
    low, high = world.place.min(0), world.place.max(0)
    step = (high - low) * 1.01
    numbers = np.arange(side * side)
    count = world.nodes
    tail = (world.tail + count * numbers[:, None]).ravel()
    head = (world.head + count * numbers[:, None]).ravel()
    shift = np.column_stack((numbers // side, numbers % side)) * step
    place = (world.place + shift[:, None, :]).reshape(-1, 2)
    joins = _joins(world.place, low, high, side)
    pairs = np.concatenate((joins, joins[:, ::-1]))
    seconds = np.concatenate((np.tile(world.seconds, side * side), np.full(len(pairs), 20, np.float32)))
    length = np.concatenate((np.tile(world.length, side * side), np.full(len(pairs), 300, np.float32)))
    tail, head = np.concatenate((tail, pairs[:, 0])), np.concatenate((head, pairs[:, 1]))
    return _world(f"{world.name} {side} x {side}", *_largest(tail, head, seconds, length, place))


def _joins(place, low, high, side):
    fractions = (np.arange(JOINS) + 0.5) / JOINS
    across = low + fractions[:, None] * (high - low)

    def nearest(points):
        return [int(np.argmin(((place - point) ** 2).sum(1))) for point in points]

    west, east = (nearest(np.column_stack((np.full(JOINS, edge[0]), across[:, 1]))) for edge in (low, high))
    south, north = (nearest(np.column_stack((across[:, 0], np.full(JOINS, edge[1])))) for edge in (low, high))
    pairs = []
    for tile in range(side * side):
        if tile // side + 1 < side:
            pairs += [(tile * len(place) + a, (tile + side) * len(place) + b) for a, b in zip(east, west, strict=True)]
        if tile % side + 1 < side:
            pairs += [(tile * len(place) + a, (tile + 1) * len(place) + b) for a, b in zip(north, south, strict=True)]
    return np.array(pairs)


def _usage(nodes, tail, head, length, line, rng):
    """How much each line is used by the quickest ways from 24 places."""
    graph = csr_array((length, (tail, head)), shape=(nodes, nodes))
    which = csr_array((line + 1, (tail, head)), shape=(nodes, nodes))
    used = np.zeros(len(line) // 2)
    for source in rng.integers(0, nodes, 24):
        distance, before = dijkstra(graph, indices=int(source), return_predecessors=True)
        below = np.ones(nodes)
        for node in np.argsort(-distance):
            if before[node] >= 0:
                below[before[node]] += below[node]
        reached = np.flatnonzero(before >= 0)
        np.add.at(used, np.asarray(which[before[reached], reached]).ravel() - 1, np.sqrt(below[reached]))
    return used


def _largest(tail, head, seconds, length, place):
    """The largest strongly connected part, numbered anew, sorted by tail."""
    nodes = int(max(tail.max(), head.max())) + 1
    graph = csr_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=True, connection="strong")
    inside = label == np.bincount(label).argmax()
    kept = np.flatnonzero(inside[tail] & inside[head] & (tail != head))
    number = np.cumsum(inside) - 1
    tail, head = number[tail[kept]].astype(np.int32), number[head[kept]].astype(np.int32)
    order = np.lexsort((head, tail))
    kept = kept[order]
    place = place[inside] if len(place) else place
    return tail[order], head[order], seconds[kept].astype(np.float32), length[kept].astype(np.float32), place


def _world(name, tail, head, seconds, length, place) -> World:
    return World(name, tail, head, seconds, length, place, _hot_spots(tail, head, length, place))


def _hot_spots(tail, head, length, place, seed: int = 3):
    """[24, E]: bells of 1.5 to 4 km, each with its own rhythm of the day; mean 1."""
    rng = np.random.default_rng(seed)
    nodes = int(max(tail.max(), head.max())) + 1
    rhythm = rng.gamma(0.5, 1, (HOT_SPOTS, HOURS)).astype(np.float32)
    bells = np.zeros((nodes, HOT_SPOTS), np.float32)
    if len(place):
        x, y = 111.32 * np.cos(np.radians(place[:, 1].mean())) * place[:, 0], 110.57 * place[:, 1]
    else:
        graph = csr_array((length.astype(np.float64), (tail, head)), shape=(nodes, nodes))
    for spot in range(HOT_SPOTS):
        centre, spread = int(rng.integers(nodes)), rng.uniform(1.5, 4)
        if len(place):
            away = np.hypot(x - x[centre], y - y[centre])
        else:
            away = np.minimum(dijkstra(graph, indices=centre, limit=4000 * spread), 1e6) / 1000
        bells[:, spot] = np.exp(-((away / spread) ** 2) / 2)
    at_node = (bells @ rhythm).T
    rate = (at_node[:, tail] + at_node[:, head]) / 2
    return np.ascontiguousarray(rate / rate.mean(), np.float32)


def _bare(world: World) -> RoadNetwork:
    """A network with nothing but its shape, times and lengths."""
    edges, nodes = world.edges, world.nodes
    place = world.place if len(world.place) else np.zeros((nodes, 2))
    blank, unknown = np.zeros(edges, np.uint8), np.full(edges, np.nan, np.float32)
    return RoadNetwork(
        node_lon=place[:, 0].copy(),
        node_lat=place[:, 1].copy(),
        first_out=np.concatenate(([0], np.cumsum(np.bincount(world.tail, minlength=nodes)))).astype(np.int64),
        head=world.head,
        length_m=world.length,
        **dict.fromkeys(("road_class", "surface", "smoothness", "flags"), blank),
        access=np.full(edges, 63, np.uint8),
        **dict.fromkeys(("width_m", "maxspeed_kmh", "max_weight_t", "max_height_m"), unknown),
        osm_way=np.zeros(edges, np.int64),
        name=np.zeros(edges, np.int32),
        line=np.arange(edges, dtype=np.int32),
        reverse=np.zeros(edges, np.bool_),
        line_start=np.zeros(edges + 1, np.int64),
        vertex_lon=np.empty(0),
        vertex_lat=np.empty(0),
        names=("",),
        source=world.name,
    )
