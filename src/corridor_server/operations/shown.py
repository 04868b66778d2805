"""A plan as pages show it: missions with their stops in words, comparisons against the quickest, what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from corridor.workflows.plan_words import words_in
from corridor_server.operations.following import late_by
from corridor_server.operations.kept import answer_of, codes_of
from corridor_server.operations.models import Mission, Plan, Stop
from corridor_server.operations.models.plan import OVER, MissionState
from corridor_server.registry.models import Item, Shelter

if TYPE_CHECKING:
    from corridor.domain.plan import Plan as EnginePlan


@dataclass(frozen=True)
class Goods:
    """An amount of one item in words."""

    name: str
    amount: float
    unit: str


@dataclass(frozen=True)
class ShownStop:
    """A stop and what is done there."""

    stop: Stop
    name: str
    goods: tuple[Goods, ...]
    movable: bool


@dataclass(frozen=True)
class ShownTrip:
    """One trip of a mission."""

    number: int
    code: str
    stops: tuple[ShownStop, ...]
    departs: Any
    returns: Any


@dataclass(frozen=True)
class ShownMission:
    """A mission with its trips."""

    mission: Mission
    trips: tuple[ShownTrip, ...]
    people: int
    deliveries: int
    km: float
    approvals: tuple[Any, ...]
    against: float | None
    """Person-exposure against the reference trip; 1: the same."""
    late: int | None = None
    """Minutes overdue."""

    @property
    def used_percent(self) -> float:
        """The crew's risk budget used, in hundredths."""
        return 100 * self.mission.budget_used

    @property
    def used_shown(self) -> float:
        """The same for a meter, whose end is 1."""
        return min(self.mission.budget_used, 1.0)

    @property
    def approved_by(self) -> frozenset[str]:
        """Ids of those who said yes."""
        return frozenset(str(one.by_id) for one in self.approvals)

    @property
    def approved(self) -> bool:
        """Enough different people said yes."""
        return len(self.approvals) >= self.mission.approvals_needed

    @property
    def over(self) -> bool:
        """Nothing of it is ahead."""
        return self.mission.state in OVER


@dataclass(frozen=True)
class ShownWay:
    """One of quickest, chosen, least exposed; shares of the quickest."""

    name: str
    label: str
    exposure: float
    exposure_share: float | None
    hours: float
    hours_share: float | None
    people: int
    deliveries: int
    unserved: int

    @property
    def exposure_percent(self) -> float | None:
        """Of the quickest's, in hundredths."""
        return None if self.exposure_share is None else 100 * self.exposure_share

    @property
    def hours_percent(self) -> float | None:
        """Of the quickest's, in hundredths."""
        return None if self.hours_share is None else 100 * self.hours_share

    @property
    def exposure_bar(self) -> float:
        """For a bar of length 100."""
        return min(self.exposure_percent or 0.0, 100.0)

    @property
    def hours_bar(self) -> float:
        """For a bar of length 100, half full at the quickest's."""
        return min((self.hours_percent or 0.0) / 2, 100.0)


def labels_of_ways() -> dict[str, str]:
    """The three plans in words."""
    return {"quickest": _("Quickest"), "chosen": _("Chosen"), "least": _("Least exposed")}


def ways(answer: EnginePlan) -> list[ShownWay]:
    """The three plans beside each other."""
    quickest = next((one for one in answer.comparisons if one.name == "quickest"), None)

    def share(value: float, of: float) -> float | None:
        return value / of if of > 0 else None

    shown = []
    for one in answer.comparisons:
        time_s = one.figures.driving_s + one.figures.waiting_s + one.figures.service_s
        base = quickest.figures if quickest else one.figures
        base_s = base.driving_s + base.waiting_s + base.service_s
        shown.append(
            ShownWay(
                one.name, labels_of_ways().get(one.name, one.name), one.figures.person_exposure_upper,
                share(one.figures.person_exposure_upper, base.person_exposure_upper), time_s / 3600,
                share(time_s, base_s), one.people_taken, one.deliveries, one.unserved,
            )
        )  # fmt: skip
    return shown


