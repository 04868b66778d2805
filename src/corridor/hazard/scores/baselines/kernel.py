"""A kernel density of all reports, or of the last days', with an even floor."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from corridor.hazard.scores.baselines.choice import Choice

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice

BANDWIDTHS_KM = (0.6, 1.0, 1.5, 2.5, 4.0, 6.0, 10.0, 15.0)


class Kernel:
    """Gaussian density; bandwidth and floor are those that did best so far. Its total is the mean of its days."""

    def __init__(self, lattice: Lattice, name: str, days: int | None) -> None:
        self.name, self.memory_days = name, days or 90
        self._lattice, self._window = lattice, days
        self._sums = np.zeros((len(BANDWIDTHS_KM), len(lattice)))
        self._days: deque[npt.NDArray[np.float32]] = deque()
        self._choice = Choice(len(BANDWIDTHS_KM), (2, 2))

    def _raw(self) -> npt.NDArray[np.float64]:
        total = np.maximum(self._sums.sum(axis=1, keepdims=True), 1e-9)
        positive = np.maximum(self._sums, 0)
        return np.where(total > 1e-6, positive / total, 1 / len(self._lattice))

    def share(self) -> npt.NDArray[np.float64]:
        """[cells] the chosen density and its floor."""
        chosen, floor = self._choice.best()
        raw = self._raw()[chosen]
        out: npt.NDArray[np.float64] = (1 - floor) * raw / raw.sum() + floor / len(self._lattice)
        return out

    def learn(self, fresh: npt.NDArray[np.float32], happened: npt.NDArray[np.int64]) -> None:
        """Judge the candidates by the day that was forecast, then take in what became known."""
        if len(happened):
            self._choice.judge(self._raw()[:, happened], len(self._lattice))
        change = fresh
        if self._window is not None:
            self._days.append(fresh)
            if len(self._days) > self._window:
                change = fresh - self._days.popleft()
        if change.any():
            for i, sigma in enumerate(BANDWIDTHS_KM):
                self._sums[i] += self._lattice.smooth(change, sigma)
