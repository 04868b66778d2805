from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from corridor.hazard.daily.explain import explain
from corridor.hazard.daily.fit import fit_daily
from corridor.hazard.daily.futures import draw_futures
from corridor.hazard.daily.model import DailyModel
from corridor.hazard.daily.totals import DayTotal


@pytest.fixture(scope="module")
def fitted(two_towns, lattice):
    return fit_daily(two_towns.take(two_towns.known_day < 80), [], lattice, 80)


def same(one, other):
    np.testing.assert_array_equal(one.share, other.share)
    assert one.total == other.total


def resumed(model):
    return DailyModel.resumed(model.stream, [], model.lattice, model.today, deepcopy(model.state()))


def test_a_resumed_model_says_the_same_today_and_after_more_days(fitted, two_towns):
    first, second = deepcopy(fitted), resumed(fitted)
    same(first.forecast(fresh=False), second.forecast(fresh=False))
    later = two_towns.take((two_towns.known_day >= 80) & (two_towns.known_day < 84))
    for model in (first, second):
        model.tell(later)
        for _ in range(4):
            model.forecast()
            model.advance()
    same(first.forecast(), second.forecast())


def test_reports_told_later_count_as_if_they_had_been_there_from_the_start(fitted, two_towns, lattice):
    told = deepcopy(fitted)
    told.tell(two_towns.take((two_towns.known_day >= 80) & (two_towns.known_day < 90)))
    there = fit_daily(two_towns.take(two_towns.known_day < 80), [], lattice, 80)
    there.tell(two_towns.take((two_towns.known_day >= 80) & (two_towns.known_day < 85)))
    there.tell(two_towns.take((two_towns.known_day >= 85) & (two_towns.known_day < 90)))
    for model in (told, there):
        while model.today < 90:
            model.forecast()
            model.advance()
    same(told.forecast(), there.forecast())
    fresh = fit_daily(two_towns.take(two_towns.known_day < 90), [], lattice, 90).forecast()
    assert told.forecast().total == fresh.total
    assert abs(told.forecast().share - fresh.share).sum() < 0.2


def test_reasons_sum_to_one_and_name_the_reports_near_by(fitted, lattice):
    west = explain(fitted, lattice.cell([37.1], [48.15]))
    assert sum(cause.share for cause in west.causes) + west.floor == pytest.approx(1)
    assert west.by_source["told"] == pytest.approx(1 - west.floor)
    assert west.floor < 0.1
    assert west.causes[0].distance_km < 3
    assert all(fitted.today - cause.day > 0 for cause in west.causes)
    corner = explain(fitted, lattice.cell([37.39], [48.01]))
    assert corner.floor > west.floor
    assert np.mean([cause.distance_km for cause in corner.causes[:10]]) > west.causes[0].distance_km


def test_the_reasons_add_up_to_the_mixture_itself(fitted, lattice):
    cells = lattice.cell([37.1, 37.3], [48.15, 48.15])
    weights = fitted.shares.mixture()
    whole = fitted.shares._mixed(weights)
    floor = float(weights[-1] / len(lattice) + weights[30:36] @ fitted.shares.memories[0].mass / len(lattice))
    assert whole.sum() == pytest.approx(1, rel=1e-4)
    assert explain(fitted, cells).floor == pytest.approx(2 * floor / whole[cells].sum(), rel=1e-4)


def test_a_report_taken_away_lowers_the_place_by_about_its_share(fitted, lattice, build_stream):
    place = lattice.cell([37.35], [48.25])
    model = deepcopy(fitted)
    before = model.shares._mixed(model.shares.mixture())[place].sum()
    weights = model.shares.mixture()
    model.tell(build_stream([(79, 37.35, 48.25)]))
    after = model.shares._mixed(weights)[place].sum()
    # The weights are those of before; the even components grow a little with the new report.
    share = explain(model, place).causes[0]
    assert share.day == 79
    assert share.distance_km < 2
    assert share.share == pytest.approx(1 - before / after, rel=0.05)


def test_drawn_futures_have_the_forecast_mean_spread_places_and_hours(fitted):
    day = fitted.forecast(fresh=False)
    factor = np.ones(24)
    factor[:12] = 3
    made = draw_futures([day, day], factor, 4000, np.random.default_rng(3))
    assert made.numbers.shape == (4000, 2)
    mean, size = day.total.mean, day.total.size
    assert made.numbers.mean() == pytest.approx(mean, rel=0.05)
    assert made.numbers.var() == pytest.approx(mean + mean**2 / size, rel=0.15)
    share = np.bincount(made.cell, minlength=len(day.share)) / len(made.cell)
    hot = int(day.share.argmax())
    assert share[hot] == pytest.approx(day.share[hot], rel=0.1)
    assert (made.hour < 12).mean() == pytest.approx(0.75, abs=0.02)
    again = draw_futures([day, day], factor, 4000, np.random.default_rng(3))
    np.testing.assert_array_equal(again.cell, made.cell)


def test_a_drawn_day_without_reports_is_no_error(fitted):
    day = fitted.forecast(fresh=False)
    empty = type(day)(day.day, day.share, DayTotal(1e-12, 1.0))
    made = draw_futures([empty], np.ones(24), 5, np.random.default_rng(1))
    assert len(made.cell) == 0
    assert not made.numbers.any()
