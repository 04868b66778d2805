"""Which trips together: set packing by HiGHS, service first, then exposure, then time.

Every task at most once; a vehicle and a crew in one place at a time; trips a day, fuel, crews' risk budgets and
centres' room kept. Solved in steps: most worth of priority 1, then 2, then 3, then least cost with that service held.
Where ``gain_least`` is set, one step weighs exposure against what serving is worth instead.

Source of the formulation: M. L. Balinski and R. E. Quandt, "On an integer program for a delivery problem", 1964,
doi:10.1287/opre.12.2.300 (set packing over routes).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from corridor.missions.clock import FOREVER
from corridor.optimise.program import Limits, Rows, keeps, minimise, reduced_costs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from corridor.missions.problem import Problem
    from corridor.missions.trips import Column

PRIORITY_FACTOR = {1: 10.0, 2: 1.0, 3: 0.1}
"""What a unit of each priority is worth in ``gain_least``."""

HOLD = 1e-6
"""Relative slack with which a step's service is held in the next."""


class Aim(StrEnum):
    """What is least, once service is held."""

    QUICKEST = "quickest"
    CHOSEN = "chosen"
    LEAST = "least"


TIME_SHARE = {Aim.QUICKEST: 1.0, Aim.CHOSEN: 0.02, Aim.LEAST: 1e-5}
"""Part of time in the cost, against that of exposure, each measured in the pool's mean: the chosen plan takes more
exposure only where it saves fifty times as large a share of the time."""


@dataclass(frozen=True, eq=False)
class Choice:
    """Columns chosen, and how good any choice over this pool could be."""

    columns: tuple[Column, ...]
    objective: float
    bound: float
    proven: bool
    worth: float
    worth_bound: float
    """No choice serves more than this."""
    cut_short: bool
    held: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Worth served by priority 1, 2, 3."""


def trip_cost(column: Column, aim: Aim, scale: tuple[float, float]) -> float:
    """Cost of a trip: exposure and time in units of ``scale`` (person-exposure, seconds)."""
    share = TIME_SHARE[aim]
    exposure = 0.0 if aim is Aim.QUICKEST else (1.0 - share) * column.person_exposure / scale[0]
    return exposure + share * column.duration_s / scale[1]


def cost_scale(columns: Sequence[Column]) -> tuple[float, float]:
    """Mean person-exposure and duration of the pool; 1 where there is none."""
    exposure = float(np.mean([column.person_exposure for column in columns])) if columns else 0.0
    duration = float(np.mean([column.duration_s for column in columns])) if columns else 0.0
    return exposure if exposure > 0 else 1.0, duration if duration > 0 else 1.0


class _RowWriter:
    """Collects sparse rows ``... <= upper``."""

    def __init__(self) -> None:
        self.start = [0]
        self.column: list[int] = []
        self.value: list[float] = []
        self.upper: list[float] = []

    def add(self, columns: Sequence[int], values: Sequence[float], upper: float) -> None:
        """One row, scaled to a right side of 1; left out where it can't bind."""
        if sum(values) <= upper:
            return
        scale = upper if upper > 0 else 1.0
        self.column.extend(columns)
        self.value.extend(value / scale for value in values)
        self.start.append(len(self.column))
        self.upper.append(upper / scale)

    def rows(self) -> Rows:
        """All rows added."""
        return Rows(
            np.array(self.start, np.int32),
            np.array(self.column, np.int32),
            np.array(self.value, np.float64),
            np.full(len(self.upper), -np.inf),
            np.array(self.upper, np.float64),
        )


