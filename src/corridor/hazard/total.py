"""How many incidents a day: a negative binomial with memory.

The mean forgets with ``MEMORY_DAYS``; the size (small: bursts, large: Poisson) is the one under which each day's
count, predicted from the days before, was likeliest. Counts of conflict incidents are far from Poisson, so the
size matters more to an upper quantile than the mean does (Werner et al. 2010, arXiv:0910.4981, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    import numpy.typing as npt

MEMORY_DAYS = 45.0
LEAST_SPAN_DAYS = 14.0
"""A first report yesterday isn't a rate of one a day."""
PRIOR_DAYS = 3.0
_SIZES = np.geomspace(0.2, 200, 61)
_USUAL_SIZE = 1.5
_SIZE_SPREAD = 1.0
"""Standard deviation of the prior of log(size) around the usual one."""


@dataclass(frozen=True, slots=True)
class Total:
    """Incidents a day on the whole domain."""

    mean: float
    size: float
    """Negative binomial size r: a day's variance is ``mean + mean**2 / r``."""
    spread2: float
    """Squared coefficient of variation of ``mean`` as an estimate."""


def fit_total(
    lag: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], day: npt.NDArray[np.int64], *, prior_mean: float,
    today: int,
) -> Total:  # fmt: skip
    """Total from events with ``lag`` in days, ``weight``, and local ``day``, standing at local day ``today``."""
    span = max(LEAST_SPAN_DAYS, float(lag.max()) if len(lag) else 0.0)
    days = MEMORY_DAYS * -np.expm1(-span / MEMORY_DAYS)
    faded = weight * np.exp(-lag / MEMORY_DAYS)
    mean = (float(faded.sum()) + prior_mean * PRIOR_DAYS) / (days + PRIOR_DAYS)
    size = fit_size(daily_counts(weight, day, today))
    events = float(faded.sum()) ** 2 / max(float((faded**2).sum()), 1e-12) if len(lag) else 0.0
    per_day = float(weight.sum()) / span
    return Total(mean, size, (1 + per_day / size) / (events + 1))


def daily_counts(
    weight: npt.NDArray[np.float64], day: npt.NDArray[np.int64], today: int, most_days: int = 180
) -> npt.NDArray[np.float64]:
    """Summed weights of each day from the first event, at most ``most_days`` ago, to yesterday."""
    if len(day) == 0:
        return np.zeros(0)
    first = max(int(day.min()), today - most_days)
    rows = (day >= first) & (day < today)
    return np.bincount(day[rows] - first, weights=weight[rows], minlength=max(today - first, 0)).astype(np.float64)


def fit_size(counts: npt.NDArray[np.float64]) -> float:
    """Negative binomial size that makes each day's count likeliest given the faded mean of the days before."""
    prior = -0.5 * (np.log(_SIZES / _USUAL_SIZE) / _SIZE_SPREAD) ** 2
    if len(counts) < 2:
        return _USUAL_SIZE
    keep = np.exp(-1 / MEMORY_DAYS)
    expected = np.empty(len(counts))
    faded, days = 0.0, 0.0
    for index, count in enumerate(counts):
        expected[index] = (faded + 0.5) / (days + 1)
        faded, days = keep * (faded + count), keep * (days + 1)
    y, mean, size = counts[1:, None], expected[1:, None], _SIZES[None, :]
    likelihood = (
        gammaln(y + size) - gammaln(size) - gammaln(y + 1)
        + size * np.log(size / (size + mean)) + y * np.log(mean / (size + mean))
    ).sum(axis=0)  # fmt: skip
    return float(_SIZES[int(np.argmax(likelihood + prior))])
