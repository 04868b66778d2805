"""What a followable plan is worth when some drive as they like: at once, by the shortest way, queues and all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.evacuation.roads.ways import follow
from corridor.kernels.flows import distances_to
from corridor.kernels.ways import drive_queues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.domain.flows import Convoy, FlowTask

SHARES = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0)
RUSH_S = 900.0
"""Those who do not wait for their window leave within a quarter of an hour."""
MOST = 200_000
"""Vehicles simulated one by one; larger cities by platoons."""


@dataclass(frozen=True)
class Disobeyed:
    """One share of drivers that go their own way."""

    share: float
    seconds: float
    """When the last vehicle that gets out is out."""
    half_s: float
    """When half are out."""
    stuck: float
    """Vehicles that stand before a road that was shut when they came."""


def disobeyed(
    task: FlowTask, convoys: Sequence[Convoy], *, seed: int, shares: Sequence[float] = SHARES
) -> tuple[Disobeyed, ...]:
    """Drive the plan with point queues before full roads, for each share of drivers who ignore it.

    Queues take no room on the road and turn up where capacity is short (W. S. Vickrey's bottleneck, 1969): a mild
    picture, since real queues also block crossings behind them.
    """
    _distance, via = distances_to(task.node_count, task.tail, task.head, task.seconds, task.exits.astype(np.int64))
    own = [follow(task, via, int(task.zone[c.zone])) for c in convoys]
    size = max(1.0, sum(c.vehicles for c in convoys) / MOST)
    counts = [max(1, round(c.vehicles / size)) for c in convoys]
    listed = [*(c.roads for c in convoys), *own]
    first = np.concatenate(([0], np.cumsum([len(way) for way in listed]))).astype(np.int64)
    roads = np.array([road for way in listed for road in way], np.int64)
    even = np.concatenate([_departures(c, n) for c, n in zip(convoys, counts, strict=True)])
    way = np.repeat(np.arange(len(convoys)), counts)
    found = []
    for share in shares:
        rng = np.random.default_rng(seed)
        free = rng.random(len(way)) < share
        departs = np.where(free, rng.uniform(0.0, RUSH_S, len(way)), even)
        arrived = np.empty(len(way))
        drive_queues(
            task.capacity / size,
            task.seconds,
            task.shut,
            roads,
            first,
            np.where(free, way + len(convoys), way),
            departs,
            arrived,
        )
        out = arrived[np.isfinite(arrived)]
        stuck = float(len(arrived) - len(out)) * size
        ends = (float(out.max()), float(np.median(out))) if len(out) else (0.0, 0.0)
        found.append(Disobeyed(share, *ends, stuck))
    return tuple(found)


def _departures(convoy: Convoy, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    start = float(convoy.enters[0]) if len(convoy.enters) else convoy.arrives
    return np.asarray(start + convoy.window * (np.arange(count) + 0.5) / count)
