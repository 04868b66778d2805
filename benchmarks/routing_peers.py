"""The other routers of the routing benchmark, each through its own fastest public calls, on one core.

A peer answers one cost at a time: for every hour it takes new costs and is asked again. What would take minutes is
measured on a part and multiplied; ``of`` says how much was measured.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np


@dataclass(frozen=True)
class Measured:
    """Seconds, and what they were measured on."""

    seconds: float
    of: str = "all of it"


def median_of(work: Callable[[], object], times: int = 5) -> float:
    """Median seconds of ``times`` runs."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


class RoutingKit:
    """routingkit-cch: one customizable contraction hierarchy, customized again for each hour (integer costs)."""

    package = "routingkit-cch"
    SCALE = 100

    def __init__(self, world) -> None:
        import routingkit_cch

        self.kit, self.world = routingkit_cch, world
        tail, head = world.tail.tolist(), world.head.tolist()
        begin = time.perf_counter()
        if len(world.place):
            lon, lat = world.place.astype(np.float32).T.tolist()
            order = self.kit.compute_order_inertial(world.nodes, tail, head, lat, lon)
        else:
            order = self.kit.compute_order_degree(world.nodes, tail, head)
        self.hierarchy = self.kit.CCH(order, tail, head, False)
        self.build_s = time.perf_counter() - begin
        self.metric = self.kit.CCHMetric(self.hierarchy, self._weights(0))

    def _weights(self, hour: int) -> list[int]:
        return np.round(self.world.costs(hour) * self.SCALE).astype(np.uint32).tolist()

    def customize(self) -> Measured:
        """All 24 hours; making lists of costs is not counted, they could be kept."""
        weights = [self._weights(hour) for hour in (3, 8, 12, 17, 21)]
        took = [median_of(lambda w=one: self.metric.reset(w), 1) for one in weights]
        return Measured(24 * statistics.median(took), "5 hours of 24")

    def matrices(self, places) -> Measured:
        took = []
        for hour in (3, 8, 12, 17, 21):
            weights = self._weights(hour)
            begin = time.perf_counter()
            self.metric.reset(weights)
            table = self.kit.CCHOneToMany(self.metric, places)
            for source in places:
                table.distances_from(source)
            took.append(time.perf_counter() - begin)
            del table
        return Measured(24 * statistics.median(took), "5 hours of 24")

    def path(self, pairs) -> Measured:
        self.metric.reset(self._weights(8))
        query = self.kit.CCHQuery(self.metric)
        return Measured(statistics.median(median_of(lambda p=pair: query.run(*p).arc_path, 1) for pair in pairs))

    def distance(self, source: int, target: int) -> float:
        """In hour 8, to compare."""
        return float(self.kit.CCHQuery(self.metric).run(source, target).distance) / self.SCALE


class Scipy:
    """scipy.sparse.csgraph.dijkstra, a tree for each source."""

    package = "scipy"

    def __init__(self, world) -> None:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        self.world, self.dijkstra, self.array = world, dijkstra, csr_array
        begin = time.perf_counter()
        self.graph = self._graph(8)
        self.build_s = time.perf_counter() - begin

    def _graph(self, hour: int):
        shape = (self.world.nodes, self.world.nodes)
        # The default sums parallel edges; the cheaper of them is meant.
        keys = self.world.tail.astype(np.int64) * self.world.nodes + self.world.head
        order = np.lexsort((self.world.costs(hour), keys))
        first = order[np.append(True, np.diff(keys[order]) > 0)]
        return self.array(
            (self.world.costs(hour)[first], (self.world.tail[first], self.world.head[first])), shape=shape
        )

    def trees(self, sources, hour: int = 8):
        """[P, N] least costs."""
        return self.dijkstra(self._graph(hour) if hour != 8 else self.graph, indices=sources)

    def matrices(self, places) -> Measured:
        tree = statistics.median(
            median_of(lambda s=source: self.dijkstra(self.graph, indices=s), 1) for source in places[:5]
        )
        return Measured(24 * len(places) * tree, f"5 trees of {24 * len(places)}")

    def path(self, pairs) -> Measured:
        def tree(pair):
            self.dijkstra(self.graph, indices=pair[0], return_predecessors=True)

        return Measured(statistics.median(median_of(lambda p=pair: tree(p), 1) for pair in pairs[:5]), "5 pairs")


