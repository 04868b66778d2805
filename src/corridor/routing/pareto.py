"""Which hour, which road: all trips between two places of which none is both earlier and less exposed.

**What is looked for.** A trip is a departure from the given list and a path that visits no node twice; it arrives
by ``arrive_by_s`` and takes at most ``longest_s``. The Pareto set holds one trip for every pair (arrival, upper
exposure) that no other trip beats in one without losing in the other. Nodes are not repeated because nobody should be
told to drive in circles until the danger has passed; waiting is done at the start, under cover, by leaving later. Where
several trips have the same pair, one is given, the same at each run, by the last departure that its road allows at no
loss.

**Why a cheaper, earlier label is not enough.** Exposure depends on the clock, so of two partial trips A and B at
one node, A earlier and less exposed, B may still end less exposed: by passing after the danger fell. Let A be at t
and B at t + d. Drive any rest of B's trip from both. Nobody overtakes, so A stays ahead by a lag of at most
``lag = d + stretch``, where ``stretch`` sums the lengths of the closures that begin after t (B may be caught by one
that A escaped; ones already begun only shorten the lag). A's rate on an edge exceeds B's at the same point of it by
at most the sum of the falls of the rate at the slot boundaries between the two moments, and each boundary lies
between them during at most ``lag`` seconds of A's driving. Where A waits at a closed edge and B, arriving later,
waits less, the lag shrinks by as much as A waits longer, so that A waits at most ``lag`` longer in all. Hence

    exposure of A's rest <= exposure of B's rest + lag * (falls + waiting),

``falls`` being the sum over the boundaries after t of the largest fall of any edge that a trip can use around it, and
``waiting`` the largest rate at which a trip can wait at an edge that opens after t. A with ``x_A + lag * (falls +
waiting) <= x_B`` makes B superfluous (with d = 0: ``x_A <= x_B``), because A arrives no later and no more exposed.

**Why nodes are first allowed twice.** A's trip followed by B's rest may visit a node twice. So the search runs on
walks first, where the argument holds as it stands. If the set holds a walk with a repeated node, that node becomes
critical: it may be visited once, labels remember which critical nodes they visited, and A replaces B only where it
visited no critical node that B did not. Each round contains all simple paths and is exact for what it allows, so
when a round's set is simple it is the set looked for. Source: Righini and Salani 2008, decremental state space
relaxation, doi:10.1002/net.20212.

**Guidance.** Departures are searched one after the other, the earliest first, each with its own bounds, because only
the few slot boundaries that its trips can meet count then; good trips by weighted sums are known from the start.
Labels are settled by time plus the least time to the destination, so the set is found by arrival, and a label whose
exposure plus the least possible rest is no better than a known trip's is dropped. With ``epsilon`` above 0 it is
dropped already when ``(1 + epsilon)`` times that is no better: then every trip is matched by one in the answer that
arrives no later and has at most ``1 + epsilon`` times its exposure.

**Large networks.** Where the danger falls from one hour to the next, a great many detours pay a little by arriving
later, and the exact set is beyond reach on real towns. With ``dawdling`` false, the penalty of lateness is left out:
of two partial trips from one departure, one that is neither earlier nor less exposed is given up, though its lateness
could pay further on. Letting danger pass is then left to later departures, where it is done under cover. The answer is
still exact where danger and closures do not change during a trip, and every trip in it is priced exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.search import least_sums
from corridor.kernels.search_pareto import Guide, pareto_labels
from corridor.routing.paths import ParetoSet, RoutedPath

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.kernels.search_pareto import Labels
    from corridor.routing.router import Router

CRITICAL_MOST = 64
"""Bits of a label's memory of critical nodes."""
WEIGHT_STEPS = (0.3, 3.0, 30.0)
"""Shares of the quickest trip's seconds per exposure, from hardly careful to careful at nearly any price."""
SLACK = 1 - 1e-12
"""Lower bounds are sums in another order than the search's; this keeps them below in spite of rounding."""


