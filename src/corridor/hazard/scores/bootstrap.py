"""Intervals over days: whole weeks are drawn together, because one day's luck is the next day's too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

BLOCK_DAYS = 7
DRAWS = 2_000


def block_draws(
    days: int, rng: np.random.Generator, draws: int = DRAWS, block: int = BLOCK_DAYS
) -> npt.NDArray[np.intp]:
    """[draws, days] day numbers of circular blocks (Politis and Romano 1992)."""
    blocks = -(-days // block)
    starts = rng.integers(0, days, (draws, blocks))
    index = (starts[:, :, None] + np.arange(block)[None, None, :]) % days
    drawn: npt.NDArray[np.intp] = index.reshape(draws, -1)[:, :days].astype(np.intp)
    return drawn


def ratio_interval(
    above: npt.NDArray[np.float64], below: npt.NDArray[np.float64], index: npt.NDArray[np.intp], share: float = 0.95
) -> tuple[float, float]:
    """Interval of ``sum(above) / sum(below)`` over days; nan where nothing can be said."""
    numerator, denominator = above[index].sum(axis=1), below[index].sum(axis=1)
    usable = denominator > 0
    if not usable.any():
        return float("nan"), float("nan")
    values = numerator[usable] / denominator[usable]
    low, high = np.quantile(values, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)
