"""A bus plan replayed event by event: every departure and arrival in order of the clock, people counted at each.

Written from the rules of the Bus Evacuation Problem alone. It imports nothing of the planner.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridor.domain.buses import BusTask, Routes


@dataclass(frozen=True)
class BusReplay:
    """What happened. ``problem`` is empty where all rules were kept."""

    last_arrival: int
    arrivals: tuple[tuple[int, int], ...]
    """(steps, full buses that have arrived by then), ascending."""
    problem: str = ""


class _Broken(Exception):
    """A rule was not kept; says which."""


def replay(task: BusTask, routes: Routes) -> BusReplay:
    """Drive every bus through its trips.

    Rules: buses start at their depots in file order; each trip moves one full bus from a point to a shelter; points
    are served exactly; shelters never hold more than their room.
    """
    curve: list[tuple[int, int]] = []
    try:
        waiting = _drive(task, routes, curve)
    except _Broken as broken:
        return BusReplay(curve[-1][0] if curve else 0, tuple(curve), str(broken))
    left = [(point, trips) for point, trips in enumerate(waiting) if trips]
    return BusReplay(curve[-1][0] if curve else 0, tuple(curve), f"people left: {left}" if left else "")


def _drive(task: BusTask, routes: Routes, curve: list[tuple[int, int]]) -> list[int]:
    """Full buses still waiting at each point when all is driven; arrivals go into ``curve``."""
    home = [depot for depot, buses in enumerate(task.buses.tolist()) for _ in range(buses)]
    if len(routes) != len(home):
        raise _Broken(f"{len(routes)} routes for {len(home)} buses")
    waiting: list[int] = task.trips.tolist()
    room: list[int] = task.room.tolist()
    for bus, trips in enumerate(routes):
        for point, shelter in trips:
            if not (0 <= point < len(waiting) and 0 <= shelter < len(room)):
                raise _Broken(f"bus {bus}: no trip {point} to {shelter}")
    # (clock, bus, trip, loaded): a bus comes to its point empty, then to its shelter loaded.
    queue = [(int(task.approach[home[bus], trips[0][0]]), bus, 0, False) for bus, trips in enumerate(routes) if trips]
    heapq.heapify(queue)
    while queue:
        clock, bus, trip, loaded = heapq.heappop(queue)
        point, shelter = routes[bus][trip]
        if not loaded:
            waiting[point] -= 1
            if waiting[point] < 0:
                raise _Broken(f"bus {bus}: nobody waits at point {point}")
            heapq.heappush(queue, (clock + int(task.drive[point, shelter]), bus, trip, True))
            continue
        room[shelter] -= 1
        if room[shelter] < 0:
            raise _Broken(f"bus {bus}: shelter {shelter} is full")
        curve.append((clock, len(curve) + 1))
        if trip + 1 < len(routes[bus]):
            then = routes[bus][trip + 1][0]
            heapq.heappush(queue, (clock + int(task.drive[then, shelter]), bus, trip + 1, False))
    return waiting
