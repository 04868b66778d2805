"""A flow over time on layers of equal steps, with a clock of its own at every node.

Rounding each drive up to whole steps would add half a step a road. Instead the clock of node v is set back by its
distance to the nearest exit (modulo the step), so that every road on a shortest way out takes whole steps exactly and
only detours round up. What a vehicle waits for a node's next step it may as well drive slower: the plan stays feasible
in continuous time. Compare L. Fleischer and M. Skutella, "Quickest flows over time", 2007,
doi:10.1137/S0097539703427215.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.flows import Cut, Streams
from corridor.kernels.flows import distances_to, max_flow

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.flows import FlowTask

PARTS = 1000
"""Vehicles are divided into so many parts, so that flows are whole numbers."""
SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class Layered:
    """The graph of ``steps`` layers. Arcs: roads, then waiting at zones, then out of exits, then zones' vehicles."""

    task: FlowTask
    step: float
    offset: npt.NDArray[np.float64]
    """[N] seconds by which a node's layers begin late."""
    nodes: int
    tail: npt.NDArray[np.int64]
    head: npt.NDArray[np.int64]
    capacity: npt.NDArray[np.int64]
    road: npt.NDArray[np.int32]
    """[arcs] road, or -1 waiting, -2 out, -3 vehicles."""


@dataclass(frozen=True, eq=False)
class LayeredFlow:
    """The most that gets out in time, and the cut that stops the rest."""

    layered: Layered
    out: float
    """Vehicles."""
    flow: npt.NDArray[np.int64]
    cut: Cut | None


def layered(task: FlowTask, seconds: float, steps: int, distance: npt.NDArray[np.float64]) -> Layered:
    """The layers of a plan that ends by ``seconds``; ``distance`` [N] is each node's to the nearest exit."""
    step = seconds / steps
    near = np.isfinite(distance)
    offset = np.where(near, np.mod(-np.where(near, distance, 0.0), step), 0.0)
    offset[step - offset < SLACK * step] = 0.0
    takes = np.ceil((offset[task.tail] + task.seconds - offset[task.head]) / step - SLACK).astype(np.int64)
    takes = np.maximum(takes, 0)
    # Layer k of node v must still reach an exit, and nobody is there before a zone's vehicles can be.
    last = np.where(near, np.floor((seconds - np.where(near, distance, 0.0) - offset) / step + SLACK) - 1, -1)
    last = last.astype(np.int64)
    soonest, _via = distances_to(
        task.node_count, task.head, task.tail, task.seconds, task.zone[task.vehicles > 0].astype(np.int64)
    )
    begin = np.where(np.isfinite(soonest), np.floor(np.where(np.isfinite(soonest), soonest, 0) / step), 1 << 40)
    begin = np.maximum(begin.astype(np.int64) - 1, 0)
    low = np.maximum(begin[task.tail], begin[task.head] - takes)
    high = np.minimum(last[task.tail], last[task.head] - takes)
    open_until = np.where(np.isfinite(task.shut), task.shut, 2 * seconds + task.seconds)
    closing = np.floor((open_until - task.seconds - offset[task.tail]) / step + SLACK).astype(np.int64) - 1
    high = np.minimum(high, closing)
    cap = np.floor(task.capacity * step * PARTS + SLACK).astype(np.int64)
    count = np.where((cap > 0) & (high >= low), high - low + 1, 0)
    road = np.repeat(np.arange(len(task.tail), dtype=np.int32), count)
    layer = np.arange(len(road)) - np.repeat(np.cumsum(count) - count, count) + low[road]
    width = task.node_count
    parts = [(layer * width + task.tail[road], (layer + takes[road]) * width + task.head[road], cap[road], road)]
    everyone = int(np.rint(task.total * PARTS)) + 1
    zones = np.flatnonzero(task.vehicles > 0)
    for node in task.zone[zones].tolist():
        k = np.arange(0, last[node])
        parts.append(_arcs(k * width + node, (k + 1) * width + node, everyone, -1))
    source, sink = steps * width, steps * width + 1
    for node in task.exits.tolist():
        k = np.arange(begin[node], steps)
        parts.append(_arcs(k * width + node, np.full(len(k), sink), everyone, -2))
    held = np.rint(task.vehicles[zones] * PARTS).astype(np.int64)
    parts.append(
        (np.full(len(zones), source), task.zone[zones].astype(np.int64), held, np.full(len(zones), -3, np.int32))
    )
    tail, head, capacity, roads = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Layered(task, step, offset, steps * width + 2, tail, head, capacity, roads)


def _arcs(
    tail: npt.NDArray[np.int64], head: npt.NDArray[np.int64], capacity: int, mark: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    size = len(tail)
    return tail, head, np.full(size, capacity, np.int64), np.full(size, mark, np.int32)


def flow_by(graph: Layered) -> LayeredFlow:
    """The most that gets out through the layers."""
    used, place = np.unique(np.concatenate((graph.tail, graph.head)), return_inverse=True)
    tail, head = place[: len(graph.tail)], place[len(graph.tail) :]
    source, sink = np.searchsorted(used, [graph.nodes - 2, graph.nodes - 1])
    value, flow, side = max_flow(len(used), tail, head, graph.capacity, source, sink)
    held = int(graph.capacity[graph.road == -3].sum())
    cut = _cut(graph, used[side]) if value < held else None
    return LayeredFlow(graph, value / PARTS, flow, cut)


def _cut(graph: Layered, side: npt.NDArray[np.int64]) -> Cut:
    """The clocks of a minimum cut: when each node first lies on the side of those who cannot get out."""
    task = graph.task
    seconds = graph.step * ((graph.nodes - 2) // task.node_count)
    inner = side[side < graph.nodes - 2]
    clock = np.full(task.node_count, seconds)
    node = inner % task.node_count
    np.minimum.at(clock, node, inner // task.node_count * graph.step + graph.offset[node])
    held = [z for z in range(len(task.zone)) if task.vehicles[z] > 0 and clock[task.zone[z]] <= graph.step]
    clock[task.zone[held]] = 0.0
    clock[task.exits] = seconds
    return Cut(seconds, tuple(held), clock)


def streams(answer: LayeredFlow) -> Streams:
    """When how many vehicles enter each road."""
    graph = answer.layered
    used = np.flatnonzero((graph.road >= 0) & (answer.flow > 0))
    node = graph.tail[used] % graph.task.node_count
    enters = graph.tail[used] // graph.task.node_count * graph.step + graph.offset[node]
    return Streams(graph.road[used], enters, answer.flow[used] / PARTS, graph.step)


def last_arrival(answer: LayeredFlow) -> float:
    """Seconds at which the last vehicle is out."""
    graph = answer.layered
    used = np.flatnonzero((graph.road == -2) & (answer.flow > 0))
    node = graph.tail[used] % graph.task.node_count
    return float((graph.tail[used] // graph.task.node_count * graph.step + graph.offset[node]).max()) + graph.step
