"""The rolling back-test: every day forecast by the model and by each baseline from what had been reported by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.hazard.daily.model import DailyModel
from corridor.hazard.daily.totals import DayTotal, likeliest_size
from corridor.hazard.scores.baselines import all_baselines
from corridor.i18n import gettext as _
from corridor.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice
    from corridor.hazard.daily.streams import Stream
    from corridor.hazard.scores.baselines import Baseline

MODEL = "corridor"


@dataclass(frozen=True, eq=False)
class Day:
    """One day: what happened, and what each forecast had said."""

    day: int
    counts: npt.NDArray[np.float64]
    """[cells] reports that came to be told of this day."""
    shares: dict[str, npt.NDArray[np.float64]]
    totals: dict[str, DayTotal]


class BaselineTotal:
    """The mean number of the last days, negative binomial with the size that fitted best so far."""

    def __init__(self, days: int) -> None:
        self._days, self._numbers, self._means = days, list[float](), list[float]()

    def forecast(self) -> DayTotal:
        """The next day's number."""
        recent = self._numbers[-self._days :]
        mean = (sum(recent) + 0.1) / (len(recent) + 0.1)
        past = slice(-180, None)
        number, means = np.array(self._numbers[past]), np.array(self._means[past])
        return DayTotal(mean, likeliest_size(number, means, np.ones(len(number))))

    def learn(self, number: float) -> None:
        """Take in a day's number."""
        recent = self._numbers[-self._days :]
        self._means.append((sum(recent) + 0.1) / (len(recent) + 0.1))
        self._numbers.append(number)


def replay(
    target: Stream, others: Sequence[Stream], lattice: Lattice, first: int, last: int, *,
    progress: Progress = silent, keep: dict[int, DailyModel | None] | None = None,
) -> Iterator[Day]:  # fmt: skip
    """Days ``first`` to ``last``, in order. ``keep`` receives copies of the model as it stood on the days it names."""
    begin = min([first, *(int(stream.day.min()) for stream in (target, *others) if len(stream))])
    model = DailyModel(target, others, lattice, begin)
    baselines = all_baselines(lattice)
    means = {baseline.name: BaselineTotal(baseline.memory_days) for baseline in baselines}
    step = _("Days replayed")
    while model.today <= last:
        progress(step, model.today - begin, last - begin + 1)
        if keep is not None and model.today in keep:
            keep[model.today] = model.without_target()
        forecast = model.forecast(fresh=model.refit_due(first))
        cells, known = model.observed(model.today)
        if model.today >= first:
            shares = {MODEL: forecast.share} | {each.name: each.share() for each in baselines}
            totals = {MODEL: forecast.total} | {name: total.forecast() for name, total in means.items()}
            yield Day(model.today, np.bincount(cells, minlength=len(lattice)).astype(np.float64), shares, totals)
        _teach(baselines, means, target, lattice, model.today, cells[known <= model.today])
        model.advance()
    progress(step, last - begin + 1, last - begin + 1)


def _teach(
    baselines: Sequence[Baseline], means: dict[str, BaselineTotal], target: Stream, lattice: Lattice, known_day: int,
    happened: npt.NDArray[np.int64],
) -> None:  # fmt: skip
    """What the model learns on a day, the baselines learn too."""
    fresh = target.cell[slice(*np.searchsorted(target.known_day, [known_day, known_day + 1]))]
    rows, columns = lattice.wide_shape
    counts = np.bincount(fresh, minlength=rows * columns).astype(np.float32)
    for baseline in baselines:
        baseline.learn(counts, happened)
        means[baseline.name].learn(float(len(happened)))
