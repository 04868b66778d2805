"""Two-way roads given wholly to one direction, where that lets people out sooner.

Source of the idea: S. Kim, S. Shekhar, M. Min, "Contraflow transportation network reconfiguration for evacuation
route planning", 2008, doi:10.1109/TKDE.2007.190722.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.evacuation.roads.quickest import quickest_plan
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from corridor.domain.flows import FlowAnswer, FlowTask
    from corridor.progress import Progress


def opposite_roads(task: FlowTask) -> npt.NDArray[np.int64]:
    """[M] the road back along each road, -1 where there is none; the first where there are several."""
    by_ends: dict[tuple[int, int], int] = {}
    for road, ends in enumerate(zip(task.tail.tolist(), task.head.tolist(), strict=True)):
        by_ends.setdefault(ends, road)
    pairs = zip(task.head.tolist(), task.tail.tolist(), strict=True)
    back = np.array([by_ends.get(ends, -1) for ends in pairs], np.int64)
    mutual = (back >= 0) & (back[np.maximum(back, 0)] == np.arange(len(back)))
    return np.where(mutual, back, -1)


def contraflow_plan(
    task: FlowTask, *, stop: Callable[[], bool] = lambda: False, progress: Progress = silent
) -> tuple[FlowTask, FlowAnswer, tuple[int, ...]]:
    """(roads as signed, the plan on them, roads that also get the lanes of their opposite).

    First both directions get all lanes, which no real plan can beat: its cut is the bound. Then each road goes to the
    direction that used it more, and the plan is made again. Lanes are turned once, before anyone departs.
    """
    back = opposite_roads(task)
    paired = back >= 0
    all_lanes = task.capacity + np.where(paired, task.capacity[back], 0.0)
    ideal = quickest_plan(replace(task, capacity=all_lanes), stop=stop, progress=progress)
    used = np.bincount(ideal.streams.road, ideal.streams.vehicles, minlength=len(task.tail))
    against = np.where(paired, used[back], 0.0)
    gains = paired & (used > against)
    loses = paired & (against > used)
    signed = replace(task, capacity=np.where(gains, all_lanes, np.where(loses, 0.0, task.capacity)))
    answer = quickest_plan(signed, stop=stop, progress=progress)
    return signed, replace(answer, cut=ideal.cut), tuple(np.flatnonzero(gains).tolist())
