"""The pictures of a back-test: reliability, gain, harm inside the marked area, and days as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.exchange.charts.frame import DOUBT, INK, MAIN, OTHER, QUIET, Axis, Frame
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    Figures = Mapping[str, Any]

MODEL = "corridor"
LEAST_EXPECTED = 1.0
"""Reliability bins that expected less than this say nothing."""
_FACTORS = tuple((value, f"{value:g}") for value in (0.25, 0.5, 1, 1.5, 2, 4))


def score_charts(figures: Figures) -> dict[str, str]:
    """SVG texts by name; none where nothing happened."""
    if not figures["events"]:
        return {}
    return {
        "reliability": reliability(figures),
        "gain": gain(figures),
        "marked": marked(figures),
        "days": days(figures),
    }


def reliability(figures: Figures) -> str:
    """Seen over expected by what was expected a cell and day, with its interval; the shade is factor 0.5 to 1.5."""
    rows = [r for r in figures["reliability"][MODEL] if r["expected"] >= LEAST_EXPECTED]
    decades = tuple((10.0**k, f"{10.0**k:g}") for k in range(-5, 2))
    frame = Frame(
        _("Reliability: did it happen as often as was said?"),
        _("For each class of cells, events seen divided by events expected, with 95 % intervals."),
        Axis(_("expected events a cell and day"), 1e-5, 10, decades, log=True),
        Axis(_("seen / expected"), 0.2, 5, _FACTORS, log=True),
    )
    frame.bar(1e-5, 10, 0.5, 1.5, DOUBT)
    frame.line([(1e-5, 1), (10, 1)], QUIET, dashed=True)
    for row in rows:
        low = max(row["from"], 1e-5)
        x = (low * (row["to"] or 10)) ** 0.5
        if row["lower"] is not None:
            frame.span((x, x), (max(row["lower"], 0.2), row["upper"]))
        frame.point(x, max(row["observed_by_expected"], 0.2))
    frame.note(1e-5, 1.5, _("above: more happened than was said (dangerous side)"), QUIET)
    return frame.svg()


def gain(figures: Figures) -> str:
    """Bits an event over each baseline, where only and jointly."""
    names = list(figures["information_gain"]["where"])
    rows = [(name, what) for name in names for what in ("where", "joint")]
    values = {row: figures["information_gain"][row[1]][row[0]] for row in rows}
    high = max(1.0, *(v["upper"] or 0 for v in values.values()))
    low = min(0.0, *(v["lower"] or 0 for v in values.values()))
    step = next(step for step in (0.5, 1, 2, 5, 10) if high - low <= 6 * step)
    ticks = tuple((step * k, f"{step * k:g}") for k in range(round(low / step - 0.5), int(high / step) + 1))
    words = {"where": _("where"), "joint": _("jointly")}
    frame = Frame(
        _("Gain over each baseline, bits an event"),
        _("How many bits an event the forecast gains over each baseline, with 95 % intervals."),
        Axis(_("bits an event (right of 0: better)"), low, high, ticks),
        Axis("", 0, len(rows), tuple((len(rows) - i - 0.5, f"{n}, {words[w]}") for i, (n, w) in enumerate(rows))),
        left=150,
    )
    for i, row in enumerate(rows):
        y, value = len(rows) - i - 0.5, values[row]
        colour = MAIN if row[1] == "where" else OTHER
        frame.bar(0, value["bits_per_event"], y - 0.3, y + 0.3, colour)
        if value["lower"] is not None:
            frame.span((value["lower"], value["upper"]), (y, y), INK)
    frame.line([(0, 0), (0, len(rows))], INK)
    return frame.svg()


def marked(figures: Figures) -> str:
    """Share of events inside the marked 1, 5 and 10 % of the area, by forecast."""
    names = list(figures["ranking"])
    shares = tuple((k / 4, f"{25 * k} %") for k in range(5))
    areas = [row["area"] for row in figures["ranking"][MODEL]]
    frame = Frame(
        _("Events inside the area marked as most exposed"),
        _("Share of events that fell inside the marked 1, 5 and 10 % of the area, for each forecast."),
        Axis(
            _("share of the area marked"), 0, len(areas),
            tuple((i + 0.5, f"{100 * area:g} %") for i, area in enumerate(areas)),
        ),
        Axis(_("share of events inside"), 0, 1, shares),
    )  # fmt: skip
    width = 0.8 / len(names)
    for k, name in enumerate(names):
        for i, row in enumerate(figures["ranking"][name]):
            x = i + 0.1 + k * width
            frame.bar(x, x + 0.85 * width, 0, row["hit_rate"], MAIN if name == MODEL else OTHER)
            if name == MODEL and row["lower"] is not None:
                frame.span((x + 0.42 * width,) * 2, (row["lower"], row["upper"]), INK)
    frame.note(0.02, 0.93, _("from the left: {names}").format(names=", ".join(names)), QUIET)
    return frame.svg()


def days(figures: Figures) -> str:
    """Events a day against what was expected, with the 95 % interval."""
    rows = figures["daily"]
    high = max(1.0, *(max(r["observed"], r["upper"]) for r in rows))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if high <= 6 * step)
    months = tuple((i, r["date"][:7]) for i, r in enumerate(rows) if r["date"].endswith("-01"))
    months = months[:: max(1, len(months) // 8)] or ((0, rows[0]["date"]),)
    frame = Frame(
        _("Events a day: seen, expected, and the 95 % interval"),
        _("Dots are events seen each day; the line is what was expected; the band is the 95 % interval."),
        Axis(_("day"), 0, max(1, len(rows) - 1), months),
        Axis(_("events"), 0, high, tuple((step * k, str(step * k)) for k in range(int(high / step) + 1))),
    )
    frame.band([(i, r["lower"], r["upper"]) for i, r in enumerate(rows)])
    frame.line([(i, r["expected"]) for i, r in enumerate(rows)], MAIN)
    for i, row in enumerate(rows):
        frame.point(i, row["observed"], INK, radius=2.2)
    return frame.svg()
