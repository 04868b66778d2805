"""The quickest plan and its bound, squeezed together: each time tried is either reached by a flow or cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.flows import Cut, FlowAnswer, Streams
from corridor.evacuation.roads.cut import best_cut, shortened, tight_roads
from corridor.evacuation.roads.layers import flow_by, last_arrival, layered, streams
from corridor.i18n import gettext as _
from corridor.kernels.flows import distances_to
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from corridor.domain.flows import FlowTask
    from corridor.evacuation.roads.layers import LayeredFlow
    from corridor.progress import Progress

    Floats = npt.NDArray[np.float64]

LADDER = ((350_000, 0.006), (700_000, 0.009), (1_600_000, 1.0))
"""Layers are so many that roads times layers come to about the first; finer ones where the gap exceeds the second."""
STEPS = (24, 600)
"""Fewest and most layers."""
CLOSE = 5e-4
"""Share of the time between a plan and its bound below which the search ends."""


def steps_for(task: FlowTask, arcs: int) -> int:
    """How many layers a network of this size gets."""
    return int(np.clip(arcs // max(len(task.tail), 1), *STEPS))


def quickest_plan(
    task: FlowTask,
    *,
    allowed_s: float = np.inf,
    steps: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> FlowAnswer:
    """Bring out as many as can be by ``allowed_s``, then as early as can be.

    Args:
        task: the roads and who waits.
        allowed_s: latest second of the last arrival.
        steps: layers; ``None``: by the size of the network.
        stop: asked between flows.
        progress: told of bound and plan.

    Returns:
        The plan, its bound (for those whom it brings out) and who is left.
    """
    if steps is not None:
        return _planned(task, steps, allowed_s, stop, progress)
    found: FlowAnswer | None = None
    for arcs, enough in LADDER:
        layers = steps_for(task, arcs)
        tried = _planned(task, layers, allowed_s, stop, progress)
        if found is None or (sum(tried.left), tried.seconds) < (sum(found.left), found.seconds):
            found = tried
        if found.gap <= enough or layers == STEPS[1] or stop():
            break
    assert found is not None
    return found


def _planned(task: FlowTask, layers: int, allowed_s: float, stop: Callable[[], bool], progress: Progress) -> FlowAnswer:
    """``quickest_plan`` on so many layers."""
    distance, _via = distances_to(task.node_count, task.tail, task.head, task.seconds, task.exits.astype(np.int64))
    task, left = _reachable(task, distance)
    if task.total <= 0:
        return _nobody(task, left)
    cut = best_cut(task, np.flatnonzero(task.vehicles > 0))
    low = max(cut.seconds, _farthest(task, distance))
    top = min(allowed_s, _last_useful(task))
    low = min(low, top) if np.isfinite(top) else low
    answer, high = None, low * 1.01
    step = _("Finding the quickest flow")
    while True:
        high = min(high, top)
        tried = flow_by(layered(task, high, layers, distance))
        progress(step, cut.seconds, high)
        if tried.cut is None:
            answer = tried
            break
        cut = _better(task, cut, tried)
        if high >= top:
            task, lost = _without(task, tried)
            left = left + lost
            if task.total <= 0:
                return _nobody(task, left)
            cut = best_cut(task, np.flatnonzero(task.vehicles > 0))
            continue
        low, high = max(high, cut.seconds), max(high, cut.seconds) * (1 + 2 * (high / low - 1))
    while high - max(low, cut.seconds) > CLOSE * high and not stop():
        middle = (max(low, cut.seconds) + high) / 2
        tried = flow_by(layered(task, middle, layers, distance))
        progress(step, cut.seconds, high)
        if tried.cut is None:
            answer, high = tried, middle
        else:
            cut = _better(task, cut, tried)
            low = middle
    return FlowAnswer(streams(answer), last_arrival(answer), cut, tuple(left.tolist()), tight_roads(task, cut))


def _nobody(task: FlowTask, left: Floats) -> FlowAnswer:
    none = Streams(np.empty(0, np.int32), np.empty(0), np.empty(0), 1.0)
    return FlowAnswer(none, 0.0, Cut(0.0, (), np.zeros(task.node_count)), tuple(left.tolist()))


def _reachable(task: FlowTask, distance: Floats) -> tuple[FlowTask, Floats]:
    """The task without zones that have no road out, and who is left there."""
    inside = ~np.isfinite(distance[task.zone])
    left = np.where(inside, task.vehicles, 0.0)
    return replace(task, vehicles=task.vehicles - left), left


def _farthest(task: FlowTask, distance: Floats) -> float:
    return float(distance[task.zone[task.vehicles > 0]].max())


def _last_useful(task: FlowTask) -> float:
    """Seconds after which more time brings nobody out, because too much is shut; infinity where roads stay open."""
    open_roads = ~np.isfinite(task.shut) & (task.capacity > 0)
    distance, _via = distances_to(
        task.node_count,
        task.tail[open_roads],
        task.head[open_roads],
        task.seconds[open_roads],
        task.exits.astype(np.int64),
    )
    if np.isfinite(distance[task.zone[task.vehicles > 0]]).all():
        return np.inf
    finite = task.shut[np.isfinite(task.shut)]
    reachable = distance[np.isfinite(distance)].max()
    drive = float(task.total / max(float(task.capacity[task.capacity > 0].min()), 1e-6))
    return float(finite.max() + task.seconds[np.isfinite(task.seconds)].max() + reachable + min(drive, 7 * 86_400.0))


def _better(task: FlowTask, cut: Cut, tried: LayeredFlow) -> Cut:
    """The best of the known cut, the one that stopped this flow, and the exact one of its zones."""
    assert tried.cut is not None
    if not tried.cut.zones:
        return cut
    found = best_cut(task, np.array(tried.cut.zones))
    own = shortened(task, tried.cut)
    return max((cut, found, own), key=lambda one: one.seconds)


def _without(task: FlowTask, tried: LayeredFlow) -> tuple[FlowTask, Floats]:
    """The task without as many vehicles as could not get out, taken from the zones behind the cut by their size.

    Asked again until the rest gets out: what one zone leaves undone another may use.
    """
    stuck = [z for z in (tried.cut.zones if tried.cut else ()) if task.vehicles[z] > 0]
    weight = np.zeros(len(task.zone))
    weight[stuck or np.flatnonzero(task.vehicles > 0)] = 1.0
    weight *= task.vehicles
    short = task.total - tried.out
    held = np.minimum(task.vehicles, np.ceil(weight / weight.sum() * short + 1e-6))
    return replace(task, vehicles=task.vehicles - held), held
