import numpy as np
import pytest

from corridor.hazard.events import Events
from corridor.hazard.kinds import TRAITS, IncidentKind
from corridor.hazard.share import decay_table, expectation_maximisation, fit_share, prior_share

SHELLING = TRAITS[IncidentKind.SHELLING]
BANDS = np.array(SHELLING.bandwidths_km)


def events(x, y, day):
    order = np.argsort(day, kind="stable")
    x, y, day = (np.asarray(column)[order] for column in (x, y, day))
    age = (day.max() - day).astype(float)
    zero = np.zeros(len(x))
    return Events(
        x=x.astype(float),
        y=y.astype(float),
        spread2=zero,
        day=day.astype(np.int64),
        known_day=day.astype(np.int64),
        age=age,
        lag=age,
        weight=np.ones(len(x)),
        muted=zero,
        kind=np.zeros(len(x), np.uint8),
    )


def test_a_mixture_of_known_densities_is_recovered():
    rng = np.random.default_rng(1)
    truth = np.array([0.6, 0.3, 0.1])
    parts = rng.choice(3, 8000, p=truth)
    at = np.select(
        [parts == 0, parts == 1], [rng.normal(0, 1, 8000), rng.normal(4, 2, 8000)], rng.uniform(-10, 10, 8000)
    )

    def normal(mean, sd):
        return np.exp(-0.5 * ((at - mean) / sd) ** 2) / sd / np.sqrt(2 * np.pi)

    densities = np.column_stack([normal(0, 1), normal(4, 2), np.where(abs(at) < 10, 1 / 20, 0)])
    weights = expectation_maximisation(densities, np.ones(8000), np.full(3, 1 / 3), prior=0.0)
    np.testing.assert_allclose(weights, truth, atol=0.03)


def test_weights_never_lose_likelihood():
    rng = np.random.default_rng(2)
    densities = rng.uniform(0, 1, (50, 4))
    say = rng.uniform(0, 2, 50)
    start = np.full(4, 0.25)
    weights = expectation_maximisation(densities, say, start, prior=0.0)
    assert weights.sum() == pytest.approx(1)
    assert say @ np.log(densities @ weights) >= say @ np.log(densities @ start)


def simulated(spread_km, memory_days, uniform, seed):
    """A process with one kernel: each day's events near a recent one, or anywhere in 60 x 60 km."""
    rng = np.random.default_rng(seed)
    x, y, day = [30.0] * 5, [30.0] * 5, [0] * 5
    for today in range(1, 80):
        ages = today - np.array(day)
        chance = np.exp(-ages / memory_days) * (ages > 0)
        for _ in range(6):
            if rng.random() < uniform:
                x.append(rng.uniform(0, 60)), y.append(rng.uniform(0, 60))
            else:
                parent = rng.choice(len(chance), p=chance / chance.sum())
                x.append(x[parent] + rng.normal(0, spread_km)), y.append(y[parent] + rng.normal(0, spread_km))
            day.append(today)
    return events(x, y, np.array(day))


def test_the_spread_of_a_simulated_process_is_found():
    narrow = fit_share(simulated(0.5, 5, 0.1, 1), SHELLING, BANDS, None, area_km2=3600, today=80)
    wide = fit_share(simulated(2.5, 5, 0.1, 1), SHELLING, BANDS, None, area_km2=3600, today=80)
    assert narrow.kernels[:, 0].sum() > 0.6
    assert wide.kernels[:, 1].sum() > 0.6
    assert narrow.kernels[1].sum() > 0.5
    assert narrow.uniform < 0.1


def test_the_floor_of_a_simulated_process_is_found():
    little = fit_share(simulated(0.5, 5, 0.05, 3), SHELLING, BANDS, None, area_km2=3600, today=80)
    much = fit_share(simulated(0.5, 5, 0.5, 3), SHELLING, BANDS, None, area_km2=3600, today=80)
    assert little.uniform + little.kernels[:, 3].sum() < 0.2
    assert 0.35 < much.uniform + much.kernels[:, 3].sum() < 0.65


def test_the_memory_of_a_simulated_process_is_found():
    def mean_decay(share):
        return float(np.log(SHELLING.decays_days) @ share.kernels.sum(axis=1) / share.kernels.sum())

    short = fit_share(simulated(0.5, 1.5, 0.05, 4), SHELLING, BANDS, None, area_km2=3600, today=80)
    long = fit_share(simulated(0.5, 60, 0.05, 4), SHELLING, BANDS, None, area_km2=3600, today=80)
    assert mean_decay(short) < mean_decay(long) - 0.5


def test_one_day_alone_teaches_nothing():
    share = fit_share(events([1, 2], [1, 2], np.array([5, 5])), SHELLING, BANDS, None, area_km2=100, today=6)
    np.testing.assert_array_equal(share.kernels, prior_share(SHELLING, False).kernels)
    assert share.kernels.sum() + share.ring + share.uniform == pytest.approx(1)


def test_the_decay_table_starts_at_one_and_falls():
    table = decay_table(SHELLING)
    assert (table[:, 0] == 1).all()
    assert (np.diff(table, axis=1) < 0).all()
