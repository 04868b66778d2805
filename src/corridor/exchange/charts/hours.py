"""The day's rhythm as a picture: each hour's factor with its interval; pale where it cannot be told from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.exchange.charts.frame import DOUBT, INK, MAIN, OTHER, QUIET, Axis, Frame
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from corridor.hazard.hours import TownHours

_PALE = "#d1d5db"


def hours_chart(hours: TownHours) -> str:
    """SVG text."""
    high = max(2.0, *(min(hour.upper, 6) for hour in hours.hours))
    frame = Frame(
        _("Danger by hour of the day, against the day's average"),
        _("A bar an hour with its 95 % interval; pale bars cannot be told from the average."),
        Axis(_("local hour"), 0, 24, tuple((h, f"{h:02d}") for h in range(0, 25, 3))),
        Axis(_("times the average"), 0, high, tuple((k / 2, f"{k / 2:g}") for k in range(int(2 * high) + 1))),
    )
    for hour in hours.hours:
        told = hours.usable and (hour.less or hour.more)
        colour = (OTHER if hour.less else MAIN) if told else _PALE
        frame.bar(hour.hour + 0.1, hour.hour + 0.9, 0, hour.factor, colour)
        frame.span((hour.hour + 0.5,) * 2, (hour.lower, hour.upper), INK)
    frame.line([(0, 1), (24, 1)], QUIET, dashed=True)
    if not hours.usable:
        frame.bar(0, 24, 0.985, 1.015, DOUBT)
        frame.note(0.2, high * 0.94, _("No usable rhythm"), INK)
    return frame.svg()
