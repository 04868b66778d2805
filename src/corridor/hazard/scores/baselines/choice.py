"""A baseline's own tuning: the candidate under which the days so far would have been likeliest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

FLOORS = np.array([0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
"""Shares of a map that lie evenly over the box."""


class Choice:
    """Scores of candidate maps, each with every floor."""

    def __init__(self, candidates: int, start: tuple[int, int]) -> None:
        self._score = np.zeros((candidates, len(FLOORS)))
        self._start = start

    def best(self) -> tuple[int, float]:
        """The best candidate and its floor."""
        at = self._start if not self._score.any() else np.unravel_index(int(self._score.argmax()), self._score.shape)
        return int(at[0]), float(FLOORS[at[1]])

    def judge(self, raw: npt.NDArray[np.float64], cells: int) -> None:
        """Add a day: ``raw`` [candidates, N] is the share, without floor, of the cell of each report."""
        mixed = (1 - FLOORS)[None, :, None] * raw[:, None, :] + FLOORS[None, :, None] / cells
        self._score += np.log(mixed).sum(axis=2)
