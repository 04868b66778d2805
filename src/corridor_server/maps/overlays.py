"""Marks and lists of the situation, from the apps that own the records; each reader gets what the table opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor_server.accounts import access
from corridor_server.maps.page_data import Incidents, Spot, freshness
from corridor_server.operations import situation as operations
from corridor_server.registry import situation as registry
from corridor_server.web.templatetags.desk import age_in_words, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

ENOUGH_DAYS, LEAST_DAYS = 3.0, 1.0
"""Supplies for less than these many days are told of, and are urgent."""
INCIDENT_DAYS = 14
"""Older incidents are not drawn: the forecast still counts them."""
STALE_HOURS = {"incident": 24.0 * INCIDENT_DAYS, "report": 48.0, "shelter": 72.0, "mission": 4.0}
"""After so long a mark is as faint as marks become."""
TONE_RANK = {"good": 0, "unknown": 1, "warn": 2, "stop": 3}


@dataclass(frozen=True, slots=True)
class Shortage:
    """A shelter and what it runs out of first."""

    name: str
    item: str
    words: str
    tone: str
    address: str
    days: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the head of the situation, with its words."""

    words: str
    value: int


def shelters_for(user: object) -> list[registry.ShelterMark]:
    """Shelters in use, where ``user`` may see them; reckoned once for the map and for what runs out."""
    return registry.shelter_marks() if _sees_shelters(user) else []


def spots_for(user: object, shelters: Iterable[registry.ShelterMark], now: datetime) -> list[Spot]:
    """Marks that ``user`` may see, ``shelters`` among them, what is urgent last, so that it lies on top.

    Incidents are told by ``incidents_for``: there are thousands of them.
    """
    return [
        *_places(),
        *_shelters(shelters, now),
        *_reports(user, operations.report_marks(now), now),
        *_missions(now),
    ]


def report_spots(user: object, reports: Iterable[operations.ReportMark], now: datetime) -> list[Spot]:
    """Marks of the roads page: what was said of roads."""
    return list(_reports(user, reports, now))


def incidents_for(user: object, now: datetime) -> Incidents:
    """Incidents of the last fortnight, the words that many share told once."""
    sourced = access.may_read(user, "operations.Incident", "source")
    kinds, sources, ages = _Told(), _Told(), _Told()
    now_s = now.timestamp()
    rows = [
        (lon, lat, kinds[kind], sources[source if sourced else ""], ages[_age_step(now_s - at_s)])
        for lon, lat, kind, source, at_s in operations.incident_points(now)
    ]
    words = operations.incident_kinds()
    return {
        "kinds": [words[kind] for kind in kinds],
        "sources": list(sources),
        "ages": [
            (age_in_words(now - timedelta(seconds=age), now), freshness(age / 3600, STALE_HOURS["incident"]))
            for age in ages
        ],
        "rows": rows,
    }


class _Told(dict[Any, int]):
    """Numbers what it is asked for, in order."""

    def __missing__(self, key: object) -> int:
        self[key] = len(self)
        return self[key]


def _age_step(seconds: float) -> int:
    """``seconds`` as exactly as an age is told: to the minute, from 90 minutes on to the hour, later to the day."""
    step = 60 if seconds < 90 * 60 else 3600 if seconds < 48 * 3600 else 86400
    return round(seconds / step) * step


def figures(user: object, now: datetime) -> list[Figure]:
    """The day in three numbers."""
    people, day = registry.figures(), operations.figures(now)
    shown = [Figure(_("people in shelters and homes"), people["people"])] if _sees_shelters(user) else []
    if access.may(user, "registry:requests"):
        shown.append(Figure(_("requests open"), people["requests_open"]))
    return [*shown, Figure(_("crews on the road"), day["missions_out"])]


def overdue_crews(now: datetime) -> list[Any]:
    """Crews that should have been heard of: name, words, address; the latest first."""
    late = [mark for mark in operations.mission_marks(now) if mark.overdue]
    return [{"name": mark.label, "words": late_words(mark.late_minutes), "address": mark.address} for mark in late]


def late_words(minutes: int | None) -> str:
    """How late a crew is; a crew that was never heard of is overdue without a number."""
    if minutes is None:
        return _("overdue")
    return ngettext("{n} minute overdue", "{n} minutes overdue", minutes).format(n=minutes)


