"""The buses' timetable: a CSV of every trip, and a page to print with one card for each driver."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.exchange.operation.write import rows_csv
from corridor.i18n import current_language, ngettext
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from corridor.domain.city_plan import BusRun, CityPlan

COLUMNS = (
    *("bus", "fleet", "depot", "trip", "sets_off", "zone", "zone_lon", "zone_lat", "at_zone", "leaves", "people"),
    *("centre", "arrives", "empty"),
)


def clock(plan: CityPlan, seconds: float, *, day: bool = False) -> str:
    """Local clock time so many seconds after the start."""
    moment = datetime.fromtimestamp(plan.starts_s + seconds, UTC).astimezone(ZoneInfo(plan.timezone))
    return f"{moment:%d.%m. %H:%M}" if day else f"{moment:%H:%M}"


def _iso(plan: CityPlan, seconds: float) -> str:
    moment = datetime.fromtimestamp(round(plan.starts_s + seconds), UTC)
    return moment.astimezone(ZoneInfo(plan.timezone)).isoformat()


def timetable_csv(plan: CityPlan) -> bytes:
    """One row a trip, times as ISO 8601 with offset."""
    place = {zone.zone: zone for zone in plan.zones}
    rows = [
        {
            "bus": run.bus,
            "fleet": run.fleet,
            "depot": run.depot,
            "trip": str(number),
            "sets_off": _iso(plan, trip.sets_off_s),
            "zone": trip.zone,
            "zone_lon": str(place[trip.zone].lon),
            "zone_lat": str(place[trip.zone].lat),
            "at_zone": _iso(plan, trip.at_zone_s),
            "leaves": _iso(plan, trip.leaves_s),
            "people": str(trip.people),
            "centre": trip.centre,
            "arrives": _iso(plan, trip.arrives_s),
            "empty": _iso(plan, trip.empty_s),
        }
        for run in plan.runs
        for number, trip in enumerate(run.trips, 1)
    ]
    return rows_csv(COLUMNS, rows)


_STYLE = """
body{font:15px/1.4 "Noto Sans",Arial,sans-serif;color:#1b1f24;background:#fff;max-width:52rem;margin:1.5rem auto;
padding:0 1rem}h1{font-size:1.3rem}h2{font-size:1.1rem;margin:0 0 .4rem}section{break-inside:avoid;
border:1px solid #b8bec7;border-radius:8px;padding:.8rem 1rem;margin:0 0 1rem}table{border-collapse:collapse;width:100%;
font-variant-numeric:tabular-nums}
th,td{padding:.25rem .5rem;text-align:left;border-bottom:1px solid #e5e7eb}.mark{font-weight:600}.wide{overflow-x:auto}
"""


def timetable_html(plan: CityPlan) -> str:
    """A card for each bus; hand each driver one card only."""
    title = _("Timetable of the buses: {operation}").format(operation=plan.operation)
    warning = _("Hand each driver the own card only. Whole lists are for coordinators and planners.")
    made_up = _("Demonstration: made up. Never drive by it.")
    demo = [f'<p class="mark">{escape(made_up)}</p>'] if plan.demonstration else []
    parts = [f"<h1>{escape(title)}</h1>", *demo, f"<p>{escape(warning)}</p>", timetable_cards(plan)]
    return (
        f'<!doctype html>\n<html lang="{current_language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def timetable_cards(plan: CityPlan) -> str:
    """A card for each bus."""
    names = {zone.zone: zone.name or zone.zone for zone in plan.zones} | {c[0]: c[1] or c[0] for c in plan.centres}
    return "\n".join(_card(plan, run, names) for run in plan.runs)


def _card(plan: CityPlan, run: BusRun, names: dict[str, str]) -> str:
    heads = (_("sets off"), _("zone"), _("there"), _("leaves"), _("people"), _("centre"), _("arrives"))
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell)}</td>"
            for cell in (
                clock(plan, trip.sets_off_s),
                names[trip.zone],
                clock(plan, trip.at_zone_s),
                clock(plan, trip.leaves_s),
                str(trip.people),
                names[trip.centre],
                clock(plan, trip.arrives_s),
            )
        )
        + "</tr>"
        for trip in run.trips
    )
    seats = ngettext("{n} seat", "{n} seats", run.seats).format(n=run.seats)
    title = _("Bus {bus}").format(bus=run.bus)
    return (
        f"<section><h2>{escape(title)} · {escape(seats)} · {escape(run.depot)}</h2>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
