"""What stands on a crew sheet, as plain values in the reader's language; the template only sets them.

Nothing is drawn here and nothing typeset. A coarse plan gives a coarse sheet: hours, areas, no households, no roads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from corridor.domain.plan import Sharing, StopKind
from corridor.exchange.gpx import warning
from corridor.exchange.sheet import words
from corridor.exchange.sheet.checkins import passings
from corridor.exchange.sheet.outcome_rows import outcome_table
from corridor.i18n import current_language, ngettext
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor.domain.operation import Checkpoint, Depot, Household, Item, Operation, ReceptionCentre, Shelter
    from corridor.domain.plan import Delivery, Leg, Mission, Plan, Stop, Trip
    from corridor.exchange.sheet.checkins import Passing

Sheet = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Desk:
    """A plan with its operation looked up by id."""

    plan: Plan
    operation: Operation

    @cached_property
    def zone(self) -> ZoneInfo:
        """The operation's time zone."""
        return ZoneInfo(self.plan.timezone)

    @cached_property
    def households(self) -> Mapping[str, Household]:
        """By id."""
        return {one.id: one for one in self.operation.households}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """By id."""
        return {one.id: one for one in self.operation.items}

    @cached_property
    def places(self) -> Mapping[str, Depot | ReceptionCentre | Checkpoint | Shelter]:
        """By id."""
        places: list[Depot | ReceptionCentre | Checkpoint | Shelter]
        places = [*self.operation.depots, *self.operation.centres]
        places += [*self.operation.checkpoints, *self.operation.shelters]
        return {one.id: one for one in places}

    @property
    def coarse(self) -> bool:
        """Whether this copy is for sharing."""
        return self.plan.sharing is not Sharing.EXACT

    def time(self, start_s: int, end_s: int | None = None) -> str:
        """Clock time, or a span; in coarse copies the hours it lies in."""
        end = start_s if end_s is None else end_s
        if self.coarse:
            return words.hours_between(start_s, end, self.zone)
        start = words.clock(start_s, self.zone)
        return start if end_s is None else f"{start}–{words.clock(end, self.zone)}"

    def goods(self, deliveries: Sequence[Delivery]) -> list[str]:
        """``Drinking water: 240 litre`` for each item, summed."""
        total: dict[str, float] = {}
        for delivery in deliveries:
            item = self.items.get(delivery.item_id)
            whole = words.handed_over(delivery.amount, item.unit if item else "")
            total[delivery.item_id] = total.get(delivery.item_id, 0) + whole
        lines = []
        for item_id, amount in total.items():
            item = self.items.get(item_id)
            name = (item.name or item_id) if item else item_id
            lines.append(f"{name}: {words.quantity(amount, item.unit if item else '')}")
        return lines


def sheet(plan: Plan, operation: Operation, mission: Mission) -> Sheet:
    """The values of one mission's sheet, in the language in force."""
    desk = Desk(plan, operation)
    labels = numbers(mission)
    passed = passings(mission, operation)
    return {
        "language": current_language(),
        "coarse": desk.coarse,
        "banner": warning(plan),
        "title": _("Mission {id}").format(id=mission.id),
        "crew": _crew(desk, mission),
        "day": words.day_in_words(plan.day),
        "operation": plan.operation,
        "facts": _facts(desk, mission),
        "exposure": _exposure(desk, mission),
        "headings": _headings(),
        "legend": _legend(),
        "trips": [_trip(desk, trip, number, labels, passed[number]) for number, trip in enumerate(mission.trips)],
        "shut": [] if desk.coarse else _when_shut(),
        "phone": "" if desk.coarse else _("Coordinator, by phone or radio"),
        "outcomes": None if desk.coarse else outcome_table(mission, desk.households, desk.items),
        "footer": _("{software} · made for {mission} · reports until {time}").format(
            software=plan.software, mission=mission.id, time=words.moment(plan.as_of_s, desk.zone)
        ),
        "page_of": _("page {page} of {pages}"),
        "secret": ""
        if desk.coarse or plan.demonstration
        else _("Exact and secret: for this crew only. Destroy it when the day is recorded."),
    }


def numbers(mission: Mission) -> dict[tuple[int, int], str]:
    """The number of each stop (trip, order) on the sheet and its map; depots have none."""
    labels: dict[tuple[int, int], str] = {}
    for trip_number, trip in enumerate(mission.trips):
        for order, stop in enumerate(trip.stops):
            if stop.kind is not StopKind.DEPOT:
                labels[trip_number, order] = str(len(labels) + 1)
    return labels


