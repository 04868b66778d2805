"""The self-contained page of a city's plan: the city emptying, the curve against its bound, and every table."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.domain.network import RoadClass
from corridor.exchange.city.timetable import clock
from corridor.exchange.page import POLICY, asset, inline_json, source_hash
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.domain.city_plan import CityPlan, PlanNote, RoadPart
    from corridor.domain.network import RoadNetwork

MOST_LINES = 12_000
MARGIN = 0.01
"""Degrees around everything shown."""


def city_page(plan: CityPlan, network: RoadNetwork, *, language: str) -> str:
    """HTML that opens from a USB stick; the same plan gives the same bytes.

    Raises:
        InternalFault: ``page.not_built`` without the built front end.
    """
    style, script = asset("city.css"), asset("city.js")
    policy = POLICY.format(script=source_hash(script), style=source_hash(style))
    title = _("The city out: {operation}").format(operation=plan.operation)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex, nofollow">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(title)}</title>\n<style>{style}</style>\n'
        f'</head>\n<body class="city">\n{city_body(plan, title)}\n'
        f'<script type="application/json" id="payload">{inline_json(payload(plan, network))}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def city_body(plan: CityPlan, title: str) -> str:
    """Everything that needs no script."""
    only, demo = (
        _("For coordinators and planners only. Never share it."),
        _("Demonstration: made up. Never drive by it."),
    )
    marks = f'<p class="only">{escape(only)}</p>'
    if plan.demonstration:
        marks += f'<p class="demo">{escape(demo)}</p>'
    return f"<header><h1>{escape(title)}</h1>{marks}</header>\n<main>{city_sections(plan)}\n</main>"


def city_sections(plan: CityPlan) -> str:
    """The animation's place, the curve and every table, for a page that has its own head."""
    emptying, drawn = _("The city emptying"), _("Map: people waiting by zone, buses and cars on their way")
    start, pause, moment = _("Play"), _("Pause"), _("Time")
    stage = (
        f'<section class="stage" aria-label="{escape(emptying)}">'
        f'<canvas id="map" role="img" aria-label="{escape(drawn)}"></canvas>'
        f'<div class="play"><button type="button" id="play" data-pause="{escape(pause)}">{escape(start)}</button>'
        f'<label for="moment">{escape(moment)}</label>'
        '<input type="range" id="moment" min="0" max="1000" value="0">'
        '<output id="clock" for="moment"></output></div><p id="count" class="count"></p></section>'
    )
    parts = [_figures(plan), _curve(plan), _left(plan), _zones(plan), _roads(plan), _isolation(plan), _notes(plan)]
    return "\n".join((stage, *parts))


def payload(plan: CityPlan, network: RoadNetwork) -> dict[str, Any]:
    """What the animation needs."""
    used = {way for run in plan.runs for trip in run.trips for way in (trip.way_there, trip.way_out)}
    return {
        "start": plan.starts_s,
        "timezone": plan.timezone,
        "last": plan.clears_s,
        "out": _("{out} of {all} people out"),
        "roads": _base(plan, network),
        "zones": [[z.zone, z.name, z.lon, z.lat, z.people] for z in plan.zones],
        "centres": [[name, lon, lat] for _i, name, lon, lat, _p, _b in plan.centres],
        "ways": [
            [list(p) for p in way.points] if k in used or _by_car(plan, k) else [] for k, way in enumerate(plan.ways)
        ],
        "buses": [
            [[t.zone, t.people, t.sets_off_s, t.way_there, t.leaves_s, t.way_out, t.arrives_s] for t in run.trips]
            for run in plan.runs
        ],
        "cars": [[w.zone, w.people, w.from_s, w.until_s, w.arrives_s, w.way] for w in plan.windows],
        "tight": [[list(map(list, line)) for line in part.lines] for part in plan.bottlenecks],
        "curve": [list(point) for point in plan.curve],
    }


def _by_car(plan: CityPlan, way: int) -> bool:
    return any(window.way == way for window in plan.windows)


