"""The router: a network, its danger and its conditions, ready to be asked for paths and matrices."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from corridor.kernels.search import Danger, Roads, fill_row, grow_tree, ride, trace
from corridor.routing.pareto import pareto_set
from corridor.routing.paths import Matrices, ParetoSet, RoutedPath

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.danger import EdgeDanger, RoadConditions
    from corridor.domain.network import RoadNetwork

Scalar = TypeVar("Scalar", bound=np.generic)
SECOND_BEST_PENALTY = 8.0
"""How many times over the second-best road pays for each edge of the chosen one. Large enough to leave it wherever
there is another way of any reasonable cost, small enough to come back where there is none (bridges, first mile)."""


def _view(values: npt.ArrayLike, kind: type[Scalar]) -> npt.NDArray[Scalar]:
    """A read-only view in C order, copied only where it must be: one type, so that each kernel compiles once."""
    view = np.ascontiguousarray(values, kind).view()
    view.flags.writeable = False
    return view


class Router:
    """Answers for one network, one danger and one set of conditions; it never changes, and threads may share it.

    Every method takes ``seconds`` [E]: travel time of the vehicle's profile on each edge, infinite where not allowed.
    The rules of the road are in ``corridor.kernels.search``: the clock is carried; queues (``delay_s``) add to travel
    time; who comes while an edge is closed waits at its tail, exposed at the edge's rate, and nobody waits elsewhere.
    """

    def __init__(self, network: RoadNetwork, danger: EdgeDanger, conditions: RoadConditions) -> None:
        self.network = network
        self.danger = danger
        self.conditions = conditions

    @cached_property
    def roads(self) -> Roads:
        """The graph and its closing windows, as the kernels want them."""
        count = np.bincount(self.conditions.closed_edge, minlength=self.network.edge_count)
        return Roads(
            _view(self.network.first_out, np.int64),
            _view(self.network.head, np.int32),
            _view(self.network.tail, np.int32),
            _view(np.concatenate(([0], np.cumsum(count))), np.int64),
            _view(self.conditions.closed_from_s, np.float64),
            _view(self.conditions.closed_until_s, np.float64),
            _view(self.network.length_m, np.float32),
            _view(self.danger.grey, np.float32),
        )

    @cached_property
    def rates(self) -> Danger:
        """The danger, as the kernels want it."""
        return Danger(
            _view(self.danger.mean, np.float32),
            _view(self.danger.upper, np.float32),
            _view(self.danger.passage_mean, np.float32),
            _view(self.danger.passage_upper, np.float32),
            float(self.danger.slots.start_s),
            float(self.danger.slots.length_s),
        )

    @cached_property
    def inward(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """The graph backwards: first row of each node [N + 1], tail and edge of each row [E]."""
        order = np.argsort(self.roads.head, kind="stable").astype(np.int32)
        rows = np.bincount(self.roads.head, minlength=self.network.node_count)
        first = np.concatenate(([0], np.cumsum(rows))).astype(np.int64)
        return _view(first, np.int64), _view(self.roads.tail[order], np.int32), _view(order, np.int32)

    def durations(self, seconds: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """[E] travel time with queues, float64."""
        return _view(np.add(seconds, self.conditions.delay_s, dtype=np.float64), np.float64)

    def path(
        self,
        seconds: npt.NDArray[np.float32],
        origin: int,
        destination: int,
        depart_s: float,
        risk_weight: float,
        avoid: npt.ArrayLike | None = None,
    ) -> RoutedPath | None:
        """The path that minimises ``seconds + risk_weight * upper exposure``; None where there is none.

        Earliest arrival exactly for ``risk_weight == 0``. For a positive weight each node keeps only the cheapest
        way to it, though a dearer one that comes at another hour can end cheaper: the price is exact, the choice
        is a heuristic. ``avoid`` lists edges that may not be used.
        """
        durations = self.durations(seconds)
        if avoid is not None:
            durations = durations.copy()
            durations[np.asarray(avoid, np.int64)] = np.inf
        return self._search(_view(durations, np.float64), origin, destination, depart_s, risk_weight, np.empty(0))

    def second_best(
        self,
        seconds: npt.NDArray[np.float32],
        routed: RoutedPath,
        risk_weight: float,
        depart_s: float | None = None,
        penalty: float = SECOND_BEST_PENALTY,
    ) -> RoutedPath | None:
        """The best other road between the same ends: every edge of ``routed``, either way, costs ``penalty`` times.

        It shares with ``routed`` only what it cannot reasonably go round. None where it would be the same road.
        """
        if not len(routed.edges):
            return None
        tail, head = self.network.tail, self.network.head
        factor = np.ones(self.network.edge_count)
        factor[routed.edges] = penalty
        for edge in routed.edges:
            back = np.arange(self.network.first_out[head[edge]], self.network.first_out[head[edge] + 1])
            factor[back[head[back] == tail[edge]]] = penalty
        origin, destination = int(tail[routed.edges[0]]), int(head[routed.edges[-1]])
        depart_s = routed.depart_s if depart_s is None else depart_s
        other = self._search(self.durations(seconds), origin, destination, depart_s, risk_weight, factor)
        return None if other is None or np.array_equal(other.edges, routed.edges) else other

    def price(self, seconds: npt.NDArray[np.float32], edges: npt.ArrayLike, depart_s: float) -> RoutedPath:
        """The exact price of driving ``edges`` in order from ``depart_s`` on; infinite where they are barred."""
        chosen = np.array(edges, np.int32)
        spent = np.add(seconds[chosen], self.conditions.delay_s[chosen], dtype=np.float64)
        return self._drive(spent, chosen, depart_s)

    def matrices(
        self,
        seconds: npt.NDArray[np.float32],
        nodes: npt.ArrayLike,
        departures_s: npt.ArrayLike,
        risk_weights: Sequence[float],
        threads: int | None = None,
    ) -> Matrices:
        """Figures between all ``nodes`` [P] for each risk weight [W] and departure [D].

        Each entry is the path of ``path`` for its weight and departure, priced exactly. A node of -1 is out of
        reach of all. The answer does not depend on ``threads`` (default: as many as there are processors).
        """
        places = np.asarray(nodes, np.int32)
        departures = np.asarray(departures_s, np.float64)
        known = np.flatnonzero(places >= 0)
        inside = _view(places[known], np.int32)
        durations = self.durations(seconds)
        shape = (len(risk_weights), len(departures), len(known))
        rows = np.empty((*shape, 5, len(known)))

        def fill(task: int) -> None:
            weight, departure, source = (int(index) for index in np.unravel_index(task, shape))
            row = rows[weight, departure, source]
            depart = float(departures[departure])
            fill_row(self.roads, self.rates, durations, float(risk_weights[weight]), inside, source, depart, row)

        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            list(pool.map(fill, range(int(np.prod(shape)))))
        full = np.full((5, *shape[:2], len(places), len(places)), np.inf, np.float32)
        full[:, :, :, known[:, None], known[None, :]] = np.moveaxis(rows, 3, 0)
        return Matrices(*full)

    def pareto(
        self,
        seconds: npt.NDArray[np.float32],
        origin: int,
        destination: int,
        departures_s: npt.ArrayLike,
        arrive_by_s: float,
        epsilon: float = 0.0,
    ) -> tuple[RoutedPath, ...]:
        """The paths of ``pareto_set``, by arrival."""
        return self.pareto_set(seconds, origin, destination, departures_s, arrive_by_s, epsilon).paths

    def pareto_set(
        self,
        seconds: npt.NDArray[np.float32],
        origin: int,
        destination: int,
        departures_s: npt.ArrayLike,
        arrive_by_s: float,
        epsilon: float = 0.0,
        longest_s: float = np.inf,
        dawdling: bool = True,
        max_labels: int = 2_000_000,
    ) -> ParetoSet:
        """All trips worth choosing between: see ``corridor.routing.pareto``."""
        return pareto_set(
            self, seconds, origin, destination, departures_s, arrive_by_s, epsilon, longest_s, dawdling, max_labels
        )

    def _search(
        self,
        durations: npt.NDArray[np.float64],
        origin: int,
        destination: int,
        depart_s: float,
        weight: float,
        penalty: npt.NDArray[np.float64],
    ) -> RoutedPath | None:
        targets = _view([destination], np.int32)
        time, via = grow_tree(
            self.roads, self.rates, durations, penalty, float(weight), int(origin), float(depart_s), targets
        )
        if time[destination] == np.inf:
            return None
        edges = trace(self.roads, via, int(origin), int(destination))
        return self._drive(durations[edges], edges, depart_s)

    def _drive(self, spent: npt.NDArray[np.float64], edges: npt.NDArray[np.int32], depart_s: float) -> RoutedPath:
        log = np.empty((3, len(edges)))
        figures = ride(self.roads, self.rates, spent, edges, float(depart_s), log)
        enter, leave, upper = log
        return RoutedPath(edges, enter, leave, upper, float(depart_s), *(float(figure) for figure in figures))
