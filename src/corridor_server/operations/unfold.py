"""The engine's plan laid out as rows that pages list, and that people approve, lock and report on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from corridor.domain.plan import StopKind
from corridor_server.operations.kept import answer_of, codes_of, draft_of, snapshot_of
from corridor_server.operations.models import Crew, Mission, Stop, Vehicle
from corridor_server.operations.times import moment
from corridor_server.registry.models import Shelter

if TYPE_CHECKING:
    from corridor.domain.plan import Mission as EngineMission
    from corridor.domain.plan import Stop as EngineStop
    from corridor_server.operations.codes import Codes
    from corridor_server.operations.models import Plan


def unfold(plan: Plan) -> dict[str, Mission]:
    """Write the missions and stops of ``plan.answer`` anew, by code; what a mission was approved for must be the same.

    A mission whose trips stand as they were keeps its row, with approvals, papers and log; one that changed keeps its
    row and loses approvals and papers; one that is gone is deleted.
    """
    answer, codes = answer_of(plan), codes_of(plan)
    people = {one.id: one.people for one in snapshot_of(plan).households}
    visits = {trip.id: [visit.shelter_id for visit in trip.visits] for trip in draft_of(plan).trips}
    standing = {one.code: one for one in plan.missions.all()}
    vehicles = Vehicle.objects.in_bulk(list(codes.by_kind.get("vehicle", {}).values()))
    crews = Crew.objects.in_bulk(list(codes.by_kind.get("crew", {}).values()))
    met: dict[str, float] = defaultdict(float)
    for mission in answer.missions:
        met[mission.crew_id] += mission.figures.crew_exposure_upper
    written: dict[str, Mission] = {}
    for mission in answer.missions:
        row = standing.pop(mission.id, None) or Mission(plan=plan, code=mission.id)
        before = fingerprint(row) if row.figures else None
        vehicle = vehicles[codes.record("vehicle", mission.vehicle_id)]
        crew = crews[codes.record("crew", mission.crew_id)]
        _fill(row, mission, vehicle, crew)
        row.crew_upper = met[mission.crew_id]
        if before is not None and before != fingerprint(row):
            row.approvals.all().delete()
            row.sheet_en = row.sheet_uk = None
        row.save()
        if before is None or before != fingerprint(row):
            _write_stops(row, mission, codes, people, visits)
        written[mission.id] = row
    for gone in standing.values():
        gone.delete()
    return written


def fingerprint(mission: Mission) -> tuple[Any, ...]:
    """What approvals are for: when it leaves and returns, and every figure."""
    return (mission.departs, mission.returns, tuple(sorted(mission.figures.items())))


def _fill(row: Mission, mission: EngineMission, vehicle: Vehicle, crew: Crew) -> None:
    last = mission.trips[-1].stops[-1]
    row.vehicle, row.crew = vehicle, crew
    row.label = vehicle.name
    row.departs = moment(mission.trips[0].stops[0].depart_s)
    row.returns = moment(last.arrive_s)
    row.latest_return = moment(last.arrive_s + last.late_s)
    row.figures = mission.figures.model_dump()
    row.budget = crew.risk_budget


def _write_stops(
    row: Mission, mission: EngineMission, codes: Codes, people: dict[str, int], visits: dict[str, list[str]]
) -> None:
    locked = set(row.stops.filter(locked=True).values_list("trip", "shelter"))
    row.stops.all().delete()
    known = set(Shelter.objects.values_list("pk", flat=True))
    stops = []
    for number, trip in enumerate(mission.trips, 1):
        order = visits.get(trip.id, [])
        for place, stop in enumerate(trip.stops):
            one = _stop(row, stop, codes, people)
            one.trip, one.trip_number, one.order = trip.id, number, place
            one.visit = order.index(stop.place_id) if stop.kind is StopKind.SHELTER and stop.place_id in order else -1
            if one.shelter_id not in known:
                one.shelter_id = None
            one.locked = one.shelter_id is not None and (trip.id, one.shelter_id) in locked
            stops.append(one)
    Stop.objects.bulk_create(stops)


def _stop(row: Mission, stop: EngineStop, codes: Codes, people: dict[str, int]) -> Stop:
    goods: dict[str, float] = {}
    for delivery in stop.deliveries:
        goods[delivery.item_id] = goods.get(delivery.item_id, 0.0) + delivery.amount
    kind = stop.kind.value
    place = {f"{kind}_id": codes.record(kind, stop.place_id)} if kind in ("shelter", "centre", "depot") else {}
    return Stop(
        mission=row,
        kind=kind,
        **place,
        lon=stop.lon,
        lat=stop.lat,
        arrives=moment(stop.arrive_s),
        begins=moment(stop.begin_s),
        departs=moment(stop.depart_s),
        latest=moment(stop.arrive_s + stop.late_s),
        goods=[[item, round(amount, 3)] for item, amount in goods.items()],
        taken=[codes.record("household", code) for code in stop.taken],
        brought=[codes.record("household", code) for code in stop.brought],
        people=sum(people.get(code, 0) for code in (stop.taken or stop.brought)),
    )
