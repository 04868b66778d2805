"""The dictionary of space-time kernels: what each has in mind of a source's reports, day by day.

A kernel is a decay and a bandwidth; its value in a cell is the sum over reports of ``exp(-age / decay)`` times the
share of a Gaussian that lies in the cell. Because both the decay and the smoothing are linear, the values of
tomorrow follow from those of today and the reports that became known in between, whatever their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.hazard.daily.silence import Watch
from corridor.hazard.daily.streams import SPREADS_KM

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice
    from corridor.hazard.daily.streams import Stream

EVER = 10_000.0
"""A decay in days that forgets nothing."""
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Kernels:
    """Decays in days and bandwidths in kilometres."""

    decays: tuple[float, ...]
    bands: tuple[float, ...]

    @property
    def count(self) -> int:
        """Components: each decay with each bandwidth, and each decay evenly over the box."""
        return len(self.decays) * (len(self.bands) + 1)


OWN = Kernels((1.5, 5.0, 15.0, 45.0, 120.0, EVER), (0.5, 1.2, 2.5, 6.0, 15.0))
"""For reports of the kind that is to be predicted."""
OTHERS = Kernels((5.0, 15.0, 45.0, EVER), (0.5, 1.2, 2.5, 6.0, 15.0))
"""For every other source."""


class Memory:
    """One source's kernels over the lattice, standing at the start of ``today``."""

    def __init__(self, kernels: Kernels, lattice: Lattice, stream: Stream, today: int) -> None:
        self.kernels, self.lattice, self.stream, self.today = kernels, lattice, stream, today
        self._next = 0
        self.values = np.zeros((len(kernels.decays), len(kernels.bands), len(lattice)), np.float32)
        self.mass = np.zeros(len(kernels.decays), np.float32)
        self._keep = np.exp(-1 / np.array(kernels.decays)).astype(np.float32)
        self.watch = Watch()
        self._take_in()

    def advance(self) -> None:
        """To the start of the next day, with everything that had been reported by then.

        A source fallen silent does not age: the days for which it did before that was known are given back.
        """
        self.today += 1
        if self.watch.declared:
            back = np.exp((self.watch.gap - 1) / np.array(self.kernels.decays)).astype(np.float32)
            self.values *= back[:, None, None]
            self.mass *= back
        elif not self.watch.missing:
            self.values *= self._keep[:, None, None]
            self.mass *= self._keep
        if self.today % 16 == 0:
            self.values[self.values < _NOTHING] = 0
        self._take_in()

    def _take_in(self) -> None:
        """Add the reports known by now."""
        last = int(np.searchsorted(self.stream.known_day, self.today - 1, side="right"))
        self.watch.day(last - self._next)
        if last > self._next:
            self.add(self.stream.take(np.arange(self._next, last)))
        self._next = last

    def hear(self, reports: Stream) -> None:
        """Later reports: those known before ``today`` count at once, others from their day on."""
        told = reports.known_day < self.today
        if told.any():
            self.add(reports.take(told))
            self.watch.gap = 0
        self.stream = self.stream.joined(reports)
        self._next = int(np.searchsorted(self.stream.known_day, self.today - 1, side="right"))

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """What ``resume`` needs beside the stream."""
        return {"values": self.values, "mass": self.mass, "watch": self.watch.state()}

    def resume(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Stand as when ``state`` was taken."""
        self.values, self.mass = state["values"].copy(), state["mass"].copy()
        self.watch.resume(state["watch"])

    def add(self, fresh: Stream) -> None:
        """Add reports, decayed by their age at ``today``."""
        age = np.maximum(self.today - 1 - fresh.day, 0).astype(np.float64)
        decayed = fresh.weight * np.exp(-age / np.array(self.kernels.decays)[:, None])
        mixed = float(np.ptp(age)) > 0
        inside = self.lattice.narrow_cell(fresh.cell) >= 0
        self.mass += decayed[:, inside].sum(axis=1).astype(np.float32)
        for spread in np.unique(fresh.spread):
            rows = fresh.spread == spread
            cell = fresh.cell[rows]
            sigmas = [float(np.hypot(band, SPREADS_KM[spread])) for band in self.kernels.bands]
            if mixed:
                for a in range(len(self.kernels.decays)):
                    self._spread(self.values[a], cell, decayed[a, rows], sigmas)
                continue
            even = np.zeros((len(sigmas), len(self.lattice)), np.float32)
            self._spread(even, cell, fresh.weight[rows], sigmas)
            age_now = float(age[0])
            self.values += np.exp(-age_now / np.array(self.kernels.decays)).astype(np.float32)[:, None, None] * even

    def _spread(
        self, onto: npt.NDArray[np.float32], cell: npt.NDArray[np.int64], weight: npt.NDArray[np.float64],
        sigmas: list[float],
    ) -> None:  # fmt: skip
        rows, columns = self.lattice.wide_shape
        counts = np.bincount(cell, weights=weight, minlength=rows * columns).astype(np.float32)
        for b, sigma in enumerate(sigmas):
            onto[b] += self.lattice.smooth(counts, sigma)

    def at(self, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """[N, K] value of every component in the given cells."""
        near = self.values.reshape(-1, len(self.lattice))[:, cells].T
        even = np.broadcast_to(self.mass / len(self.lattice), (len(cells), len(self.mass)))
        return np.concatenate((near, even), axis=1)

    def sums(self) -> npt.NDArray[np.float64]:
        """[K] every component summed over the box."""
        return np.concatenate((self.values.sum(axis=2, dtype=np.float64).ravel(), self.mass.astype(np.float64)))

    def mix(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """[cells] weighted sum of the components."""
        near = self.values.shape[0] * self.values.shape[1]
        mixed = weights[:near].astype(np.float32) @ self.values.reshape(near, -1)
        even = float(weights[near:] @ self.mass) / len(self.lattice)
        out: npt.NDArray[np.float64] = mixed.astype(np.float64) + even
        return out
