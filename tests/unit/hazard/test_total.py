import numpy as np
import pytest

from corridor.hazard.total import daily_counts, fit_size, fit_total


@pytest.mark.parametrize(("size", "low", "high"), [(0.5, 0.3, 0.9), (3.0, 1.7, 5.5)])
def test_the_size_of_simulated_counts_is_recovered(size, low, high):
    rng = np.random.default_rng(1)
    counts = rng.negative_binomial(size, size / (size + 8.0), 170).astype(float)
    assert low < fit_size(counts) < high


def test_poisson_counts_have_a_large_size():
    counts = np.random.default_rng(2).poisson(20, 170).astype(float)
    assert fit_size(counts) > 15


def test_without_days_the_size_is_the_usual_one():
    assert fit_size(np.zeros(0)) == fit_size(np.array([3.0])) == 1.5


def total(ages, prior=0.0, today=1000):
    ages = np.asarray(ages, float)
    return fit_total(ages, np.ones(len(ages)), (today - np.ceil(ages)).astype(np.int64), prior_mean=prior, today=today)


def test_a_steady_stream_has_its_own_rate_but_for_the_days_of_the_prior():
    assert total(np.arange(0.1, 150, 0.25)).mean == pytest.approx(4 * 45 / 48, rel=0.02)


def test_the_recent_counts_most():
    assert total(np.arange(0.1, 20, 0.25)).mean > 1.3 * total(np.arange(60, 80, 0.25)).mean


def test_a_first_report_yesterday_is_no_rate_of_one_a_day():
    assert total([1.0]).mean < 0.1


def test_more_events_make_the_mean_surer():
    assert total(np.arange(0.1, 60, 0.1)).spread2 < total(np.arange(0.1, 60, 5.0)).spread2


def test_nothing_but_the_prior():
    assert 0 < total([], prior=2.0).mean < 2.0


def test_daily_counts_hold_empty_days_and_leave_out_today():
    counts = daily_counts(np.array([1.0, 1.0, 0.5, 9.0]), np.array([95, 95, 98, 100]), 100)
    assert counts.tolist() == [2.0, 0, 0, 0.5, 0]
