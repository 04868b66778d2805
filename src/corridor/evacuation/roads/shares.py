"""Ways that share the roads best when every zone departs evenly all the time: a linear program by column generation.

Variables are rates on ways. Zone z needs ``sum rate x (T - drive) >= vehicles``; a road bears the sum of rates over
it up to ``1 + excess`` times its capacity; the excess is least. The way to add next is the shortest by ``price of its
roads + worth of the zone x drive``. At an optimum few zones use more than one way, which is why the ways found are
good ones to choose single ways from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.evacuation.roads.ways import follow
from corridor.kernels.flows import distances_to
from corridor.optimise.columns import INFINITY, Columns

if TYPE_CHECKING:
    from corridor.domain.flows import FlowTask

    Found = list[dict[tuple[int, ...], None]]

ROUNDS = 40
WORK_AT_MOST = 1_500_000
"""Zones times roads beyond which this would take too long."""


def sharing_ways(task: FlowTask, seconds: float, found: Found) -> list[tuple[int, ...] | None]:
    """Add ways to ``found`` [Z]; returns the way that carries most of each zone, None where nothing was computed."""
    zones = [z for z in range(len(task.zone)) if task.vehicles[z] > 0 and found[z]]
    none: list[tuple[int, ...] | None] = [None] * len(task.zone)
    if not zones or len(zones) * len(task.tail) > WORK_AT_MOST:
        return none
    roads = np.flatnonzero(task.capacity > 0)
    row_of = {int(road): len(zones) + k for k, road in enumerate(roads)}
    lp = Columns(
        np.concatenate((task.vehicles[zones], np.full(len(roads), -INFINITY))),
        np.concatenate((np.full(len(zones), INFINITY), task.capacity[roads])),
    )
    lp.add(1.0, [row_of[int(r)] for r in roads], (-task.capacity[roads]).tolist())
    column: list[tuple[int, tuple[int, ...]]] = []
    seen: set[tuple[int, tuple[int, ...]]] = set()

    def offer(k: int, way: tuple[int, ...]) -> bool:
        drive = task.seconds[list(way)]
        lasting = min(
            seconds - float(drive.sum()), float((task.shut[list(way)] - np.cumsum(drive)).min(initial=np.inf))
        )
        if (k, way) in seen or lasting <= 1.0 or len(set(way)) < len(way):
            return False
        seen.add((k, way))
        column.append((k, way))
        lp.add(0.0, [k, *(row_of[r] for r in way)], [lasting, *([1.0] * len(way))])
        return True

    for k, z in enumerate(zones):
        for way in found[z]:
            offer(k, way)
    exits = task.exits.astype(np.int64)
    values = np.zeros(0)
    for _ in range(ROUNDS):
        answer = lp.solve()
        if answer is None:
            return none
        values = answer.values[1:]
        price = np.zeros(len(task.tail))
        price[roads] = np.maximum(-answer.prices[len(zones) :], 0.0)
        fresh = 0
        for k, z in enumerate(zones):
            cost = price + max(float(answer.prices[k]), 1e-12) * task.seconds
            _distance, via = distances_to(task.node_count, task.tail, task.head, cost, exits)
            fresh += offer(k, follow(task, via, int(task.zone[z])))
        if not fresh:
            break
    most: dict[int, float] = {}
    for (k, way), rate in zip(column, values.tolist(), strict=False):
        if rate > 1e-9:
            found[zones[k]].setdefault(way)
        if rate > most.get(k, 1e-9):
            most[k] = rate
            none[zones[k]] = way
    return none
