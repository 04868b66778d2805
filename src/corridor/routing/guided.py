"""Exact searches by the true clock, guided by a contraction hierarchy: one trip, or all worth choosing between.

**Bounds.** In each lane an edge costs the least that it can cost at any hour of a window, so that the hierarchy's
distance to the destination is a lower bound of what is left, whatever the clock says when it is driven: seconds, upper
exposure, and seconds + w * exposure for a few weights w. A report or closure changes few edges: the bounds are settled
again in milliseconds. Sums of float32 may be rounded upwards by at most 2 ** -24 of themselves at each addition, and a
number takes part in at most one addition a level while shortcuts are made and one while labels climb: bounds are
therefore lowered by ``2 * (2 * levels + 8) * 2 ** -24`` of themselves. They stay consistent, being distances.

**One trip, exactly.** ``GuidedRouter.way`` minimises seconds + weight * upper exposure over all trips, though the
cheapest way to a node need not be part of it: who comes later may meet less danger. A first search keeps one label a
node and gives a trip of cost U. The second keeps every label that costs less than U with its bound and that no other
replaces; it may give up, and says so. Of two at one node, A at t and B at t + d, A replaces B when

    x_A + (d + stretch) * rate  <=  x_B  (+ d / weight where no closure can make anybody wait),

with the exposures x so far and the rate and stretch of ``corridor.routing.pareto``, where it is proven that A's rest
is at most ``(d + stretch) * rate`` more exposed than B's, and no later. Without closures A arrives exactly d earlier,
which is worth d / weight. So no label is lost that could end below U.

**All trips, within epsilon, proven.** ``GuidedRouter.front`` gives trips such that for every trip Q that leaves at
``depart_s`` and arrives by ``arrive_by_s`` there is one that arrives no later than Q and has at most ``1 + epsilon``
times its exposure. Proof. Let S_1..S_m be the trips known at some moment, by arrival, with exposures falling. A trip
(T, X) is not matched by them exactly when it lies in a *corner*: T < T_(i+1) and X < X_i / (1 + epsilon) for some i
(X_0 infinite, T_(m+1) just after ``arrive_by_s``). A partial trip (t, x) at a node whose bounds are (h_time,
h_exposure, h_w) can only end at points (T, X) with T >= t + h_time, X >= x + h_exposure and T + w * X >= t + w * x +
h_w for every w. Where each corner is excluded by one of these, every end of it is matched already, by trips that are
in the answer or beaten by trips in it: dropping it loses nothing. Labels are otherwise dropped only where another at
the same node arrives no later and no more exposed whatever follows (see above, without the part in brackets). Epsilon
is thus spent once, against whole trips, and cannot add up along the way. The idea is that of the two-phase method
(Ulungu and Teghem 1995, Foundations of Computing and Decision Sciences 20(2), 149-165): supported trips first, then
only what can lie in the triangles between them.

Nodes are not visited twice; see ``corridor.routing.pareto`` for how that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.cch_query import shortest, single_lane, unpack
from corridor.kernels.search_aimed import aimed_tree
from corridor.kernels.search_guided import Compass, Lateness, aim, guided_front, guided_way
from corridor.kernels.vectors import WIDTH
from corridor.routing.lanes import MOST, Lanes, frozen_prices
from corridor.routing.pareto import CRITICAL_MOST, closure_steps, path_edges, penalty, repeated_nodes, undominated
from corridor.routing.paths import ParetoSet, RoutedPath

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.routing.hierarchy import Hierarchy
    from corridor.routing.router import Router

SHARES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Weights of the bounds, as multiples of the network's seconds per unit of exposure."""
SPARE_S = 3600.0
"""A window of bounds reaches so far beyond the first guess of the arrival."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """Lower bounds that hold for trips from ``first_s`` to ``until_s``."""

    lanes: Lanes
    compass: Compass
    edge_costs: npt.NDArray[np.float32]
    """[K, E]"""
    first_s: float
    until_s: float

    def lane(self, number: int) -> npt.NDArray[np.float32]:
        """[2 * M] the costs of one lane by itself, kept."""
        if number not in self._singles:
            self._singles[number] = single_lane(self.lanes.costs, WIDTH, number)
        return self._singles[number]

    @cached_property
    def _singles(self) -> dict[int, npt.NDArray[np.float32]]:
        return {}

    def covers(self, begin_s: float, end_s: float) -> bool:
        """Whether a trip within that time may be bounded by them."""
        return self.first_s <= begin_s and end_s < self.until_s


@dataclass(frozen=True, eq=False)
class BestTrip:
    """The cheapest trip found."""

    trip: RoutedPath
    proven: bool
    """Whether no other trip costs less."""
    labels: int
    """Partial trips looked at to prove it."""


class GuidedRouter:
    """Exact answers for one vehicle on a large network: give it the router, the hierarchy and the vehicle's times.

    Args:
        router: network, danger and conditions.
        hierarchy: of the same network.
        seconds: [E] travel times of the vehicle, infinite where not allowed.
        weights: seconds per unit of upper exposure that ``way`` may be asked for besides 0; at most six, spread over
            ``SHARES`` of the network's own exchange rate where none are given. They also bound ``front``.
    """

    def __init__(
        self,
        router: Router,
        hierarchy: Hierarchy,
        seconds: npt.NDArray[np.float32],
        weights: Sequence[float] | None = None,
        threads: int | None = None,
    ) -> None:
        self.router = router
        self.hierarchy = hierarchy
        self.seconds = seconds
        self.durations = router.durations(seconds)
        self.threads = threads
        self.weights = self._natural_weights() if weights is None else [float(weight) for weight in weights]
        if len(self.weights) > WIDTH - 2 or any(not 0 < weight < np.inf for weight in self.weights):
            raise ValueError(f"give at most {WIDTH - 2} positive weights")
        self._bounds: Bounds | None = None

    def way(
        self, origin: int, destination: int, depart_s: float, risk_weight: float, max_labels: int = 400_000
    ) -> BestTrip | None:
        """The trip with the least ``seconds + risk_weight * upper exposure``; None where there is none.

        ``BestTrip.proven`` is false where ``max_labels`` (44 bytes each) were too few to show that no other costs less;
        with 0 labels none is looked for, and the trip is that of ``Router.path``. Weight 0 is always proven.

        Raises:
            ValueError: ``risk_weight`` is neither 0 nor one of the weights.
        """
        if risk_weight and risk_weight not in self.weights:
            raise ValueError("the weight is none of those bounded")
        lane = 2 + self.weights.index(risk_weight) if risk_weight else 0
        first, bounds = self._first(origin, destination, depart_s, lane)
        if first is None:
            return None
        if not risk_weight:
            return BestTrip(first, True, 0)
        cost = first.seconds + risk_weight * first.exposure_upper
        if not bounds.covers(depart_s, depart_s + cost) and np.isfinite(cost):
            bounds = self.bounds(depart_s, depart_s + cost)
        return self._improve(bounds, first, destination, lane, max_labels)

    def _first(self, origin: int, destination: int, depart_s: float, lane: int) -> tuple[RoutedPath | None, Bounds]:
        """A trip by one label a node, and bounds that cover it."""
        rank, rows = self.hierarchy.rank, self.hierarchy.rows
        weight = self.weights[lane - 2] if lane else 0.0
        until = depart_s + SPARE_S
        while True:
            bounds = self.bounds(depart_s, until)
            edges = aimed_tree(
                *(self.router.roads, self.router.rates, self.durations, self.hierarchy.shape, rank, bounds.lane(lane)),
                *(bounds.compass.slack, rows, weight, int(origin), int(destination), float(depart_s)),
            )
            if not len(edges) and origin != destination:
                return None, bounds
            trip = self.router.price(self.seconds, edges, depart_s)
            if bounds.covers(depart_s, trip.arrive_s):
                return trip, bounds
            until = trip.arrive_s

    def front(
        self,
        origin: int,
        destination: int,
        depart_s: float,
        arrive_by_s: float,
        epsilon: float = 0.01,
        max_labels: int = 4_000_000,
    ) -> ParetoSet:
        """Trips that match every trip from ``depart_s`` to ``arrive_by_s`` (see the module's text), by arrival.

        ``ParetoSet.proven`` is false where ``max_labels`` (44 bytes each) were too few.
        """
        if arrive_by_s < depart_s:
            return ParetoSet((), True, 0, 0)
        bounds = self.bounds(depart_s, arrive_by_s)
        found = aim(bounds.compass, destination, self.hierarchy.rows)
        front = undominated(self._candidates(bounds, origin, destination, depart_s, arrive_by_s))
        late = self._lateness(depart_s, arrive_by_s, 0.0)
        total, rounds = 0, 0
        while True:
            rounds += 1
            ended, count, labels, ends = guided_front(
                *(self.router.roads, self.router.rates, self.durations, bounds.compass, found, late),
                *(int(origin), int(destination), float(depart_s), float(arrive_by_s)),
                np.array([trip.arrive_s for trip in front], np.float64),
                np.array([trip.exposure_upper for trip in front], np.float64),
                *(float(epsilon), max(max_labels - total, 1)),
            )
            total += count
            trips = [path_edges(labels, int(end)) for end in ends]
            repeated = self._mark_repeated(late, trips)
            if not repeated or not ended or int(late.critical.max()) >= CRITICAL_MOST - 1:
                break
        simple = [edges for edges in trips if not repeated_nodes(self.router, edges)]
        front = undominated([*front, *(self.router.price(self.seconds, edges, depart_s) for edges in simple)])
        return ParetoSet(front, bool(ended) and not repeated, total, rounds)

    def latest_departure(
        self,
        origin: int,
        destination: int,
        departures_s: Sequence[float],
        arrive_by_s: float,
        exposure_at_most: float,
        epsilon: float = 0.01,
    ) -> RoutedPath | None:
        """When to leave at the latest, to arrive by ``arrive_by_s`` with at most ``exposure_at_most``; None: never.

        Of the departures given, the last from which a trip does it: none later has one with less than
        ``exposure_at_most / (1 + epsilon)``.
        """
        for depart in sorted(departures_s, reverse=True):
            if depart > arrive_by_s:
                continue
            trips = self.front(origin, destination, depart, arrive_by_s, epsilon).paths
            fitting = [trip for trip in trips if trip.exposure_upper <= exposure_at_most]
            if fitting:
                return fitting[0]
        return None

    def bounds(self, begin_s: float, end_s: float) -> Bounds:
        """Bounds of a window that holds ``begin_s`` to ``end_s``: those of the last call, or new ones."""
        if self._bounds is None or not self._bounds.covers(begin_s, end_s):
            self._bounds = self._make_bounds(begin_s, end_s)
        return self._bounds

    def _make_bounds(self, begin_s: float, end_s: float) -> Bounds:
        danger = self.router.danger
        slots = danger.slots
        first, last = slots.of(begin_s), slots.of(end_s)
        until = np.inf if last == slots.count - 1 else float(slots.start_s + (last + 1) * slots.length_s)
        since = -np.inf if first == 0 else float(slots.start_s + first * slots.length_s)
        spent = np.array(self.durations)
        conditions = self.router.conditions
        whole = (conditions.closed_from_s <= since) & (conditions.closed_until_s >= until)
        spent[conditions.closed_edge[whole]] = np.inf
        barred = np.isinf(spent)
        moving = np.where(barred, 0.0, spent)
        rate = np.minimum(danger.upper[first : last + 1].min(axis=0), MOST).astype(np.float64)
        exposure = np.minimum(rate * moving + danger.passage_upper, float(MOST))
        costs = np.empty((len(spent), WIDTH), np.float32)
        costs[:, 0] = moving
        costs[:, 1] = exposure
        # Fewer weights than lanes: the last stands in the spare ones.
        padded = [*self.weights, *[self.weights[-1] if self.weights else 1.0] * (WIDTH - 2 - len(self.weights))]
        for lane, weight in enumerate(padded, 2):
            costs[:, lane] = np.minimum(moving + weight * exposure, float(MOST))
        costs[barred] = np.inf
        lanes = Lanes(self.hierarchy, frozen_prices(costs), self.threads)
        slack = 1.0 - 2 * (2 * self.hierarchy.rows + 8) * 2.0**-24
        compass = Compass(self.hierarchy.shape, self.hierarchy.rank, lanes.costs, np.array(padded, np.float64), slack)
        return Bounds(lanes, compass, np.ascontiguousarray(costs.T), since, until)

    def _natural_weights(self) -> list[float]:
        danger = self.router.danger
        usable = np.isfinite(self.durations)
        seconds = float(self.durations[usable].sum())
        rate = danger.upper.mean(axis=0, dtype=np.float64)[usable]
        rate = np.where(np.isfinite(rate), rate, 0.0)
        passage = np.where(np.isfinite(danger.passage_upper), danger.passage_upper, 0.0)[usable]
        exposure = float((rate * self.durations[usable] + passage).sum())
        even = seconds / exposure if exposure > 0 and seconds > 0 else 1.0
        return [share * even for share in SHARES]

    def _candidates(
        self, bounds: Bounds, origin: int, destination: int, depart_s: float, arrive_by_s: float
    ) -> list[RoutedPath]:
        """Good trips from the bounds' own lanes, priced by the true clock."""
        trips = []
        rank, shape = self.hierarchy.rank, self.hierarchy.shape
        for lane in range(WIDTH):
            costs = bounds.lanes.costs
            least, arcs = shortest(shape, costs, WIDTH, lane, int(rank[origin]), int(rank[destination]))
            if least < np.inf:
                edges = unpack(shape, costs, WIDTH, lane, bounds.edge_costs[lane], arcs)
                if not repeated_nodes(self.router, edges):
                    trips.append(self.router.price(self.seconds, edges, depart_s))
        return [trip for trip in trips if trip.arrive_s <= arrive_by_s]

    def _improve(self, bounds: Bounds, first: RoutedPath, destination: int, lane: int, max_labels: int) -> BestTrip:
        """The cheapest trip, ``first`` being one that goes from the same place at the same time."""
        if not len(first.edges) or not max_labels:
            return BestTrip(first, not len(first.edges), 0)
        weight = self.weights[lane - 2]
        # Sums in another order than the search's may differ in the last digits.
        below = (first.seconds + weight * first.exposure_upper) * (1 - 1e-12)
        origin = int(self.router.network.tail[first.edges[0]])
        found = aim(bounds.compass, destination, self.hierarchy.rows)
        late = self._lateness(first.depart_s, first.depart_s + below, weight)
        total = 0
        while True:
            ended, count, labels, end = guided_way(
                *(self.router.roads, self.router.rates, self.durations, bounds.compass, found, lane, late),
                *(origin, int(destination), first.depart_s, below, max(max_labels - total, 1)),
            )
            total += count
            if not ended or end < 0:
                return BestTrip(first, bool(ended), total)
            edges = path_edges(labels, end)
            if not self._mark_repeated(late, [edges]):
                return BestTrip(self.router.price(self.seconds, edges, first.depart_s), True, total)
            if int(late.critical.max()) >= CRITICAL_MOST - 1:
                return BestTrip(first, False, total)

    def _mark_repeated(self, late: Lateness, trips: list[npt.NDArray[np.int32]]) -> list[int]:
        """Make nodes that a trip visits twice critical; which they are."""
        repeated = sorted(set().union(*(repeated_nodes(self.router, edges) for edges in trips)))
        fresh = int(late.critical.max(initial=-1)) + 1
        room = repeated[: max(CRITICAL_MOST - fresh, 0)]
        late.critical[room] = np.arange(fresh, fresh + len(room), dtype=np.int8)
        return repeated

    def _lateness(self, begin_s: float, end_s: float, weight: float) -> Lateness:
        slots = self.router.danger.slots
        boundaries = (slots.starts[1:]).astype(np.float64)
        met = (boundaries > begin_s) & (boundaries <= end_s)
        falls = [*zip(boundaries[met].tolist(), self._worst_falls[met].tolist(), strict=True)]
        waits, stretches = closure_steps(self.router, np.isfinite(self.durations), begin_s, end_s)
        free = not waits and not stretches
        moment, rate, stretch = penalty([fall for fall in falls if fall[1] > 0], waits, stretches)
        critical = np.full(self.router.network.node_count, -1, np.int8)
        return Lateness(moment, rate, stretch, 1.0 / weight if weight and free else 0.0, critical)

    @cached_property
    def _worst_falls(self) -> npt.NDArray[np.float64]:
        """[S - 1] the largest fall of the upper rate of any edge that the vehicle may use, at each boundary."""
        upper = self.router.danger.upper
        usable = np.isfinite(self.durations)
        falls = [
            (np.minimum(upper[s], MOST)[usable].astype(np.float64) - upper[s + 1][usable]).max(initial=0.0)
            for s in range(len(upper) - 1)
        ]
        return np.array(falls, np.float64)