def _headings() -> dict[str, str]:
    return {
        "stops": _("Stops in order"),
        "time": _("Time"),
        "place": _("Place"),
        "task": _("What to do"),
        "load": _("Load at the depot"),
        "shut": _("When a road is shut"),
        "second": _("Second-best roads"),
        "checkin": _("Check-in and turning back"),
        "exposure": _("What this day costs"),
        "phone": _("If the line is down"),
    }


def _crew(desk: Desk, mission: Mission) -> str:
    vehicle = next((one for one in desk.operation.vehicles if one.id == mission.vehicle_id), None)
    crew = next((one for one in desk.operation.crews if one.id == mission.crew_id), None)
    kind = f" ({words.profile(vehicle.profile)})" if vehicle else ""
    members = f", {words.people(crew.members)}" if crew else ""
    return _("Vehicle {vehicle}{kind} · crew {crew}{members}").format(
        vehicle=mission.vehicle_id, kind=kind, crew=mission.crew_id, members=members
    )


def _facts(desk: Desk, mission: Mission) -> list[list[str]]:
    stops = [stop for trip in mission.trips for stop in trip.stops]
    taken = [one for stop in stops for one in stop.taken]
    people = sum(desk.households[one].people for one in taken if one in desk.households)
    told = sum(stop.people_taken or 0 for stop in stops)
    out = _("{n} or more").format(n=told) if desk.coarse and told else "—" if desk.coarse else str(people)
    return [
        [_("Leaves"), desk.time(stops[0].depart_s) if stops else "—"],
        [_("Back by"), desk.time(stops[-1].arrive_s) if stops else "—"],
        [_("People to bring out"), out],
        [_("Distance"), words.kilometres(mission.figures.length_m)],
        [_("Grey: unheard of"), words.kilometres(mission.figures.grey_m)],
        [_("Trips"), str(len(mission.trips))],
    ]


def _exposure(desk: Desk, mission: Mission) -> list[str]:
    plan = desk.plan
    lines = []
    if plan.reference is not None and plan.reference.crew_exposure_upper > 0:
        share = mission.figures.crew_exposure_upper / plan.reference.crew_exposure_upper
        lines.append(
            _("Each of you meets {share} the exposure of {reference}.").format(
                share=words.share_in_words(share), reference=words.reference_name(plan)
            )
        )
    lines.append(words.budget_share(mission.budget_used))
    if mission.figures.grey_m >= 50:
        lines.append(
            _("On {km} of the way nothing has been heard: unknown, which does not mean calm.").format(
                km=words.kilometres(mission.figures.grey_m)
            )
        )
    newest = [source.newest_s for source in plan.rests_on if source.newest_s is not None]
    if newest:
        told = words.moment(max(newest), desk.zone)
        lines.append(_("The newest report is of {time}.").format(time=told[:10] if desk.coarse else told))
    silent = sum(source.silent for source in plan.rests_on)
    if silent:
        lines.append(
            ngettext("{n} source has fallen silent.", "{n} sources have fallen silent.", silent).format(n=silent)
        )
    return lines


def _legend() -> list[list[str]]:
    return [
        ["route", _("your road")],
        ["second", _("second-best road")],
        ["4", _("extreme danger")],
        ["3", _("high")],
        ["2", _("raised")],
        ["1", _("guarded")],
        ["0", _("low")],
        ["grey", _("nothing heard")],
    ]


def _trip(
    desk: Desk, trip: Trip, number: int, labels: Mapping[tuple[int, int], str], passed: Sequence[Passing]
) -> dict[str, Any]:
    span = desk.time(trip.stops[0].depart_s, trip.stops[-1].arrive_s) if trip.stops else ""
    return {
        "title": _("Trip {n}, {span}").format(n=number + 1, span=span),
        "stops": [_stop(desk, trip, order, labels.get((number, order), "")) for order in range(len(trip.stops))],
        "loads": desk.goods([given for stop in trip.stops for given in stop.deliveries] or trip.loads),
        "checkin": [] if desk.coarse else _checkin(desk, trip, passed),
        "second": [] if desk.coarse else _second(trip, number, labels),
    }


