"""Moving a stop: what each place for it would cost, kept by number so that what was seen is what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from corridor.workflows.change_plan import Changes
from corridor_server.operations.kept import answer_of, codes_of, draft_of, snapshot_of
from corridor_server.operations.models import Crew, Plan, Stop, Vehicle
from corridor_server.operations.times import moment

if TYPE_CHECKING:
    from datetime import datetime

    from corridor.workflows.change_plan import Option


@dataclass(frozen=True)
class ShownOption:
    """A place for the stop, in words and differences."""

    number: int
    option: Option
    where: str
    exposure: float
    """Person-exposure added, against that of the whole plan; 0.1: a tenth more."""
    minutes: float
    km: float
    leaves: float
    """Epoch seconds at which the trip that takes it leaves; 0 where it is left out."""
    above: tuple[str, ...]
    """Crews that it puts above their risk budget: two people must approve then."""
    broken: tuple[str, ...]
    mission: str
    """Id of the mission that takes it, where there is one."""

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.option.trip_id}|{int(self.option.new_trip)}"

    @property
    def percent(self) -> float:
        """``exposure`` in hundredths."""
        return 100 * self.exposure

    @property
    def departs(self) -> datetime | None:
        """``leaves`` as a time."""
        return moment(self.leaves) if self.leaves else None


def rules_in_words() -> dict[str, str]:
    """Why a place does not do."""
    return {
        "unreachable": _("no road leads there for this vehicle"),
        "range": _("beyond its range"),
        "window": _("outside opening hours or a deadline"),
        "return": _("back too late"),
        "curfew": _("in the curfew"),
        "early": _("before the crew starts"),
        "grey": _("too much road where nothing has been heard"),
        "exposure": _("above the limit of a trip"),
        "overlap": _("the crew is on another trip then"),
        "kg": _("too heavy"),
        "litres": _("too bulky"),
        "seats": _("not enough seats"),
        "wheelchairs": _("not enough wheelchair places"),
        "stretchers": _("not enough stretchers"),
        "cages": _("not enough animal cages"),
    }


@lru_cache(maxsize=2)
def _opened(pk: str, changed: str) -> Changes:
    """The plan opened for changes; kept while people try places for its stops."""
    del changed
    plan = Plan.objects.get(pk=pk)
    draft, answer = draft_of(plan), answer_of(plan)
    free = {trip.id for trip in draft.trips}
    fixed: dict[str, list[tuple[float, float]]] = {}
    spent: dict[str, float] = {}
    for mission in answer.missions:
        for trip in mission.trips:
            if trip.id not in free:
                last = trip.stops[-1]
                span = (float(trip.stops[0].begin_s), float(last.arrive_s + last.late_s))
                fixed.setdefault(mission.crew_id, []).append(span)
                spent[mission.crew_id] = spent.get(mission.crew_id, 0.0) + trip.figures.crew_exposure_upper
    return Changes(snapshot_of(plan), bytes(plan.book or b""), draft, fixed, spent)


def options(stop: Stop) -> list[ShownOption]:
    """Every place for ``stop``, the cheapest first, what cannot be done last; none where it cannot be moved."""
    plan = stop.mission.plan
    if not plan.book or plan.pending or stop.visit < 0 or stop.locked:
        return []
    held = set(Stop.objects.filter(mission__plan=plan, locked=True).values_list("trip", flat=True))
    found = _opened(plan.pk, plan.changed.isoformat()).options(stop.trip, stop.visit, locked=held)
    codes, words = codes_of(plan), rules_in_words()
    vehicles = {code: Vehicle.objects.filter(pk=pk).first() for code, pk in codes.by_kind.get("vehicle", {}).items()}
    crews = {code: Crew.objects.filter(pk=pk).first() for code, pk in codes.by_kind.get("crew", {}).items()}
    missions = {str(row.vehicle_id): row.pk for row in plan.missions.all()}
    whole = sum(float(row.figures.get("person_exposure_upper", 0.0)) for row in plan.missions.all())
    return [
        _shown(number, one, vehicles, crews, words, missions, whole)
        for number, one in enumerate(found)
    ]  # fmt: skip


def _shown(
    number: int,
    one: Option,
    vehicles: dict[str, Vehicle | None],
    crews: dict[str, Crew | None],
    words: dict[str, str],
    missions: dict[str, str],
    whole: float,
) -> ShownOption:
    vehicle = vehicles.get(one.vehicle_id)
    if not one.vehicle_id:
        where = _("Leave it out today")
    elif one.new_trip:
        where = _("{vehicle}, a trip of its own").format(vehicle=vehicle)
    else:
        trip = one.trip_id.rsplit(".", 1)[1]
        where = _("{vehicle}, trip {n}, stop {place}").format(vehicle=vehicle, n=trip, place=one.position + 1)
    above = tuple(
        crew.name
        for code, met in one.budgets.items()
        if (crew := crews.get(code)) is not None and met > crew.risk_budget * (1 + 1e-6)
    )
    before, after = one.before, one.after
    change = after.person_exposure_upper - before.person_exposure_upper
    taken = one.draft.trip(one.trip_id) if one.vehicle_id else None
    time_s = [sum((f.driving_s, f.waiting_s, f.service_s)) for f in (before, after)]
    return ShownOption(
        number, one, where, change / whole if whole > 0 else 0.0,
        (time_s[1] - time_s[0]) / 60, (after.length_m - before.length_m) / 1000, taken.depart_s if taken else 0.0,
        above, tuple(words.get(code, code) for code in one.broken),
        missions.get(str(vehicle.pk), "") if vehicle is not None else "",
    )  # fmt: skip