class Igraph:
    """igraph: a distance matrix an hour, costs given as a list."""

    package = "igraph"

    def __init__(self, world) -> None:
        import igraph

        self.world = world
        begin = time.perf_counter()
        self.graph = igraph.Graph(n=world.nodes, edges=np.column_stack((world.tail, world.head)), directed=True)
        self.build_s = time.perf_counter() - begin
        self.costs = world.costs(8).tolist()

    def matrices(self, places) -> Measured:
        tree = statistics.median(
            median_of(lambda s=source: self.graph.distances([s], places, weights=self.costs), 1)
            for source in places[:5]
        )
        return Measured(24 * len(places) * tree, f"5 rows of {24 * len(places)}")

    def path(self, pairs) -> Measured:
        self.graph.es["cost"] = self.costs
        took = [
            median_of(lambda p=pair: self.graph.get_shortest_path(*p, weights="cost", output="epath"), 1)
            for pair in pairs[:15]
        ]
        return Measured(statistics.median(took), "15 pairs")


class Rustworkx:
    """rustworkx: Dijkstra with a Python function for the costs (its only interface)."""

    package = "rustworkx"

    def __init__(self, world) -> None:
        import rustworkx

        self.works, self.world = rustworkx, world
        begin = time.perf_counter()
        self.graph = rustworkx.PyDiGraph()
        self.graph.add_nodes_from(range(world.nodes))
        self.graph.add_edges_from(
            list(zip(world.tail.tolist(), world.head.tolist(), world.costs(8).tolist(), strict=True))
        )
        self.build_s = time.perf_counter() - begin

    def matrices(self, places) -> Measured:
        work = self.works.dijkstra_shortest_path_lengths
        tree = statistics.median(median_of(lambda s=source: work(self.graph, s, float), 1) for source in places[:3])
        return Measured(24 * len(places) * tree, f"3 trees of {24 * len(places)}")

    def path(self, pairs) -> Measured:
        work = self.works.dijkstra_shortest_paths
        took = [median_of(lambda p=pair: work(self.graph, p[0], target=p[1], weight_fn=float), 1) for pair in pairs[:5]]
        return Measured(statistics.median(took), "5 pairs")


class Pandana:
    """pandana: contraction hierarchies, built again for each hour because costs are fixed."""

    package = "pandana"

    def __init__(self, world) -> None:
        import pandana
        import pandas

        self.world, self.pandana, self.pandas = world, pandana, pandas
        begin = time.perf_counter()
        self.network = self._build(8)
        self.build_s = time.perf_counter() - begin

    def _build(self, hour: int):
        world, series = self.world, self.pandas.Series
        place = world.place if len(world.place) else np.zeros((world.nodes, 2))
        costs = self.pandas.DataFrame({"cost": world.costs(hour)})
        return self.pandana.Network(
            *(series(place[:, 0]), series(place[:, 1])), *(series(world.tail), series(world.head)), costs, twoway=False
        )

    def matrices(self, places) -> Measured:
        some = places[:100]
        origins, targets = np.repeat(some, len(places)), np.tile(places, len(some))
        rows = median_of(lambda: self.network.shortest_path_lengths(origins, targets), 1)
        return Measured(24 * (self.build_s + rows * len(places) / len(some)), f"1 hour of 24, {len(some)} rows")

    def path(self, pairs) -> Measured:
        return Measured(
            statistics.median(median_of(lambda p=pair: self.network.shortest_path(*p), 1) for pair in pairs)
        )


class Networkx:
    """networkx: Dijkstra in Python."""

    package = "networkx"

    def __init__(self, world) -> None:
        import networkx

        self.x, self.world = networkx, world
        begin = time.perf_counter()
        self.graph = networkx.DiGraph()
        self.graph.add_weighted_edges_from(
            zip(world.tail.tolist(), world.head.tolist(), world.costs(8).tolist(), strict=True)
        )
        self.build_s = time.perf_counter() - begin

    def matrices(self, places) -> Measured:
        work = self.x.single_source_dijkstra_path_length
        tree = median_of(lambda: work(self.graph, places[0]), 1)
        return Measured(24 * len(places) * tree, f"1 tree of {24 * len(places)}")

    def path(self, pairs) -> Measured:
        work = self.x.bidirectional_dijkstra
        return Measured(
            statistics.median(median_of(lambda p=pair: work(self.graph, *p), 1) for pair in pairs[:3]), "3 pairs"
        )


PEERS = {
    "routingkit": RoutingKit,
    "scipy": Scipy,
    "igraph": Igraph,
    "rustworkx": Rustworkx,
    "pandana": Pandana,
    "networkx": Networkx,
}


def versions() -> dict[str, str]:
    """Of the peers."""
    return {peer.package: version(peer.package) for peer in PEERS.values()}
