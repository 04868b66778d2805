"""What closes the city: roads whose loss costs most, the fewest that isolate people, and when each zone is cut off."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.network import EdgeFlag
from corridor.evacuation.city.ground import car_roads
from corridor.evacuation.roads.cut import best_cut
from corridor.kernels.closing import last_departures
from corridor.kernels.flows import distances_to, max_flow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from corridor.evacuation.city.ground import Ground

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MOST_TRIED = 160
MOST_SHOWN = 25
LEVELS = (1, 2, 3, 4, 5, 6, 8)
"""Roads lost together, at most."""
PARTS = 1_000_000


@dataclass(frozen=True, eq=False)
class Loss:
    """Without the roads ``lines``: when the rest could be out at best, and who has no road left."""

    lines: tuple[int, ...]
    clears_s: float | None
    isolated: int


@dataclass(frozen=True, eq=False)
class FewRoads:
    """The fewest lines whose loss isolates these zones."""

    lines: tuple[int, ...]
    zones: tuple[int, ...]
    people: int


@dataclass(frozen=True, eq=False)
class CutOff:
    """Last departures [Z] if only ``areas`` close; minus infinity where nobody ever could, infinity where none is."""

    areas: tuple[int, ...]
    latest: Floats


def load_in_cars(ground: Ground, by_car: Floats, by_bus: Ints, seats: int) -> Floats:
    """[Z] room on the road that everyone needs, in cars: a bound for both together needs no more than full buses."""
    return by_car + by_bus / max(seats, 1) * ground.city.settings.evacuation.bus_in_cars


def road_losses(
    ground: Ground, load: Floats, people: Ints, likely: Sequence[int], stop: Callable[[], bool] = lambda: False
) -> tuple[Loss, ...]:
    """Losses of one road each, the worst first.

    Args:
        ground: the city on its roads.
        load: [Z] cars.
        people: [Z]
        likely: edges that plans use, the most important first; bridges among the usable are added.
        stop: asked between roads.
    """
    network = ground.network
    usable = np.isfinite(ground.car_s) & (ground.capacity > 0)
    bridges = np.flatnonzero(usable & ((network.flags & EdgeFlag.BRIDGE) != 0))
    lines = list(dict.fromkeys(network.line[[*likely, *bridges.tolist()]].tolist()))[:MOST_TRIED]
    whole = car_roads(ground, load, ground.capacity, ground.shut)
    base = best_cut(whole.task, np.arange(len(whole.task.zone))).seconds
    found: list[Loss] = []
    for line in lines:
        if stop():
            break
        capacity = np.where(network.line == line, 0.0, ground.capacity)
        roads = car_roads(ground, load, capacity, ground.shut)
        distance, _via = distances_to(
            roads.task.node_count, roads.task.tail, roads.task.head, roads.task.seconds,
            roads.task.exits.astype(np.int64),
        )  # fmt: skip
        gone = ~np.isfinite(distance[roads.task.zone])
        isolated = int(people[roads.zones[gone]].sum())
        task = replace(roads.task, vehicles=np.where(gone, 0.0, roads.task.vehicles))
        clears = best_cut(task, np.flatnonzero(task.vehicles > 0)).seconds if task.total else None
        if isolated or (clears is not None and clears > base * 1.005):
            found.append(Loss((line,), clears, isolated))
    return tuple(_joined(ground, found)[:MOST_SHOWN])


def _joined(ground: Ground, losses: Sequence[Loss]) -> list[Loss]:
    """Stretches of one road whose loss means the same are one."""
    network = ground.network
    name = dict(zip(network.line.tolist(), network.name.tolist(), strict=True))
    alike: dict[tuple[object, ...], list[Loss]] = defaultdict(list)
    for loss in losses:
        key = (name.get(loss.lines[0], 0) or f"line {loss.lines[0]}", loss.isolated, round((loss.clears_s or 0) / 60))
        alike[key].append(loss)
    joined = [Loss(tuple(one.lines[0] for one in same), same[0].clears_s, same[0].isolated) for same in alike.values()]
    return sorted(joined, key=lambda one: (-one.isolated, -(one.clears_s or np.inf)))


def few_roads(ground: Ground, people: Ints) -> tuple[FewRoads, ...]:
    """For growing numbers of people, the fewest roads whose loss isolates so many (minimum cuts).

    With a price on each road, the cut that isolates people at the best rate is a minimum cut of one flow; raising the
    price gives fewer roads, each level the best for its number of roads.
    """
    roads = car_roads(ground, people.astype(float), ground.capacity, np.full(ground.network.edge_count, np.inf))
    task = roads.task
    zones = len(task.zone)
    source, sink = task.node_count, task.node_count + 1
    tail = np.concatenate((task.tail, np.full(zones, source), task.exits)).astype(np.int64)
    head = np.concatenate((task.head, task.zone, np.full(len(task.exits), sink))).astype(np.int64)
    total = float(people.sum())
    found: dict[int, FewRoads] = {}
    for level in np.geomspace(0.3 / max(total, 1.0), 40.0 / max(total, 1.0), 40).tolist():
        ones = np.where(roads.edge >= 0, PARTS, PARTS * 1000)
        supply = np.rint(task.vehicles * level * PARTS).astype(np.int64)
        capacity = np.concatenate((ones, supply, np.full(len(task.exits), PARTS * 1_000_000))).astype(np.int64)
        _value, _flow, side = max_flow(task.node_count + 2, tail, head, capacity, source, sink)
        inside = np.flatnonzero(side[task.zone])
        cut = np.flatnonzero(side[task.tail] & ~side[task.head])
        lines = tuple(dict.fromkeys(ground.network.line[roads.edge[cut]].tolist()))
        if not len(inside) or not lines or len(lines) > LEVELS[-1]:
            continue
        isolated = int(people[roads.zones[inside]].sum())
        known = found.get(len(lines))
        if known is None or known.people < isolated:
            found[len(lines)] = FewRoads(lines, tuple(roads.zones[inside].tolist()), isolated)
    kept: list[FewRoads] = []
    for count in sorted(found):
        if not kept or found[count].people > kept[-1].people:
            kept.append(found[count])
    return tuple(kept)


def cut_off(ground: Ground, seconds: Floats) -> tuple[CutOff, ...]:
    """When each zone is cut off for a vehicle of ``seconds`` [E], for each set of areas that close; all come last."""
    network, exits = ground.network, ground.exits()
    count = len(ground.areas)
    sets = [chosen for size in range(1, count + 1) for chosen in combinations(range(count), size)] if count <= 5 else [
        *((a,) for a in range(count)), tuple(range(count))]  # fmt: skip
    found = []
    for areas in sets or [()]:
        latest, _via = last_departures(
            network.node_count, ground.tail, network.head, seconds, ground.shut_by(areas), exits
        )
        found.append(CutOff(areas, np.where(ground.zone >= 0, latest[ground.zone], -np.inf)))
    return tuple(found)
