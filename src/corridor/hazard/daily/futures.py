"""Possible next days, drawn from the forecast: how many reports, in which cells, at which hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.hazard.daily.model import DayForecast


@dataclass(frozen=True, eq=False)
class Futures:
    """N drawn reports, sorted by draw, day and hour; ``numbers`` [draws, days]."""

    draw: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    hour: npt.NDArray[np.int64]
    """Local hour of the day."""
    cell: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]


def draw_futures(
    days: Sequence[DayForecast], factor: npt.NDArray[np.float64], draws: int, rng: np.random.Generator
) -> Futures:
    """``draws`` futures of ``days``; ``factor`` [24] is the day's rhythm (even where none is usable).

    A day's number is negative binomial; its reports fall into cells and hours independently.
    """
    columns: list[npt.NDArray[np.int64]] = []
    numbers = np.zeros((draws, len(days)), np.int64)
    for d, day in enumerate(days):
        size = day.total.size
        numbers[:, d] = rng.negative_binomial(size, size / (size + day.total.mean), draws)
        count = int(numbers[:, d].sum())
        edges = np.cumsum(day.share)
        cell = np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(edges) - 1)
        hour = rng.choice(len(factor), count, p=factor / factor.sum())
        columns.append(np.stack((np.repeat(np.arange(draws), numbers[:, d]), np.full(count, day.day), hour, cell)))
    drawn = np.concatenate(columns, axis=1)
    draw, on, hour, cell = drawn[:, np.lexsort(drawn[::-1])]
    return Futures(draw, on, hour, cell, numbers)
