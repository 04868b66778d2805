"""Trips near the chosen ones: one task more, one fewer, another order, another centre, two trips joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.missions.seeds import shape_of
from corridor.missions.trips import NO_CENTRE, Shape, Visit, carries, load_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridor.missions.problem import Problem, VehicleSpec
    from corridor.missions.trips import Column

NEAREST = 6
"""Unserved tasks tried at each trip, nearest first."""


def _order(shape: Shape) -> list[int]:
    return [task for visit in shape.visits for task in visit.tasks]


def _fits_any(vehicles: Sequence[VehicleSpec], load: tuple[float, ...]) -> bool:
    return any(carries(vehicle, load) for vehicle in vehicles)


def _without(problem: Problem, shape: Shape) -> Iterator[Shape]:
    order = _order(shape)
    for task in order:
        rest = [other for other in order if other != task]
        if rest:
            yield shape_of(problem, rest, shape.centre)
    for visit in shape.visits:
        rest = [task for task in order if task not in visit.tasks]
        if rest:
            yield shape_of(problem, rest, shape.centre)


def _reordered(shape: Shape) -> Iterator[Shape]:
    visits = shape.visits
    if len(visits) > 1:
        yield Shape(visits[::-1], shape.centre)
    for first in range(len(visits)):
        for place in range(len(visits)):
            if place != first:
                rest = visits[:first] + visits[first + 1 :]
                yield Shape((*rest[:place], visits[first], *rest[place:]), shape.centre)


def _elsewhere(problem: Problem, shape: Shape) -> Iterator[Shape]:
    if shape.centre != NO_CENTRE:
        for centre in problem.centres:
            if centre.number != shape.centre:
                yield Shape(shape.visits, centre.number)


def _centre_for(problem: Problem, shape: Shape, task: int) -> list[int]:
    if shape.centre != NO_CENTRE or not problem.tasks[task].is_household:
        return [shape.centre]
    return [centre.number for centre in problem.centres if centre.capacity > 0]


def _inserted(problem: Problem, column: Column, shape: Shape, unserved: Sequence[int]) -> Iterator[Shape]:
    table = problem.tables[problem.vehicles[column.vehicle].table]
    drive = table.seconds[column.rule, 0]
    sites = [visit.site for visit in shape.visits]

    def distance(task: int) -> tuple[float, int]:
        site = problem.tasks[task].shelter
        return min(float(drive[site, other]) for other in sites) if site not in sites else 0.0, task

    for task in sorted(unserved, key=distance)[:NEAREST]:
        order = _order(shape)
        load = load_of(problem, Shape((Visit(-1, (*order, task)),)))
        if not _fits_any(problem.vehicles, load):
            continue
        for centre in _centre_for(problem, shape, task):
            yield from _placed(problem, shape, task, centre)


def _placed(problem: Problem, shape: Shape, task: int, centre: int) -> Iterator[Shape]:
    site = problem.tasks[task].shelter
    for place, visit in enumerate(shape.visits):
        if visit.site == site:
            more = Visit(site, tuple(sorted((*visit.tasks, task))))
            yield Shape((*shape.visits[:place], more, *shape.visits[place + 1 :]), centre)
            return
    for place in range(len(shape.visits) + 1):
        yield Shape((*shape.visits[:place], Visit(site, (task,)), *shape.visits[place:]), centre)


def _joined(problem: Problem, columns: Sequence[Column]) -> Iterator[Shape]:
    for first in columns:
        for second in columns:
            if first is second:
                continue
            order = [*_order(first.shape), *_order(second.shape)]
            if len({problem.tasks[task].shelter for task in order}) > 6:
                continue
            if _fits_any(problem.vehicles, load_of(problem, Shape((Visit(-1, tuple(order)),)))):
                yield shape_of(problem, order, max(first.shape.centre, second.shape.centre))


def neighbours(problem: Problem, columns: Sequence[Column]) -> list[Shape]:
    """Shapes one step away from the chosen trips, each once, in a fixed order."""
    served = {task for column in columns for task in column.shape.tasks}
    unserved = [task.number for task in problem.tasks if task.number not in served]
    shapes: dict[Shape, None] = {}
    for column in columns:
        shape = column.shape
        shapes[shape] = None
        for near in (
            *_reordered(shape),
            *_elsewhere(problem, shape),
            *_without(problem, shape),
            *_inserted(problem, column, shape, unserved),
        ):
            shapes[near] = None
    for near in _joined(problem, columns):
        shapes[near] = None
    return list(shapes)
