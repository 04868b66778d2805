"""Cuts over time: the best for a set of zones, and their check in exact fractions.

Sources: B. Hoppe and E. Tardos, "The quickest transshipment problem", 2000, doi:10.1287/moor.25.1.36.15211 (the
evacuation problem is decided by its hardest set of zones); Ford and Fulkerson 1958.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.flows import Cut
from corridor.kernels.flows import distances_to, quickest

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.flows import FlowTask

NO_CUT_MARGIN = 1e-9
"""Share of time given up so that the exact check passes in spite of rounding."""


def crossing(task: FlowTask, clock: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """[M] vehicles that each road lets across a cut."""
    open_s = np.minimum(clock[task.head], task.shut) - task.seconds - clock[task.tail]
    return np.asarray(task.capacity * np.maximum(open_s, 0.0))


def proves(task: FlowTask, cut: Cut) -> bool:
    """Whether the cut shows, in exact fractions, that its time is too short."""
    if not cut.zones or any(cut.clock[task.zone[z]] != 0 for z in cut.zones):
        return False
    if any(cut.clock[x] < cut.seconds for x in task.exits.tolist()):
        return False
    across = np.flatnonzero(crossing(task, cut.clock) + 1e-6 * task.capacity > 0)
    total = Fraction(0)
    for road in across.tolist():
        until = min(float(cut.clock[task.head[road]]), float(task.shut[road]))
        lasting = Fraction(until) - Fraction(float(task.seconds[road])) - Fraction(float(cut.clock[task.tail[road]]))
        if lasting > 0:
            total += Fraction(float(task.capacity[road])) * lasting
    return total < sum((Fraction(float(task.vehicles[z])) for z in cut.zones), Fraction(0))


def shortened(task: FlowTask, cut: Cut) -> Cut:
    """The longest time, at most the cut's own, that its clocks prove too short; 0 where they prove nothing.

    Clocks are set back to the last moment from which an exit is still reached in time: later ones only let more across.
    """
    held = float(sum(task.vehicles[z] for z in cut.zones))
    exits = task.exits.astype(np.int64)
    distance, _via = distances_to(task.node_count, task.tail, task.head, task.seconds, exits)

    def at(seconds: float) -> Cut:
        clock = np.clip(np.minimum(cut.clock, seconds - distance), 0.0, seconds)
        clock[task.exits] = seconds
        clock[task.zone[list(cut.zones)]] = 0.0
        return Cut(seconds, cut.zones, clock)

    low, high = 0.0, cut.seconds
    if crossing(task, at(high).clock).sum() < held:
        low = high
    for _ in range(50 if low < high else 0):
        middle = (low + high) / 2
        if crossing(task, at(middle).clock).sum() < held:
            low = middle
        else:
            high = middle
    margin = NO_CUT_MARGIN
    while margin < 0.5:
        tried = at(low * (1 - margin))
        if proves(task, tried):
            return tried
        margin *= 10
    return Cut(0.0, cut.zones, np.zeros(task.node_count))


def best_cut(task: FlowTask, zones: npt.NDArray[np.intp]) -> Cut:
    """The cut of these zones taken together: with no road shut it is as good as any."""
    seconds, clock = quickest(
        task.node_count,
        task.tail,
        task.head,
        task.capacity,
        task.seconds,
        task.zone[zones].astype(np.int64),
        task.exits.astype(np.int64),
        float(task.vehicles[zones].sum()),
    )
    if not np.isfinite(seconds):
        return Cut(0.0, tuple(zones.tolist()), np.zeros(task.node_count))
    return shortened(task, Cut(float(seconds), tuple(zones.tolist()), np.maximum(clock, 0.0)))


def tight_roads(task: FlowTask, cut: Cut) -> tuple[int, ...]:
    """Roads that hold the zones of the cut up, the most limiting first."""
    across = crossing(task, cut.clock)
    return tuple(int(road) for road in np.argsort(-across, kind="stable") if across[road] > 0)
