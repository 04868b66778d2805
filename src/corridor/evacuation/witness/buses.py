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


def replay(task: BusTask, routes: Routes) -> BusReplay:
    """Drive every bus through its trips.

    Rules: buses start at their depots in file order; each trip moves one full bus from a point to a shelter; points
    are served exactly; shelters never hold more than their room.
    """
    home = [depot for depot, buses in enumerate(task.buses.tolist()) for _ in range(buses)]
    if len(routes) != len(home):
        return BusReplay(0, (), f"{len(routes)} routes for {len(home)} buses")
    waiting, room = task.trips.tolist(), task.room.tolist()
    queue: list[tuple[int, int, int, bool]] = []
    for bus, trips in enumerate(routes):
        if trips:
            if not 0 <= trips[0][0] < len(waiting):
                return BusReplay(0, (), f"bus {bus}: no point {trips[0][0]}")
            heapq.heappush(queue, (int(task.approach[home[bus], trips[0][0]]), bus, 0, False))
    last, arrived = 0, 0
    curve: list[tuple[int, int]] = []
    while queue:
        clock, bus, trip, loaded = heapq.heappop(queue)
        point, shelter = routes[bus][trip]
        if not (0 <= point < len(waiting) and 0 <= shelter < len(room)):
            return BusReplay(last, tuple(curve), f"bus {bus}: no trip {point} to {shelter}")
        if not loaded:
            waiting[point] -= 1
            if waiting[point] < 0:
                return BusReplay(last, tuple(curve), f"bus {bus}: nobody waits at point {point}")
            heapq.heappush(queue, (clock + int(task.drive[point, shelter]), bus, trip, True))
            continue
        room[shelter] -= 1
        if room[shelter] < 0:
            return BusReplay(last, tuple(curve), f"bus {bus}: shelter {shelter} is full")
        arrived += 1
        last = max(last, clock)
        curve.append((clock, arrived))
        if trip + 1 < len(routes[bus]):
            then = routes[bus][trip + 1][0]
            if not 0 <= then < len(waiting):
                return BusReplay(last, tuple(curve), f"bus {bus}: no point {then}")
            heapq.heappush(queue, (clock + int(task.drive[then, shelter]), bus, trip + 1, False))
    left = [(point, trips) for point, trips in enumerate(waiting) if trips]
    return BusReplay(last, tuple(curve), f"people left: {left}" if left else "")
