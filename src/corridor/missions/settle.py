"""Choosing and driving in turn until every chosen trip is priced on real roads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.missions.choose import Aim, Choice, choose, packing_rows
from corridor.missions.drive import exact
from corridor.optimise.program import keeps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corridor.missions.drive import Roads, Walk
    from corridor.missions.problem import Problem
    from corridor.missions.trips import Column
    from corridor.optimise.program import Limits

ROUNDS = 8
"""Choices made at most before only trips already driven may be chosen."""


@dataclass(eq=False)
class Ledger:
    """The pool as far as it is known: columns by key, and the drives of those priced on real roads.

    Changed in place while a day is settled; the order of columns is that of their keys, so that the same steps give
    the same plan.
    """

    problem: Problem
    roads: Roads
    columns: dict[tuple[object, ...], Column] = field(default_factory=dict)
    walks: dict[tuple[object, ...], Walk] = field(default_factory=dict)
    barred: set[tuple[object, ...]] = field(default_factory=set)

    def add(self, columns: Iterable[Column]) -> int:
        """Take in columns not known yet; how many there were."""
        before = len(self.columns)
        for column in columns:
            if column.key not in self.barred:
                self.columns.setdefault(column.key, column)
        return len(self.columns) - before

    def sift(
        self, more: Iterable[Column], keep: Iterable[Column], sieve: Callable[[list[Column]], list[Column]]
    ) -> bool:
        """Take in ``more``, then keep what ``sieve`` keeps; false when nothing of it was new. ``keep`` stays in."""
        if not self.add(more):
            return False
        kept = {column.key for column in sieve(self.pool())} | {column.key for column in keep}
        self.columns = {key: column for key, column in self.columns.items() if key in kept}
        return True

    def pool(self, *, driven_only: bool = False) -> list[Column]:
        """All columns in a fixed order."""
        rows = sorted(self.columns.values(), key=lambda column: column.key)
        return [column for column in rows if column.exact or not driven_only]

    def as_driven(self, choice: Choice) -> Choice | None:
        """``choice`` with the figures of its drives; ``None`` where these break a rule or a trip was barred."""
        if any(column.key not in self.columns for column in choice.columns):
            return None
        columns = tuple(self.columns[column.key] for column in choice.columns)
        if not keeps(packing_rows(self.problem, columns), np.arange(len(columns), dtype=np.int32)):
            return None
        return replace(choice, columns=columns)

    def drive(self, chosen: Iterable[Column]) -> bool:
        """Price ``chosen`` on real roads; true when all of them were already."""
        settled = True
        for column in chosen:
            if column.exact:
                continue
            settled = False
            found = exact(self.problem, column, self.roads)
            if found is None:
                self.barred.add(column.key)
                del self.columns[column.key]
            else:
                self.columns[column.key], self.walks[column.key] = found
        return settled


def settle(
    ledger: Ledger,
    aim: Aim,
    *,
    scale: tuple[float, float],
    limits: Limits,
    seed: int,
    start: Choice | None = None,
    stepwise: bool = True,
    among: Callable[[Column], bool] | None = None,
    begin: Sequence[Column] = (),
) -> Choice:
    """The best choice under ``aim`` whose trips are all priced on real roads.

    ``among`` narrows the pool; ``begin`` is a choice to better, without a promise to keep its service. Where all is
    weighed at once (not ``stepwise``), a choice whose true figures keep every
    rule is taken as it is. Else each round chooses, drives what was chosen, and puts the true figures into the pool.
    Should that not end by itself, the last choice is made among trips already driven.
    """
    known, hold = (start.columns, start) if start is not None else (tuple(begin), None)
    for round_number in range(ROUNDS):
        last = round_number == ROUNDS - 1
        columns = [column for column in ledger.pool(driven_only=last) if among is None or among(column)]
        # a trip that driving showed to be barred takes its service with it: what can be served is sought anew
        if any(column.key not in ledger.columns for column in known):
            hold = None
        known = tuple(ledger.columns[column.key] for column in known if column.key in ledger.columns)
        choice = choose(
            ledger.problem, columns, aim, scale=scale, limits=limits, seed=seed, start=known, hold=hold,
            stepwise=stepwise,
        )  # fmt: skip
        if ledger.drive(choice.columns) or last:
            return choice
        if not stepwise:
            driven = ledger.as_driven(choice)
            if driven is not None:
                return driven
        known, hold = choice.columns, choice
    raise AssertionError("the last round returns")
