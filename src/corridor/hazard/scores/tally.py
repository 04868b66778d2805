"""What is kept of each day for the measures: a few figures a forecast, so that long back-tests need little memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.hazard.scores.consistency import LikelihoodTests
from corridor.hazard.scores.ranking import AREAS, hits, most_hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from corridor.hazard.daily.totals import DayTotal
    from corridor.hazard.scores.replay import Day

EDGES = np.concatenate(([0.0], 10 ** np.arange(-4, 1.01, 0.5), [np.inf]))
"""Bins of expected reports a cell and day: half decades."""
LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, eq=False)
class Tally:
    """One forecast over D days."""

    name: str
    mean: npt.NDArray[np.float64]
    """[D] expected number."""
    variance: npt.NDArray[np.float64]
    """[D]"""
    where_bits: npt.NDArray[np.float64]
    """[D] log2 of the share of each report's cell over the even share, summed over reports."""
    joint_bits: npt.NDArray[np.float64]
    """[D] ``where_bits`` plus log2 of the number's probability."""
    hits: npt.NDArray[np.float64]
    """[D, areas] reports in the marked cells."""
    brier: npt.NDArray[np.float64]
    """[D] mean square error of each cell's chance of a report."""
    expected: npt.NDArray[np.float64]
    """[D, bins] expected reports in the cells of each bin."""
    observed: npt.NDArray[np.float64]
    """[D, bins]"""
    interval: npt.NDArray[np.float64]
    """[D, 2] ends of the 95 % interval of the number."""
    covered: npt.NDArray[np.float64]
    """[D, levels] whether the number fell inside its interval."""
    spread: npt.NDArray[np.float64]
    """[D] chance, under the forecast, of a number below the day's, drawn evenly over its own step."""
    s_quantile: float
    l_quantile: float


@dataclass(frozen=True, eq=False)
class Record:
    """All forecasts over the same days."""

    days: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float64]
    """[D] reports."""
    best: npt.NDArray[np.float64]
    """[D, areas] reports in the best cells in hindsight."""
    cells: int
    tallies: tuple[Tally, ...]

    def of(self, name: str) -> Tally:
        """The forecast of that name."""
        return next(tally for tally in self.tallies if tally.name == name)


def marked(cells: int) -> list[int]:
    """How many cells each of ``AREAS`` is."""
    return [max(1, round(area * cells)) for area in AREAS]


def tally_up(days: Iterable[Day], cells: int, rng: np.random.Generator) -> Record:
    """Go through the days once."""
    rows: dict[str, list[dict[str, object]]] = {}
    tests: dict[str, LikelihoodTests] = {}
    numbers, which, best = [], [], []
    for day in days:
        which.append(day.day)
        numbers.append(day.counts.sum())
        best.append([most_hits(day.counts, n) for n in marked(cells)])
        for name, share in day.shares.items():
            total = day.totals[name]
            rows.setdefault(name, []).append(_row(share, total, day.counts, rng))
            tests.setdefault(name, LikelihoodTests(rng)).add(share, total.mean, total.size, day.counts)
    tallies = []
    for name, each in rows.items():
        columns = {key: np.array([row[key] for row in each], np.float64) for key in each[0]}
        s, level = tests[name].quantiles()
        tallies.append(Tally(name, **columns, s_quantile=s, l_quantile=level))
    return Record(np.array(which, np.int64), np.array(numbers), np.array(best).reshape(-1, len(AREAS)), cells,
                  tuple(tallies))  # fmt: skip


def _row(
    share: npt.NDArray[np.float64], total: DayTotal, counts: npt.NDArray[np.float64], rng: np.random.Generator
) -> dict[str, object]:
    number, cells = float(counts.sum()), len(counts)
    at = counts > 0
    bits = float((counts[at] * np.log2(share[at] * cells)).sum())
    rate = total.mean * share
    # One gamma for the whole day: the chance of none in a cell under the negative binomial total.
    chance = 1 - (total.size / (total.size + rate)) ** total.size
    bins = np.searchsorted(EDGES, rate, side="right") - 1
    below = total.cdf(number - 1) if number > 0 else 0.0
    return {
        "mean": total.mean,
        "variance": total.mean + total.mean**2 / total.size,
        "where_bits": bits,
        "joint_bits": bits + total.log_likelihood(number) / np.log(2),
        "hits": [hits(share, counts, n) for n in marked(cells)],
        "brier": float(np.mean((chance - at) ** 2)),
        "expected": np.bincount(bins, weights=rate, minlength=len(EDGES) - 1),
        "observed": np.bincount(bins, weights=counts, minlength=len(EDGES) - 1),
        "interval": total.interval(LEVELS[-1]),
        "covered": _covered(total, number),
        "spread": below + rng.random() * (total.cdf(number) - below),
    }


def _covered(total: DayTotal, number: float) -> Sequence[float]:
    return [float(low <= number <= high) for low, high in map(total.interval, LEVELS)]
