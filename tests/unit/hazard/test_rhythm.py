from datetime import date

import numpy as np
import pytest

from corridor.domain.danger import Slots
from corridor.domain.operation import HourPrior
from corridor.hazard.rhythm import fit_rhythm, stated_prior

NOW = 1_676_325_600  # 2023-02-14T00:00+02:00
DAY = 86_400


def at_hours(build_incidents, hours, days=60, precision=60):
    rows = [(day + 1 - (hour + 0.5) / 24, 38.0, 48.5) for day in range(days) for hour in hours(day)]
    return build_incidents(rows, now_s=NOW, time_precision_s=precision)


def rhythm(incidents, hours=()):
    return fit_rhythm(incidents, hours, timezone="Europe/Kyiv", as_of_s=NOW, quantile=0.9)


def test_a_marked_rhythm_is_found_in_local_hours(build_incidents):
    rng = np.random.default_rng(0)
    found = rhythm(at_hours(build_incidents, lambda _day: [*rng.integers(11, 16, 3), *rng.integers(0, 24, 1)]))
    assert found.usable
    assert found.factor[11:16].min() > 2
    assert found.factor[5:9].max() < 0.7
    assert found.factor.mean() == pytest.approx(1)
    assert (found.lower <= found.factor).all()
    assert (found.upper >= found.factor).all()


def test_a_flat_day_has_no_usable_rhythm(build_incidents):
    wrongly = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found = rhythm(at_hours(build_incidents, lambda _day, rng=rng: rng.integers(0, 24, 4)))
        wrongly += found.usable
        if not found.usable:
            assert (found.factor == 1).all()
    assert wrongly <= 4


def test_few_incidents_are_not_enough(build_incidents):
    assert not rhythm(at_hours(build_incidents, lambda _day: [13], days=3)).usable


def test_one_long_burst_is_one_witness(build_incidents):
    rows = [(9 + 0.5 - i / 24 / 61, 38.0, 48.5) for i in range(60)]
    assert not rhythm(build_incidents(rows, now_s=NOW)).usable


def test_incidents_of_which_only_the_day_is_known_say_nothing_of_hours(build_incidents):
    assert not rhythm(at_hours(build_incidents, lambda _day: [13] * 5, precision=DAY)).usable


def test_satellite_passes_do_not_make_a_rhythm(build_incidents):
    assert not rhythm(at_hours(build_incidents, lambda _day: [2, 13], precision=43_200)).usable


def test_stated_hours_pass_midnight_and_fade():
    hours = [HourPrior(from_hour=22, to_hour=4, factor=3, stated=date(2023, 2, 14))]
    factor, strength = stated_prior(hours, date(2023, 2, 14))
    assert factor[[22, 23, 0, 3]].min() > 1.9
    assert factor[4:22].max() < 1
    assert strength[0] > 2 * strength[12]
    later, weaker = stated_prior(hours, date(2023, 5, 14))
    assert 1 < later[0] < factor[0]
    assert weaker[0] < strength[0]


def test_evidence_overrules_a_statement(build_incidents):
    rng = np.random.default_rng(0)
    hours = [HourPrior(from_hour=5, to_hour=9, factor=4, stated=date(2023, 1, 14))]
    found = rhythm(at_hours(build_incidents, lambda _day: rng.integers(11, 16, 6)), hours)
    assert found.factor[5:9].max() < found.factor[11:16].min()


def test_slots_on_the_day_of_the_clock_change_follow_local_hours(build_incidents):
    rng = np.random.default_rng(0)
    found = rhythm(at_hours(build_incidents, lambda _day: rng.integers(11, 16, 4)))
    slots = Slots(1_679_781_600, 23)  # 2023-03-26T00:00 in Kyiv: a day of 23 hours
    factor, _lower, _upper = found.by_slot(slots)
    np.testing.assert_allclose(factor, np.delete(found.factor, 3))
