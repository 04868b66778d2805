"""N, S and L against what pyCSEP itself answers on the same counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from corridor.hazard.scores.consistency import LikelihoodTests, joint_log_likelihood, number_test

RATE = np.random.default_rng(5).gamma(0.5, 0.4, 60)
"""Expected events of 60 cells."""
PYCSEP = [
    # Seed of the observed counts; S quantile; L quantile, log-likelihood; N delta 1 and 2.
    (0, 0.1482, 0.2656, -28.562106, 0.541203, 0.568730),
    (1, 0.2238, 0.2530, -28.788578, 0.431270, 0.671119),
    (3, 0.9347, 0.9062, -19.227424, 0.751672, 0.349195),
    (4, 0.0607, 0.0877, -33.020255, 0.328881, 0.760124),
    (6, 0.4542, 0.1777, -30.350154, 0.167341, 0.888295),
    (7, 0.0031, 0.4962, -25.252343, 0.989537, 0.025299),
]
"""``csep.core.poisson_evaluations`` of pyCSEP 0.8.0 (20,000 simulations, seed 1): ``_poisson_likelihood_test`` with
``use_observed_counts`` and ``normalize_likelihood`` both true (S) and both false (L), ``_number_test_ndarray`` (N).
"""


def seen(seed):
    return np.random.default_rng(seed).poisson(RATE).astype(float)


def test_the_number_test_is_pycseps_with_a_poisson_variance_and_wider_with_a_larger_one():
    at_least, at_most = number_test(10.0, 10.0, 14)
    assert at_least == pytest.approx(1 - poisson.cdf(13, 10), rel=1e-4)
    assert at_most == pytest.approx(poisson.cdf(14, 10), rel=1e-4)
    wide = number_test(10.0, 60.0, 14)
    assert wide[0] == pytest.approx(nbinom.sf(13, 2, 2 / 12))
    assert wide[0] > at_least


@pytest.mark.parametrize(("seed", "s", "level", "likelihood", "at_least", "at_most"), PYCSEP)
def test_one_day_of_poisson_counts_gives_the_figures_of_pycsep(seed, s, level, likelihood, at_least, at_most):
    counts, mean = seen(seed), float(RATE.sum())
    assert joint_log_likelihood(RATE, counts) == pytest.approx(likelihood, abs=1e-5)
    assert number_test(mean, mean, int(counts.sum())) == pytest.approx((at_least, at_most), abs=1e-4)
    tests = LikelihoodTests(np.random.default_rng(2), 20_000)
    tests.add(RATE / mean, mean, float("inf"), counts)
    assert tests.quantiles() == pytest.approx((s, level), abs=0.015)


def test_a_forecast_that_is_true_passes_and_a_false_one_fails():
    rng = np.random.default_rng(3)
    true, false = (LikelihoodTests(np.random.default_rng(4), 500) for _ in range(2))
    share = RATE / RATE.sum()
    for _ in range(30):
        seen = rng.multinomial(rng.negative_binomial(2, 2 / 10), share).astype(float)
        true.add(share, 8, 2, seen)
        false.add(np.roll(share, 7), 8, 2, seen)
    assert min(true.quantiles()) > 0.05
    assert false.quantiles()[0] < 0.01
