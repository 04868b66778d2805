"""The day as bars: each trip of each mission under one row of hours, the day's rhythm above them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.domain.plan import HourDanger
    from corridor_server.operations.shown import ShownMission

HEIGHT = 40
"""Of the rhythm's tallest bar, in the picture's own units."""


@dataclass(frozen=True)
class Bar:
    """A stretch of a row: minutes from the row's start."""

    x: float
    width: float
    label: str
    kind: str = ""


@dataclass(frozen=True)
class Lane:
    """One mission's row."""

    mission: str
    name: str
    crew: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Rise:
    """One hour of the rhythm: ``y`` and ``height`` in the picture's units."""

    x: float
    y: float
    height: float
    level: int


@dataclass(frozen=True)
class Timeline:
    """Everything that is drawn."""

    hours: tuple[str, ...]
    minutes: int
    lanes: tuple[Lane, ...]
    rises: tuple[Rise, ...]
    now: float | None
    """Minutes from the start, while the day goes on."""


def timeline(missions: Sequence[ShownMission], rhythm: Sequence[HourDanger]) -> Timeline | None:
    """The picture of a day; None where nobody drives."""
    trips = [trip for one in missions for trip in one.trips]
    if not trips:
        return None
    first = timezone.localtime(min(trip.departs for trip in trips)).replace(minute=0, second=0, microsecond=0)
    last = timezone.localtime(max(trip.returns for trip in trips))
    hours = max(math.ceil((last - first) / timedelta(hours=1)), 1)
    start, end = first, first + timedelta(hours=hours)
    passed = (timezone.now() - start) / timedelta(minutes=1)
    return Timeline(
        tuple(f"{timezone.localtime(start + timedelta(hours=n)):%H}" for n in range(hours)),
        hours * 60,
        tuple(_lane(one, start) for one in missions if one.trips),
        tuple(_rises(rhythm, start, end)),
        passed if 0 <= passed <= hours * 60 else None,
    )


def _lane(one: ShownMission, start: datetime) -> Lane:
    bars = []
    for trip in one.trips:
        bars.append(_bar(start, trip.departs, trip.returns, str(trip.number)))
        bars += [
            _bar(start, stop.stop.begins, stop.stop.departs, stop.name, stop.stop.kind)
            for stop in trip.stops
            if stop.stop.kind in ("shelter", "centre")
        ]
    return Lane(one.mission.pk, str(one.mission.vehicle), str(one.mission.crew), tuple(bars))


def _bar(start: datetime, begins: datetime, ends: datetime, label: str, kind: str = "trip") -> Bar:
    minute = timedelta(minutes=1)
    words = f"{timezone.localtime(begins):%H:%M}–{timezone.localtime(ends):%H:%M} {label}"
    return Bar(round((begins - start) / minute, 1), round(max((ends - begins) / minute, 3.0), 1), words, kind)


def _rises(rhythm: Sequence[HourDanger], start: datetime, end: datetime) -> list[Rise]:
    """Danger of each hour against the tallest one shown; level 0 (least) to 4."""
    shown = [one for one in rhythm if start.timestamp() <= one.start_s < end.timestamp()]
    top = max((one.factor for one in shown), default=0.0)
    if top <= 0:
        return []
    rises = []
    for one in shown:
        height = round(HEIGHT * one.factor / top, 1)
        x = (datetime.fromtimestamp(one.start_s, UTC) - start) / timedelta(minutes=1)
        rises.append(Rise(round(x, 1), round(HEIGHT - height, 1), height, min(int(5 * one.factor / top), 4)))
    return rises
