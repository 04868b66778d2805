"""The day as one crew's phone needs it: its missions, and of people no more than the door asks for.

Names go out only for households that are to come aboard. Everything stands under the desk's own ids, so that records
from the field name what they are about. The form is in ``docs/reference/crew-sync.md``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils import timezone

from corridor_server.fieldsync.doors import doors_of
from corridor_server.fieldsync.windows import windows
from corridor_server.operations.kept import answer_of
from corridor_server.operations.models import Mission, OperationProfile, Stop
from corridor_server.operations.models.plan import MissionState, PlanState
from corridor_server.operations.shown import name_of
from corridor_server.registry.models import Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.domain.plan import HourDanger, Leg, Path
    from corridor.domain.plan import Plan as EnginePlan
    from corridor_server.operations.models import Crew, ReceptionCentre

LASTS = timedelta(hours=24)
"""What a phone was told is overwritten after so long."""
AHEAD, BEHIND = timedelta(hours=24), timedelta(hours=12)
"""Missions that leave within the one, and that should have been back no longer ago than the other."""
CARRIED = (MissionState.APPROVED, MissionState.HANDED_OVER, MissionState.OUT)
LEVELS = 5


def today_for(crew: Crew, now: datetime) -> dict[str, Any]:
    """The crew's missions; every answer's own fields come on top."""
    profile = OperationProfile.current()
    stops = Stop.objects.select_related("shelter", "centre", "depot")
    rows = Mission.objects.filter(
        crew=crew, state__in=CARRIED, plan__state=PlanState.IN_FORCE,
        departs__lt=now + AHEAD, latest_return__gt=now - BEHIND,
    )  # fmt: skip
    missions = list(rows.select_related("plan", "vehicle").prefetch_related(Prefetch("stops", stops)))
    bounds = windows(one.pk for one in missions)
    items = {one.key: one for one in Item.objects.all()}
    return {
        "expires": _ms(now + LASTS), "cursor": "0", "operation": profile.name, "tz": profile.timezone,
        "demonstration": profile.demonstration, "crew": {"id": crew.pk, "name": crew.name},
        "missions": [_mission(one, bounds[str(one.pk)], items) for one in missions],
    }  # fmt: skip


def _mission(one: Mission, window: tuple[int, int], items: dict[str, Item]) -> dict[str, Any]:
    stops = list(one.stops.all())
    doors = doors_of(stops)
    answer = answer_of(one.plan) if one.plan.answer else None
    legs = _legs_by_trip(answer, one.code) if answer else {}
    numbers = sorted({stop.trip_number for stop in stops})
    trips = []
    for number in numbers:
        visits = [stop for stop in stops if stop.trip_number == number]
        shown = [_stop(stop, doors.get(str(stop.pk), []), items) for stop in visits]
        ways = legs.get(visits[0].trip, ())
        names = [stop["place"]["name"] for stop in shown]
        told = [_leg(leg, names, at) for at, leg in enumerate(ways)] if len(ways) == len(visits) - 1 else []
        trips.append({"number": number, "departs": _ms(visits[0].departs), "legs": told, "stops": shown})
    centre = next((stop.centre for stop in stops if stop.centre), None)
    return {
        "id": one.pk, "label": one.label, "vehicle": one.vehicle.name, "opens": window[0], "closes": window[1],
        "departs": _ms(one.departs), "returns": _ms(one.returns), "latest_return": _ms(one.latest_return),
        "trips": trips, "rhythm": _rhythm(answer) if answer else [], "centre": _centre(centre) if centre else None,
    }  # fmt: skip


def _stop(stop: Stop, households: list[dict[str, Any]], items: dict[str, Item]) -> dict[str, Any]:
    load = [
        {"item": key, "name": items[key].name, "amount": round(amount), "unit": items[key].unit}
        for key, amount in stop.goods
        if key in items
    ]
    notes = (stop.shelter.entrances, stop.shelter.notes) if stop.shelter else ()
    return {
        "id": stop.pk, "order": stop.order, "kind": stop.kind, "arrives": _ms(stop.arrives),
        "departs": _ms(stop.departs), "latest": _ms(stop.latest),
        "place": {"name": name_of(stop), "lon": stop.lon, "lat": stop.lat},
        "notes": "\n".join(note for note in notes if note), "load": load, "households": households,
    }  # fmt: skip


def _legs_by_trip(answer: EnginePlan, code: str) -> dict[str, Sequence[Leg]]:
    found = next((one for one in answer.missions if one.id == code), None)
    return {trip.id: trip.legs for trip in found.trips} if found else {}


def _leg(leg: Leg, names: Sequence[str], at: int) -> dict[str, Any]:
    return {
        "from": names[at], "to": names[at + 1], **_way(leg.path),
        "heard": leg.path.grey_m < leg.path.length_m / 2 or not leg.path.length_m,
        "turns": [{"name": road.name, "metres": round(road.length_m)} for road in leg.path.roads],
        "alternative": _way(leg.second_best) if leg.second_best else None,
    }  # fmt: skip


def _way(path: Path) -> dict[str, Any]:
    line = [[round(lon, 5), round(lat, 5)] for lon, lat in path.line]
    return {"line": line, "exposure": path.exposure_upper}


def _rhythm(answer: EnginePlan) -> list[dict[str, Any]]:
    """Each hour of the plan's day against its worst; nothing heard where the day has no usable rhythm."""
    hours: dict[int, HourDanger] = {}
    for one in answer.rhythm:
        hours.setdefault(timezone.localtime(datetime.fromtimestamp(one.start_s, UTC)).hour, one)
    top = max((one.factor for one in hours.values()), default=0.0)
    usable = answer.rhythm_usable and top > 0
    return [
        {"hour": hour, "level": min(int(LEVELS * one.factor / top), LEVELS - 1) if usable else 0, "heard": usable}
        for hour, one in sorted(hours.items())
    ]


def _centre(one: ReceptionCentre) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "lon": one.lon, "lat": one.lat, "free": one.capacity}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
