"""The day-ahead model on a lattice: rolled from day to day, each forecast made of what had been reported by then."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.hazard.daily.memory import OTHERS, OWN, Memory
from corridor.hazard.daily.shares import Shares
from corridor.hazard.daily.silence import HELD_DAYS
from corridor.hazard.daily.totals import DayTotal, Totals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice
    from corridor.hazard.daily.silence import Watch
    from corridor.hazard.daily.streams import Stream

PRIOR_PER_KM2_DAY = 5e-6
"""Reports a day believed before any."""
RECORD_DAYS = 60
"""For so long before the first forecast that counts, every day is fitted, so that fits have a record."""
HELD_LEVEL = 0.65
"""While its source is silent no cell is taken as less than this share of what it was: quiet may be peace in part."""
HALF_LIFE_DAYS = 60
"""So long after ``HELD_DAYS`` of silence that level counts half."""


@dataclass(frozen=True, eq=False)
class DayForecast:
    """What one day is expected to bring."""

    day: int
    share: npt.NDArray[np.float64]
    """[cells] sums to 1."""
    total: DayTotal

    @property
    def expected(self) -> npt.NDArray[np.float64]:
        """[cells] expected reports."""
        return self.total.mean * self.share


class DailyModel:
    """Forecasts of ``target``'s next day, with ``others`` as further evidence."""

    def __init__(self, target: Stream, others: Sequence[Stream], lattice: Lattice, first_day: int) -> None:
        self.lattice, self.today = lattice, first_day
        self.stream = target
        memories = [Memory(OWN, lattice, target, first_day)]
        memories += [Memory(OTHERS, lattice, other, first_day) for other in others]
        self.shares = Shares(memories)
        inside = lattice.narrow_cell(target.cell)
        rows = np.flatnonzero(inside >= 0)
        rows = rows[np.argsort(target.day[rows], kind="stable")]
        self._day, self._cell, self._known = target.day[rows], inside[rows], target.known_day[rows]
        prior = PRIOR_PER_KM2_DAY * lattice.area_km2
        self.totals = Totals(self._day, self._known, first_day, prior, target.counted[rows])
        self._heard = np.zeros(len(lattice))
        self._maps: npt.NDArray[np.float64] | None = None

    def forecast(self, *, fresh: bool = True) -> DayForecast:
        """The forecast of ``today``; ``fresh`` refits the weights first."""
        if fresh:
            self.shares.fit(self.today)
        self._maps = self.shares.maps()
        share, total = self.shares.average(self._maps), self.totals.forecast()
        expected = total.mean * share
        if not self.silent:
            self._heard = expected if self.watch.gap == 0 else np.maximum(self._heard, expected)
            return DayForecast(self.today, share, total)
        held = HELD_LEVEL * 0.5 ** (max(self.watch.gap - HELD_DAYS, 0) / HALF_LIFE_DAYS)
        expected = np.maximum(expected, held * self._heard)
        mean = float(expected.sum())
        return DayForecast(self.today, expected / mean, replace(total, mean=mean))

    def refit_due(self, first: int) -> bool:
        """Whether the weights are worth fitting today, where the days before ``first`` are only rolled through."""
        return self.today >= first - RECORD_DAYS or self.today % 7 == 0

    def advance(self) -> None:
        """On to the next day; what happened today is learnt as far as it is known then."""
        cells, known = self.observed(self.today)
        self.shares.note(self.today, cells, known)
        self._judge(cells, known)
        for memory in self.shares.memories:
            memory.advance()
        self.totals.learn(missing=self.watch.missing)
        self.today += 1

    def tell(self, reports: Stream, source: int = 0) -> None:
        """Take in reports that came after the model was made; ``source`` is 0 for the target, else 1 + its place.

        Those known before ``today`` count in the next ``forecast``, others from the day they become known.
        """
        memory = self.shares.memories[source]
        memory.hear(reports)
        if source:
            return
        self.stream = memory.stream
        inside = self.lattice.narrow_cell(reports.cell)
        rows = inside >= 0
        self.totals.hear(reports.day[rows], reports.known_day[rows], reports.counted[rows])
        day = np.concatenate((self._day, reports.day[rows]))
        order = np.argsort(day, kind="stable")
        self._day = day[order]
        self._cell = np.concatenate((self._cell, inside[rows]))[order]
        self._known = np.concatenate((self._known, reports.known_day[rows]))[order]

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Everything that the next forecast rests on beside the streams, as named arrays."""
        out: dict[str, npt.NDArray[Any]] = {
            "heard": self._heard, "told.day": self._day, "told.cell": self._cell, "told.known": self._known,
        }  # fmt: skip
        if self._maps is not None:
            out["maps"] = self._maps
        parts = {"shares": self.shares.state(), "totals": self.totals.state()}
        parts |= {f"memory{i}": memory.state() for i, memory in enumerate(self.shares.memories)}
        return out | {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()}

    @classmethod
    def resumed(
        cls, target: Stream, others: Sequence[Stream], lattice: Lattice, today: int,
        state: Mapping[str, npt.NDArray[Any]],
    ) -> DailyModel:  # fmt: skip
        """The model whose ``state`` was taken at the start of ``today``."""
        first = today - len(state["totals.said"])
        model = cls(target, others, lattice, today)
        model._heard, model._maps = state["heard"], state.get("maps")
        model._day, model._cell, model._known = state["told.day"], state["told.cell"], state["told.known"]
        model.totals = Totals(model._day, model._known, first, PRIOR_PER_KM2_DAY * lattice.area_km2)
        model.totals.resume(_part(state, "totals"))
        model.shares.resume(_part(state, "shares"))
        for i, memory in enumerate(model.shares.memories):
            memory.resume(_part(state, f"memory{i}"))
        return model

    @property
    def watch(self) -> Watch:
        """The target's own source."""
        return self.shares.memories[0].watch

    @property
    def silent(self) -> bool:
        """Whether the target's own source has fallen silent."""
        return self.watch.silent

    def without_target(self) -> DailyModel:
        """A copy whose target says nothing more from ``today`` on: to see what silence does."""
        model = copy.deepcopy(self)
        for part in (model, model.shares.memories[0]):
            known = part.stream.known_day < self.today
            part.stream = part.stream.take(known)
        model.totals.truncate(self.today)
        heard = model._known < self.today
        model._day, model._cell, model._known = model._day[heard], model._cell[heard], model._known[heard]
        return model

    def observed(self, day: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Cells of the target's reports of ``day`` within the box, and the day by which each was known."""
        at = slice(*np.searchsorted(self._day, [day, day + 1]))
        return self._cell[at], self._known[at]

    def _judge(self, cells: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> None:
        told = cells[known <= self.today]
        if len(told) and self._maps is not None:
            self.shares.judge(self._maps, told)


def _part(state: Mapping[str, npt.NDArray[Any]], name: str) -> dict[str, npt.NDArray[Any]]:
    return {key[len(name) + 1 :]: array for key, array in state.items() if key.startswith(f"{name}.")}
