"""Small cases settled by CP-SAT: buses as a whole-number flow through (place, clock).

After the depot buses of one kind are interchangeable, so for a horizon T the routes that end by T are exactly the
whole-number flows in the graph of (point, clock) and (shelter, clock); a flow falls apart into routes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.optimise.integer import Row, available, satisfy

if TYPE_CHECKING:
    from corridor.domain.buses import BusTask, Routes, Trip
    from corridor.optimise.integer import Verdict

ARCS_AT_MOST = 60_000

Node = tuple[str, int, int]
Arc = tuple[str, int, int, int]
"""(start, depot, point, clock), (out, point, clock, shelter) or (back, shelter, clock, point)."""


@dataclass(eq=False)
class _Graph:
    arcs: list[Arc] = field(default_factory=list)
    into: dict[Node, list[int]] = field(default_factory=dict)
    out: dict[Node, list[int]] = field(default_factory=dict)

    def add(self, arc: Arc, tail: Node | None, head: Node) -> None:
        if tail is not None:
            self.out.setdefault(tail, []).append(len(self.arcs))
        self.into.setdefault(head, []).append(len(self.arcs))
        self.arcs.append(arc)


def _graph(task: BusTask, horizon: int) -> _Graph | None:
    """All arcs of routes that end by ``horizon``; None where there are too many."""
    graph = _Graph()
    points = range(len(task.trips))
    shelters = [j for j in range(len(task.room)) if task.room[j] > 0]
    drive = task.drive.tolist()
    least = [min(drive[i][j] for j in shelters) for i in points]
    at_point: list[set[int]] = [set() for _ in range(horizon + 1)]
    at_shelter: list[set[int]] = [set() for _ in range(horizon + 1)]
    for depot in range(len(task.buses)):
        for i in points:
            clock = int(task.approach[depot, i])
            if task.buses[depot] and task.trips[i] and clock + least[i] <= horizon:
                at_point[clock].add(i)
                graph.add(("start", depot, i, clock), None, ("point", i, clock))
    for clock in range(horizon + 1):
        for i in sorted(at_point[clock]):
            for j in shelters:
                then = clock + drive[i][j]
                if then <= horizon:
                    at_shelter[then].add(j)
                    graph.add(("out", i, clock, j), ("point", i, clock), ("shelter", j, then))
        for j in sorted(at_shelter[clock]):
            for i in points:
                then = clock + drive[i][j]
                if task.trips[i] and then + least[i] <= horizon:
                    at_point[then].add(i)
                    graph.add(("back", j, clock, i), ("shelter", j, clock), ("point", i, then))
        if len(graph.arcs) > ARCS_AT_MOST:
            return None
    return graph


def _rows(task: BusTask, graph: _Graph) -> list[Row]:
    everyone = int(task.trips.sum()) + task.bus_count
    rows = []
    for node, into in graph.into.items():
        out = graph.out.get(node, [])
        loose = everyone if node[0] == "shelter" else 0
        rows.append(Row([*into, *out], [1] * len(into) + [-1] * len(out), 0, loose))
    for i, trips in enumerate(task.trips.tolist()):
        rows.append(_total(graph, trips, trips, "out", 1, i))
    for j, room in enumerate(task.room.tolist()):
        rows.append(_total(graph, 0, room, "out", 3, j))
    for depot, buses in enumerate(task.buses.tolist()):
        rows.append(_total(graph, 0, buses, "start", 1, depot))
    return rows


def _total(graph: _Graph, lower: int, upper: int, kind: str, place: int, value: int) -> Row:
    arcs = [a for a, arc in enumerate(graph.arcs) if arc[0] == kind and arc[place] == value]
    return Row(arcs, [1] * len(arcs), lower, upper)


def _limit(task: BusTask, arc: Arc) -> int:
    kind, first, second, third = arc
    if kind == "start":
        return int(min(task.buses[first], task.trips[second]))
    point, shelter = (first, third) if kind == "out" else (third, first)
    return int(min(task.bus_count, task.trips[point], task.room[shelter]))


def settle(task: BusTask, horizon: int, *, seconds: float, seed: int) -> tuple[str, Routes | None]:
    """``found`` with routes that end by ``horizon``, ``none`` proven, or ``unknown`` (too large, or out of time)."""
    if not available():
        return "unknown", None
    graph = _graph(task, horizon)
    if graph is None:
        return "unknown", None
    verdict = satisfy([_limit(task, arc) for arc in graph.arcs], _rows(task, graph), seconds=seconds, seed=seed)
    if verdict.kind != "found":
        return verdict.kind, None
    return "found", _routes(task, graph, verdict)


def _routes(task: BusTask, graph: _Graph, verdict: Verdict) -> Routes:
    left = verdict.values.tolist()
    drive = task.drive.tolist()
    by_depot: list[list[tuple[Trip, ...]]] = [[] for _ in task.buses]
    for start in [a for a, arc in enumerate(graph.arcs) if arc[0] == "start"]:
        for _ in range(left[start]):
            _kind, depot, point, clock = graph.arcs[start]
            trips: list[Trip] = []
            while True:
                taken = next(a for a in graph.out["point", point, clock] if left[a])
                left[taken] -= 1
                shelter = graph.arcs[taken][3]
                clock += drive[point][shelter]
                trips.append((point, shelter))
                back = next((a for a in graph.out.get(("shelter", shelter, clock), []) if left[a]), None)
                if back is None:
                    break
                left[back] -= 1
                point = graph.arcs[back][3]
                clock += drive[point][shelter]
            by_depot[depot].append(tuple(trips))
    return tuple(
        route
        for depot, buses in enumerate(task.buses.tolist())
        for route in (*by_depot[depot], *[()] * (buses - len(by_depot[depot])))
    )
