from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from corridor.hazard.daily.fit import fit_daily
from corridor.hazard.daily.grey import grey_share
from corridor.hazard.daily.model import HELD_LEVEL, DailyModel


def stood(stream, lattice, day, others=()):
    model = DailyModel(stream, others, lattice, 0)
    while model.today < day:
        model.forecast(fresh=model.today % 7 == 0)
        model.advance()
    return model


@pytest.fixture(scope="module")
def rolled(two_towns, lattice):
    return stood(two_towns, lattice, 80)


@pytest.fixture
def model(rolled):
    return deepcopy(rolled)


def test_shares_sum_to_one_and_lie_where_reports_were(model, lattice):
    forecast = model.forecast()
    assert forecast.share.sum() == pytest.approx(1)
    assert forecast.share.min() > 0
    lon, _lat = lattice.middles()
    west, east = forecast.share[abs(lon - 37.1) < 0.05].sum(), forecast.share[abs(lon - 37.3) < 0.05].sum()
    assert west == pytest.approx(0.75, abs=0.12)
    assert east == pytest.approx(0.22, abs=0.12)
    assert forecast.total.mean == pytest.approx(3, rel=0.35)


def test_a_forecast_knows_nothing_that_was_reported_later(two_towns, lattice, model):
    past = two_towns.take(two_towns.known_day < 80)
    again = stood(past, lattice, 80)
    np.testing.assert_array_equal(again.forecast().share, model.forecast().share)
    assert again.forecast().total == model.forecast().total


def test_a_report_counts_from_when_it_was_told_not_from_when_it_happened(build_stream, lattice):
    place = lattice.cell([37.2], [48.2])[0]
    rows = [(day, 37.1, 48.1) for day in range(40)]
    late = stood(build_stream([*rows, *[(38, 37.2, 48.2, 5)] * 3]), lattice, 40).forecast()
    told = stood(build_stream([*rows, *[(38, 37.2, 48.2, 1)] * 3]), lattice, 40).forecast()
    never = stood(build_stream(rows), lattice, 40).forecast()
    assert late.share[place] == never.share[place]
    assert told.share[place] > 2 * never.share[place]


@pytest.mark.parametrize("days", [14, 30])
def test_silence_never_takes_a_cell_below_what_is_held(model, days):
    quiet = model.without_target()
    before, grey_before = quiet.forecast(fresh=False), grey_share(quiet)
    for _ in range(days):
        quiet.forecast(fresh=False)
        quiet.advance()
    after = quiet.forecast(fresh=False)
    assert quiet.silent
    assert (after.expected / before.expected).min() >= min(HELD_LEVEL, 0.5)
    assert grey_share(quiet) > grey_before


def test_another_source_helps_where_the_target_has_been_quiet(build_stream, lattice):
    rng = np.random.default_rng(7)
    town = 37.1 + 0.2 * (np.arange(200) // 30 % 2)
    rows = [(day, town[day] + rng.normal(0, 0.005), 48.15) for day in range(120) for _ in range(2)]
    ahead = [(day, town[day + 8] + rng.normal(0, 0.005), 48.15) for day in range(120) for _ in range(2)]
    target, other = build_stream(rows), build_stream(ahead, name="other")
    next_town = lattice.cell([town[120]], [48.15])[0]
    alone = stood(target, lattice, 120).forecast().share[next_town]
    helped = stood(target, lattice, 120, [other]).forecast().share[next_town]
    assert helped > 1.5 * alone


def test_reports_of_low_precision_are_spread_not_piled(build_stream, lattice):
    rows = [(day, 37.2, 48.15) for day in range(40)]
    place = lattice.cell([37.2], [48.15])[0]
    sharp = stood(build_stream(rows), lattice, 40)
    spread = stood(build_stream(rows, spread=3), lattice, 40)
    peak = [m.shares.memories[0].values[3, 0, place] for m in (sharp, spread)]
    assert peak[1] < 0.2 * peak[0]


def test_a_report_told_now_is_in_the_next_forecast(build_stream, lattice, model):
    place = lattice.cell([37.25], [48.25])[0]
    before = model.forecast(fresh=False)
    model.tell(build_stream([(79, 37.25, 48.25)] * 3))
    after = model.forecast(fresh=False)
    assert after.share[place] > 1.5 * before.share[place]
    assert after.total.mean > before.total.mean


def test_the_quick_fit_is_near_the_one_that_was_rolled_through_every_day(two_towns, lattice, model):
    quick, rolled = fit_daily(two_towns, [], lattice, 80).forecast(), model.forecast()
    assert quick.total == rolled.total
    assert abs(quick.share - rolled.share).sum() < 0.2
