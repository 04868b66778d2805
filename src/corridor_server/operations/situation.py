"""What the situation shows of operations: marks and changes. Plain values; who reported is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor_server.operations import following, reports
from corridor_server.operations.models import (
    Depot,
    Evacuation,
    Incident,
    Mission,
    MissionLog,
    Plan,
    ReceptionCentre,
    RoadReport,
)
from corridor_server.operations.models.danger import Effect, IncidentKind
from corridor_server.operations.models.plan import OVER, MissionState, PlanState

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN_FOR = timedelta(days=14)
STALE = timedelta(hours=48)
DELAY = timedelta(hours=24)
"""Exact impacts are that old before they are shown, coarsened, outside the desk."""
CELL_DEGREES = 0.01
"""About a kilometre: where exact places may not be shown, the middle of such a cell stands for them."""


@dataclass(frozen=True, slots=True)
class IncidentMark:
    """An incident on the map."""

    id: str
    lon: float
    lat: float
    kind: str
    happened: datetime
    reported: datetime
    source: str
    confidence: float
    precision_m: float
    stale: bool


class IncidentPoint(NamedTuple):
    """What a map needs of an incident; maps are opened all day and there are thousands."""

    lon: float
    lat: float
    kind: str
    source: str
    at_s: float
    """Epoch seconds at which it happened."""


@dataclass(frozen=True, slots=True)
class ReportMark:
    """A report about a road."""

    id: str
    lon: float
    lat: float
    to_lon: float | None
    to_lat: float | None
    line: int | None
    road: str
    effect: str
    effect_words: str
    reported: datetime
    source: str
    confidence: float
    confirmed: bool
    in_force: bool
    stale: bool
    expires: datetime | None
    voices: int


@dataclass(frozen=True, slots=True)
class MissionMark:
    """A mission at its last check-in."""

    id: str
    label: str
    lon: float
    lat: float
    seen: datetime | None
    overdue: bool
    late_minutes: int | None
    state_words: str
    address: str


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """A depot or reception centre."""

    id: str
    name: str
    lon: float
    lat: float
    address: str
    free: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something new."""

    name: str
    words: str
    when: datetime
    address: str


def incident_points(now: datetime) -> list[IncidentPoint]:
    """Incidents of the last fortnight that were not cleared, the oldest first."""
    since = (now - SHOWN_FOR).replace(minute=0, second=0, microsecond=0)
    count, newest = Incident.objects.filter(at__gt=since).aggregate(count=Count("pk"), newest=Max("changed")).values()
    first, last = (now - SHOWN_FOR).timestamp(), now.timestamp()
    return [point for point in _incident_points(since, count, newest) if first < point.at_s <= last]


@lru_cache(maxsize=4)
def _incident_points(since: datetime, count: int, newest: datetime | None) -> tuple[IncidentPoint, ...]:
    """Read once for each state of the table, which ``count`` and ``newest`` tell apart."""
    del count, newest
    rows = Incident.objects.filter(at__gt=since, cleared__isnull=True).order_by("at")
    return tuple(
        IncidentPoint(lon, lat, kind, source, at.timestamp())
        for lon, lat, kind, source, at in rows.values_list("lon", "lat", "kind", "source", "at").iterator()
    )


def incident_kinds() -> dict[str, str]:
    """Kinds of incidents and their words."""
    return {kind.value: str(kind.label) for kind in IncidentKind}


def incident_marks(now: datetime | None = None, *, exact: bool = True, most: int | None = None) -> list[IncidentMark]:
    """Incidents of the last fortnight that were not cleared, the newest first; ``most`` of them.

    Without ``exact`` delayed by a day and coarsened.
    """
    moment = now or timezone.now()
    until = moment if exact else moment - DELAY
    rows = Incident.objects.filter(at__gt=moment - SHOWN_FOR, at__lte=until, reported__lte=until, cleared__isnull=True)
    labels = incident_kinds()
    wanted = ("pk", "lon", "lat", "kind", "at", "reported", "source", "confidence", "precision_m")
    return [
        IncidentMark(
            pk, *_place(lon, lat, exact), labels[kind], at, reported, source if exact else "", confidence,
            precision if exact else 1000.0, moment - reported > STALE,
        )
        for pk, lon, lat, kind, at, reported, source, confidence, precision
        in rows.order_by("-at").values_list(*wanted)[:most]
    ]  # fmt: skip