def pareto_set(
    router: Router,
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
    """The Pareto set of trips, by arrival (see the module's text for what it holds and why it is right).

    Args:
        router: network, danger and conditions.
        seconds: [E] travel times, infinite where not allowed.
        origin: node.
        destination: node; the same as ``origin`` gives the one trip of no edges at the first departure.
        departures_s: [D] epoch seconds, in any order.
        arrive_by_s: latest arrival.
        epsilon: 0 for the exact set; else a trip may be left out for one at most ``1 + epsilon`` times as exposed.
        longest_s: trips that take longer, waits included, are not looked for.
        dawdling: false where trips that let danger pass by a detour need not be found (see the module's text).
        max_labels: bound of all departures together, about 100 bytes each; where it is met, what was found so far is
            joined with the best of weighted sums, and the answer is not ``proven``.
    """
    departures = np.unique(np.asarray(departures_s, np.float64))
    departures = departures[departures <= arrive_by_s]
    durations = router.durations(seconds)
    queries = [
        _Query(
            router,
            durations,
            origin,
            destination,
            depart,
            min(float(arrive_by_s), depart + longest_s),
            epsilon,
            dawdling,
        )
        for depart in departures.tolist()
    ]
    front = undominated([trip for query in queries for trip in _by_weights(query, seconds)])
    total, rounds, proven = 0, 0, True
    for query in queries:
        found = _from_one_departure(query, front, max_labels - total)
        total += found.labels
        rounds = max(rounds, found.rounds)
        proven = proven and found.proven
        trips = [router.price(seconds, edges, query.depart_s) for edges in found.trips]
        front = undominated([*front, *trips])
    settled = [_latest(router, seconds, trip, departures) for trip in front]
    return ParetoSet(tuple(settled), proven, total, rounds)


@dataclass(frozen=True, eq=False)
class _Query:
    """One departure's search."""

    router: Router
    durations: npt.NDArray[np.float64]
    origin: int
    destination: int
    depart_s: float
    arrive_by_s: float
    epsilon: float
    dawdling: bool


@dataclass(frozen=True, eq=False)
class _Found:
    trips: list[npt.NDArray[np.int32]]
    labels: int
    rounds: int
    proven: bool


def _from_one_departure(query: _Query, front: tuple[RoutedPath, ...], limit: int) -> _Found:
    """Simple paths that are not beaten by each other or by ``front``: rounds until no walk repeats a node."""
    router = query.router
    guide, complete = _guide(query)
    known_time = np.array([trip.arrive_s for trip in front], np.float64)
    known_exposure = np.array([trip.exposure_upper for trip in front], np.float64)
    total, rounds = 0, 0
    while True:
        rounds += 1
        ended, count, labels, ends = pareto_labels(
            *(router.roads, router.rates, query.durations, guide, query.origin, query.destination, query.depart_s),
            *(query.arrive_by_s, known_time, known_exposure, query.epsilon, max(limit - total, 1)),
        )
        total += count
        trips = [path_edges(labels, int(end)) for end in ends]
        repeated = sorted(set().union(*(repeated_nodes(router, edges) for edges in trips)))
        fresh = int(guide.critical.max()) + 1
        if not repeated or not ended or fresh + len(repeated) > CRITICAL_MOST:
            break
        guide.critical[repeated] = np.arange(fresh, fresh + len(repeated), dtype=np.int8)
    simple = [edges for edges in trips if not repeated_nodes(router, edges)]
    return _Found(simple, total, rounds, complete and bool(ended) and not repeated)


def _by_weights(query: _Query, seconds: npt.NDArray[np.float32]) -> list[RoutedPath]:
    """Good trips by weighted sums of time and exposure: known from the start, they prune the others' dawdling."""
    router = query.router
    quickest = router.path(seconds, query.origin, query.destination, query.depart_s, 0.0)
    if quickest is None or quickest.exposure_upper <= 0:
        return []
    even = quickest.seconds / quickest.exposure_upper
    trips = [quickest]
    for share in WEIGHT_STEPS:
        trip = router.path(seconds, query.origin, query.destination, query.depart_s, even * share)
        if trip is not None:
            trips.append(trip)
    return [trip for trip in trips if trip.arrive_s <= query.arrive_by_s]


def path_edges(labels: Labels, end: int) -> npt.NDArray[np.int32]:
    """Edges of the trip that a label ends."""
    edges = []
    label = end
    while labels.parent[label] >= 0:
        edges.append(labels.edge[label])
        label = labels.parent[label]
    return np.array(edges[::-1], np.int32)


def repeated_nodes(router: Router, edges: npt.NDArray[np.int32]) -> set[int]:
    """Nodes that a path comes back to."""
    network = router.network
    nodes, count = np.unique(np.append(network.tail[edges[:1]], network.head[edges]), return_counts=True)
    return {int(node) for node in nodes[count > 1]}


def undominated(trips: list[RoutedPath]) -> tuple[RoutedPath, ...]:
    """Those that no other beats, by arrival; the first given of equals."""
    front: list[RoutedPath] = []
    for trip in sorted(trips, key=lambda trip: (trip.arrive_s, trip.exposure_upper)):
        if not front or trip.exposure_upper < front[-1].exposure_upper:
            front.append(trip)
    return tuple(front)


def _latest(
    router: Router, seconds: npt.NDArray[np.float32], trip: RoutedPath, departures: npt.NDArray[np.float64]
) -> RoutedPath:
    """The same road at the last of the departures that costs nothing."""
    for later in departures[(departures > trip.depart_s) & (departures <= trip.arrive_s)].tolist():
        other = router.price(seconds, trip.edges, later)
        if len(trip.edges) and other.arrive_s <= trip.arrive_s and other.exposure_upper <= trip.exposure_upper:
            trip = other
    return trip


def _guide(query: _Query) -> tuple[Guide, bool]:
    """Lower bounds towards the destination, the penalty of lateness by moment, and whether it is all there."""
    router, durations = query.router, query.durations
    network, roads, danger = router.network, router.roads, router.danger
    slots = danger.slots
    first_in, tails, inward = router.inward
    outward = np.arange(network.edge_count, dtype=np.int32)
    to_come = least_sums(first_in, tails, inward, durations, query.destination) * SLACK
    so_far = least_sums(roads.first_out, roads.head, outward, durations, query.origin) * SLACK

    span = slice(slots.of(query.depart_s), slots.of(query.arrive_by_s) + 1)
    least_rate = danger.upper[span].min(axis=0)
    usable_now = np.isfinite(durations)
    least = np.full(network.edge_count, np.inf)
    least[usable_now] = least_rate[usable_now] * durations[usable_now] + danger.passage_upper[usable_now]
    exposure = least_sums(first_in, tails, inward, least, query.destination) * SLACK

    earliest = query.depart_s + so_far[roads.tail]
    rest = durations + to_come[roads.head]
    usable = earliest + rest <= query.arrive_by_s
    falls = _falls(router, usable, earliest, to_come[roads.head], query.arrive_by_s)
    waits, stretches = _closures(router, usable, earliest, rest, query.arrive_by_s)
    complete = query.dawdling or not (falls or waits or stretches)
    late = penalty(falls, waits, stretches) if query.dawdling else penalty([], [], [])
    critical = np.full(network.node_count, -1, np.int8)
    return Guide(to_come, exposure, *late, critical=critical), complete


Steps = list[tuple[float, float]]
"""Moments and amounts."""


def _falls(
    router: Router,
    usable: npt.NDArray[np.bool_],
    earliest: npt.NDArray[np.float64],
    rest: npt.NDArray[np.float64],
    arrive_by_s: float,
) -> Steps:
    """The largest fall of the upper rate at each slot boundary, over the edges that a trip can be on around it."""
    slots, upper = router.danger.slots, router.danger.upper
    falls: Steps = []
    for slot in range(slots.count - 1):
        boundary = float(slots.start_s + (slot + 1) * slots.length_s)
        around = usable & (earliest < boundary) & (boundary + rest <= arrive_by_s)
        if around.any():
            fall = float((upper[slot, around].astype(np.float64) - upper[slot + 1, around]).max())
            if fall > 0:
                falls.append((boundary, fall))
    return falls


def _closures(
    router: Router,
    usable: npt.NDArray[np.bool_],
    earliest: npt.NDArray[np.float64],
    rest: npt.NDArray[np.float64],
    arrive_by_s: float,
) -> tuple[Steps, Steps]:
    """Closures that a trip can wait at and still arrive.

    Returns (opening, largest rate of waiting for it) and (beginning, seconds that trips before it can be pulled
    apart by it): the time covered by closures that begin no earlier, counted once, because nobody waits twice at
    the same time.
    """
    conditions, slots, upper = router.conditions, router.danger.slots, router.danger.upper
    edge, closes, opens = conditions.closed_edge, conditions.closed_from_s, conditions.closed_until_s
    felt = usable[edge] & (opens + rest[edge] <= arrive_by_s) & (opens > earliest[edge]) & (closes < opens)
    waits: Steps = []
    stretches: Steps = []
    covered: list[list[float]] = []
    spans = np.unique(np.column_stack((closes[felt], opens[felt])), axis=0)
    for begin, end in spans[::-1].astype(np.float64).tolist():
        shut = edge[felt & (closes == int(begin)) & (opens == int(end))]
        first = slots.of(max(begin, float(earliest[shut].min())))
        waits.append((end, float(upper[first : slots.of(end) + 1, shut].max())))
        new, last = end - begin, end
        while covered and covered[-1][0] <= last:
            old_begin, old_end = covered.pop()
            new -= min(old_end, last) - old_begin
            last = max(last, old_end)
        covered.append([begin, last])
        stretches.append((begin, new))
    return waits, stretches


def closure_steps(router: Router, usable: npt.NDArray[np.bool_], begin_s: float, end_s: float) -> tuple[Steps, Steps]:
    """As ``_closures``, for all trips on ``usable`` edges between two moments."""
    if not len(router.conditions.closed_edge):
        return [], []
    edges = router.network.edge_count
    earliest, rest = np.broadcast_to(np.float64(begin_s), edges), np.broadcast_to(np.float64(0), edges)
    return _closures(router, usable, earliest, rest, end_s)


def penalty(
    falls: Steps, waits: Steps, stretches: Steps
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Moments [J], rate [J + 1] and stretch [J + 1] of a label by its time, from what lies after it."""
    moments = np.unique([moment for moment, _ in (*falls, *waits, *stretches)]).astype(np.float64)
    from_moments = np.concatenate(([-np.inf], moments))
    rate = [
        sum(fall for at, fall in falls if at > now) + max((rate for at, rate in waits if at > now), default=0.0)
        for now in from_moments
    ]
    stretch = [sum(length for at, length in stretches if at > now) for now in from_moments]
    return moments, np.array(rate, np.float64), np.array(stretch, np.float64)
