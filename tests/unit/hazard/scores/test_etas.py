from __future__ import annotations

import numpy as np
import pytest

from corridor.hazard.daily.lattice import lattice_over
from corridor.hazard.scores.baselines.etas import _DECAYS, LAWS, Etas, _as_exponentials


@pytest.fixture
def lattice():
    return lattice_over((37.0, 48.0, 37.4, 48.3), 2000)


def taught(lattice, cells_by_day):
    baseline = Etas(lattice)
    top, left = lattice.margin
    wide = (np.arange(len(lattice)) // lattice.columns + top) * lattice.wide_shape[1]
    wide += np.arange(len(lattice)) % lattice.columns + left
    for cells in cells_by_day:
        counts = np.bincount(wide[cells], minlength=lattice.wide_shape[0] * lattice.wide_shape[1])
        baseline.learn(counts.astype(np.float32), np.array(cells, np.int64))
    return baseline


@pytest.mark.parametrize(("c", "p"), LAWS)
def test_exponentials_follow_omoris_law_over_a_year(c, p):
    t = np.array([0, 1, 3, 10, 30, 100, 300], float)
    got = np.exp(-t[:, None] / _DECAYS) @ _as_exponentials(c, p)
    np.testing.assert_allclose(got, (t + c) ** -p, rtol=0.35)


def test_before_any_report_all_cells_are_alike(lattice):
    np.testing.assert_allclose(Etas(lattice).share(), 1 / len(lattice))


def test_a_burst_draws_the_share_to_its_place_and_lets_go_of_it(lattice):
    first, second = 40, 200
    burst = taught(lattice, [[first, first]] * 60 + [[second] * 4] * 4)
    at_once = burst.share()
    assert at_once.sum() == pytest.approx(1)
    assert at_once.min() > 0
    assert at_once[second] > at_once[first]
    later = taught(lattice, [[first, first]] * 60 + [[second] * 4] * 4 + [[first]] * 60).share()
    assert later[second] < 0.2 * at_once[second]


def test_clustered_reports_are_called_triggered_scattered_ones_are_not(lattice):
    rng = np.random.default_rng(2)
    places = rng.integers(0, len(lattice), 12)
    clustered = taught(lattice, [[place] * 3 for place in places for _ in range(12)])
    scattered = taught(lattice, [rng.integers(0, len(lattice), 3).tolist() for _ in range(144)])
    assert clustered._weights()[4, 1] > scattered._weights()[4, 1] + 0.2
