"""The day's choice, whole: pool, choice, improvement, the two plans it is shown against, and reasons."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.i18n import gettext as _
from corridor.missions.choose import SERVICE_WEIGHT, Aim, Choice, cost_scale, finalists, packing_rows
from corridor.missions.improve import neighbours
from corridor.missions.pool import build_pool, kinds_of, priced_columns, stretches
from corridor.missions.seeds import Watch
from corridor.missions.settle import Ledger, settle
from corridor.missions.why import Reason, explain
from corridor.optimise.program import Limits, keeps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corridor.missions.drive import Roads, Walk
    from corridor.missions.problem import Problem
    from corridor.missions.trips import Column
    from corridor.progress import Progress

IMPROVEMENTS = 1
"""Rounds around the chosen trips; as many as fit where a time limit says how long to look."""
ROUNDS_IN_TIME = 20
POOL_SHARE = 0.6
"""Part of a time limit after which no more trips are sought."""
LAST_SECONDS = 4.0
"""Time that a choice gets once the clock or a person says stop: enough for a plan to be written."""


@dataclass(frozen=True)
class Effort:
    """How hard to look. With ``time_limit`` (seconds) the answer may differ from run to run."""

    seed: int = 1
    iterations: int = 200
    nodes: int = 4
    gap: float = 0.0
    finalists: int = 1600
    time_limit: float | None = None


@dataclass(frozen=True, eq=False)
class Settled:
    """The three plans, the drives of their trips, and why the chosen one leaves out what it leaves out."""

    choices: dict[Aim, Choice]
    walks: dict[tuple[object, ...], Walk]
    reasons: dict[int, Reason]
    pool_size: int
    whole: bool
    scale: tuple[float, float]
    cut_short: bool

    @property
    def chosen(self) -> Choice:
        """The plan that goes out."""
        return self.choices[Aim.CHOSEN]


class _Clock:
    """Turns a time limit and a stop flag into limits for each step."""

    def __init__(self, effort: Effort, watch: Watch, exactly: bool) -> None:
        self._effort, self._watch, self._exactly = effort, watch, exactly

    def limits(self, share: float = 1.0) -> Limits:
        """For a choice that may take ``share`` of what is left."""
        until = self._watch.until
        left = None if until is None else max((until - time.monotonic()) * share, LAST_SECONDS / 4)
        nodes, gap = (1_000_000, 0.0) if self._exactly else (self._effort.nodes, self._effort.gap)
        if self._watch.stop():
            return Limits(nodes, gap, min(left or LAST_SECONDS, LAST_SECONDS))
        return Limits(nodes, gap, left, self._watch.stop)


def solve_day(problem: Problem, roads: Roads, *, effort: Effort, watch: Watch, progress: Progress) -> Settled:
    """Plan the day.

    Args:
        problem: what is asked and what may be used.
        roads: where legs are driven.
        effort: seeds and limits.
        watch: stop flag and clock.
        progress: told of each step.
    """
    early = watch
    if watch.until is not None:
        begun = time.monotonic()
        early = replace(watch, until=begun + POOL_SHARE * (watch.until - begun))
    pool = build_pool(problem, seed=effort.seed, iterations=effort.iterations, watch=early, progress=progress)
    ledger = Ledger(problem, roads)
    scale = cost_scale(pool.columns)
    clock = _Clock(effort, watch, pool.whole)

    def sieve(columns: list[Column]) -> list[Column]:
        if pool.whole:
            return columns
        return finalists(
            problem, columns, most=effort.finalists, scale=scale, limits=clock.limits(0.3), seed=effort.seed
        )  # fmt: skip

    ledger.sift(pool.columns, (), sieve)
    choices: dict[Aim, Choice] = {}
    progress(_("Choice"), 0, 4)
    choice = settle(
        ledger, Aim.CHOSEN, scale=scale, limits=clock.limits(0.4), seed=effort.seed, stepwise=pool.whole
    )  # fmt: skip
    progress(_("Choice"), 1, 4)
    if not pool.whole:
        choice = _or_whole_day(ledger, choice, pool.days, sieve, scale, clock, effort)
        choice = _improved(ledger, choice, sieve, scale, clock, effort, watch)
        ledger.add(_same_loads(problem, choice))
    progress(_("Choice"), 2, 4)
    loads = {column.shape.tasks for column in choice.columns}
    for aim in Aim:
        if aim is Aim.CHOSEN and pool.whole:
            continue
        choices[aim] = settle(
            ledger,
            aim,
            scale=scale,
            limits=clock.limits(0.4),
            seed=effort.seed,
            start=choice,
            stepwise=pool.whole,
            among=None if pool.whole else lambda column: column.shape.tasks in loads,
        )
    choice = choices.setdefault(Aim.CHOSEN, choice)
    progress(_("Choice"), 4, 4)
    served = {task for column in choice.columns for task in column.shape.tasks}
    reasons = {
        task.number: explain(problem, choice.columns, task)[0] for task in problem.tasks if task.number not in served
    }
    cut = pool.cut_short or watch.stop() or any(c.cut_short for c in choices.values())
    return Settled(choices, ledger.walks, reasons, len(ledger.columns), pool.whole, scale, cut)


def _worth(problem: Problem, columns: Iterable[Column]) -> float:
    tasks = [problem.tasks[task] for column in columns for task in column.shape.tasks]
    return sum(SERVICE_WEIGHT[task.priority] * task.worth for task in tasks)


def _best_day(problem: Problem, days: Sequence[tuple[Column, ...]]) -> tuple[Column, ...]:
    """The day among ``days`` that serves most within every rule, of equal ones the least exposed; none: empty."""

    def kept(day: tuple[Column, ...]) -> tuple[Column, ...]:
        """As much of the day as the rules allow: trips that bring least for their drive are left out first."""
        left = sorted(day, key=lambda column: _worth(problem, [column]) / max(column.driving_s, 1.0), reverse=True)
        while left and not keeps(packing_rows(problem, left), np.arange(len(left), dtype=np.int32)):
            left.pop()
        return tuple(left)

    return max(
        map(kept, days), key=lambda day: (_worth(problem, day), -sum(c.person_exposure for c in day)), default=()
    )


def _or_whole_day(
    ledger: Ledger,
    choice: Choice,
    days: Sequence[tuple[Column, ...]],
    sieve: Callable[[list[Column]], list[Column]],
    scale: tuple[float, float],
    clock: _Clock,
    effort: Effort,
) -> Choice:
    """``choice``, or where a whole day serves more, the best choice that begins from that day and trips like its own.

    Where vehicles are full, the choice among single trips serves more; where there is time for long rounds, whole days.
    """
    problem = ledger.problem
    begin = _best_day(problem, days)
    if _worth(problem, begin) <= _worth(problem, choice.columns):
        return choice
    shapes = {part: None for column in begin for part in stretches(problem, column.shape)}
    more = [
        column
        for shape in shapes
        for group in kinds_of(problem)
        for column in priced_columns(problem, group, shape, whole=False)
    ]
    ledger.sift([*begin, *more], (*begin, *choice.columns), sieve)
    other = settle(
        ledger, Aim.CHOSEN, scale=scale, limits=clock.limits(0.4), seed=effort.seed, stepwise=False, begin=begin
    )
    return max(choice, other, key=lambda one: _worth(problem, one.columns))


def _same_loads(problem: Problem, choice: Choice) -> list[Column]:
    """The chosen loads by every vehicle, in every part of the day and by every rule of roads."""
    return [
        more
        for shape in {column.shape: None for column in choice.columns}
        for group in kinds_of(problem)
        for more in priced_columns(problem, group, shape, whole=False)
    ]


def _improved(
    ledger: Ledger,
    choice: Choice,
    sieve: Callable[[list[Column]], list[Column]],
    scale: tuple[float, float],
    clock: _Clock,
    effort: Effort,
    watch: Watch,
) -> Choice:
    """Rounds of looking around the chosen trips and choosing again, until nothing new helps."""
    problem = ledger.problem
    kinds = kinds_of(problem)
    for _round in range(IMPROVEMENTS if effort.time_limit is None else ROUNDS_IN_TIME):
        if watch():
            break
        more: list[Column] = []
        for shape in neighbours(problem, choice.columns):
            for group in kinds:
                more.extend(priced_columns(problem, group, shape, whole=False))
        served = {task for column in choice.columns for task in column.shape.tasks}
        for task in problem.tasks:
            if task.number not in served:
                more.extend(explain(problem, choice.columns, task)[1][:4])
        if not ledger.sift(more, choice.columns, sieve):
            break
        better = settle(
            ledger, Aim.CHOSEN, scale=scale, limits=clock.limits(0.5), seed=effort.seed, start=choice, stepwise=False
        )
        same = {c.key for c in better.columns} == {c.key for c in choice.columns}
        choice = better
        if same:
            break
    return choice
