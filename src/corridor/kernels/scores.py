"""Compiled loops of the scores: likelihoods of catalogues drawn from a forecast."""

from __future__ import annotations

from math import lgamma

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def simulated_likelihoods(cumulative, log_rate, draws, first):  # type: ignore[no-untyped-def]
    """Sum over events of the log rate of their cells, less ``log n!`` of each cell, for every simulation.

    ``cumulative`` [C] shares summed up, ``log_rate`` [C], ``draws`` uniform in [0, 1); simulation s owns the draws
    ``first[s]`` to ``first[s + 1]``.
    """
    out = np.zeros(first.shape[0] - 1)
    for s in range(out.shape[0]):
        cells = np.searchsorted(cumulative, draws[first[s] : first[s + 1]], side="right")
        cells.sort()
        run = 0
        for i in range(cells.shape[0]):
            cell = min(cells[i], log_rate.shape[0] - 1)
            run = run + 1 if i > 0 and cells[i] == cells[i - 1] else 1
            # log n! grows by log n with each further event of a cell.
            out[s] += log_rate[cell] - (lgamma(run + 1.0) - lgamma(float(run)))
    return out
