"""When an incident happened, from what people write: a moment, a date with a clock time, or a day only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING

from corridor.exchange.cells import moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
OVERPASS_S = 43_200
"""A satellite sees what burns since its last look, half a day before."""

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")
_HOUR = re.compile(r"(\d{1,2})(?::?\s?h)?", re.IGNORECASE)
_ACQUIRED = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Span:
    """It happened within ``[start_s, start_s + width_s)``."""

    start_s: int
    width_s: int

    @property
    def end_s(self) -> int:
        """End of the span."""
        return self.start_s + self.width_s


def day_of(text: str) -> date | None:
    """A calendar day, year first or as 14.02.2023."""
    found = _DAY.fullmatch(text)
    parts = found.groups() if found else None
    if parts is None:
        dotted = _DOTTED.fullmatch(text)
        parts = (dotted[3], dotted[2], dotted[1]) if dotted else None
    if parts is None:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def span_of(day_text: str, clock_text: str, zone: ZoneInfo) -> tuple[Span | None, bool]:
    """The span that ``date`` and ``time`` cells name, and whether the clock time had to be passed over.

    Either cell may hold a whole moment; a clock time is local to ``zone``; without one the span is the local day.
    None where there is no day to be read.
    """
    for text in (clock_text, day_text):
        if len(text) > 10:
            when, _local = moment(text, zone)
            if when is not None:
                return Span(int(when.timestamp()), MINUTE_S), False
    day = day_of(day_text) or day_of(clock_text)
    if day is None:
        return None, False
    if not clock_text or clock_text == day_text or day_of(clock_text) is not None:
        return _whole_day(day, zone), False
    clock = _CLOCK.fullmatch(clock_text)
    hour = _HOUR.fullmatch(clock_text) if clock is None else None
    try:
        if clock is not None:
            return Span(_epoch(day, time(int(clock[1]), int(clock[2])), zone), MINUTE_S), False
        if hour is not None:
            return Span(_epoch(day, time(int(hour[1])), zone), HOUR_S), False
    except ValueError:
        pass
    return _whole_day(day, zone), True


def overpass(day_text: str, clock_text: str) -> Span | None:
    """The span before a FIRMS ``acq_date`` and ``acq_time`` (HHMM, UTC), which is when the satellite passed."""
    day = day_of(day_text)
    digits = clock_text.replace(":", "")
    if day is None:
        return None
    if not _ACQUIRED.fullmatch(digits):
        return _whole_day(day, UTC)
    try:
        passed = datetime.combine(day, time(int(digits.zfill(4)[:2]), int(digits.zfill(4)[2:])), UTC)
    except ValueError:
        return _whole_day(day, UTC)
    return Span(int(passed.timestamp()) - OVERPASS_S, OVERPASS_S)


def _whole_day(day: date, zone: tzinfo) -> Span:
    return Span(_epoch(day, time(), zone), DAY_S)


def _epoch(day: date, clock: time, zone: tzinfo) -> int:
    return int(datetime.combine(day, clock, zone).timestamp())
