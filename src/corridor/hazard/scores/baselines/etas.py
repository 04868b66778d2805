"""ETAS with forgetting: a slowly changing background, and reports that call forth others near by and soon after.

A day's share is ``(1 - n) background + n triggered``, triggered being the sum over reports of an Omori-Utsu law of
time and a Gaussian of distance (Ogata 1998, doi:10.1023/A:1003403601725). ``n``, the share triggered, is fitted by
expectation-maximisation day by day (Veen and Schoenberg 2008, doi:10.1198/016214508000000148) in which old days fade;
so does the background. Law, width and even floor are those that did best so far.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import nnls

from corridor.hazard.scores.baselines.choice import Choice

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.daily.lattice import Lattice

LAWS = ((0.5, 1.1), (2.0, 1.1), (2.0, 1.5))
"""Omori-Utsu's c in days and p."""
WIDTHS_KM = (0.8, 2.0, 5.0)
BACKGROUND_KM, BACKGROUND_DAYS = 5.0, 180.0
FADES_DAYS = 120.0
"""Memory of the EM's counts."""
_DECAYS = np.array([1.0, 4.0, 16.0, 64.0, 256.0])
_LONGEST_DAYS = 365


class Etas:
    """``etas``: background and triggered reports on the lattice."""

    def __init__(self, lattice: Lattice) -> None:
        self.name, self.memory_days = "etas", 30
        self._lattice = lattice
        self._mix = np.array([_as_exponentials(c, p) for c, p in LAWS])
        self._sums = np.zeros((len(WIDTHS_KM), len(_DECAYS), len(lattice)))
        self._background = np.zeros(len(lattice))
        self._keep = np.exp(-1 / _DECAYS)
        candidates = len(LAWS) * len(WIDTHS_KM)
        self._triggered = np.full((candidates, 2), 5.0)
        """[candidates] faded counts of background and triggered reports, begun as if ten were known."""
        self._choice = Choice(candidates, (4, 2))

    def share(self) -> npt.NDArray[np.float64]:
        """[cells] the chosen candidate and its floor."""
        chosen, floor = self._choice.best()
        mixed = self._weights()[chosen] @ self._parts(slice(None))[chosen]
        out: npt.NDArray[np.float64] = (1 - floor) * mixed / mixed.sum() + floor / len(self._lattice)
        return out

    def learn(self, fresh: npt.NDArray[np.float32], happened: npt.NDArray[np.int64]) -> None:
        """Judge the candidates by the day that was forecast, one step of EM each, then take in what became known."""
        self._triggered = self._triggered * np.exp(-1 / FADES_DAYS)
        if len(happened):
            joint = self._weights()[:, :, None] * self._parts(happened)
            total = joint.sum(axis=1)
            self._choice.judge(total, len(self._lattice))
            self._triggered = self._triggered + (joint / np.maximum(total, 1e-300)[:, None]).sum(axis=2)
        self._sums *= self._keep[None, :, None]
        self._background *= np.exp(-1 / BACKGROUND_DAYS)
        if fresh.any():
            self._background += self._lattice.smooth(fresh, BACKGROUND_KM)
            for i, sigma in enumerate(WIDTHS_KM):
                self._sums[i] += self._lattice.smooth(fresh, sigma)[None, :]

    def _weights(self) -> npt.NDArray[np.float64]:
        """[candidates, 2] shares of background and triggered reports."""
        known = self._triggered + 0.5
        weights: npt.NDArray[np.float64] = known / known.sum(axis=1, keepdims=True)
        return weights

    def _parts(self, cells: npt.NDArray[np.int64] | slice) -> npt.NDArray[np.float64]:
        """[candidates, 2, N] background and triggered share of ``cells``; even where nothing is known."""
        even = 1 / len(self._lattice)
        background = _share(self._background, cells, even)
        rows = [
            (background, _share(np.tensordot(self._mix[law], self._sums[width], axes=1), cells, even))
            for law, width in product(range(len(LAWS)), range(len(WIDTHS_KM)))
        ]
        return np.array(rows)


def _share(
    level: npt.NDArray[np.float64], cells: npt.NDArray[np.int64] | slice, even: float
) -> npt.NDArray[np.float64]:  # fmt: skip
    total = float(level.sum())
    chosen: npt.NDArray[np.float64] = level[cells] / total if total > 1e-9 else np.full_like(level[cells], even)
    return chosen


def _as_exponentials(c: float, p: float) -> npt.NDArray[np.float64]:
    """[decays] weights under which exponentials add up to ``(t + c)**-p`` over a year."""
    t = np.arange(_LONGEST_DAYS, dtype=np.float64)
    law = (t + c) ** -p
    # Relative errors count: the tail matters as much as the first days.
    weights, _rest = nnls(np.exp(-t[:, None] / _DECAYS) / law[:, None], np.ones(len(t)))
    out: npt.NDArray[np.float64] = weights
    return out
