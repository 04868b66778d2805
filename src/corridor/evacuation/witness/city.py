"""A city's plan replayed event by event: buses, their people, centres, roads shared with private cars.

Written from the rules alone; it imports nothing of the planner.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.bus_runs import Leg, Ride, Run
    from corridor.domain.city import BusFleet
    from corridor.domain.flows import Convoy

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

WINDOW_S = 900.0
SLACK_S = 0.5
RELATIVE = 1e-6


@dataclass(frozen=True, eq=False)
class Stage:
    """Facts that the plan must keep: E edges, Z zones, X centres, F fleets."""

    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    shut: Floats
    """[E] seconds."""
    capacity: Floats
    """[E] cars a second."""
    car_s: Floats
    """[E]"""
    bus_s: tuple[Floats, ...]
    """[F][E]"""
    fleets: tuple[BusFleet, ...]
    depot: tuple[int, ...]
    """[F] node."""
    zone: Ints
    """[Z] node."""
    centre: Ints
    """[X] node."""
    room: Ints
    """[X]"""
    people: Ints
    """[Z] to come by bus."""
    cars: Floats
    """[Z] to leave by car."""
    bus_in_cars: float


@dataclass(frozen=True)
class CityReplay:
    """What happened. ``problem`` is empty where all rules were kept."""

    bus_last: float
    car_last: float
    by_bus: tuple[tuple[float, int], ...]
    """(seconds, people arrived by bus by then)."""
    by_car: tuple[tuple[float, float], ...]
    """(seconds, cars out by then)."""
    problem: str = ""


class _Broken(Exception):
    """A rule was not kept; says which."""


def replay_city(
    stage: Stage,
    runs: Sequence[Run],
    left: Ints,
    convoys: Sequence[Convoy],
    edge: Ints,
    zone_of: Ints,
    cars_left: Floats,
) -> CityReplay:
    """Drive everything.

    Rules: a bus starts at its depot and never is in two places; a drive follows edges that join, open until it leaves
    them, in no less than their seconds; nobody boards in less than the fleet's time; seats, room and people are kept;
    in each quarter of an hour a road takes no more buses and cars than its capacity (one bus is always let through);
    everyone is brought out or counted as left.

    Args:
        stage: the facts.
        runs: buses.
        left: [Z] people left for want of a bus.
        convoys: private cars; ``edge`` tells the edge of each of their roads (-1: a door), ``zone_of`` the zone of
            each of theirs.
        cars_left: [Z]
    """
    used: dict[tuple[int, int], float] = defaultdict(float)
    try:
        by_bus = _buses(stage, runs, left, used)
        by_car = _cars(stage, convoys, edge, zone_of, cars_left, used)
        _roads(stage, used)
    except _Broken as broken:
        return CityReplay(0.0, 0.0, (), (), str(broken))
    return CityReplay(by_bus[-1][0] if by_bus else 0.0, by_car[-1][0] if by_car else 0.0, by_bus, by_car)


def _buses(
    stage: Stage, runs: Sequence[Run], left: Ints, used: dict[tuple[int, int], float]
) -> tuple[tuple[float, int], ...]:
    count: dict[int, set[int]] = defaultdict(set)
    events: list[tuple[float, int, int, Run, Leg]] = []
    for run in runs:
        if run.number in count[run.fleet]:
            raise _Broken(f"bus {run.fleet}/{run.number} drives twice")
        count[run.fleet].add(run.number)
        if len(count[run.fleet]) > stage.fleets[run.fleet].count:
            raise _Broken(f"fleet {run.fleet} has fewer buses")
        _one_bus(stage, run, used)
        for leg in run.legs:
            heapq.heappush(events, (leg.out.sets_off, len(events), 0, run, leg))
            heapq.heappush(events, (leg.out.arrives, len(events), 1, run, leg))
    waiting, room = stage.people.copy(), stage.room.copy()
    curve: list[tuple[float, int]] = []
    out = 0
    while events:
        clock, _n, arrived, run, leg = heapq.heappop(events)
        if arrived:
            room[leg.centre] -= leg.people
            out += leg.people
            curve.append((clock, out))
            if room[leg.centre] < 0:
                raise _Broken(f"centre {leg.centre} is full at {clock:.0f} s")
            continue
        waiting[leg.zone] -= leg.people
        if waiting[leg.zone] < 0 or not 0 < leg.people <= stage.fleets[run.fleet].seats:
            raise _Broken(f"zone {leg.zone}: {leg.people} people board at {clock:.0f} s")
    if not np.array_equal(waiting, left):
        raise _Broken("people by bus are neither out nor counted as left")
    return tuple(curve)


def _one_bus(stage: Stage, run: Run, used: dict[tuple[int, int], float]) -> None:
    fleet, seconds = stage.fleets[run.fleet], stage.bus_s[run.fleet]
    node, clock = stage.depot[run.fleet], 0.0
    for leg in run.legs:
        for ride, goal, pause in (
            (leg.there, int(stage.zone[leg.zone]), 0.0),
            (leg.out, int(stage.centre[leg.centre]), fleet.boarding_minutes * 60),
        ):
            if ride.sets_off < clock + pause - SLACK_S:
                raise _Broken(f"bus {run.fleet}/{run.number} sets off at {ride.sets_off:.0f} s, too early")
            clock = _ride(stage, ride, seconds, node, goal, used)
            node = goal
        if leg.empty < clock + fleet.alighting_minutes * 60 - SLACK_S:
            raise _Broken(f"bus {run.fleet}/{run.number} is emptied too fast")
        clock = leg.empty


def _ride(stage: Stage, ride: Ride, seconds: Floats, node: int, goal: int, used: dict[tuple[int, int], float]) -> float:
    clock = ride.sets_off
    for edge in ride.edges:
        if int(stage.tail[edge]) != node:
            raise _Broken(f"edge {edge} does not follow")
        used[edge, int(clock // WINDOW_S)] += stage.bus_in_cars
        clock += float(seconds[edge])
        if not clock <= stage.shut[edge] + SLACK_S:
            raise _Broken(f"edge {edge} is shut at {stage.shut[edge]:.0f} s, driven until {clock:.0f} s")
        node = int(stage.head[edge])
    if node != goal or abs(clock - ride.arrives) > SLACK_S:
        raise _Broken(f"a drive of {len(ride.edges)} edges ends elsewhere, or at another time")
    return ride.arrives


def _cars(
    stage: Stage,
    convoys: Sequence[Convoy],
    edge: Ints,
    zone_of: Ints,
    cars_left: Floats,
    used: dict[tuple[int, int], float],
) -> tuple[tuple[float, float], ...]:
    gone = np.zeros(len(stage.zone))
    changes: list[tuple[float, float]] = []
    ends = set(stage.centre.tolist())
    for convoy in convoys:
        zone = int(zone_of[convoy.zone])
        gone[zone] += convoy.vehicles
        node, clock, rate = int(stage.zone[zone]), None, convoy.vehicles / max(convoy.window, 1e-9)
        for road, enters in zip(convoy.roads, convoy.enters.tolist(), strict=True):
            at = int(edge[road])
            if at < 0:
                continue
            if int(stage.tail[at]) != node or (clock is not None and enters < clock - SLACK_S):
                raise _Broken(f"zone {zone}: edge {at} does not follow")
            clock = enters + float(stage.car_s[at])
            if clock + convoy.window > stage.shut[at] + SLACK_S:
                raise _Broken(f"zone {zone}: cars on edge {at} after it is shut")
            _spread(used, at, enters, convoy.window, rate)
            node = int(stage.head[at])
        if node not in ends or (clock is not None and convoy.arrives < clock - SLACK_S):
            raise _Broken(f"zone {zone}: its cars do not end at a centre in time")
        changes += [(convoy.arrives, rate), (convoy.arrives + convoy.window, -rate)]
    if np.abs(gone + cars_left - stage.cars).max(initial=0.0) > 1e-3:
        raise _Broken("cars are neither out nor counted as left")
    out, rate, before = 0.0, 0.0, 0.0
    curve: list[tuple[float, float]] = []
    for moment, change in sorted(changes):
        out += rate * (moment - before)
        before, rate = moment, rate + change
        curve.append((moment, out))
    return tuple(curve)


def _spread(used: dict[tuple[int, int], float], edge: int, begins: float, lasts: float, rate: float) -> None:
    """Cars that enter evenly, by quarter of an hour."""
    clock, end = begins, begins + lasts
    while clock < end - 1e-9:
        slot = int(clock // WINDOW_S)
        until = min((slot + 1) * WINDOW_S, end)
        used[edge, slot] += rate * (until - clock)
        clock = max(until, clock + 1e-6)


def _roads(stage: Stage, used: dict[tuple[int, int], float]) -> None:
    for (edge, slot), cars in used.items():
        room = float(stage.capacity[edge]) * WINDOW_S
        if cars > max(room, stage.bus_in_cars) * (1 + RELATIVE) + 1e-3:
            raise _Broken(
                f"edge {edge}: {cars:.1f} cars in the quarter from {slot * WINDOW_S:.0f} s, room for {room:.1f}"
            )
