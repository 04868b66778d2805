"""What a forecast must beat. Each sees only what had been reported by then, and tunes itself on the days before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from corridor.hazard.scores.baselines.etas import Etas
from corridor.hazard.scores.baselines.kernel import Kernel
from corridor.hazard.scores.baselines.mean import Mean
from corridor.hazard.scores.baselines.uniform import Uniform

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice

__all__ = ["Baseline", "Etas", "Kernel", "Mean", "Uniform", "all_baselines"]


class Baseline(Protocol):
    """Where the next day's reports will fall, learnt day by day."""

    name: str
    memory_days: int
    """Days over which its total is averaged."""

    def share(self) -> npt.NDArray[np.float64]:
        """[cells] the next day's share of each cell, none zero, summing to 1."""

    def learn(self, fresh: npt.NDArray[np.float32], happened: npt.NDArray[np.int64]) -> None:
        """Take in the counts that became known ([wide cells]) and the cells of the day that was forecast."""


def all_baselines(lattice: Lattice) -> tuple[Baseline, ...]:
    """Uniform, the mean of 90 days, kernel densities of 30 days and of all history, and ETAS with forgetting."""
    return (
        Uniform(lattice),
        Mean(lattice, days=90),
        Kernel(lattice, name="kernel_30", days=30),
        Kernel(lattice, name="kernel_all", days=None),
        Etas(lattice),
    )
