"""A flow over time replayed event by event: roads' loads, waiting vehicles and arrivals, in order of the clock.

Written from the rules alone (a road lets in at most its capacity at any moment; nobody is on it once it is shut;
nobody leaves a node before arriving there). It imports nothing of the planner.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.domain.flows import Convoy, FlowTask, Streams

RELATIVE = 1e-6
VEHICLES = 0.05
"""Vehicles by which sums of many rounded flows may differ."""


@dataclass(frozen=True)
class RoadReplay:
    """What happened. ``problem`` is empty where all rules were kept."""

    last_arrival: float
    out: float
    curve: tuple[tuple[float, float], ...]
    """(seconds, vehicles out by then), ascending."""
    problem: str = ""


def replay_streams(task: FlowTask, streams: Streams) -> RoadReplay:
    """Follow a flow road by road; vehicles may wait at nodes between roads."""
    rate = streams.vehicles / streams.step
    pieces = zip(streams.road.tolist(), streams.enters.tolist(), rate.tolist(), strict=True)
    moves = [(road, start, start + streams.step, speed) for road, start, speed in pieces]
    problem = _roads_kept(task, moves)
    exits = set(task.exits.tolist())
    changes: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for road, start, end, speed in moves:
        tail, head, drive = int(task.tail[road]), int(task.head[road]), float(task.seconds[road])
        changes[tail] += [(start, -speed), (end, speed)]
        changes[head] += [(start + drive, speed), (end + drive, -speed)]
    store = dict(zip(task.zone.tolist(), task.vehicles.tolist(), strict=True))
    arrivals: list[tuple[float, float]] = []
    for node, events in changes.items():
        if node in exits:
            arrivals += events
            continue
        left = _waiting(events, store.get(node, 0.0))
        if left[0] < -VEHICLES:
            problem = problem or f"node {node}: {-left[0]:.3f} vehicles leave before they come"
        elif abs(left[1]) > VEHICLES:
            problem = problem or f"node {node}: {left[1]:.3f} vehicles never leave"
    for zone, vehicles in store.items():
        if zone not in changes and zone not in exits and vehicles > VEHICLES:
            problem = problem or f"node {zone}: {vehicles:.3f} vehicles never leave"
    return _arrived(arrivals, task, problem, sum(store.get(node, 0.0) for node in exits))


def replay_convoys(task: FlowTask, convoys: Sequence[Convoy]) -> RoadReplay:
    """Follow convoys along their ways, without a stop between roads that their times do not tell."""
    problem = ""
    moves: list[tuple[int, float, float, float]] = []
    arrivals: list[tuple[float, float]] = []
    given = np.zeros(len(task.zone))
    exits = set(task.exits.tolist())
    for number, convoy in enumerate(convoys):
        given[convoy.zone] += convoy.vehicles
        node, clock = int(task.zone[convoy.zone]), 0.0
        rate = convoy.vehicles / convoy.window if convoy.window > 0 else np.inf
        for road, enter in zip(convoy.roads, convoy.enters.tolist(), strict=True):
            if int(task.tail[road]) != node or enter < clock - 1e-6:
                problem = problem or f"convoy {number}: road {road} does not follow"
            moves.append((road, enter, enter + convoy.window, rate))
            node, clock = int(task.head[road]), enter + float(task.seconds[road])
        if node not in exits or convoy.arrives < clock - 1e-6:
            problem = problem or f"convoy {number}: does not end at an exit in time"
        arrivals += [(convoy.arrives, rate), (convoy.arrives + convoy.window, -rate)]
    if np.abs(given - task.vehicles).max(initial=0.0) > VEHICLES:
        problem = problem or "vehicles of a zone are not all taken, or taken twice"
    return _arrived(arrivals, task, problem or _roads_kept(task, moves), 0.0)


def _roads_kept(task: FlowTask, moves: Iterable[tuple[int, float, float, float]]) -> str:
    """Empty where no road is entered faster than its capacity or used once shut."""
    by_road: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for road, start, end, rate in moves:
        if start < -1e-6 or end + task.seconds[road] > task.shut[road] + 1e-6:
            return f"road {road}: used until {end + task.seconds[road]:.1f} s, shut at {task.shut[road]:.1f} s"
        by_road[road] += [(start, rate), (end, -rate)]
    for road, events in by_road.items():
        load = 0.0
        limit = float(task.capacity[road])
        ordered = sorted(events)
        for k, (moment, change) in enumerate(ordered):
            load += change
            settled = k + 1 == len(ordered) or ordered[k + 1][0] > moment + 1e-6
            if settled and load > limit * (1 + RELATIVE) + 1e-9:
                return f"road {road}: {load:.6f} vehicles a second at {moment:.1f} s, capacity {limit:.6f}"
    return ""


def _waiting(events: list[tuple[float, float]], store: float) -> tuple[float, float]:
    """(least, last) number waiting at a node, from changes of rate."""
    rate, least, before = 0.0, store, None
    for moment, change in sorted(events):
        if before is not None:
            store += rate * (moment - before)
            least = min(least, store)
        rate += change
        before = moment
    return least, store


def _arrived(arrivals: list[tuple[float, float]], task: FlowTask, problem: str, already: float) -> RoadReplay:
    rate, out, before, last = 0.0, already, 0.0, 0.0
    curve: list[tuple[float, float]] = [(0.0, already)]
    for moment, change in sorted(arrivals):
        out += rate * (moment - before)
        if moment - curve[-1][0] > 1e-9:
            curve.append((moment, out))
        before, rate = moment, rate + change
        if change < 0:
            last = max(last, moment)
    if not problem and abs(out - task.total) > VEHICLES * max(1, len(task.zone)):
        problem = f"{out:.3f} vehicles are out of {task.total:.3f}"
    return RoadReplay(last, out, tuple(curve), problem)
