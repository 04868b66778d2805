"""Ranking, intervals and Diebold-Mariano on cases whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.hazard.scores.bootstrap import block_draws, ratio_interval
from corridor.hazard.scores.compare import diebold_mariano
from corridor.hazard.scores.ranking import hits, most_hits


def test_hits_count_the_marked_cells_and_share_ties():
    share = np.array([0.5, 0.2, 0.2, 0.1])
    counts = np.array([3.0, 2.0, 0.0, 7.0])
    assert hits(share, counts, 1) == 3
    assert hits(share, counts, 2) == 4
    assert hits(share, counts, 3) == 5
    assert hits(np.full(4, 0.25), counts, 1) == 3
    assert most_hits(counts, 2) == 10


def test_blocks_are_whole_weeks_of_following_days():
    index = block_draws(30, np.random.default_rng(0), draws=50)
    assert index.shape == (50, 30)
    steps = np.diff(index[:, :28].reshape(50, 4, 7), axis=2) % 30
    assert np.all(steps == 1)


def test_block_intervals_are_wider_where_days_depend_on_each_other():
    rng = np.random.default_rng(1)
    weeks = np.repeat(rng.normal(0, 1, 30), 7)
    mixed = rng.permutation(weeks)
    index = block_draws(210, np.random.default_rng(2))
    widths = [np.ptp(ratio_interval(gain, np.ones(210), index)) for gain in (weeks, mixed)]
    assert widths[0] > 1.8 * widths[1]


def test_an_interval_of_nothing_is_nan():
    assert np.isnan(ratio_interval(np.zeros(5), np.zeros(5), block_draws(5, np.random.default_rng(0)))).all()


def test_diebold_mariano_without_lags_is_the_t_test():
    gain = np.random.default_rng(3).normal(0.3, 1, 60)
    tested = diebold_mariano(gain, lag=0)
    assert tested.statistic == pytest.approx(gain.mean() / (gain.std(ddof=1) / np.sqrt(60)))


def test_diebold_mariano_is_less_sure_of_dependent_days():
    weeks = np.repeat(np.random.default_rng(6).normal(0.5, 1, 20), 7)
    assert diebold_mariano(weeks).p > diebold_mariano(weeks, lag=0).p
    assert np.isnan(diebold_mariano(np.zeros(9)).p)
