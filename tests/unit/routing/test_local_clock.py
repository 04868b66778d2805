"""Local clock times on ordinary days and on the days of the change, Europe/Kyiv: 2023-03-26 and 2023-10-29."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from corridor.routing.local_clock import daily_windows, merge, moment, subtract

KYIV = "Europe/Kyiv"


def utc(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp())


def test_winter_and_summer_offsets():
    assert moment(date(2023, 2, 1), time(6, 30), KYIV) == utc(2023, 2, 1, 4, 30)
    assert moment(date(2023, 7, 1), time(6, 30), KYIV) == utc(2023, 7, 1, 3, 30)


@pytest.mark.parametrize("clock", [time(3, 0), time(3, 30), time(3, 59)])
def test_a_skipped_clock_time_is_the_moment_of_the_change(clock):
    assert moment(date(2023, 3, 26), clock, KYIV) == utc(2023, 3, 26, 1, 0)


def test_a_clock_time_that_occurs_twice_is_the_first_or_the_last():
    assert moment(date(2023, 10, 29), time(3, 30), KYIV) == utc(2023, 10, 29, 0, 30)
    assert moment(date(2023, 10, 29), time(3, 30), KYIV, last=True) == utc(2023, 10, 29, 1, 30)


def test_windows_over_midnight_cover_the_night_before_and_after():
    windows = daily_windows(date(2023, 2, 1), time(20), time(6), KYIV)
    assert (utc(2023, 1, 31, 18), utc(2023, 2, 1, 4)) in windows
    assert (utc(2023, 2, 1, 18), utc(2023, 2, 2, 4)) in windows


def test_missing_ends_are_midnight():
    assert (utc(2023, 1, 31, 22), utc(2023, 2, 1, 6)) in daily_windows(date(2023, 2, 1), None, time(8), KYIV)
    assert (utc(2023, 2, 1, 16), utc(2023, 2, 1, 22)) in daily_windows(date(2023, 2, 1), time(18), None, KYIV)
    assert daily_windows(date(2023, 2, 1), None, None, KYIV) == []


def test_merge_joins_what_touches_and_drops_what_is_empty():
    assert merge([(5, 9), (1, 3), (3, 4), (7, 12), (20, 20)]) == [(1, 4), (5, 12)]


def test_subtract_leaves_what_is_outside_the_holes():
    assert subtract([(0, 10), (20, 30)], [(2, 4), (9, 21), (40, 50)]) == [(0, 2), (4, 9), (21, 30)]
    assert subtract([(0, 10)], []) == [(0, 10)]
