"""The demonstration: the engine's worked case moved to today, with vehicles, reports and roads, ready to be planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor.domain.incidents import IncidentKind as EngineKind
from corridor.progress import silent
from corridor.workflows.demo import demo_case
from corridor_server.maps.bringing import bring_in_roads
from corridor_server.maps.forecasting import make_forecast
from corridor_server.maps.roads import road_files
from corridor_server.operations.models import (
    Checkpoint,
    ControlLine,
    Crew,
    Depot,
    Incident,
    OperationProfile,
    Passage,
    ReceptionCentre,
    RoadReport,
    StockMovement,
    Vehicle,
)
from corridor_server.registry.demo import load_demo as load_people
from corridor_server.registry.models import Item

if TYPE_CHECKING:
    from datetime import date

    from corridor.domain.heard import Heard
    from corridor.domain.operation import Operation
    from corridor.progress import Progress
    from corridor.workflows.demo import DemoCase
    from corridor_server.accounts.models import User

FILE = "demonstration.osm"
DEPOT_STOCK = {"water": 9000.0, "food": 900.0}


def load_demo(by: User | None = None, *, seed: int = 2023, progress: Progress = silent) -> None:
    """Fill an empty desk with the demonstration, in the language in force.

    Raises:
        ValueError: the desk holds shelters already.
    """
    case = demo_case(seed, progress)
    load_records(case, seed)
    progress(_("Importing roads"), 0, 1)
    load_roads(case, by, progress)
    make_forecast(progress=progress)


def load_records(case: DemoCase, seed: int = 2023) -> None:
    """Everything but the roads, moved to today."""
    operation = case.operation
    moment = _same_hour(operation.settings.as_of, timezone.now())
    shift = moment - operation.settings.as_of
    with transaction.atomic():
        load_people(operation, seed=seed, moment=moment)
        _profile(operation, moment.date())
        _resources(operation)
        _danger(case.heard, shift)
        _reports(operation, shift)


def load_roads(case: DemoCase, by: User | None = None, progress: Progress = silent) -> None:
    """The roads, and the map made of them."""
    files = road_files()
    files.incoming.mkdir(parents=True, exist_ok=True)
    source = files.incoming / FILE
    source.write_text(case.roads_xml, "utf-8")
    try:
        bring_in_roads(source, by=str(by.pk) if by else None, name=_("Demonstration"), progress=progress)
    finally:
        source.unlink(missing_ok=True)


def _same_hour(as_of: datetime, now: datetime) -> datetime:
    """The last moment of the same local hour that has passed."""
    zone = as_of.tzinfo
    local = now.astimezone(zone)
    found = datetime.combine(local.date(), as_of.time(), zone)
    return found if found <= local else datetime.combine(local.date() - timedelta(days=1), as_of.time(), zone)


def _profile(operation: Operation, today: date) -> None:
    settings, plan = operation.settings, operation.settings.plan
    hours = [row.model_dump(mode="json") | {"stated": today.isoformat()} for row in settings.hazard.hours]
    OperationProfile(
        name=settings.name,
        timezone=settings.timezone,
        demonstration=True,
        day_starts=plan.day_starts,
        day_ends=plan.day_ends,
        curfew_from=plan.curfew_from,
        curfew_until=plan.curfew_until,
        hours=hours,
    ).save()


def _resources(operation: Operation) -> None:
    depots = {one.id: Depot(**_place(one), loading_minutes=one.loading_minutes) for one in operation.depots}
    for centre in operation.centres:
        ReceptionCentre(**_place(centre), capacity=centre.capacity, unloading_minutes=centre.unloading_minutes).save()
    for point in operation.checkpoints:
        Checkpoint(**_place(point), queue_minutes=point.queue_minutes, checkin=point.checkin).save()
    crews = {}
    for number, one in enumerate(operation.crews, 1):
        crews[one.id] = Crew(
            name=_("Crew {n}").format(n=number), members=one.members, risk_budget=one.risk_budget,
            cumulative_exposure=one.cumulative_exposure, starts=one.starts, latest_return=one.latest_return,
        )  # fmt: skip
    for record in (*depots.values(), *crews.values()):
        record.save()
    for vehicle in operation.vehicles:
        same = vehicle.model_dump(exclude={"id", "profile", "depot_id", "crew_id"})
        Vehicle(
            name=vehicle.id, kind=vehicle.profile.value, depot=depots[vehicle.depot_id], crew=crews[vehicle.crew_id],
            **same,
        ).save()  # fmt: skip
    for depot in depots.values():
        for item in Item.objects.filter(key__in=DEPOT_STOCK):
            StockMovement(depot=depot, item=item, amount=DEPOT_STOCK[item.key]).save()


def _place(place: object) -> dict[str, object]:
    names = ("name", "lon", "lat", "opens", "closes")
    return {name: getattr(place, name) for name in names}


def _danger(heard: Heard, shift: timedelta) -> None:
    kinds = {int(kind): kind.name.lower() for kind in EngineKind}
    known = heard.incidents

    def at(seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC) + shift

    columns = (
        known.time_s, known.time_precision_s, known.reported_s, known.lon, known.lat, known.precision_m, known.kind,
        known.confidence, known.source,
    )  # fmt: skip
    Incident.objects.bulk_create(
        [
            Incident(
                at=at(when), time_precision_s=width, reported=at(reported), lon=lon, lat=lat, precision_m=metres,
                kind=kinds[kind], confidence=round(confidence, 3), source=known.sources[source],
            )
            for when, width, reported, lon, lat, metres, kind, confidence, source in zip(
                *(column.tolist() for column in columns), strict=True
            )
        ],
        batch_size=500,
    )  # fmt: skip
    Passage.objects.bulk_create(
        [
            Passage(
                at=at(one.time_s), line=[list(point) for point in one.line], unharmed=one.unharmed, source=one.source
            )
            for one in heard.passages
        ]
    )
    ControlLine.objects.bulk_create(
        [
            ControlLine(published=at(one.published_s), rings=[list(map(list, r)) for r in one.rings])
            for one in heard.fronts
        ]
    )


def _reports(operation: Operation, shift: timedelta) -> None:
    RoadReport.objects.bulk_create(
        [
            RoadReport(
                lon=one.lon, lat=one.lat, to_lon=one.to_lon, to_lat=one.to_lat, effect=one.effect.value,
                reported=one.reported + shift, source=one.reporter, coordinator=one.coordinator,
            )
            for one in operation.closures
        ]
    )  # fmt: skip
