"""Vehicles out of a city by its roads: bound, quickest plan, a plan that people can follow, and what it is worth."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.errors import InternalFault, NothingFeasible
from corridor.evacuation.roads.ccrp import ccrp_seconds
from corridor.evacuation.roads.contraflow import contraflow_plan
from corridor.evacuation.roads.cut import proves
from corridor.evacuation.roads.disobey import disobeyed
from corridor.evacuation.roads.followable import followable_plan
from corridor.evacuation.roads.quickest import quickest_plan
from corridor.evacuation.witness.roads import replay_convoys, replay_streams
from corridor.exchange.tntp import read_tntp
from corridor.i18n import gettext as _
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corridor.domain.flows import Convoy, FlowAnswer, FlowTask
    from corridor.evacuation.roads.disobey import Disobeyed
    from corridor.evacuation.witness.roads import RoadReplay
    from corridor.exchange.tntp import TntpTask
    from corridor.progress import Progress


@dataclass(frozen=True, eq=False)
class RoadEvacuation:
    """Everything found about one task."""

    read: TntpTask
    task: FlowTask
    """With contraflow signed and without those who cannot leave."""
    quickest: FlowAnswer
    replayed: RoadReplay
    quickest_s: float
    """Seconds of computing bound and quickest plan."""
    convoys: tuple[Convoy, ...]
    followable_s: float
    """Seconds of computing the plan that people can follow."""
    disobeyed: tuple[Disobeyed, ...]
    ccrp: float | None
    """Seconds until the last vehicle is out by CCRP."""
    reversed_roads: tuple[int, ...]

    @property
    def followable(self) -> float | None:
        """Seconds until the last convoy is out; None where no such plan was found."""
        return max((convoy.ends for convoy in self.convoys), default=None)


def evacuate_roads(
    net: Path,
    zones: Path,
    exits: Path,
    *,
    time_limit: float = 60.0,
    seed: int = 1,
    contraflow: bool = False,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> RoadEvacuation:
    """Read the files and plan.

    Args:
        net: TNTP network.
        zones: CSV ``node,vehicles``.
        exits: CSV ``node``.
        time_limit: seconds, all told, after which the plan that people can follow is no longer improved.
        seed: of the search and of who disobeys.
        contraflow: two-way roads may be given wholly to one direction.
        progress: told of each step.
        stop: true ends the search with the best so far.

    Raises:
        InputRefused: ``tntp.*``, ``table.*``.
        NothingFeasible: ``evacuation.no_way_out`` where no zone with vehicles has a way out.
    """
    begun = time.monotonic()
    read = read_tntp(net, zones, exits)
    task = read.task
    reversed_roads: tuple[int, ...] = ()
    if contraflow:
        task, answer, reversed_roads = contraflow_plan(task, stop=stop, progress=progress)
    else:
        answer = quickest_plan(task, stop=stop, progress=progress)
    planned = replace(task, vehicles=task.vehicles - np.array(answer.left))
    if planned.total <= 0:
        raise NothingFeasible(
            "evacuation.no_way_out",
            _("No vehicle can leave: no zone with vehicles has a road to an exit."),
            net.name,
            _("Check the zones, the exits and the roads shut between them."),
        )
    replayed = _checked(planned, answer, exact=not contraflow)
    quickest_s = time.monotonic() - begun
    left = max(time_limit - quickest_s, 1.0)
    convoys = followable_plan(planned, answer.cut.seconds, seconds=left * 0.85, seed=seed, stop=stop, progress=progress)
    followable_s = time.monotonic() - begun
    if convoys:
        told = replay_convoys(planned, convoys)
        if told.problem:
            raise InternalFault("evacuation.replay", _("The road plan did not pass its own check."), told.problem)
    return RoadEvacuation(
        read,
        planned,
        answer,
        replayed,
        quickest_s,
        convoys,
        followable_s,
        disobeyed(planned, convoys, seed=seed) if convoys else (),
        ccrp_seconds(planned, answer.seconds),
        reversed_roads,
    )


def _checked(task: FlowTask, answer: FlowAnswer, *, exact: bool) -> RoadReplay:
    """The quickest plan replayed, and its bound checked again in exact fractions."""
    told = replay_streams(task, answer.streams)
    if told.problem:
        raise InternalFault("evacuation.replay", _("The road plan did not pass its own check."), told.problem)
    if exact and answer.cut.seconds > 0 and not proves(task, answer.cut):
        raise InternalFault("evacuation.bound", _("The bound did not pass its own check."))
    return told


def figures(found: RoadEvacuation, seed: int) -> dict[str, object]:
    """What ``--json`` tells: minutes, as in the network file."""
    read, answer = found.read, found.quickest
    followable = found.followable
    bound = answer.cut.seconds
    zone_node = [read.node[node] for node in read.task.zone.tolist()]
    return {
        "vehicles": round(float(read.task.total), 3),
        "vehicles_out": round(found.task.total, 3),
        "left": [
            {"zone": zone_node[z], "vehicles": round(vehicles, 3), "reason": "no_way_out"}
            for z, vehicles in enumerate(answer.left)
            if vehicles > 0
        ],
        "bound_min": bound / 60,
        "quickest": {
            "minutes": answer.seconds / 60,
            "gap": answer.gap,
            "seconds": round(found.quickest_s, 2),
            "replayed_out": round(found.replayed.out, 3),
        },
        "followable": {
            "minutes": None if followable is None else followable / 60,
            "above_bound": None if followable is None else followable / bound - 1,
            "seconds": round(found.followable_s, 2),
            "zones": [_convoy_figures(found, convoy, zone_node) for convoy in found.convoys],
        },
        "ccrp_min": None if found.ccrp is None else found.ccrp / 60,
        "ccrp_above_bound": None if found.ccrp is None else found.ccrp / bound - 1,
        "disobey": [
            {"share": d.share, "minutes": d.seconds / 60, "half_out_min": d.half_s / 60, "stuck": round(d.stuck, 1)}
            for d in found.disobeyed
        ],
        "cut": {
            "zones": [zone_node[z] for z in answer.cut.zones],
            "clock_min": {str(read.node[v]): clock / 60 for v, clock in enumerate(answer.cut.clock.tolist())},
        },
        "bottlenecks": [_road(found, road) for road in answer.tight[:20]],
        "contraflow": [_road(found, road) for road in found.reversed_roads],
        "problems": [problem.as_dict() for problem in read.problems],
        "seed": seed,
    }


def _road(found: RoadEvacuation, road: int) -> dict[str, object]:
    task, node = found.task, found.read.node
    return {
        "from": node[int(task.tail[road])],
        "to": node[int(task.head[road])],
        "vehicles_per_hour": round(float(task.capacity[road]) * 3600, 3),
    }


def _convoy_figures(found: RoadEvacuation, convoy: Convoy, zone_node: Sequence[int]) -> dict[str, object]:
    node = found.read.node
    starts = float(convoy.enters[0]) if len(convoy.enters) else convoy.arrives
    return {
        "zone": zone_node[convoy.zone],
        "vehicles": round(convoy.vehicles, 3),
        "nodes": [zone_node[convoy.zone], *(node[int(found.task.head[road])] for road in convoy.roads)],
        "departs_from_min": starts / 60,
        "departs_until_min": (starts + convoy.window) / 60,
        "out_by_min": convoy.ends / 60,
    }
