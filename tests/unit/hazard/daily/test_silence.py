from __future__ import annotations

from corridor.hazard.daily.silence import HELD_DAYS, LEAST_DAYS, SILENT_DAYS, Watch


def watch(*reports):
    seen = Watch()
    for each in reports:
        seen.day(each)
    return seen


def test_a_source_that_never_spoke_is_not_silent():
    assert not watch(*[0] * 50).silent


def test_a_daily_source_is_silent_after_a_few_days_and_spoken_again_no_longer():
    assert not watch(*[1] * 30, *[0] * (LEAST_DAYS - 1)).silent
    quiet = watch(*[1] * 30, *[0] * LEAST_DAYS)
    assert quiet.silent
    assert quiet.declared
    quiet.day(1)
    assert not quiet.silent


def test_a_source_used_to_long_spells_is_waited_for_but_not_for_ever():
    slow = [*[1, *[0] * 8] * 10, 1]
    assert not watch(*slow, *[0] * 8).silent
    assert watch(*slow, *[0] * 11).silent
    monthly = [1, *[0] * 25] * 6
    spell = watch(*monthly[:-25], *[0] * SILENT_DAYS)
    assert spell.silent
    assert not spell.missing


def test_ageing_goes_on_after_a_month():
    assert not watch(*[1] * 30, *[0] * (HELD_DAYS + 1)).missing
