"""Anywhere alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice


class Uniform:
    """Every cell has the same share; the total is the mean of 90 days."""

    name = "uniform"
    memory_days = 90

    def __init__(self, lattice: Lattice) -> None:
        self._share = np.full(len(lattice), 1 / len(lattice))

    def share(self) -> npt.NDArray[np.float64]:
        """[cells] even."""
        return self._share

    def learn(self, fresh: npt.NDArray[np.float32], happened: npt.NDArray[np.int64]) -> None:
        """Nothing to learn."""
