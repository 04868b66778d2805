"""Diebold and Mariano's test: whether one forecast's daily score differs from another's beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t

if TYPE_CHECKING:
    import numpy.typing as npt

LAG_DAYS = 6


@dataclass(frozen=True, slots=True)
class Difference:
    """Statistic (positive: the first forecast is better) and two-sided p."""

    statistic: float
    p: float


def diebold_mariano(gain: npt.NDArray[np.float64], lag: int = LAG_DAYS) -> Difference:
    """Test of mean zero of daily gains, variance by Newey and West with Bartlett weights up to ``lag`` days.

    Diebold and Mariano 1995 (doi:10.1080/07350015.1995.10524599); small samples after Harvey, Leybourne and
    Newbold 1997 (doi:10.1016/S0169-2070(96)00719-4), for one-day-ahead forecasts.
    """
    days = len(gain)
    if days < 3 or not np.any(gain != gain[0]):
        return Difference(float("nan"), float("nan"))
    off = gain - gain.mean()
    variance = float(off @ off) / days
    for k in range(1, min(lag, days - 1) + 1):
        variance += 2 * (1 - k / (lag + 1)) * float(off[k:] @ off[:-k]) / days
    if variance <= 0:
        return Difference(float("nan"), float("nan"))
    statistic = float(gain.mean()) / sqrt(variance / days) * sqrt((days - 1) / days)
    return Difference(statistic, float(2 * t.sf(abs(statistic), days - 1)))
