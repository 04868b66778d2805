"""From the store to the engine: an ``Operation`` in memory, under short codes. Nothing of it is written to a disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from corridor.domain import operation as engine
from corridor.domain.profiles import Profile
from corridor_server.operations.codes import Codes
from corridor_server.operations.danger import closures, heard
from corridor_server.operations.models import Checkpoint, Depot, OperationProfile, ReceptionCentre, Vehicle
from corridor_server.operations.people import engine_people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Known", "heard", "known_now", "operation_now"]


@dataclass(frozen=True)
class Known:
    """An operation as the engine takes it, and which record each code stands for."""

    operation: engine.Operation
    codes: Codes = field(default_factory=Codes)


def operation_now(day: date | None = None, now: datetime | None = None) -> engine.Operation:
    """The operation as it stands, for forecasts."""
    return known_now(day, now).operation


def known_now(day: date | None = None, now: datetime | None = None, asked: Mapping[str, Any] | None = None) -> Known:
    """The operation as it stands at ``now`` for planning ``day``.

    Args:
        day: local day to plan; today by default.
        now: what was known by then is used.
        asked: choices of a plan: ``vehicles`` (ids), ``day_starts``, ``day_ends`` (HH:MM), ``budget`` (upper exposure
            of a crew member; none: each crew's own), ``max_trips``.
    """
    profile, choices = OperationProfile.current(), asked or {}
    zone = ZoneInfo(profile.timezone)
    moment = (now or timezone.now()).astimezone(zone)
    codes = Codes()
    people = engine_people(codes)
    vehicles = _vehicles(choices.get("vehicles"))
    depots = {one.depot_id: one.depot for one in vehicles} or {one.pk: one for one in Depot.objects.filter(active=True)}
    depot_codes = {pk: codes.give("depot", "D", pk) for pk in depots}
    crews = {one.crew.pk: one.crew for one in vehicles if one.crew is not None}
    crew_codes = {pk: codes.give("crew", "K", pk) for pk in crews}
    budget = choices.get("budget")
    operation = engine.Operation(
        settings=_settings(profile, day or moment.date(), moment, choices),
        depots=tuple(
            engine.Depot(
                id=depot_codes[pk], name=one.name, lon=one.lon, lat=one.lat, opens=one.opens, closes=one.closes,
                loading_minutes=one.loading_minutes,
            )
            for pk, one in depots.items()
        ),
        centres=tuple(
            engine.ReceptionCentre(
                id=codes.give("centre", "C", one.pk), name=one.name, lon=one.lon, lat=one.lat, capacity=one.capacity,
                opens=one.opens, closes=one.closes, unloading_minutes=one.unloading_minutes,
            )
            for one in ReceptionCentre.objects.filter(active=True)
        ),
        shelters=people.shelters,
        households=people.households,
        items=people.items,
        stocks=people.stocks,
        needs=people.needs,
        crews=tuple(
            engine.Crew(
                id=crew_codes[pk], members=one.members, risk_budget=one.risk_budget if budget is None else budget,
                cumulative_exposure=one.cumulative_exposure, starts=one.starts, latest_return=one.latest_return,
            )
            for pk, one in crews.items()
        ),
        vehicles=tuple(_vehicle(codes, one, depot_codes, crew_codes) for one in vehicles),
        checkpoints=tuple(
            engine.Checkpoint(
                id=codes.give("checkpoint", "P", one.pk), name=one.name, lon=one.lon, lat=one.lat, opens=one.opens,
                closes=one.closes, queue_minutes=one.queue_minutes, checkin=one.checkin,
            )
            for one in Checkpoint.objects.filter(active=True)
        ),
        closures=closures(codes, moment),
    )  # fmt: skip
    return Known(operation, codes)


def _vehicles(chosen: Sequence[str] | None) -> list[Vehicle]:
    rows = Vehicle.objects.select_related("depot", "crew").order_by("name", "pk")
    if chosen is not None:
        rows = rows.filter(pk__in=list(chosen))
    return [one for one in rows if one.ready]


def _vehicle(codes: Codes, one: Vehicle, depots: Mapping[str, str], crews: Mapping[str, str]) -> engine.Vehicle:
    return engine.Vehicle(
        id=codes.give_named("vehicle", "V", one.pk, one.name),
        profile=Profile(one.kind),
        depot_id=depots[one.depot_id],
        crew_id=crews[str(one.crew_id)],
        seats=one.seats,
        reserve_seats=one.reserve_seats,
        wheelchair_places=one.wheelchair_places,
        stretchers=one.stretchers,
        pet_cages=one.pet_cages,
        load_kg=one.load_kg,
        load_litres=one.load_litres,
        protection=one.protection,
        range_km=one.range_km,
        width_m=one.width_m,
        height_m=one.height_m,
        weight_t=one.weight_t,
    )


def _settings(
    profile: OperationProfile, day: date, now: datetime, choices: Mapping[str, Any]
) -> engine.OperationSettings:
    def clock(name: str) -> time:
        return time.fromisoformat(choices[name]) if choices.get(name) else getattr(profile, name)

    return engine.OperationSettings(
        name=profile.name or "Corridor",
        timezone=profile.timezone,
        day=day,
        as_of=now,
        demonstration=profile.demonstration,
        hazard=engine.HazardSettings(hours=tuple(engine.HourPrior(**row) for row in profile.hours)),
        plan=engine.PlanSettings(
            day_starts=clock("day_starts"),
            day_ends=clock("day_ends"),
            curfew_from=profile.curfew_from,
            curfew_until=profile.curfew_until,
            target_days=profile.target_days,
            max_trips=int(choices.get("max_trips") or profile.max_trips),
        ),
    )
