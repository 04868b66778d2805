"""Local clock times as moments, on days of 23 and 25 hours too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

Window = tuple[int, int]
"""From, until: epoch seconds, half open."""


def moment(day: date, clock: time, timezone: str, *, last: bool = False) -> int:
    """Epoch seconds of a local clock time.

    In autumn a clock time can occur twice: the first is meant, or the second with ``last``. In spring one can be
    skipped: the moment is then that of the change, when the clock passes it.
    """
    zone = ZoneInfo(timezone)
    local = datetime.combine(day, clock, zone)
    early, late = (int(local.replace(fold=fold).timestamp()) for fold in (0, 1))
    if early <= late:
        return late if last else early
    # Skipped: read with the offset before the change it lies after the change, and the other way round (PEP 495).
    before, after = late, early
    old = datetime.fromtimestamp(before, UTC).astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def daily_windows(day: date, begins: time | None, ends: time | None, timezone: str) -> list[Window]:
    """The span from ``begins`` to ``ends`` each day, from the day before to the day after.

    Missing ends are midnight; an end at or before the begin is on the next day; none where both are missing. Spans
    are as long as the clock allows: they begin at the first, end at the last of a clock time that occurs twice.
    """
    if begins is None and ends is None:
        return []
    first, last = begins or time(0), ends or time(0)
    shift = int(last <= first)
    days = [day + timedelta(days=step) for step in (-1, 0, 1)]
    return [
        (moment(one, first, timezone), moment(one + timedelta(days=shift), last, timezone, last=True)) for one in days
    ]


def merge(windows: Sequence[Window]) -> list[Window]:
    """The same time as windows that neither overlap nor touch, by start; empty ones are gone."""
    merged: list[Window] = []
    for begin, end in sorted(window for window in windows if window[0] < window[1]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def subtract(windows: Sequence[Window], holes: Sequence[Window]) -> list[Window]:
    """``windows`` without the time in ``holes``."""
    left = merge(windows)
    for begin, end in merge(holes):
        cut = [((start, min(stop, begin)), (max(start, end), stop)) for start, stop in left]
        left = [part for pair in cut for part in pair if part[0] < part[1]]
    return left
