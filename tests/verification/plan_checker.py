"""An independent judge of a written plan: everything is counted again from the plan and the operation alone.

``violations`` returns sentences; an empty list means that the plan keeps every rule. Exposure of stays is counted from
rates handed in, that of legs from the plan's own roads.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.danger import PlaceDanger
from corridor.domain.operation import Crew, Operation
from corridor.domain.plan import Mission, Plan, Stop, StopKind, Trip

SECOND = 2.0
"""Times in a plan are whole seconds."""
COVERED = 0.35
DIVISIBLE = ("litre", "kg", "m")
"""Units of the worked cases that may be handed over in parts."""


def _at(operation: Operation, clock: time | None, shift: int = 0) -> float | None:
    if clock is None:
        return None
    settings = operation.settings
    day = settings.day + timedelta(days=shift)
    return datetime.combine(day, clock, ZoneInfo(settings.timezone)).timestamp()


def _span(operation: Operation, begins: time | None, ends: time | None, shift: int = 0) -> tuple[float, float]:
    """A window of the day; over midnight where the end is not later."""
    over = int(begins is not None and ends is not None and ends <= begins)
    first, last = _at(operation, begins, shift), _at(operation, ends, shift + over)
    return (-np.inf if first is None else first, np.inf if last is None else last)


def _late(stop: Stop) -> float:
    """When service begins at the latest, if services before take as long as they may."""
    return max(stop.arrive_s + stop.late_s, stop.begin_s)


class Judge:
    """Counts one plan again."""

    def __init__(self, plan: Plan, operation: Operation, places: PlaceDanger | None) -> None:
        self.plan, self.operation, self.places = plan, operation, places
        self.found: list[str] = []
        rows = (*operation.depots, *operation.centres, *operation.shelters)
        self.site = {(type(row).__name__, row.id): (number, row) for number, row in enumerate(rows)}
        self.household = {row.id: row for row in operation.households}
        self.vehicle = {row.id: row for row in operation.vehicles}
        self.crew = {row.id: row for row in operation.crews}
        self.item = {row.id: row for row in operation.items}
        self.now = operation.settings.as_of.timestamp()
        plan = operation.settings.plan
        self.day = _span(operation, plan.day_starts, plan.day_ends)
        self.deadline = self._deadlines()

    def _deadlines(self) -> dict[str, float]:
        """Deadlines of today still to come, by id of need or household; of an implied need when its stock is gone."""
        found = {row.id: row.by.timestamp() for row in self.operation.needs if row.by is not None}
        found |= {row.id: row.deadline.timestamp() for row in self.operation.households if row.deadline is not None}
        people = {row.id: row.people for row in self.operation.shelters}
        for stock in sorted(self.operation.stocks, key=lambda row: row.counted):
            use = people[stock.shelter_id] * self.item[stock.item_id].per_person_day
            if use > 0:
                gone = max(stock.counted.timestamp(), 0.0) + stock.amount / use * 86_400
                found[f"stock.{stock.shelter_id}.{stock.item_id}"] = gone
        return {name: by for name, by in found.items() if self.now + SECOND < by <= self.day[1]}

    def say(self, wrong: bool, what: str) -> None:
        if wrong:
            self.found.append(what)

    def all(self) -> list[str]:
        taken: Counter[str] = Counter()
        brought: Counter[str] = Counter()
        crews: dict[str, list[tuple[float, float, float]]] = {}
        for mission in self.plan.missions:
            self._mission(mission, taken, brought, crews)
        for household, times in taken.items():
            self.say(times > 1, f"household {household} taken {times} times")
            self.say(self.household[household].decision != "leave", f"household {household} did not say leave")
        for crew, rows in crews.items():
            self.say(sum(row[2] for row in rows) > self.crew[crew].risk_budget * (1 + 1e-6), f"crew {crew}: budget")
            rows.sort()
            duty = self.crew[crew].duty_hours
            span = rows[-1][1] - rows[0][0]
            self.say(duty is not None and span > 3600 * duty + SECOND, f"crew {crew}: longer than its duty")
            for first, second in pairwise(rows):
                self.say(first[1] > second[0] + SECOND, f"crew {crew}: two trips at once")
        for centre in self.operation.centres:
            self.say(brought[centre.id] > centre.capacity, f"centre {centre.id}: over capacity")
        self._conservation(taken)
        most = self.operation.settings.plan.max_driving_hours
        driven = sum(
            leg.path.arrive_s - leg.path.depart_s for m in self.plan.missions for t in m.trips for leg in t.legs
        )
        legs = sum(len(trip.legs) for mission in self.plan.missions for trip in mission.trips)
        self.say(most is not None and driven > 3600 * most + legs * SECOND, "more driving than allowed")
        return self.found

    def _conservation(self, taken: Counter[str]) -> None:
        people = sum(self.household[name].people for name in taken)
        self.say(people != self.plan.people_taken, f"people_taken {self.plan.people_taken}, counted {people}")
        left = {row.id for row in self.plan.unserved if row.kind == "household"}
        for household in self.operation.households:
            if household.decision == "leave":
                self.say(
                    (household.id in taken) == (household.id in left), f"household {household.id}: both or neither"
                )
        amount: Counter[str] = Counter()
        for mission in self.plan.missions:
            for trip in mission.trips:
                for stop in trip.stops:
                    for delivery in stop.deliveries:
                        amount[delivery.need_id] += delivery.amount
        left_needs = {row.id for row in self.plan.unserved if row.kind == "need"}
        for need in self.operation.needs:
            given = amount[need.id]
            asked = need.amount
            if self.item[need.item_id].unit not in DIVISIBLE:
                asked = float(np.ceil(asked - 1e-6))
            self.say(given > asked * (1 + 1e-6), f"need {need.id}: more than asked")
            whole = given >= asked * (1 - 1e-6)
            self.say(whole == (need.id in left_needs), f"need {need.id}: served {given}, told otherwise")
        total = sum(m.figures.person_exposure_upper for m in self.plan.missions)
        self.say(not np.isclose(total, self.plan.figures.person_exposure_upper, rtol=1e-6), "sum of person-exposure")

    def _mission(
        self,
        mission: Mission,
        taken: Counter[str],
        brought: Counter[str],
        crews: dict[str, list[tuple[float, float, float]]],
    ) -> None:
        vehicle = self.vehicle[mission.vehicle_id]
        plan = self.operation.settings.plan
        self.say(mission.crew_id != vehicle.crew_id, f"{mission.id}: wrong crew")
        self.say(len(mission.trips) > plan.max_trips, f"{mission.id}: too many trips")
        length = sum(leg.path.length_m for trip in mission.trips for leg in trip.legs)
        self.say(length > 1000 * vehicle.range_km * (1 + 1e-6), f"{mission.id}: beyond range")
        for trip in mission.trips:
            crew_exposure = self._trip(mission, trip, taken, brought)
            last = trip.stops[-1]
            crews.setdefault(mission.crew_id, []).append(
                (trip.stops[0].begin_s, last.arrive_s + last.late_s, crew_exposure)
            )

    def _trip(self, mission: Mission, trip: Trip, taken: Counter[str], brought: Counter[str]) -> float:
        vehicle, crew = self.vehicle[mission.vehicle_id], self.crew[mission.crew_id]
        self.say(len(trip.legs) != len(trip.stops) - 1, f"{trip.id}: legs and stops")
        ends = (trip.stops[0], trip.stops[-1])
        self.say(any(s.kind != StopKind.DEPOT or s.place_id != vehicle.depot_id for s in ends), f"{trip.id}: depot")
        aboard: list[str] = []
        loads: Counter[str] = Counter()
        person = member = 0.0
        for number, stop in enumerate(trip.stops):
            before = sum(self.household[name].people for name in aboard)
            self._clock(trip, number)
            self._window(trip, stop)
            for name in stop.taken:
                taken[name] += 1
                self.say(self.household[name].shelter_id != stop.place_id, f"{trip.id}: {name} is elsewhere")
                aboard.append(name)
            for name in (*stop.brought, *(row.need_id for row in stop.deliveries)):
                by = self.deadline.get(name, np.inf)
                self.say(_late(stop) > by + SECOND, f"{trip.id}: {name} after its deadline")
            for name in stop.brought:
                self.say(name not in aboard, f"{trip.id}: {name} was never aboard")
                aboard.remove(name)
                brought[stop.place_id] += self.household[name].people
            for delivery in stop.deliveries:
                loads[delivery.item_id] += delivery.amount
                divides = self.item[delivery.item_id].unit in DIVISIBLE
                self.say(not divides and delivery.amount % 1 != 0, f"{trip.id}: part of a piece")
            self._room(trip, vehicle, aboard)
            people = sum(self.household[name].people for name in aboard)
            stays = self._stay(trip, stop, number, crew.members, before, people, vehicle.protection)
            person, member = person + stays[0], member + stays[1]
            if number < len(trip.legs):
                leg = trip.legs[number]
                self.say(leg.aboard != people + crew.members, f"{trip.id}: {leg.aboard} aboard, counted {people}")
                person += leg.path.exposure_upper * (people + crew.members)
                member += leg.path.exposure_upper
        self.say(bool(aboard), f"{trip.id}: people left in the vehicle")
        self.say(
            {d.item_id: d.amount for d in trip.loads} != dict(loads) and not _near(trip, loads), f"{trip.id}: loads"
        )
        kg = sum(self.item[name].kg * amount for name, amount in loads.items())
        litres = sum(self.item[name].litres * amount for name, amount in loads.items())
        self.say(kg > vehicle.load_kg + 1e-3 or litres > vehicle.load_litres + 1e-3, f"{trip.id}: overloaded")
        if self.places is not None:
            told = trip.figures.person_exposure_upper
            self.say(
                not np.isclose(person, told, rtol=2e-3, atol=1e-9), f"{trip.id}: exposure {told}, counted {person}"
            )
        self._limits(trip, member)
        self._hours(trip, crew)
        return trip.figures.crew_exposure_upper

    def _hours(self, trip: Trip, crew: Crew) -> None:
        """The day's start, the crew's hours and the curfew, each on the late clock too."""
        first, last = trip.stops[0], trip.stops[-1]
        back = last.arrive_s + last.late_s
        starts, returns = _span(self.operation, crew.starts, crew.latest_return)
        self.say(first.depart_s < starts - SECOND, f"{trip.id}: before the crew starts")
        self.say(back > returns + SECOND, f"{trip.id}: after the crew's latest return")
        self.say(first.begin_s < max(self.day[0], self.now) - SECOND, f"{trip.id}: before the day starts")
        plan = self.operation.settings.plan
        if plan.curfew_from is None or plan.curfew_until is None:
            return
        for shift in (-1, 0, 1):
            since, until = _span(self.operation, plan.curfew_from, plan.curfew_until, shift)
            self.say(first.depart_s < until - SECOND and back > since + SECOND, f"{trip.id}: in the curfew")

    def _limits(self, trip: Trip, member: float) -> None:
        plan = self.operation.settings.plan
        grey = sum(leg.path.grey_m for leg in trip.legs)
        self.say(plan.max_grey_km is not None and grey > 1000 * plan.max_grey_km * (1 + 1e-6), f"{trip.id}: grey")
        most = plan.max_trip_exposure
        self.say(most is not None and max(member, trip.figures.crew_exposure_upper) > most * 1.003, f"{trip.id}: risk")

    def _clock(self, trip: Trip, number: int) -> None:
        stop = trip.stops[number]
        self.say(not stop.arrive_s <= stop.begin_s <= stop.depart_s, f"{trip.id}.{number}: clock runs back")
        if number:
            leg, earlier = trip.legs[number - 1], trip.stops[number - 1]
            self.say(
                abs(leg.path.depart_s - earlier.depart_s) > SECOND, f"{trip.id}.{number}: leg leaves at another time"
            )
            self.say(
                abs(leg.path.arrive_s - stop.arrive_s) > SECOND, f"{trip.id}.{number}: leg arrives at another time"
            )

    def _window(self, trip: Trip, stop: Stop) -> None:
        names = {StopKind.DEPOT: "Depot", StopKind.CENTRE: "ReceptionCentre", StopKind.SHELTER: "Shelter"}
        _number, place = self.site[names[stop.kind], stop.place_id]
        opens, closes = _span(self.operation, place.opens, place.closes)
        self.say(stop.begin_s < opens - SECOND, f"{trip.id}: {place.id} not open yet")
        self.say(_late(stop) > closes + SECOND, f"{trip.id}: {place.id} closed")
        self.say(stop.arrive_s + stop.late_s > self.day[1] + SECOND, f"{trip.id}: after the day's end")

    def _room(self, trip: Trip, vehicle: object, aboard: list[str]) -> None:
        rows = [self.household[name] for name in aboard]
        seats = sum(max(row.people - row.wheelchairs - row.stretchers, 0) for row in rows)
        self.say(seats > max(vehicle.seats - vehicle.reserve_seats, 0), f"{trip.id}: seats")  # type: ignore[attr-defined]
        for name in ("wheelchairs", "stretchers", "pet_cages"):
            room = getattr(vehicle, "wheelchair_places" if name == "wheelchairs" else name)
            self.say(sum(getattr(row, name) for row in rows) > room, f"{trip.id}: {name}")

    def _stay(
        self, trip: Trip, stop: Stop, number: int, members: int, before: int, after: int, protection: float
    ) -> tuple[float, float]:
        if self.places is None or number == len(trip.stops) - 1:
            return 0.0, 0.0
        names = {StopKind.DEPOT: "Depot", StopKind.CENTRE: "ReceptionCentre", StopKind.SHELTER: "Shelter"}
        row, place = self.site[names[stop.kind], stop.place_id]
        cover = 1.0 if stop.kind is StopKind.SHELTER and not place.covered else COVERED
        if stop.kind is StopKind.DEPOT:
            loading = place.loading_minutes * 60 if trip.loads else 0.0
            once = self._integral(row, stop.depart_s - loading, stop.depart_s) * cover
            return once * members, once
        waited = self._integral(row, stop.arrive_s, stop.begin_s) * cover * protection
        worked = self._integral(row, stop.begin_s, stop.depart_s) * cover
        inside = before if stop.kind is StopKind.SHELTER else 0
        outside = after - before if stop.kind is StopKind.SHELTER else before
        person = waited * (members + before) + worked * (members + outside + inside * protection)
        return person, waited + worked

    def _integral(self, place: int, begin: float, end: float) -> float:
        assert self.places is not None
        slots = self.places.slots
        points = sorted({begin, end, *(t for t in slots.starts.tolist() if begin < t < end)})
        return sum(float(self.places.upper[slots.of((a + b) / 2), place]) * (b - a) for a, b in pairwise(points))


def _near(trip: Trip, loads: Counter[str]) -> bool:
    told = {row.item_id: row.amount for row in trip.loads}
    return told.keys() == loads.keys() and all(np.isclose(told[name], loads[name]) for name in told)


def violations(plan: Plan, operation: Operation, places: PlaceDanger | None = None) -> list[str]:
    """Every rule that ``plan`` breaks, in words."""
    return Judge(plan, operation, places).all()
