from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom

from corridor.hazard.daily.totals import DayTotal, Totals, completeness, likeliest_size


def rolled(numbers, first=0):
    day = np.repeat(np.arange(len(numbers)), numbers)
    totals = Totals(day, day, first, prior_mean=1.0)
    said = []
    for _ in numbers:
        said.append(totals.forecast())
        totals.learn(missing=False)
    return said


def test_the_negative_binomial_is_scipys():
    total = DayTotal(3.0, 0.7)
    assert total.log_likelihood(5) == pytest.approx(nbinom.logpmf(5, 0.7, 0.7 / 3.7))
    assert total.interval(0.95) == (0, int(nbinom.ppf(0.975, 0.7, 0.7 / 3.7)))


@pytest.mark.parametrize("size", [0.5, 5.0])
def test_intervals_cover_overdispersed_days(size):
    numbers = np.random.default_rng(1).negative_binomial(size, size / (size + 8), 400)
    said = rolled(numbers)
    inside = np.mean(
        [low <= n <= high for n, (low, high) in zip(numbers[60:], (t.interval(0.95) for t in said[60:]), strict=True)]
    )
    assert 0.92 <= inside <= 0.99
    assert abs(np.mean([t.mean for t in said[60:]]) / numbers[60:].mean() - 1) < 0.1


def test_a_collapse_is_followed_within_days():
    said = rolled([20] * 60 + [1] * 12)
    assert said[-1].mean < 4


def test_the_size_is_that_of_the_numbers():
    rng = np.random.default_rng(2)
    mean = np.full(2000, 6.0)
    for size in (0.5, 2.0):
        numbers = rng.negative_binomial(size, size / (size + 6), 2000).astype(float)
        assert abs(np.log(likeliest_size(numbers, mean, np.ones(2000)) / size)) < 0.3


def test_late_reports_are_made_up_by_the_sources_own_record():
    rng = np.random.default_rng(3)
    day = np.repeat(np.arange(80), 10)
    known = day + rng.choice([0, 2, 4], len(day))
    share = completeness(day, known, 80)
    assert share[0] == pytest.approx(1 / 3, abs=0.05)
    assert share[2] == pytest.approx(2 / 3, abs=0.05)
    assert share[10] == pytest.approx(1)
    totals = Totals(day, known, 0, 1.0)
    for _ in range(80):
        totals.forecast()
        totals.learn(missing=False)
    assert totals.forecast().mean == pytest.approx(10, rel=0.15)
