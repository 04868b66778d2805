"""The mean count of each cell over the last days, with an even floor."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from corridor.hazard.scores.baselines.choice import Choice

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice


class Mean:
    """``mean_90``: counts of the last ``days`` as they became known; the floor is the one that did best so far."""

    def __init__(self, lattice: Lattice, days: int) -> None:
        self.name, self.memory_days = f"mean_{days}", days
        self._lattice = lattice
        self._counts = np.zeros(len(lattice))
        self._days: deque[npt.NDArray[np.int64]] = deque()
        self._choice = Choice(1, (0, 6))
        wide = np.arange(lattice.wide_shape[0] * lattice.wide_shape[1])
        self._narrow = lattice.narrow_cell(wide)

    def _raw(self) -> npt.NDArray[np.float64]:
        total = float(self._counts.sum())
        if total <= 0:
            return np.full(len(self._lattice), 1 / len(self._lattice))
        shares: npt.NDArray[np.float64] = self._counts / total
        return shares

    def share(self) -> npt.NDArray[np.float64]:
        """[cells] counts over their sum, and the floor."""
        _only, floor = self._choice.best()
        out: npt.NDArray[np.float64] = (1 - floor) * self._raw() + floor / len(self._lattice)
        return out

    def learn(self, fresh: npt.NDArray[np.float32], happened: npt.NDArray[np.int64]) -> None:
        """Judge the floors by the day that was forecast, then take in what became known."""
        self._choice.judge(self._raw()[None, happened], len(self._lattice))
        told = np.flatnonzero(fresh)
        cells = np.repeat(self._narrow[told], fresh[told].astype(np.int64))
        cells = cells[cells >= 0]
        np.add.at(self._counts, cells, 1.0)
        self._days.append(cells)
        if len(self._days) > self.memory_days:
            np.add.at(self._counts, self._days.popleft(), -1.0)
