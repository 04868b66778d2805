"""What the figures mean, in sentences for people who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.hazard.scores.replay import MODEL
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping


def sentences(figures: Mapping[str, Any]) -> list[str]:
    """The report in words; the first says what share of the harm fell outside the marked area."""
    events = figures["events"]
    if not events:
        return [_("No event of the target fell into the box in these days: nothing can be scored.")]
    out = []
    for row in figures["ranking"][MODEL]:
        text = _(
            "Of {events}, {outside} % fell outside the {area} % of the area that was marked as most exposed "
            "(between {low} and {high} %)."
        ).format(
            events=ngettext("{n} event", "{n} events", events).format(n=events),
            outside=_percent(1 - row["hit_rate"]), area=round(100 * row["area"]),
            low=_percent(1 - row["upper"]), high=_percent(1 - row["lower"]),
        )  # fmt: skip
        out.append(text)
    gains = figures["information_gain"]["where"]
    for name, row in gains.items():
        verdict = _("better") if row["lower"] > 0 else _("worse") if row["upper"] < 0 else _("no clear difference")
        out.append(
            _("Where, against {name}: {bits} bits an event ({low} to {high}): {verdict}.").format(
                name=name, bits=_bits(row["bits_per_event"]), low=_bits(row["lower"]), high=_bits(row["upper"]),
                verdict=verdict,
            )
        )  # fmt: skip
    totals = figures["totals"][MODEL]
    out.append(
        _("How many: {observed} happened, {expected} were expected; {inside} % of days fell into the 95 % interval.")
        .format(observed=totals["observed"], expected=round(totals["expected"]),
                inside=_percent(totals["coverage"][-1]["days_inside"]))
    )  # fmt: skip
    unsafe = [r for r in figures["reliability"][MODEL] if r["expected"] >= 30 and r["observed_by_expected"] > 1.5]
    out += [
        _(
            "Cells forecast at {low} to {high} a day saw {ratio} times as much: too low, on the dangerous side."
        ).format(
            low=row["from"], high=row["to"] if row["to"] is not None else "∞",
            ratio=f"{row['observed_by_expected']:.1f}",
        )
        for row in unsafe
    ]  # fmt: skip
    out.append(
        _(
            "These are reports, not harm itself: what nobody reported is in no figure. "
            "A place not marked is not free of danger."
        )
    )
    return out


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _bits(value: float) -> str:
    return f"{value:+.2f}"
