"""The day's clock on the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from corridor.domain.operation import OperationSettings, PlanSettings
from corridor.missions.clock import clock_window, curfews, day_window, slots_of_day

ZONE = "Europe/Kyiv"


def settings(day: date, **plan: object) -> OperationSettings:
    as_of = datetime(2023, 1, 1, tzinfo=UTC)
    return OperationSettings(name="n", timezone=ZONE, day=day, as_of=as_of, plan=PlanSettings(**plan))  # type: ignore[arg-type]


def test_the_night_of_the_long_hour_is_closed_for_all_of_it() -> None:
    autumn = settings(date(2023, 10, 29), curfew_from=time(22), curfew_until=time(3, 30))
    begins, ends = curfews(autumn)[0]
    assert ends - begins == 6.5 * 3600
    assert curfews(settings(date(2023, 10, 29), curfew_from=time(22))) == ()


def test_an_hour_that_is_skipped_is_the_moment_of_the_change() -> None:
    spring = settings(date(2023, 3, 26))
    change = datetime(2023, 3, 26, 1, 0, tzinfo=UTC).timestamp()
    assert clock_window(spring, time(3, 30), time(4, 0)) == (change, change + 86_400)
    assert clock_window(spring, None, time(5))[1] == change + 3600


def test_a_day_past_midnight() -> None:
    start, end = day_window(settings(date(2023, 2, 14), day_starts=time(20), day_ends=time(4)))
    assert end - start == 8 * 3600
    slots = slots_of_day(settings(date(2023, 2, 14), day_starts=time(20, 30), day_ends=time(4)))
    assert slots.start_s % 3600 == 0
    assert slots.starts[0] <= start + 1800
    assert len(slots.starts) == 8
