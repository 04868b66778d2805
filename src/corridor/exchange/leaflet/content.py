"""What the leaflet says. It names no meeting or water point, and calls nothing free of danger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from corridor.i18n import current_language, ngettext
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from corridor.hazard.hours import Hour, TownHours


def content(hours: TownHours, *, place: str, released_by: str, as_of_s: int, timezone: str) -> dict[str, Any]:
    """Every word of the leaflet in the language in force, and the rows of its table."""
    zone = ZoneInfo(timezone)
    day = _day(as_of_s, zone)
    return {
        "language": current_language(),
        "title": _("When it has lately been less dangerous to be outside"),
        "place": place,
        "day": day,
        "lead": _lead(hours),
        "usable": hours.usable,
        "head": [_("Hour"), _("Lately"), _("times the average")],
        "rows": [_row(hour, hours.usable) for hour in hours.hours],
        "blank": _("A blank hour means: it cannot be told from chance."),
        "rests": _rests(hours, zone),
        "warnings": [
            _("Shelling can come at any hour, also at those marked as less dangerous."),
            _("Past days do not bind the next one: the rhythm changes from week to week."),
            _("Only what was reported is known. Streets and quarters differ; this is about the whole town."),
            _("Go out only if you must, briefly, by the shortest way, and not in groups."),
        ],
        "released": _("Released by {who}, {day}. Throw it away after seven days.").format(who=released_by, day=day),
    }


def _lead(hours: TownHours) -> str:
    if not hours.usable:
        return _("No usable rhythm: on what is known, no hour of the day can be told from another.")
    less = [hour.hour for hour in hours.hours if hour.less]
    if not less:
        return _("Some hours have been more dangerous than others; none has clearly been less so.")
    return _("Lately less dangerous than the day's average: {spans}.").format(spans=", ".join(spans(less)))


def spans(hours: list[int]) -> list[str]:
    """Hours as spans of clock time, the one over midnight joined: [22, 23, 0, 5] as 22-01 and 05-06."""
    starts = [h for h in hours if (h - 1) % 24 not in hours] or hours[:1]
    out = []
    for start in starts:
        length = 1
        while (start + length) % 24 in hours and length < 24:
            length += 1
        out.append(f"{start:02d}:00–{(start + length) % 24:02d}:00")
    return out


def _row(hour: Hour, usable: bool) -> dict[str, Any]:
    said = usable and (hour.less or hour.more)
    return {
        "hour": f"{hour.hour:02d}:00–{(hour.hour + 1) % 24:02d}:00",
        "words": (_("less dangerous") if hour.less else _("more dangerous")) if said else "",
        "bounds": f"{hour.lower:.1f}–{hour.upper:.1f}" if said else "",
        "level": (-1 if hour.less else 1) if said else 0,
    }


def _rests(hours: TownHours, zone: ZoneInfo) -> list[str]:
    out = [
        ngettext(
            "Rests on {n} report with a clock time.", "Rests on {n} reports with a clock time.", hours.timed
        ).format(n=hours.timed)
    ]
    if hours.newest_s is not None:
        out.append(_("The newest is of {day}.").format(day=_day(hours.newest_s, zone)))
    if hours.untimed:
        out.append(
            ngettext(
                "{n} report without a clock time could not be used.",
                "{n} reports without a clock time could not be used.", hours.untimed,
            ).format(n=hours.untimed)
        )  # fmt: skip
    out += [
        _("People here said on {day}: from {a}:00 to {b}:00, {f} times the average.").format(
            day=f"{told.stated:%d.%m.%Y}", a=told.from_hour, b=told.to_hour, f=f"{told.factor:g}"
        )
        for told in hours.stated
    ]
    return out


def _day(time_s: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(time_s, UTC).astimezone(zone):%d.%m.%Y}"
