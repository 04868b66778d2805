"""What is said about roads: one voice adds danger or shuts; opening takes two people, or a coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from corridor_server.accounts.access.roles import Role
from corridor_server.operations.models import Incident, RoadReport, RoadVoice
from corridor_server.operations.models.danger import Effect

if TYPE_CHECKING:
    from datetime import datetime

    from corridor_server.accounts.models import User

__all__ = ["RoadReport", "add_report", "confirm", "in_force"]


def add_report(
    by: User | None,
    lon: float,
    lat: float,
    effect: str,
    *,
    to_lon: float | None = None,
    to_lat: float | None = None,
    line: int | None = None,
    road: str = "",
    source: str = "",
    confidence: float = 0.7,
    reported: datetime | None = None,
    expires: datetime | None = None,
    kind: str = "shelling",
    outcome: str = "",
) -> RoadReport:
    """Keep what ``by`` heard of a stretch of road.

    Args:
        by: who enters it; never shown to crews.
        lon, lat, to_lon, to_lat: the stretch, degrees; one end alone means the nearest road.
        effect: of ``Effect``: danger adds an incident at once, shut and restricted shut at once, open opens once a
            second person or a coordinator says so.
        line, road: the road on the map, and its name.
        source, confidence: who said it, and how sure it is, 0 to 1.
        reported, expires: when it was said (now by default), and until when it holds.
        kind: what danger, for ``danger``.
        outcome: the record from the field that says it.
    """
    when = reported or timezone.now()
    with transaction.atomic():
        incident = None
        if effect == Effect.DANGER:
            incident = Incident.objects.create(
                kind=kind, lon=lon, lat=lat, at=when, reported=when, source=source, confidence=confidence, reporter=by
            )
        return RoadReport.objects.create(
            lon=lon, lat=lat, to_lon=to_lon, to_lat=to_lat, line=line, road=road, effect=effect, kind=kind,
            source=source, confidence=confidence, reported=when, expires=expires, reporter=by,
            coordinator=_coordinator(by), incident=incident, outcome=outcome,
        )  # fmt: skip


def confirm(report: RoadReport, by: User) -> RoadReport:
    """``by`` says the same; the reporter's own word counts once."""
    if report.reporter_id != by.pk or _coordinator(by):
        RoadVoice.objects.get_or_create(report=report, by=by, defaults={"coordinator": _coordinator(by)})
    return RoadReport.objects.prefetch_related("voices").get(pk=report.pk)


def in_force(now: datetime | None = None) -> list[RoadReport]:
    """Reports that plans count with: not expired, and not taken back by a later confirmed opening nearby."""
    moment = now or timezone.now()
    rows = [
        row
        for row in RoadReport.objects.filter(reported__lte=moment).prefetch_related("voices")
        if row.expires is None or row.expires > moment
    ]
    openings = [row for row in rows if row.effect == Effect.OPEN and row.confirmed]
    return [row for row in rows if row.effect in (Effect.OPEN, Effect.DANGER) or not _taken_back(row, openings)]


SAME_STRETCH_DEGREES = 0.0015
"""About 100 m: reports whose first ends lie so near one another speak of one stretch on the page."""


def _taken_back(report: RoadReport, openings: list[RoadReport]) -> bool:
    return any(
        opening.reported >= report.reported
        and (
            (report.line is not None and opening.line == report.line)
            or max(abs(opening.lon - report.lon), abs(opening.lat - report.lat)) < SAME_STRETCH_DEGREES
        )
        for opening in openings
    )


def _coordinator(user: Any) -> bool:
    return user is not None and user.holds(Role.COORDINATOR)
