"""What is known of the truth: reports by source with their delays and gaps, mines, and roads driven before.

Five kinds of source, all made up: crews see what falls near the roads they drive; the hotline hears from towns, often
without a street; a neighbours' watch in the north-east falls silent ten days before; satellites see heat and tell the
day only, and nothing under cloud; deminers mark mines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.incidents import IncidentKind, Incidents, Passage
from corridor.i18n import gettext as _
from corridor.workflows.demo.process import (
    AS_OF_S,
    DAY_S,
    DAYS,
    DEADLY_SINCE_S,
    HOURS,
    START_S,
    UTC_OFFSET_S,
    DangerProcess,
)  # fmt: skip
from corridor.workflows.demo.region import PLANE, metres_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

WATCH_SILENT_S = DAY_S - 10 * 86400
"""From then on nothing is heard from the north-eastern watch."""
CLOUDY = 0.45
"""Share of days on which satellites see nothing."""
PASSAGE_DAYS = 45
HARM_RADIUS_M = 600.0
"""Within it an event does a run some harm, broken glass included; decides which earlier runs were harmed."""

_DRIVEN = (
    ("Kostiantynivka", "Stupochky", "Ivanivske", "Bakhmut"),
    ("Kostiantynivka", "Chasiv Yar", "Khromove", "Bakhmut"),
    ("Chasiv Yar", "Bohdanivka", "Khromove", "Bakhmut"),
    ("Kramatorsk", "Bilokuzmynivka", "Chasiv Yar", "Khromove"),
    ("Kramatorsk", "Druzhkivka", "Kostiantynivka", "Chasiv Yar"),
    ("Kostiantynivka", "Pokrovsk"),
)
"""Routes of earlier runs; the first is T0504."""
_MINED = (
    ("Bohdanivka", "Khromove", (0.35, 0.5)),
    ("Klishchiivka", "Ivanivske", (0.2, 0.4, 0.55, 0.8)),
)
"""Links with mines on them, and where, as shares of their length."""
_EARLY = (0.55, 0.2, 0.0, 0.1, 0.1, 0.05)
_LATE = (0.12, 0.4, 0.12, 0.14, 0.14, 0.08)
"""Shares of the routes before and since T0504 became deadly."""


def draw_reports(process: DangerProcess) -> dict[str, Incidents]:
    """Incidents by file name, each file one source; all from the hidden truth, none later than known."""
    rng = np.random.default_rng([process.seed, 4])
    roads = [shapely.LineString(process.region.xy[process.region.route(stops)]) for stops in _DRIVEN[:5]]
    return {
        "crews.csv": _crews(process, shapely.MultiLineString(roads), rng),
        "hotline.csv": _hotline(process, rng),
        "watch-north-east.csv": _watch(process, rng),
        "thermal.csv": _thermal(process, rng),
        "mines.csv": _mines(process, rng),
    }


def _table(
    source: str,
    time_s: npt.NDArray[np.int64],
    width_s: npt.ArrayLike,
    delay_s: Floats,
    xy: Floats,
    precision_m: npt.ArrayLike,
    kind: npt.NDArray[np.uint8],
    confidence: float,
) -> Incidents:
    """Rows sorted by time; those that become known after the plan is asked for are left out."""
    number = len(time_s)
    width = np.broadcast_to(np.asarray(width_s, np.int64), number)
    at = ((time_s.astype(np.int64) + UTC_OFFSET_S) // width) * width - UTC_OFFSET_S
    reported = (np.maximum(time_s + delay_s, at + width) // 60 * 60).astype(np.int64)
    lon, lat = PLANE.to_degrees(xy[:, 0], xy[:, 1])
    rows = Incidents(
        at, width.copy(), reported, np.round(lon, 5), np.round(lat, 5),
        np.broadcast_to(np.asarray(precision_m, np.float32), number).copy(), kind.astype(np.uint8),
        np.full(number, confidence, np.float32), np.zeros(number, np.int32), (source,),
    )  # fmt: skip
    known = np.flatnonzero(reported <= AS_OF_S)
    return rows.take(known[np.argsort(at[known], kind="stable")])


def _crews(process: DangerProcess, roads: shapely.MultiLineString, rng: np.random.Generator) -> Incidents:
    """Near the roads driven; by day to ten minutes, craters of the night to six hours."""
    events = process.events
    near = np.exp(-((shapely.distance(roads, shapely.points(events.x, events.y)) / 700) ** 2))
    hour = (events.time_s + UTC_OFFSET_S) // 3600 % 24
    daylight = (hour >= 6) & (hour < 18)
    seen = np.flatnonzero(rng.random(len(near)) < near * np.where(daylight, 0.6, 0.35))
    xy = _blur(events.x[seen], events.y[seen], 90.0, rng)
    width = np.where(daylight[seen], 600, 21600)
    delay = rng.exponential(3 * 3600.0, len(seen))
    return _table(_("crews"), events.time_s[seen], width, delay, xy, 150, events.kind[seen], 0.9)


def _hotline(process: DangerProcess, rng: np.random.Generator) -> Incidents:
    """From the towns, to the hour; a quarter of the callers name the town and no street."""
    events = process.events
    towns = [("Bakhmut", 2300.0, 0.4), ("Chasiv Yar", 1600.0, 0.6), ("Kostiantynivka", 2600.0, 0.7),
             ("Kramatorsk", 2800.0, 0.8), ("Druzhkivka", 2200.0, 0.8), ("Ivanivske", 900.0, 0.25)]  # fmt: skip
    middle = np.array([metres_of(name) for name, _width, _share in towns])
    away = np.hypot(events.x[:, None] - middle[:, 0], events.y[:, None] - middle[:, 1])
    heard = np.array([s for _n, _w, s in towns]) * np.exp(-((away / np.array([w for _n, w, _s in towns])) ** 2))
    town = np.argmax(heard, axis=1)
    seen = np.flatnonzero(rng.random(len(town)) < heard.max(axis=1))
    xy = _blur(events.x[seen], events.y[seen], 200.0, rng)
    vague = rng.random(len(seen)) < 0.25
    xy[vague] = middle[town[seen][vague]]
    precision = np.where(vague, 2200, 350)
    kind = np.where(vague, IncidentKind.SHELLING, events.kind[seen]).astype(np.uint8)
    return _table(
        _("hotline"), events.time_s[seen], 3600, rng.exponential(9 * 3600.0, len(seen)), xy, precision, kind, 0.6
    )


def _watch(process: DangerProcess, rng: np.random.Generator) -> Incidents:
    events = process.events
    x, y = PLANE.to_metres(38.015, 48.622)
    heard = 0.65 * np.exp(-(((events.x - x) ** 2 + (events.y - y) ** 2) / 2600**2))
    seen = np.flatnonzero((rng.random(len(heard)) < heard) & (events.time_s < WATCH_SILENT_S))
    delay = rng.exponential(5 * 3600.0, len(seen))
    xy = _blur(events.x[seen], events.y[seen], 150.0, rng)
    return _table(_("neighbours in the north-east"), events.time_s[seen], 3600, delay, xy, 250, events.kind[seen], 0.75)


def _thermal(process: DangerProcess, rng: np.random.Generator) -> Incidents:
    """Heat seen from above, everywhere alike, on clear days; kind unknown but for fire."""
    events = process.events
    clear = rng.random(DAYS + 1) >= CLOUDY
    day = ((events.time_s - START_S) // 86400).astype(np.intp)
    hot = np.where(events.kind == IncidentKind.GUNFIRE, 0.02, 0.22)
    seen = np.flatnonzero((rng.random(len(hot)) < hot) & clear[day])
    xy = _blur(events.x[seen], events.y[seen], 260.0, rng)
    kind = np.full(len(seen), IncidentKind.FIRE)
    return _table(
        _("heat seen by satellite"), events.time_s[seen], 86400, np.full(len(seen), 10 * 3600.0), xy, 400, kind, 0.5
    )


def _mines(process: DangerProcess, rng: np.random.Generator) -> Incidents:
    """On two field tracks, marked by deminers over the last weeks."""
    spots = []
    for start, end, shares in _MINED:
        line = shapely.LineString(process.region.link_line(start, end))
        spots += [shapely.line_interpolate_point(line, share, normalized=True) for share in shares]
    xy = np.array([(spot.x, spot.y) for spot in spots]) + rng.normal(0, 4, (len(spots), 2))
    time_s = DAY_S - 86400 * rng.integers(3, 40, len(spots)) + 36000
    kind = np.full(len(spots), IncidentKind.MINE)
    return _table(_("deminers"), time_s, 3600, np.full(len(spots), 7200.0), xy, 20, kind, 0.95)


def _blur(x: Floats, y: Floats, spread_m: float, rng: np.random.Generator) -> Floats:
    return np.column_stack((x, y)) + rng.normal(0, spread_m, (len(x), 2))


def draw_passages(process: DangerProcess) -> tuple[Passage, ...]:
    """Earlier runs, out and back, oldest first; harmed with the probability that the truth gives."""
    rng = np.random.default_rng([process.seed, 5])
    lines = {stops: _thinned(process, stops) for stops in _DRIVEN}
    passages = []
    for day in range(DAYS - PASSAGE_DAYS, DAYS):
        shares = _LATE if START_S + day * 86400 >= DEADLY_SINCE_S else _EARLY
        for _run in range(int(rng.integers(2, 6))):
            stops = _DRIVEN[int(rng.choice(len(_DRIVEN), p=shares))]
            out_hour = rng.uniform(5, 9) if rng.random() < 0.65 else rng.uniform(10, 15)
            for backwards, hour in ((False, out_hour), (True, out_hour + rng.uniform(1.2, 2.5))):
                time_s = int(START_S + day * 86400 + hour * 3600) // 60 * 60
                line = lines[stops][::-1] if backwards else lines[stops]
                harmed = rng.random() < 1 - np.exp(-_exposure(process, line, time_s))
                lon, lat = PLANE.to_degrees(line[:, 0], line[:, 1])
                points = tuple(zip(np.round(lon, 5).tolist(), np.round(lat, 5).tolist(), strict=True))
                passages.append(Passage(time_s, points, not harmed, _("crews")))
    return tuple(sorted(passages, key=lambda passage: passage.time_s))


def _thinned(process: DangerProcess, stops: tuple[str, ...]) -> Floats:
    line = shapely.LineString(process.region.xy[process.region.route(stops)])
    return np.asarray(shapely.get_coordinates(shapely.simplify(line, 25.0)))


def _exposure(process: DangerProcess, line: Floats, time_s: int, kmh: float = 40.0) -> float:
    """Expected events within the harm radius while a line is driven: rate x harm area x time."""
    even = shapely.LineString(line)
    points = shapely.get_coordinates(shapely.line_interpolate_point(even, np.arange(250.0, even.length, 500.0)))
    rate = process.background(points[:, 0].copy(), points[:, 1].copy(), np.full(len(points), float(time_s)))
    hour = int((time_s + UTC_OFFSET_S) // 3600 % 24)
    return float(rate.sum() * HOURS[hour] * np.pi * (HARM_RADIUS_M / 1000) ** 2 * 0.5 / kmh)