def _stop(desk: Desk, trip: Trip, order: int, label: str) -> dict[str, Any]:
    stop = trip.stops[order]
    place = desk.places.get(stop.place_id)
    first = order == 0
    last = order == len(trip.stops) - 1
    if desk.coarse:
        times = [desk.time(stop.arrive_s, stop.depart_s)]
    elif first:
        times = [_("leave {time}").format(time=desk.time(stop.depart_s))]
    elif last:
        times = [_("arrive {time}").format(time=desk.time(stop.arrive_s))]
    else:
        times = [desk.time(stop.arrive_s, stop.depart_s)]
        if stop.late_s >= 300:
            times.append(_("or up to {time} late").format(time=words.minutes(stop.late_s)))
    leg = None if first or order > len(trip.legs) else trip.legs[order - 1]
    return {
        "label": label,
        "hollow": stop.kind is StopKind.CHECKIN,
        "times": times,
        "place": stop.place_id,
        "name": _place_name(stop, place),
        "road": "" if leg is None else _road(desk, leg),
        "tasks": _tasks(desk, stop),
    }


def _place_name(stop: Stop, place: Depot | ReceptionCentre | Checkpoint | Shelter | None) -> str:
    name, kind = place.name if place is not None else "", words.stop_kind(stop.kind)
    if name.casefold().startswith(kind.casefold()):
        return name
    return f"{kind}: {name}" if name else kind


def _road(desk: Desk, leg: Leg) -> str:
    length = words.kilometres(leg.path.length_m)
    if desk.coarse:
        return length
    names: list[str] = []
    for stretch in leg.path.roads:
        name = stretch.name or _("unnamed road")
        if not names or names[-1] != name:
            names.append(name)
    time = words.minutes(leg.path.arrive_s - leg.path.depart_s)
    by = _("by {roads}").format(roads=_shortened(names)) if names else ""
    return " ".join(part for part in (f"{length}, {time}", by) if part)


def _shortened(names: Sequence[str], at_most: int = 8) -> str:
    """The names in driving order; the middle of a long list is left to the map."""
    if len(names) > at_most:
        names = [*names[: at_most // 2], "…", *names[-at_most // 2 :]]
    return " · ".join(names)


def _tasks(desk: Desk, stop: Stop) -> list[dict[str, Any]]:
    """What is done at a stop, by verb, each line with a box to tick."""
    groups = [
        (_("Hand over"), [{"id": "", "text": line} for line in desk.goods(stop.deliveries)]),
        (_("Take aboard"), _people(desk, stop.taken, stop.people_taken)),
        (_("Bring in"), _people(desk, stop.brought, stop.people_brought)),
    ]
    if stop.kind is StopKind.CHECKIN:
        groups.append(("", [{"id": "", "text": _("Report by radio or phone.")}]))
    return [{"verb": verb, "lines": lines} for verb, lines in groups if lines]


def _people(desk: Desk, ids: Sequence[str], told: int | None) -> list[dict[str, str]]:
    lines = [
        {"id": one, "text": words.household(desk.households[one]) if one in desk.households else ""} for one in ids
    ]
    if told:
        lines.append({"id": "", "text": _("{n} or more people").format(n=told)})
    return lines


def _checkin(desk: Desk, trip: Trip, passed: Sequence[Passing]) -> list[str]:
    lines = [
        _("{letter}: {place}, about {time}.").format(
            letter=one.letter, place=one.point.name or one.point.id, time=words.clock(one.time_s, desk.zone)
        )
        for one in passed
    ]
    if trip.turn_back_s is not None:
        lines.append(_("Not past the check-in point by {time}: turn back.").format(time=desk.time(trip.turn_back_s)))
    return lines


def _second(trip: Trip, number: int, labels: Mapping[tuple[int, int], str]) -> list[dict[str, str]]:
    rows = []
    for order, leg in enumerate(trip.legs):
        second = leg.second_best
        if second is None:
            continue
        names = [stretch.name or _("unnamed road") for stretch in second.roads]
        names = [name for index, name in enumerate(names) if index == 0 or names[index - 1] != name]
        rows.append(
            {
                "from": labels.get((number, order), _("depot")),
                "to": labels.get((number, order + 1), _("depot")),
                "text": " · ".join(
                    part
                    for part in (
                        words.kilometres(second.length_m),
                        words.time_against(second, leg.path),
                        words.exposure_against(second, leg.path),
                        _shortened(names),
                    )
                    if part
                ),
            }
        )
    return rows


def _when_shut() -> list[str]:
    return [
        _("Stop early, under cover if you can. Do not drive around it: verges and fields may be mined."),
        _("Take the second-best road of this leg if you have not passed its turning; it is dashed on the map."),
        _("No second road, or shut as well: go back the way you came."),
        _("Report it at once if the line works, at the next check-in if not, and write down where and when."),
    ]