def _base(plan: CityPlan, network: RoadNetwork) -> list[list[float]]:
    """Lines as [class, lon, lat, lon, lat, ...] around what is shown, main roads first."""
    lon = [z.lon for z in plan.zones] + [c[2] for c in plan.centres]
    lat = [z.lat for z in plan.zones] + [c[3] for c in plan.centres]
    near = (
        (network.node_lon > min(lon) - MARGIN) & (network.node_lon < max(lon) + MARGIN)
        & (network.node_lat > min(lat) - MARGIN) & (network.node_lat < max(lat) + MARGIN)
    )  # fmt: skip
    edges = np.flatnonzero(near[network.tail] & near[network.head] & (network.road_class <= RoadClass.RESIDENTIAL))
    edges = edges[np.argsort(network.road_class[edges], kind="stable")]
    _lines, first = np.unique(network.line[edges], return_index=True)
    drawn = []
    for edge in edges[np.sort(first)][:MOST_LINES].tolist():
        points = np.round(network.geometry(edge), 4).ravel().tolist()
        drawn.append([int(network.road_class[edge]), *points])
    return drawn


def _hours(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _figures(plan: CityPlan) -> str:
    bound, title = _("bound"), _("In short")

    def last(arrives: float, least: float) -> str:
        return (_hours(arrives) + (f" ({bound} {_hours(least)})" if least else "")) if arrives else "–"

    rows = (
        (_("people"), f"{plan.people:,}".replace(",", "\u202f")),
        (_("brought out"), f"{plan.people_out:,}".replace(",", "\u202f")),
        (_("last one out"), f"{clock(plan, plan.clears_s, day=True)} ({_hours(plan.clears_s)})"),
        (_("no plan is quicker than"), _hours(plan.bound_s or None)),
        (_("above the bound"), f"{plan.gap:.1%}" if plan.bound_s else "–"),
        (_("last bus arrives"), last(plan.bus_last_s, plan.bus_bound_s)),
        (_("last car arrives"), last(plan.car_last_s, plan.car_bound_s)),
        (_("buses used"), f"{plan.buses_used} / {plan.buses}"),
    )
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<section><h2>{escape(title)}</h2><dl class="figures">{cells}</dl></section>'


def _curve(plan: CityPlan) -> str:
    """Plan against bound as a drawing in the page itself."""
    last = max(plan.clears_s, 1.0)
    people = max(plan.people, 1)

    def line(points: Sequence[tuple[float, int]]) -> str:
        kept = [(t, n) for t, n in points if t <= last] + [(last, points[-1][1])] if points else []
        return " ".join(f"{40 + 540 * t / last:.1f},{190 - 170 * n / people:.1f}" for t, n in kept)

    hours = range(0, int(last // 3600) + 1, max(1, int(last // 3600) // 8))
    ticks = "".join(
        f'<text x="{40 + 540 * h * 3600 / last:.1f}" y="206" text-anchor="middle">{h}</text>' for h in hours
    )
    ours, theirs = _("this plan"), _("bound: no plan has more out")
    label = _("People out by hour: the plan, and what no plan could exceed")
    return (
        f'<section><h2>{escape(label)}</h2><svg viewBox="0 0 600 212" class="curve" role="img" '
        f'aria-label="{escape(label)}"><line class="axis" x1="40" y1="190" x2="580" y2="190"/>'
        f'<line class="axis" x1="40" y1="20" x2="40" y2="190"/><text x="4" y="26">{plan.people}</text>{ticks}'
        f'<polyline class="bound" points="{line(plan.bound_curve)}"/>'
        f'<polyline class="plan" points="{line(plan.curve)}"/></svg>'
        f'<p class="key"><span class="plan-key">{escape(ours)}</span> '
        f'<span class="bound-key">{escape(theirs)}</span></p></section>'
    )


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], empty: str = "") -> str:
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return f"<section><h2>{escape(title)}</h2><p>{escape(empty)}</p></section>" if empty else ""
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    return (
        f'<section><h2>{escape(title)}</h2><div class="wide" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def reason_words(reason: str) -> str:
    """Why people are left, in words; the code itself where it is a new one."""
    words = {
        "off_roads": _("no road within two kilometres"),
        "no_road": _("no road out"),
        "no_bus_fits": _("no bus fits through any road out"),
        "no_buses": _("there are no buses"),
        "no_room": _("the centres are full"),
        "no_time": _("not in time before the roads are shut"),
    }
    return words.get(reason, reason)


def _left(plan: CityPlan) -> str:
    names = {zone.zone: zone.name or zone.zone for zone in plan.zones}
    rows = [
        (names[one.zone], str(one.people), _("by car") if one.by_car else _("by bus"), reason_words(one.reason))
        for one in plan.left
    ]
    return _table(_("Who is left, and why"), (_("zone"), _("people"), _("how"), _("why")), rows,
                  _("Everyone is brought out."))  # fmt: skip


def _zones(plan: CityPlan) -> str:
    window = {one.zone: one for one in plan.windows}
    rows = []
    for zone in plan.zones:
        own = window.get(zone.zone)
        span = f"{clock(plan, own.from_s)}–{clock(plan, own.until_s)}" if own else "–"
        via = ", ".join(own.roads[:3]) + (" …" if own and len(own.roads) > 3 else "") if own else "–"
        cut = [s for s in (zone.latest_car_s, zone.latest_bus_s) if s is not None]
        rows.append((
            zone.name or zone.zone, str(zone.people),
            clock(plan, zone.last_bus_s, day=True) if zone.last_bus_s is not None else "–", span, via,
            clock(plan, zone.out_s, day=True) if zone.out_s is not None else "–",
            clock(plan, min(cut), day=True) if cut else _("no closure known"), str(zone.late or ""),
        ))  # fmt: skip
    heads = (_("zone"), _("people"), _("last bus leaves"), _("cars leave"), _("by way of"), _("all out"),
             _("cut off after"), _("late"))  # fmt: skip
    return _table(_("Zones: windows and last departures"), heads, rows)


def _road_name(part: RoadPart) -> str:
    name = part.name or _("road without a name")
    return _("{road} (bridge)").format(road=name) if part.bridge else name


def _roads(plan: CityPlan) -> str:
    tight: dict[str, float] = defaultdict(float)
    for part in plan.bottlenecks:
        tight[_road_name(part)] = max(tight[_road_name(part)], part.cars_per_hour)
    first = _table(_("What holds everyone up"), (_("road"), _("cars an hour")),
                   ((name, f"{flow:.0f}") for name, flow in tight.items()))  # fmt: skip
    losses = _table(
        _("If one road is lost"), (_("road"), _("cut off"), _("no plan clears the others before")),
        ((_road_name(one.road), str(one.isolated or ""), _hours(one.clears_s)) for one in plan.losses),
        _("No single road among those tried changes the bound by more than half a per cent."),
    )  # fmt: skip
    cuts = _table(
        _("The fewest roads whose loss isolates people"), (_("roads"), _("people"), _("which")),
        ((str(len(one.roads)), str(one.people), ", ".join(dict.fromkeys(_road_name(r) for r in one.roads)))
         for one in plan.cuts),
    )  # fmt: skip
    return first + losses + cuts


def _isolation(plan: CityPlan) -> str:
    def at(seconds: float | None) -> str:
        return clock(plan, seconds, day=True) if seconds is not None else _("never")

    heads = (_("closing"), _("first zone cut off"), _("half of the people"), _("everyone"))
    rows = [
        (" + ".join(one.areas), at(one.first_s), at(one.half_s), at(one.all_s)) for one in plan.isolation if one.areas
    ]
    return _table(_("Time to isolation, for cars"), heads, rows)


def note_words(note: PlanNote) -> str:
    """What a plan rests on, in words; the code itself where it is a new one."""
    words = {
        "as_given": _(
            "The bound holds for the roads, buses and people as given; nothing here says that a road is passable."
        ),
        "fleet_unfit": _("No road lets buses of fleet {fleet} through, or its depot has none; they are not used."),
        "deadline_past": _("The deadline of zone {zone} had passed; its people are brought out as soon as can be."),
        "room_short": _("The centres have {room} places for {people} people who come by bus."),
        "cars_drive_on": _(
            "Those in private cars are counted as out at a centre but take no place there: they drive on."
        ),
        "shut_for_good": _(
            "Roads reported shut until a time are taken as shut for good from the beginning of that time."
        ),
    }
    said = words.get(note.code, note.code)
    return said.format(fleet=note.of, zone=note.of, room=note.room, people=note.people)


def _notes(plan: CityPlan) -> str:
    title = _("What this rests on")
    told = [
        *(note_words(note) for note in plan.notes),
        *(
            _("If {share} of the drivers leave at once by their own road, the last car is out after {hours}.").format(
                share=f"{one.share:.0%}", hours=_hours(one.last_s)
            )
            for one in plan.disobedience
            if one.share > 0
        ),
    ]
    items = "".join(f"<li>{escape(note)}</li>" for note in told)
    return f"<section><h2>{escape(title)}</h2><ul>{items}</ul></section>"
