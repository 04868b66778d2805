"""Following crews: what the desk expects to hear next, and who is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from corridor_server.operations import holdings
from corridor_server.operations.models import Mission, MissionLog
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, StopState

if TYPE_CHECKING:
    from datetime import datetime

    from corridor_server.operations.models import Stop

GRACE = timedelta(minutes=20)
"""A crew is overdue so long after the latest time at which it should have been heard of."""
LONGEST_SILENCE = timedelta(hours=2)
"""Without a stop in between, a crew is expected to say something at least so often."""
SOON = timedelta(minutes=15)
"""A crew that runs late is not asked for more often than this."""
HEARD = {
    LogKind.LEFT, LogKind.CHECKIN, LogKind.ARRIVED, LogKind.DONE, LogKind.SKIPPED, LogKind.BACK, LogKind.HELP,
}  # fmt: skip
STATES = {
    LogKind.HANDED_OVER: MissionState.HANDED_OVER,
    LogKind.LEFT: MissionState.OUT,
    LogKind.BACK: MissionState.BACK,
    LogKind.STOPPED: MissionState.STOPPED,
}


def log_entry(
    mission: Mission,
    kind: LogKind,
    *,
    by: Any = None,
    stop: Stop | None = None,
    at: datetime | None = None,
    note: str = "",
    record: str = "",
) -> MissionLog:
    """Write an entry, and what follows from it: the mission's state, the stop's, and when to expect the next word."""
    moment = at or timezone.now()
    with transaction.atomic():
        place = (stop.lon, stop.lat) if stop is not None else (None, None)
        entry = MissionLog.objects.create(
            mission=mission,
            kind=kind,
            at=moment,
            stop=stop,
            lon=place[0],
            lat=place[1],
            by=by,
            note=note,
            record=record,
        )
        if stop is not None and kind in (LogKind.DONE, LogKind.SKIPPED):
            stop.state = StopState.DONE if kind == LogKind.DONE else StopState.SKIPPED
            stop.done_at = moment
            stop.save(update_fields=["state", "done_at", "changed"])
            if kind == LogKind.DONE and stop.centre is not None:
                holdings.arrived(mission, stop.centre, by, moment)
        if kind in STATES:
            mission.state = STATES[kind]
        if kind == LogKind.LEFT:
            holdings.load_goods(mission, by)
        if kind in HEARD and (mission.last_heard is None or moment >= mission.last_heard):
            mission.last_heard = moment
            if place[0] is not None:
                mission.last_lon, mission.last_lat = place
        mission.next_due = expected_next(mission)
        mission.save()
    return entry


def expected_next(mission: Mission) -> datetime | None:
    """When the desk should have heard of a crew that is out: by its next stop, or after a long silence."""
    if mission.state != MissionState.OUT:
        return None
    ahead = [
        stop for stop in mission.stops.filter(state=StopState.AHEAD).order_by("trip_number", "order") if stop.order > 0
    ]
    heard = mission.last_heard or mission.departs
    silence = heard + LONGEST_SILENCE
    if not ahead:
        return silence
    return min(max(ahead[0].latest, heard + SOON), silence)


def overdue(now: datetime) -> list[Mission]:
    """Missions that are out and have not been heard of in time, the longest overdue first."""
    late = Mission.objects.filter(state=MissionState.OUT, next_due__lt=now - GRACE)
    return list(late.select_related("vehicle", "crew").order_by("next_due"))


def asking_for_help() -> list[Mission]:
    """Missions that are out and whose newest word is a call for help."""
    newest = MissionLog.objects.filter(mission=OuterRef("pk")).exclude(kind=LogKind.NOTE).order_by("-at", "-pk")
    rows = Mission.objects.filter(state=MissionState.OUT).annotate(newest=Subquery(newest.values("kind")[:1]))
    return list(rows.filter(newest=LogKind.HELP).select_related("vehicle", "crew"))


def late_by(mission: Mission, now: datetime) -> int | None:
    """Minutes that a mission is overdue; None while it is not."""
    if mission.state != MissionState.OUT or mission.next_due is None or mission.next_due >= now - GRACE:
        return None
    return int((now - mission.next_due).total_seconds() // 60)
