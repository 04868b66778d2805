"""What of a plan stands while the rest of the day is planned anew: what is done, under way, or locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from corridor_server.operations.kept import answer_of, codes_of
from corridor_server.operations.models import Approval, Mission, MissionLog, Outcome, Stop
from corridor_server.operations.models.plan import OVER, MissionState, StopState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corridor.domain.plan import Mission as EngineMission
    from corridor.domain.plan import Stop as EngineStop
    from corridor.domain.plan import Trip
    from corridor_server.operations.codes import Codes
    from corridor_server.operations.models import Plan

KINDS = {"shelter": "shelter", "centre": "centre", "depot": "depot"}


def kept_trips(plan: Plan) -> dict[str, set[str]]:
    """Trips that stand, by mission code: those begun, and those with a locked stop whose mission is not over."""
    now = timezone.now()
    kept: dict[str, set[str]] = {}
    for mission in plan.missions.prefetch_related("stops"):
        trips: set[str] = set()
        for stop in mission.stops.all():
            begun = stop.state != StopState.AHEAD
            under_way = mission.state == MissionState.OUT and stop.order == 0 and stop.departs <= now
            fixed = stop.locked and mission.state not in OVER and mission.vehicle.ready
            if begun or under_way or fixed:
                trips.add(stop.trip)
        if trips:
            kept[mission.code] = trips
    return kept


def kept_missions(plan: Plan, codes: Codes) -> tuple[EngineMission, ...]:
    """The same as engine missions under the codes of the new plan.

    Of a vehicle that is out of service, or a mission that is over, only stops that are done stand.
    """
    answer, was, kept = answer_of(plan), codes_of(plan), kept_trips(plan)
    rows = {mission.code: mission for mission in plan.missions.select_related("vehicle__crew", "vehicle__depot")}
    recorded = _recorded(plan)
    missions = []
    for mission in answer.missions:
        row = rows.get(mission.id)
        vehicle = codes.code("vehicle", was.record("vehicle", mission.vehicle_id))
        crew = codes.code("crew", was.record("crew", mission.crew_id))
        if row is None or mission.id not in kept or not vehicle or not crew:
            continue
        done = _done(row) if row.state in OVER or not row.vehicle.ready else None
        trips = [
            _renamed(trip, was, codes, recorded, done)
            for trip in mission.trips
            if trip.id in kept[mission.id]
        ]  # fmt: skip
        missions.append(
            mission.model_copy(
                update={
                    "id": f"m.{vehicle}",
                    "vehicle_id": vehicle,
                    "crew_id": crew,
                    "trips": tuple(
                        trip.model_copy(update={"id": f"m.{vehicle}.{number}"}) for number, trip in enumerate(trips, 1)
                    ),
                    "figures": _figures(trips, mission),
                }
            )
        )
    return tuple(missions)


def _figures(trips: Iterable[Trip], mission: EngineMission) -> Any:
    rows = [trip.figures.model_dump() for trip in trips]
    return type(mission.figures)(**{name: sum(row[name] for row in rows) for name in rows[0]})


def _done(mission: Mission) -> set[tuple[str, int]]:
    return {(stop.trip, stop.order) for stop in mission.stops.all() if stop.state == StopState.DONE}


def _recorded(plan: Plan) -> set[tuple[str, str]]:
    """Stops and subjects whose outcome is recorded: the store knows of them already."""
    rows = Outcome.objects.filter(mission__plan=plan).values_list("place", "subject")
    return {(str(place), str(subject)) for place, subject in rows}


def _renamed(
    trip: Trip, was: Codes, codes: Codes, recorded: set[tuple[str, str]], done: set[tuple[str, int]] | None
) -> Trip:
    """The trip under the new plan's codes, without what is recorded; with ``done``, only what was done there."""

    def stop_of(place: int, stop: EngineStop) -> EngineStop:
        kind = KINDS.get(stop.kind.value, "")
        record = was.record(kind, stop.place_id)
        void = done is not None and (trip.id, place) not in done
        households = _translator(was, codes, "household")
        needs = _translator(was, codes, "need")
        shelter = codes.code(kind, record) or stop.place_id
        deliveries = tuple(
            one.model_copy(update={"need_id": _need(one.need_id, shelter, needs)})
            for one in stop.deliveries
            if not void and (record, one.item_id) not in recorded
        )
        return stop.model_copy(
            update={
                "place_id": shelter,
                "deliveries": deliveries,
                "taken": () if void else tuple(households(code) for code in stop.taken),
                "brought": tuple(households(code) for code in stop.brought),
            }
        )

    return trip.model_copy(update={"stops": tuple(stop_of(n, stop) for n, stop in enumerate(trip.stops))})


def _need(need_id: str, shelter: str, needs: Callable[[str], str]) -> str:
    """A need in the new codes; one that a stock implies is named after its shelter and item."""
    if need_id.startswith("stock."):
        return f"stock.{shelter}.{need_id.rsplit('.', 1)[1]}"
    return needs(need_id)


def _translator(was: Codes, codes: Codes, kind: str) -> Callable[[str], str]:
    """Old code to new; what is gone since keeps its old code under another first letter, and means nothing now."""
    return lambda code: codes.code(kind, was.record(kind, code)) or f"gone-{code}"


def carried_over(plan: Plan) -> None:
    """Copy what happened on kept trips from the plan that ``plan`` is made anew from; logs move when it takes over."""
    if plan.replaces is None:
        return
    before = {str(mission.vehicle_id): mission for mission in plan.replaces.missions.prefetch_related("stops")}
    kept = kept_trips(plan.replaces)
    for mission in plan.missions.prefetch_related("stops"):
        old = before.get(str(mission.vehicle_id))
        if old is None or old.code not in kept:
            continue
        # a trip that stands keeps its clock, not its number: the new plan may drive another one before it
        states = {_moment_of(stop): stop for stop in old.stops.all() if stop.trip in kept[old.code]}
        for stop in mission.stops.all():
            was = states.get(_moment_of(stop))
            if was is not None:
                Stop.objects.filter(pk=stop.pk).update(
                    state=was.state, done_at=was.done_at, locked=was.locked, taken=was.taken, brought=was.brought,
                    goods=was.goods, people=was.people,
                )  # fmt: skip
        same = len({s.trip for s in mission.stops.all()}) == len(kept[old.code])
        mission.state = old.state if old.state in (MissionState.OUT, MissionState.BACK) else MissionState.PLANNED
        mission.next_due, mission.last_heard = old.next_due, old.last_heard
        mission.last_lon, mission.last_lat = old.last_lon, old.last_lat
        mission.exposure_added = old.exposure_added
        mission.save()
        if same:
            for approval in old.approvals.all():
                Approval.objects.get_or_create(mission=mission, by=approval.by)


def _moment_of(stop: Stop) -> tuple[object, ...]:
    return (stop.order, stop.kind, stop.shelter_id, stop.arrives)


def take_over(plan: Plan) -> None:
    """Logs and outcomes of the plan before go on under the new missions of the same vehicles."""
    if plan.replaces is None:
        return
    now = {str(mission.vehicle_id): mission for mission in plan.missions.all()}
    for old in plan.replaces.missions.all():
        new = now.get(str(old.vehicle_id))
        if new is not None:
            MissionLog.objects.filter(mission=old).update(mission=new)
            Outcome.objects.filter(mission=old).update(mission=new)
