"""Clock times of the operation's day as epoch seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from corridor.domain.danger import Slots
from corridor.routing.local_clock import daily_windows, moment

if TYPE_CHECKING:
    from datetime import time

    from corridor.domain.operation import OperationSettings

FOREVER = 2.0**53
"""Later than any clock."""
DAY = timedelta(days=1)


def day_window(settings: OperationSettings) -> tuple[int, int]:
    """Start and end of the day's driving; an end at or before the start is past midnight.

    Nothing may happen before ``as_of``: what is known then cannot be acted on earlier.
    """
    plan = settings.plan
    start = moment(settings.day, plan.day_starts, settings.timezone)
    end = moment(settings.day, plan.day_ends, settings.timezone)
    if end <= start:
        end = moment(settings.day + DAY, plan.day_ends, settings.timezone)
    return max(start, int(settings.as_of.timestamp())), end


def clock_window(settings: OperationSettings, opens: time | None, closes: time | None) -> tuple[float, float]:
    """Opening window of a place on the day; missing ends are open. A close not after the opening is past midnight."""
    first = -FOREVER if opens is None else float(moment(settings.day, opens, settings.timezone))
    last = FOREVER if closes is None else float(moment(settings.day, closes, settings.timezone))
    if opens is not None and closes is not None and last <= first:
        last = float(moment(settings.day + DAY, closes, settings.timezone))
    return first, last


def curfews(settings: OperationSettings) -> tuple[tuple[float, float], ...]:
    """Spans of curfew that can touch the day: yesterday's, today's and tomorrow's; none when not set."""
    plan = settings.plan
    if plan.curfew_from is None or plan.curfew_until is None:
        return ()
    nightly = daily_windows(settings.day, plan.curfew_from, plan.curfew_until, settings.timezone)
    return tuple((float(begins), float(ends)) for begins, ends in nightly)


def slots_of_day(settings: OperationSettings) -> Slots:
    """UTC hours that cover the day's driving."""
    start, end = day_window(settings)
    first = start // 3600 * 3600
    return Slots(first, max(-(-(end - first) // 3600), 1))