def reference_of(plan: Plan) -> float:
    """Person-exposure of the trip that exposures are shown against; 0 where there is none."""
    answer = answer_or_none(plan)
    return answer.reference.person_exposure_upper if answer and answer.reference else 0.0


def missions(plan: Plan, answer: EnginePlan | None) -> list[ShownMission]:
    """Every mission of the plan, by departure."""
    rows = plan.missions.select_related("vehicle", "crew").prefetch_related(
        "stops__shelter", "stops__centre", "stops__depot", "approvals__by"
    )
    items = {item.key: item for item in Item.objects.all()}
    reference = answer.reference.person_exposure_upper if answer and answer.reference else 0.0
    return [shown_mission(one, items, reference) for one in rows]


def shown_mission(mission: Mission, items: dict[str, Item], reference: float = 0.0) -> ShownMission:
    """One mission."""
    stops = list(mission.stops.all())
    trips = []
    for number in sorted({stop.trip_number for stop in stops}):
        own = [stop for stop in stops if stop.trip_number == number]
        trips.append(
            ShownTrip(
                number, own[0].trip, tuple(_stop(stop, mission, items) for stop in own), own[0].departs, own[-1].arrives
            )
        )
    exposure = float(mission.figures.get("person_exposure_upper", 0.0)) if isinstance(mission.figures, dict) else 0.0
    return ShownMission(
        mission,
        tuple(trips),
        sum(stop.people for stop in stops if stop.kind == "shelter"),
        sum(1 for stop in stops if stop.goods),
        float(mission.figures.get("length_m", 0.0)) / 1000 if isinstance(mission.figures, dict) else 0.0,
        tuple(mission.approvals.all()),
        exposure / reference if reference > 0 else None,
        late_by(mission, timezone.now()),
    )


def _stop(stop: Stop, mission: Mission, items: dict[str, Item]) -> ShownStop:
    goods = tuple(
        Goods(items[key].name if key in items else key, float(amount), items[key].unit if key in items else "")
        for key, amount in stop.goods
    )
    ahead = stop.state == "ahead" and mission.state not in (*OVER, MissionState.OUT)
    return ShownStop(stop, name_of(stop), goods, ahead and stop.visit >= 0 and not stop.locked)


def name_of(stop: Stop) -> str:
    """The place in words; a door outside shelters has none."""
    place = stop.shelter or stop.centre or stop.depot
    if place is not None:
        return str(place)
    return _("A door outside shelters") if stop.kind == "shelter" else _("Check-in point")


@dataclass(frozen=True)
class ShownLeft:
    """Something that is left out today."""

    place: str
    shelter: str
    what: str
    priority: int
    reason: str
    count: int = 1


def left_out(plan: Plan, answer: EnginePlan) -> list[ShownLeft]:
    """What the plan leaves out and why, most urgent first; the same at one place is counted."""
    codes = codes_of(plan)
    names = dict(Shelter.objects.values_list("pk", "name"))
    same: Counter[ShownLeft] = Counter()
    for row in answer.unserved:
        shelter = codes.record("shelter", row.shelter_id)
        what = _("A household that leaves") if row.kind == "household" else _("Goods")
        same[
            ShownLeft(
                names.get(shelter, _("A door outside shelters")), shelter if shelter in names else "", what,
                row.priority, said(row.detail or row.reason),
            )
        ] += 1  # fmt: skip
    return [replace(row, count=n) for row, n in sorted(same.items(), key=lambda pair: pair[0].priority)]


def said(text: str) -> str:
    """Words of a plan in the reader's language: they were written in the language of whoever asked for it."""
    return words_in(text, "uk" if (get_language() or "en").startswith("uk") else "en")


def answer_or_none(plan: Plan) -> EnginePlan | None:
    """The engine's plan where there is one."""
    return answer_of(plan) if plan.answer else None
