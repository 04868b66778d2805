"""Whether what happened could have come from the forecast: N, L and S tests as pyCSEP defines them.

N: is the number plausible; L: is the joint likelihood; S: is the likelihood of the places, given the number. Counts
are drawn from the forecast's negative binomial, since daily totals are far from Poisson (Werner et al. 2010,
arXiv:0910.4981; Savran et al. 2022, doi:10.1785/0220220033). For one day with Poisson counts these are pyCSEP's own
figures; days are joined by adding their log-likelihoods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln
from scipy.stats import nbinom

from corridor.kernels.scores import simulated_likelihoods

if TYPE_CHECKING:
    import numpy.typing as npt

SIMULATIONS = 1_000


def number_test(mean: float, variance: float, observed: int) -> tuple[float, float]:
    """Chances of at least and of at most ``observed`` (pyCSEP's delta 1 and 2) under a negative binomial."""
    size = mean**2 / max(variance - mean, 1e-9 * mean)
    p = size / (size + mean)
    return float(nbinom.sf(observed - 1, size, p)), float(nbinom.cdf(observed, size, p))


def joint_log_likelihood(rate: npt.NDArray[np.float64], counts: npt.NDArray[np.float64]) -> float:
    """Poisson log-likelihood of ``counts`` under ``rate``, [cells] each."""
    at = counts > 0
    return float((counts[at] * np.log(rate[at]) - gammaln(counts[at] + 1)).sum() - rate.sum())


class LikelihoodTests:
    """S and L over days: each day adds one row of simulations and the observed value to both."""

    def __init__(self, rng: np.random.Generator, simulations: int = SIMULATIONS) -> None:
        self._rng, self._simulations = rng, simulations
        self._drawn = np.zeros((2, simulations))
        self._seen = np.zeros(2)

    def add(self, share: npt.NDArray[np.float64], mean: float, size: float, counts: npt.NDArray[np.float64]) -> None:
        """Add a day: ``share`` [cells], its total's mean and size, and the observed ``counts`` [cells]."""
        seen = int(counts.sum())
        numbers = (
            np.full(self._simulations, seen),
            self._rng.negative_binomial(size, size / (size + mean), self._simulations)
            if np.isfinite(size)
            else self._rng.poisson(mean, self._simulations),
        )
        cumulative = np.cumsum(share)
        cumulative /= cumulative[-1]
        for which, (number, level) in enumerate(zip(numbers, (float(seen), mean), strict=True)):
            if level <= 0:
                continue
            log_rate = np.log(share * level)
            draws = self._rng.random(int(number.sum()))
            first = np.concatenate(([0], np.cumsum(number))).astype(np.int64)
            self._drawn[which] += simulated_likelihoods(cumulative, log_rate, draws, first) - level
            self._seen[which] += joint_log_likelihood(share * level, counts)

    def quantiles(self) -> tuple[float, float]:
        """S and L: share of simulations that are no likelier than what happened; small is bad."""
        s, level = (self._drawn <= self._seen[:, None] + 1e-9).mean(axis=1).tolist()
        return s, level