def _place(lon: float, lat: float, exact: bool) -> tuple[float, float]:
    if exact:
        return lon, lat
    middle = [round((value // CELL_DEGREES + 0.5) * CELL_DEGREES, 4) for value in (lon, lat)]
    return middle[0], middle[1]


def report_marks(now: datetime | None = None) -> list[ReportMark]:
    """Reports about roads, the newest first."""
    moment = now or timezone.now()
    standing = {row.pk for row in reports.in_force(moment)}
    rows = RoadReport.objects.filter(reported__gt=moment - 2 * SHOWN_FOR, reported__lte=moment)
    return [
        ReportMark(
            row.pk, row.lon, row.lat, row.to_lon, row.to_lat, row.line, row.road, row.effect,
            str(Effect(row.effect).label), row.reported, row.source, row.confidence, row.confirmed,
            row.pk in standing and (row.effect != Effect.OPEN or row.confirmed), row.stale, row.expires,
            1 + len(row.voices.all()),
        )
        for row in rows.prefetch_related("voices")
    ]  # fmt: skip


def missions_of_today(now: datetime) -> Any:
    """Missions of plans in force that matter now."""
    rows = Mission.objects.filter(plan__state=PlanState.IN_FORCE).select_related("vehicle__depot", "crew")
    return rows.filter(Q(state=MissionState.OUT) | Q(plan__day=timezone.localdate(now))).exclude(
        state=MissionState.CANCELLED
    )


def mission_marks(now: datetime | None = None) -> list[MissionMark]:
    """Missions by their last check-in, the overdue first; those not heard of yet stand at their depot."""
    moment = now or timezone.now()
    marks = []
    for row in missions_of_today(moment).exclude(state__in=OVER):
        late = following.late_by(row, moment)
        depot = row.vehicle.depot
        marks.append(
            MissionMark(
                row.pk, f"{row.vehicle} · {row.crew}",
                row.last_lon if row.last_lon is not None else depot.lon,
                row.last_lat if row.last_lat is not None else depot.lat,
                row.last_heard, late is not None, late, str(MissionState(row.state).label),
                reverse("operations:mission", kwargs={"pk": row.pk}),
            )
        )  # fmt: skip
    return sorted(marks, key=lambda mark: (not mark.overdue, mark.seen is None, mark.seen or moment))


def depot_marks() -> list[PlaceMark]:
    """Depots in use."""
    address = reverse("operations:resources")
    return [PlaceMark(one.pk, one.name, one.lon, one.lat, address) for one in Depot.objects.filter(active=True)]


def centre_marks() -> list[PlaceMark]:
    """Reception centres in use, with the room that they have."""
    address = reverse("operations:resources")
    rows = ReceptionCentre.objects.filter(active=True)
    return [PlaceMark(one.pk, one.name, one.lon, one.lat, address, one.capacity) for one in rows]


def figures(now: datetime | None = None) -> dict[str, int]:
    """Missions out, missions of today, and how many are overdue."""
    moment = now or timezone.now()
    counted = missions_of_today(moment).aggregate(out=Count("pk", filter=Q(state=MissionState.OUT)), all=Count("pk"))
    return {
        "missions_out": counted["out"],
        "missions_today": counted["all"],
        "overdue": len(following.overdue(moment)),
    }


def changes_since(since: datetime, most: int) -> list[Change]:
    """The newest ``most`` changes since a moment."""
    found = [*_incidents(since), *_reports(since, most), *_plans(since), *_logged(since, most), *_taken_out(since)]
    return sorted(found, key=lambda one: one.when, reverse=True)[:most]


def _incidents(since: datetime) -> Iterator[Change]:
    rows = Incident.objects.filter(created__gt=since).order_by().values("kind").annotate(n=Count("pk"))
    newest = Incident.objects.filter(created__gt=since).order_by("-created").values_list("created", flat=True).first()
    for row in rows:
        label = str(IncidentKind(row["kind"]).label)
        yield Change(label, _("newly reported: {n}").format(n=row["n"]), newest or since, reverse("maps:roads"))


def _reports(since: datetime, most: int) -> Iterator[Change]:
    for row in RoadReport.objects.filter(created__gt=since).order_by("-created")[:most]:
        name = row.road or _("A road")
        yield Change(name, str(Effect(row.effect).label), row.created, reverse("maps:roads"))


def _plans(since: datetime) -> Iterator[Change]:
    for row in Plan.objects.filter(changed__gt=since, state__in=(PlanState.READY, PlanState.IN_FORCE)):
        address = reverse("operations:plan_show", kwargs={"pk": row.pk})
        yield Change(_("Plan"), str(PlanState(row.state).label), row.changed, address)


def _logged(since: datetime, most: int) -> Iterator[Change]:
    rows = MissionLog.objects.filter(created__gt=since).select_related("mission__vehicle", "mission__crew")
    for row in rows.order_by("-created")[:most]:
        address = reverse("operations:mission", kwargs={"pk": row.mission_id})
        yield Change(f"{row.mission.vehicle} · {row.mission.crew}", row.get_kind_display(), row.at, address)


def _taken_out(since: datetime) -> Iterator[Change]:
    rows = Evacuation.objects.filter(created__gt=since)
    people = sum(rows.values_list("people", flat=True))
    newest = rows.order_by("-created").values_list("created", flat=True).first()
    if people and newest:
        yield Change(_("Brought out"), _("people: {n}").format(n=people), newest, reverse("operations:plan"))
