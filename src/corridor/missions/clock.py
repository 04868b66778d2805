"""Clock times of the operation's day as epoch seconds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.danger import Slots

if TYPE_CHECKING:
    from corridor.domain.operation import OperationSettings

FOREVER = 2.0**53
"""Later than any clock."""


def moment(day: date, clock: time, timezone: str, *, days_later: int = 0) -> int:
    """Epoch seconds of a local clock time; of an hour that occurs twice, the first (``fold=0``)."""
    return int(datetime.combine(day + timedelta(days=days_later), clock, ZoneInfo(timezone)).timestamp())


def day_window(settings: OperationSettings) -> tuple[int, int]:
    """Start and end of the day's driving; an end at or before the start is past midnight.

    Nothing may happen before ``as_of``: what is known then cannot be acted on earlier.
    """
    plan = settings.plan
    start = moment(settings.day, plan.day_starts, settings.timezone)
    end = moment(settings.day, plan.day_ends, settings.timezone)
    if end <= start:
        end = moment(settings.day, plan.day_ends, settings.timezone, days_later=1)
    return max(start, int(settings.as_of.timestamp())), end


def clock_window(settings: OperationSettings, opens: time | None, closes: time | None) -> tuple[float, float]:
    """Opening window of a place on the day; missing ends are open. A close not after the opening is past midnight."""
    first = -FOREVER if opens is None else float(moment(settings.day, opens, settings.timezone))
    last = FOREVER if closes is None else float(moment(settings.day, closes, settings.timezone))
    if opens is not None and closes is not None and last <= first:
        last = float(moment(settings.day, closes, settings.timezone, days_later=1))
    return first, last


def curfews(settings: OperationSettings) -> tuple[tuple[float, float], ...]:
    """Spans of curfew that can touch the day: yesterday's, today's and tomorrow's; none when not set."""
    plan = settings.plan
    if plan.curfew_from is None or plan.curfew_until is None:
        return ()
    overnight = int(plan.curfew_until <= plan.curfew_from)
    return tuple(
        (
            float(moment(settings.day, plan.curfew_from, settings.timezone, days_later=shift)),
            float(moment(settings.day, plan.curfew_until, settings.timezone, days_later=shift + overnight)),
        )
        for shift in (-1, 0, 1)
    )


def slots_of_day(settings: OperationSettings) -> Slots:
    """UTC hours that cover the day's driving."""
    start, end = day_window(settings)
    first = start // 3600 * 3600
    return Slots(first, max(-(-(end - first) // 3600), 1))
