"""Private cars out: a bound on full roads, and one road and window a zone on what buses leave free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.evacuation.city.ground import car_roads
from corridor.evacuation.roads.cut import best_cut, tight_roads
from corridor.evacuation.roads.disobey import disobeyed
from corridor.evacuation.roads.followable import followable_plan
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from corridor.domain.flows import Convoy
    from corridor.evacuation.city.ground import CarRoads, Ground
    from corridor.evacuation.roads.disobey import Disobeyed
    from corridor.progress import Progress

    Floats = npt.NDArray[np.float64]

TRIES = 12
SHRINK = 0.85
"""Share of the cars of zones that will be cut off, tried next where no plan takes all of them."""
CURVE = 16


@dataclass(frozen=True, eq=False)
class Cars:
    """What private cars do."""

    roads: CarRoads
    """With what buses take already taken off."""
    convoys: tuple[Convoy, ...]
    left: Floats
    """[Z] cars that get out no more."""
    bound_s: float
    curve: tuple[tuple[float, float], ...]
    """(second, cars): no plan has more out by then."""
    tight: tuple[int, ...]
    """Edges that hold everyone up on empty roads, the most limiting first."""
    disobeyed: tuple[Disobeyed, ...]


def plan_cars(
    ground: Ground,
    cars: Floats,
    taken: Floats,
    *,
    seconds: float,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> Cars:
    """``cars`` [Z] of zones that have a road out, on roads of which buses take ``taken`` [E] cars a second."""
    empty = car_roads(ground, cars, ground.capacity, ground.shut)
    free = car_roads(ground, cars, np.maximum(ground.capacity - taken, 0.0), ground.shut)
    left = np.zeros(len(cars))
    if not empty.task.total:
        return Cars(free, (), left, 0.0, (), (), ())
    task = free.task
    convoys: tuple[Convoy, ...] = ()
    bound = best_cut(empty.task, np.arange(len(empty.task.zone)))
    for turn in range(TRIES):
        convoys = followable_plan(
            task, bound.seconds, seconds=seconds if turn == 0 else seconds / 3, seed=seed, stop=stop, progress=progress
        )
        if convoys or stop():
            break
        shrunk = np.floor(task.vehicles * SHRINK)
        task = replace(task, vehicles=shrunk)
    out = np.zeros(len(task.zone))
    for convoy in convoys:
        out[convoy.zone] += convoy.vehicles
    left[free.zones] = free.task.vehicles - out
    served = replace(empty.task, vehicles=_as_planned(empty, free, out))
    final = best_cut(served, np.flatnonzero(served.vehicles > 0)) if served.total else bound
    tight = [int(empty.edge[road]) for road in tight_roads(served, final) if empty.edge[road] >= 0]
    return Cars(
        replace(free, task=task),
        convoys,
        left,
        final.seconds if convoys else 0.0,
        _curve(empty, served.total),
        tuple(tight),
        disobeyed(task, convoys, seed=seed) if convoys else (),
    )


def _as_planned(empty: CarRoads, free: CarRoads, out: Floats) -> Floats:
    by_zone = dict(zip(free.zones.tolist(), out.tolist(), strict=True))
    return np.array([by_zone.get(z, 0.0) for z in empty.zones.tolist()])


def _curve(roads: CarRoads, total: float) -> tuple[tuple[float, float], ...]:
    """When so many cars can be out at the earliest, were they anywhere they liked among the zones."""
    zones = np.arange(len(roads.task.zone))
    points = []
    for share in np.linspace(0.02, 1.0, CURVE).tolist():
        part = replace(roads.task, vehicles=roads.task.vehicles * share)
        points.append((best_cut(part, zones).seconds, total * share))
    return tuple(points)
