"""Candidate ways out of each zone, made different by making roads that many choose dearer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.flows import distances_to

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.flows import FlowTask

ROUNDS = 30
PER_ZONE = 20


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways laid end to end, grouped by zone."""

    roads: npt.NDArray[np.int64]
    """[entries]"""
    enters: npt.NDArray[np.float64]
    """[entries] seconds from departure to entering each road."""
    first: npt.NDArray[np.int64]
    """[ways + 1]"""
    seconds: npt.NDArray[np.float64]
    """[ways] of the whole way."""
    open_s: npt.NDArray[np.float64]
    """[ways] last departure before a road of it is shut; infinity where none is."""
    zone_first: npt.NDArray[np.int64]
    """[Z + 1]; a zone without a way has none."""
    begin: npt.NDArray[np.int64]
    """[Z] the way to begin with."""

    def of(self, way: int) -> npt.NDArray[np.int64]:
        """Roads of one way."""
        return self.roads[self.first[way] : self.first[way + 1]]


def follow(task: FlowTask, via: npt.NDArray[np.int64], node: int) -> tuple[int, ...]:
    """Roads from ``node`` along the tree ``via``."""
    roads = []
    while via[node] >= 0:
        roads.append(int(via[node]))
        node = int(task.head[via[node]])
    return tuple(roads)


def candidate_ways(task: FlowTask, seconds: float, rng: np.random.Generator) -> list[dict[tuple[int, ...], None]]:
    """[Z] up to ``PER_ZONE`` ways of each zone, in order; ``seconds`` is about how long everyone needs.

    Prices follow the multiplicative weights method (S. Arora et al., 2012, doi:10.4086/toc.2012.v008a006): after each
    round the roads whose load exceeds their capacity grow dearer.
    """
    found: list[dict[tuple[int, ...], None]] = [{} for _ in task.zone]
    price = np.zeros(len(task.tail))
    exits = task.exits.astype(np.int64)
    groups = [exits, *[exits[k : k + 1] for k in range(len(exits) if len(exits) <= 12 else 0)]]
    load = np.zeros(len(task.tail))
    for turn in range(ROUNDS):
        load *= turn / (turn + 1)
        for ends in groups if turn % 6 == 0 else groups[:1]:
            noise = rng.uniform(1.0, 1.1, len(price)) if turn else 1.0
            distance, via = distances_to(task.node_count, task.tail, task.head, task.seconds * noise + price, ends)
            for z, node in enumerate(task.zone.tolist()):
                if not np.isfinite(distance[node]) or task.vehicles[z] <= 0:
                    continue
                roads = follow(task, via, node)
                if len(found[z]) < PER_ZONE:
                    found[z].setdefault(roads)
                if ends is exits:
                    rate = task.vehicles[z] / max(seconds - float(task.seconds[list(roads)].sum()), 0.1 * seconds)
                    load[list(roads)] += rate / (turn + 1)
        over = np.where(task.capacity > 0, load / np.maximum(task.capacity, 1e-12), 1.0)
        price = np.maximum(price * 0.8, 0.0) + seconds * 0.02 * np.maximum(over - 0.9, 0.0)
    return found


def laid_out(task: FlowTask, found: list[dict[tuple[int, ...], None]], best: list[tuple[int, ...] | None]) -> Ways:
    """The ways as arrays; ``best`` [Z] names the way of each zone to begin with."""
    roads: list[int] = []
    enters: list[npt.NDArray[np.float64]] = []
    total: list[float] = []
    open_s: list[float] = []
    begin: list[int] = []
    first, zone_first = [0], [0]
    for ways, preferred in zip(found, best, strict=True):
        listed = list(ways)
        begin.append(len(total) + (listed.index(preferred) if preferred in ways else 0))
        for way in listed:
            drive = task.seconds[list(way)]
            begins = np.concatenate(([0.0], np.cumsum(drive)))
            roads += way
            enters.append(begins[:-1])
            first.append(first[-1] + len(way))
            total.append(float(begins[-1]))
            open_s.append(float((task.shut[list(way)] - begins[1:]).min()) if way else np.inf)
        zone_first.append(len(total))
    return Ways(
        np.array(roads, np.int64),
        np.concatenate(enters) if enters else np.empty(0),
        np.array(first, np.int64),
        np.array(total, np.float64),
        np.array(open_s, np.float64),
        np.array(zone_first, np.int64),
        np.array(begin, np.int64),
    )