def _groups(keys: Sequence[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row, key in enumerate(keys):
        groups.setdefault(key, []).append(row)
    return groups


def _cliques(columns: Sequence[Column], rows: Sequence[int]) -> Iterator[list[int]]:
    """Columns that hold the same moment, for each moment at which one begins; sets inside another are left out.

    Intervals that meet pairwise share a point, so these rows are all that non-overlap needs.
    """
    previous: set[int] = set()
    for moment in sorted({columns[row].start_s for row in rows}):
        here = {row for row in rows if columns[row].start_s <= moment < columns[row].end_s}
        if previous - here:
            yield sorted(previous)
        previous = here
    if previous:
        yield sorted(previous)


def _beyond_duty(
    problem: Problem, columns: Sequence[Column], rows: Sequence[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """For each moment at which trips of a crew begin: those, and all that end too late to be on the same day's duty.

    Trips that begin at one moment meet pairwise, so that at most one of them is chosen.
    """
    duty = min(problem.vehicles[columns[row].vehicle].duty_s for row in rows)
    if duty >= FOREVER:
        return
    for begins in sorted({columns[row].start_s for row in rows}):
        late = [row for row in rows if columns[row].start_s > begins and columns[row].end_s > begins + duty]
        if late:
            yield [row for row in rows if columns[row].start_s == begins], late


def packing_rows(problem: Problem, columns: Sequence[Column]) -> Rows:
    """Everything that a choice of trips must keep."""
    writer = _RowWriter()
    by_task: dict[int, list[int]] = {}
    for row, column in enumerate(columns):
        for task in column.shape.tasks:
            by_task.setdefault(task, []).append(row)
    for task in sorted(by_task):
        writer.add(by_task[task], [1.0] * len(by_task[task]), 1.0)
    vehicles = [column.vehicle for column in columns]
    crews = [problem.vehicles[vehicle].crew for vehicle in vehicles]
    for crew, rows in sorted(_groups(crews).items()):
        for clique in _cliques(columns, rows):
            writer.add(clique, [1.0] * len(clique), 1.0)
        most = float(problem.rules.max_trips * len({vehicles[row] for row in rows}))
        for ahead, late in _beyond_duty(problem, columns, rows):
            writer.add([*ahead, *late], [most] * len(ahead) + [1.0] * len(late), most)
        budget = min(spec.budget for spec in problem.vehicles if spec.crew == crew)
        writer.add(rows, [columns[row].crew_exposure for row in rows], budget)
    for vehicle, rows in sorted(_groups(vehicles).items()):
        writer.add(rows, [1.0] * len(rows), float(problem.rules.max_trips))
        writer.add(rows, [columns[row].length_m for row in rows], problem.vehicles[vehicle].range_m)
    for centre in problem.centres:
        brought = [(row, _people(problem, column)) for row, column in enumerate(columns)
                   if column.shape.centre == centre.number]  # fmt: skip
        writer.add([row for row, _ in brought], [people for _, people in brought], float(centre.capacity))
    writer.add(range(len(columns)), [column.driving_s for column in columns], problem.rules.max_driving_s)
    return writer.rows()


def _people(problem: Problem, column: Column) -> float:
    return float(sum(problem.tasks[task].people for task in column.shape.tasks))


def _worths(problem: Problem, columns: Sequence[Column], priority: int) -> npt.NDArray[np.float64]:
    tasks = problem.tasks
    return np.array(
        [
            sum(tasks[task].worth for task in column.shape.tasks if tasks[task].priority == priority)
            for column in columns
        ]
    )


def choose(
    problem: Problem,
    columns: Sequence[Column],
    aim: Aim,
    *,
    scale: tuple[float, float],
    limits: Limits,
    seed: int,
    start: Sequence[Column] = (),
    hold: Choice | None = None,
    stepwise: bool = True,
) -> Choice:
    """The best trips together under ``aim``.

    Args:
        problem: the day.
        columns: the pool.
        aim: what is least once service is held.
        scale: units of exposure and time, from ``cost_scale``.
        limits: of each step.
        seed: of the solver.
        start: a feasible choice among ``columns`` to begin from.
        hold: a choice whose service is to be kept and not sought again; ``start`` must serve as much.
        stepwise: service by priority first, each step to its proof; false weighs all at once by ``SERVICE_WEIGHT``,
            as large days need.
    """
    rows = packing_rows(problem, columns)
    cost = np.array([trip_cost(column, aim, scale) for column in columns])
    position = {column.key: row for row, column in enumerate(columns)}
    known = np.array(sorted(position[c.key] for c in start if c.key in position), np.int32)
    if problem.rules.gain_least > 0 and aim is not Aim.QUICKEST:
        return _weighed(problem, columns, cost, rows, limits, seed, known, scale)
    if not stepwise:
        return _at_once(problem, columns, cost, rows, limits, seed, known)
    served = _service(problem, columns, rows, known, hold, limits, seed)
    answer = minimise(cost, served.rows, limits=limits, seed=seed, start=served.known)
    return Choice(
        tuple(columns[row] for row in answer.chosen),
        answer.objective,
        answer.bound,
        served.proven and answer.proven,
        sum(served.held),
        served.bound,
        served.cut_short or answer.cut_short,
        served.held,
    )


SERVICE_WEIGHT = {1: 10_000.0, 2: 300.0, 3: 10.0}
"""Of a unit of worth in the relaxation that sifts a large pool; a trip of mean cost is 1."""


def finalists(
    problem: Problem,
    columns: Sequence[Column],
    *,
    most: int,
    scale: tuple[float, float],
    limits: Limits,
    seed: int,
    keep: Sequence[Column] = (),
) -> list[Column]:
    """At most ``most`` columns that the linear relaxation likes best, half for the chosen plan, half for the quickest.

    ``keep`` stay in any case. Order kept. A small pool comes back whole.
    """
    if len(columns) <= most:
        return list(columns)
    rows = packing_rows(problem, columns)
    gain = sum((SERVICE_WEIGHT[p] * _worths(problem, columns, p) for p in (1, 2, 3)), np.zeros(len(columns)))
    kept: set[int] = set()
    for aim in (Aim.CHOSEN, Aim.QUICKEST):
        cost = np.array([trip_cost(column, aim, scale) for column in columns]) - gain
        reduced = reduced_costs(cost, rows, limits=limits, seed=seed)
        worst = cost / np.maximum(1e-9, [column.duration_s for column in columns]) if reduced is None else reduced
        kept |= set(np.argsort(worst, kind="stable")[: most // 2].tolist())
    always = {column.key for column in keep}
    return [column for row, column in enumerate(columns) if row in kept or column.key in always]


@dataclass(frozen=True, eq=False)
class _Service:
    """What is served at most, as rows that hold it, and a choice that reaches it."""

    rows: Rows
    known: npt.NDArray[np.int32]
    held: tuple[float, float, float]
    bound: float
    proven: bool
    cut_short: bool


def _service(
    problem: Problem,
    columns: Sequence[Column],
    rows: Rows,
    known: npt.NDArray[np.int32],
    hold: Choice | None,
    limits: Limits,
    seed: int,
) -> _Service:
    """Most worth of priority 1, then 2, then 3; without a search where ``known`` holds all there is."""
    again = hold is not None and keeps(rows, known)
    proven, cut, bound = True, False, 0.0
    held: list[float] = []
    for priority in (1, 2, 3):
        gain = _worths(problem, columns, priority)
        most = _most(problem, columns, priority)
        reached = float(gain[known].sum())
        target = hold.held[priority - 1] if again and hold is not None else most
        if reached >= target * (1 - HOLD):
            bound += most if reached >= most * (1 - HOLD) else target
        else:
            answer = minimise(-gain, rows, limits=limits, seed=seed, start=known)
            known, proven, cut = answer.chosen, proven and answer.proven, cut or answer.cut_short
            reached, bound = -answer.objective, bound - answer.bound
        held.append(reached)
        if reached > 0:
            rows = rows.with_row(gain, reached * (1 - HOLD) - 1e-9, np.inf)
    if again and hold is not None:
        proven, bound = proven and hold.proven, max(bound, hold.worth_bound)
    return _Service(rows, known, (held[0], held[1], held[2]), bound, proven, cut)


def _most(problem: Problem, columns: Sequence[Column], priority: int) -> float:
    """Worth of every task of a priority that some column serves."""
    tasks = {task for column in columns for task in column.shape.tasks}
    return sum(problem.tasks[task].worth for task in sorted(tasks) if problem.tasks[task].priority == priority)


def _at_once(
    problem: Problem,
    columns: Sequence[Column],
    cost: npt.NDArray[np.float64],
    rows: Rows,
    limits: Limits,
    seed: int,
    known: npt.NDArray[np.int32],
) -> Choice:
    """Service and cost in one sum; ``objective`` is the cost of the trips and the weight of all that stays undone."""
    gains = [_worths(problem, columns, priority) for priority in (1, 2, 3)]
    weighed = cost - sum((SERVICE_WEIGHT[p] * gains[p - 1] for p in (1, 2, 3)), np.zeros(len(columns)))
    start = known if keeps(rows, known) else None
    answer = minimise(weighed, rows, limits=limits, seed=seed, start=start)
    whole = sum(SERVICE_WEIGHT[task.priority] * task.worth for task in problem.tasks)
    held = tuple(float(gain[answer.chosen].sum()) for gain in gains)
    return Choice(
        tuple(columns[row] for row in answer.chosen),
        whole + answer.objective,
        whole + answer.bound,
        answer.proven,
        sum(held),
        sum(_most(problem, columns, priority) for priority in (1, 2, 3)),
        answer.cut_short,
        (held[0], held[1], held[2]),
    )


def _weighed(
    problem: Problem,
    columns: Sequence[Column],
    cost: npt.NDArray[np.float64],
    rows: Rows,
    limits: Limits,
    seed: int,
    known: npt.NDArray[np.int32],
    scale: tuple[float, float],
) -> Choice:
    """Exposure against worth: a trip goes only where it brings more than it costs."""
    gain = sum((PRIORITY_FACTOR[p] * _worths(problem, columns, p) for p in (1, 2, 3)), np.zeros(len(columns)))
    weighed = cost - problem.rules.gain_least * gain / scale[0]
    answer = minimise(weighed, rows, limits=limits, seed=seed, start=known)
    worth = float(sum(_worths(problem, columns, p)[answer.chosen].sum() for p in (1, 2, 3)))
    return Choice(
        tuple(columns[row] for row in answer.chosen),
        answer.objective,
        answer.bound,
        answer.proven,
        worth,
        worth,
        answer.cut_short,
    )