def running_out(shelters: Iterable[registry.ShelterMark]) -> list[Shortage]:
    """What is running out where, within three days, the scarcest first."""
    found = [
        Shortage(mark.name, mark.item, days_words(mark.days), supply_tone(mark.days), mark.address, mark.days)
        for mark in shelters
        if mark.days is not None and mark.days < ENOUGH_DAYS
    ]
    return sorted(found, key=lambda one: one.days)


def changes_since(user: object, since: datetime | None, most: int) -> list[Any]:
    """What was entered since, the newest ``most``; nothing on the first look."""
    if since is None:
        return []
    found = [
        *operations.changes_since(since, most),
        *(registry.changes_since(since, most) if _sees_shelters(user) else ()),
    ]
    return sorted(found, key=lambda one: one.when, reverse=True)[:most]


def supply_tone(days: float | None) -> str:
    """Tone of a shelter's days of supply; unknown is its own."""
    if days is None:
        return "unknown"
    return "good" if days >= ENOUGH_DAYS else "warn" if days >= LEAST_DAYS else "stop"


def days_words(days: float | None) -> str:
    """Days of supply, in words."""
    if days is None:
        return _("stocks not known")
    if days < LEAST_DAYS:
        return _("less than a day left") if days > 0 else _("none left")
    return _("{days} days left").format(days=number(days, 1))


def _sees_shelters(user: object) -> bool:
    return access.may_read(user, "registry.Shelter", "name")


def _hours(since: datetime | None, now: datetime) -> float:
    return 24 * 365 if since is None else (now - since).total_seconds() / 3600


def _places() -> Iterator[Spot]:
    for kind, marks in (("depot", operations.depot_marks()), ("centre", operations.centre_marks())):
        for mark in marks:
            words = _("depot") if kind == "depot" else _("reception centre")
            yield Spot(mark.id, kind, mark.lon, mark.lat, mark.name, words, address=mark.address)


def _shelters(shelters: Iterable[registry.ShelterMark], now: datetime) -> list[Spot]:
    spots = [
        Spot(
            mark.id, "shelter", mark.lon, mark.lat, mark.name,
            _words(
                ngettext("{n} person", "{n} people", mark.people).format(n=mark.people),
                f"{mark.item}: {days_words(mark.days)}" if mark.item else days_words(mark.days),
                _("counted {age}").format(age=age_in_words(mark.counted, now)) if mark.counted else "",
            ),
            tone=supply_tone(mark.days),
            fresh=freshness(_hours(mark.counted, now), STALE_HOURS["shelter"]),
            address=mark.address,
            label="?" if mark.days is None else _("{days} d").format(days=number(mark.days, 1)),
        )
        for mark in shelters
        if mark.lon is not None and mark.lat is not None
    ]  # fmt: skip
    return sorted(spots, key=lambda spot: TONE_RANK[spot.tone])


def _reports(user: object, reports: Iterable[operations.ReportMark], now: datetime) -> Iterator[Spot]:
    sourced = access.may_read(user, "operations.RoadReport", "source")
    for mark in reports:
        shut = mark.effect in ("shut", "restricted") and mark.in_force
        words = _words(
            mark.effect_words,
            _("said {age}").format(age=age_in_words(mark.reported, now)),
            "" if mark.confirmed else _("by one person so far"),
            mark.source if sourced else "",
        )
        yield Spot(
            mark.id, "closure" if shut else "report", mark.lon, mark.lat, mark.road or _("Road without a name"), words,
            tone="stop" if shut and mark.effect == "shut" else "warn" if mark.in_force else "unknown",
            fresh=freshness(_hours(mark.reported, now), STALE_HOURS["report"]),
        )  # fmt: skip


def _missions(now: datetime) -> list[Spot]:
    spots = [
        Spot(
            mark.id, "mission", mark.lon, mark.lat, mark.label,
            _words(
                late_words(mark.late_minutes) if mark.overdue else mark.state_words,
                _heard(mark.seen, now),
            ),
            tone="stop" if mark.overdue else "info",
            fresh=1.0 if mark.overdue else freshness(_hours(mark.seen, now), STALE_HOURS["mission"]),
            address=mark.address,
            label=mark.label,
        )
        for mark in operations.mission_marks(now)
    ]  # fmt: skip
    return sorted(spots, key=lambda spot: spot.tone == "stop")


def _words(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _heard(seen: datetime | None, now: datetime) -> str:
    return _("last heard of {age}").format(age=age_in_words(seen, now)) if seen else _("not heard of yet")
