from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.special import gammaln

from corridor.kernels.scores import simulated_likelihoods


def test_compiled_and_plain_loops_agree_with_the_definition():
    rng = np.random.default_rng(0)
    share = rng.dirichlet(np.ones(12))
    numbers = np.array([0, 5, 30])
    draws, first = rng.random(numbers.sum()), np.concatenate(([0], np.cumsum(numbers)))
    cumulative, log_rate = np.cumsum(share), np.log(share)
    expected = []
    for a, b in pairwise(first):
        counts = np.bincount(np.searchsorted(cumulative, draws[a:b], side="right"), minlength=12)
        expected.append((counts * log_rate - gammaln(counts + 1)).sum())
    for function in (simulated_likelihoods, simulated_likelihoods.py_func):
        np.testing.assert_allclose(function(cumulative, log_rate, draws.copy(), first), expected, atol=1e-9)
