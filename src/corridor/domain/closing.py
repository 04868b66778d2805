"""How a day's outcomes move an operation: stocks, needs, decisions, road reports, exposure met. Pure.

What was refused by a row is left as it was; every rule that could surprise stands in ``docs/guide/closing-the-day.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.operation import ClosureEffect, Decision, RoadReport, Stock, epoch
from corridor.domain.outcomes import OutcomeKind
from corridor.domain.supply import DAY_S, latest_stocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from corridor.domain.operation import Need, Operation
    from corridor.domain.outcomes import Outcome
    from corridor.domain.plan import Plan

NOT_FOUND = "not_found"
"""Reason written beside a household that nobody met."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A household, or part of one, that left: a row of ``departed.csv``."""

    outcome_id: str
    household_id: str
    shelter_id: str
    people: int
    time_s: int
    centre_id: str
    mission_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A household that stays, with the code of why and when to ask again."""

    household_id: str
    decision: Decision
    reason: str
    ask_again: date | None


@dataclass(frozen=True, slots=True)
class StockEvent:
    """Recorded before: ``amount`` of ``item_id`` delivered, or, without item, that many people left the shelter."""

    time_s: int
    shelter_id: str
    item_id: str
    amount: float


@dataclass
class Closing:
    """The operation's state while outcomes are applied in the order of their times.

    Maps hold changed values only; what no outcome touched is in none of them.
    """

    operation: Operation
    stocks: dict[tuple[str, str], Stock] = field(default_factory=dict)
    needs: dict[str, float] = field(default_factory=dict)
    """Amount still needed, by need; 0: fulfilled."""
    household_people: dict[str, int] = field(default_factory=dict)
    """People still there, by household; 0: gone."""
    shelter_people: dict[str, int] = field(default_factory=dict)
    centre_capacity: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    departures: list[Departure] = field(default_factory=list)
    reports: list[RoadReport] = field(default_factory=list)
    passed: list[Outcome] = field(default_factory=list)
    seen: list[Outcome] = field(default_factory=list)
    count_stands: list[Outcome] = field(default_factory=list)
    """Deliveries before the newest count, which is taken to include them."""
    centre_unknown: list[Outcome] = field(default_factory=list)


def close_day(
    operation: Operation,
    outcomes: Sequence[Outcome],
    plan: Plan | None,
    ask_again: Mapping[str, date],
    history: Sequence[StockEvent] = (),
    counts: Mapping[tuple[str, str], Stock | None] | None = None,
) -> Closing:
    """Apply ``outcomes`` (references checked) in the order of their times; equal times in the order given.

    Args:
        operation: as it stood before.
        outcomes: rows not recorded before.
        plan: tells which centre a household was planned for.
        ask_again: date by outcome id, for refusals that name one.
        history: deliveries and departures recorded before.
        counts: the last count by people where the operation's stock was computed from it; None: never counted.
    """
    closing = Closing(operation)
    centres = planned_centres(plan)
    for outcome in sorted(outcomes, key=lambda o: epoch(o.time)):
        if outcome.what is OutcomeKind.TAKEN:
            _take(closing, outcome, centres)
        elif outcome.what is OutcomeKind.REFUSED:
            when = ask_again.get(outcome.id)
            closing.refusals[outcome.household_id] = Refusal(outcome.household_id, Decision.STAY, outcome.reason, when)
        else:
            _PLAIN[outcome.what](closing, outcome)
    _move_stocks(closing, outcomes, history, counts or {})
    return closing


def planned_centres(plan: Plan | None) -> dict[str, str]:
    """The reception centre that each household was planned to be brought to."""
    if plan is None:
        return {}
    stops = (stop for mission in plan.missions for trip in mission.trips for stop in trip.stops)
    return {household: stop.place_id for stop in stops for household in stop.brought}


def exposure_met(plan: Plan | None, driven: Sequence[str]) -> dict[str, float]:
    """Mean exposure that the crews of the missions ``driven`` met, by crew."""
    met: dict[str, float] = {}
    for mission in plan.missions if plan else ():
        if mission.id in driven:
            met[mission.crew_id] = met.get(mission.crew_id, 0.0) + mission.figures.crew_exposure_mean
    return met


def _deliver(closing: Closing, outcome: Outcome) -> None:
    """Needs for the item sink, most urgent first; stocks are computed at the end."""
    amount, key = outcome.amount or 0.0, (outcome.shelter_id, outcome.item_id)
    for need in sorted((n for n in closing.operation.needs if (n.shelter_id, n.item_id) == key), key=_urgency):
        still = closing.needs.get(need.id, need.amount)
        used = min(still, amount)
        amount -= used
        if used > 0:
            closing.needs[need.id] = round(still - used, 6)


def _urgency(need: Need) -> tuple[int, float, str]:
    return need.priority, need.by.timestamp() if need.by else float("inf"), need.id


def _move_stocks(
    closing: Closing,
    outcomes: Sequence[Outcome],
    history: Sequence[StockEvent],
    counts: Mapping[tuple[str, str], Stock | None],
) -> None:
    """Stocks computed anew from people's last count and all events since, so that no order of recording matters."""
    delivered = [o for o in outcomes if o.what is OutcomeKind.DELIVERED]
    new = [StockEvent(epoch(o.time), o.shelter_id, o.item_id, o.amount or 0.0) for o in delivered]
    new += [StockEvent(d.time_s, d.shelter_id, "", d.people) for d in closing.departures]
    standing = latest_stocks(closing.operation.stocks)
    bases: dict[tuple[str, str], Stock | None] = {**standing, **counts}
    for outcome in delivered:
        base = bases.get((outcome.shelter_id, outcome.item_id))
        if base is not None and epoch(base.counted) > epoch(outcome.time):
            closing.count_stands.append(outcome)
    left = {event.shelter_id for event in new if not event.item_id}
    touched = {(e.shelter_id, e.item_id) for e in new if e.item_id} | {key for key in bases if key[0] in left}
    for key in sorted(touched):
        stock = _replayed(closing, key, bases.get(key), (*history, *new))
        if stock is not None and stock != standing.get(key):
            closing.stocks[key] = stock


def _replayed(closing: Closing, key: tuple[str, str], base: Stock | None, known: Sequence[StockEvent]) -> Stock | None:
    """The count, aged through every departure, plus every delivery not before it."""
    item = next(i for i in closing.operation.items if i.id == key[1])
    shelter = next(s for s in closing.operation.shelters if s.id == key[0])
    start = epoch(base.counted) if base else 0
    events = sorted(
        (e for e in known if e.shelter_id == key[0] and e.item_id in ("", key[1]) and e.time_s >= start),
        key=lambda e: (e.time_s, e.item_id, e.amount),
    )
    if base is None:
        first = next((n for n, event in enumerate(events) if event.item_id), len(events))
        events = events[first:]
    if not events:
        return base
    people = closing.shelter_people.get(key[0], shelter.people) + sum(e.amount for e in events if not e.item_id)
    amount, moment = (base.amount, start) if base else (0.0, events[0].time_s)
    for event in events:
        amount = max(amount - item.per_person_day * people * (event.time_s - moment) / DAY_S, 0.0)
        moment = event.time_s
        if event.item_id:
            amount += event.amount
        else:
            people -= event.amount
    zone = ZoneInfo(closing.operation.settings.timezone)
    return Stock(
        shelter_id=key[0], item_id=key[1], amount=round(amount, 6), counted=datetime.fromtimestamp(moment, zone)
    )


def _take(closing: Closing, outcome: Outcome, centres: Mapping[str, str]) -> None:
    household = next(h for h in closing.operation.households if h.id == outcome.household_id)
    there = closing.household_people.get(household.id, household.people)
    people = min(outcome.people if outcome.people is not None else there, there)
    if people == 0:
        return
    closing.household_people[household.id] = there - people
    shelter = next(s for s in closing.operation.shelters if s.id == household.shelter_id)
    closing.shelter_people[shelter.id] = max(closing.shelter_people.get(shelter.id, shelter.people) - people, 0)
    centre_id = _centre(closing, outcome, centres)
    if centre_id:
        centre = next(c for c in closing.operation.centres if c.id == centre_id)
        closing.centre_capacity[centre_id] = max(closing.centre_capacity.get(centre_id, centre.capacity) - people, 0)
    elif closing.operation.centres:
        closing.centre_unknown.append(outcome)
    closing.departures.append(
        Departure(outcome.id, household.id, shelter.id, people, epoch(outcome.time), centre_id, outcome.mission_id)
    )


def _centre(closing: Closing, outcome: Outcome, centres: Mapping[str, str]) -> str:
    """The centre that ``detail`` names, else the one planned, else the only one."""
    known = [centre.id for centre in closing.operation.centres]
    for candidate in (outcome.detail, centres.get(outcome.household_id, "")):
        if candidate in known:
            return candidate
    return known[0] if len(known) == 1 else ""


def _not_found(closing: Closing, outcome: Outcome) -> None:
    household = next(h for h in closing.operation.households if h.id == outcome.household_id)
    closing.refusals[household.id] = Refusal(household.id, household.decision, NOT_FOUND, household.ask_again)


def _report(closing: Closing, outcome: Outcome) -> None:
    assert outcome.lon is not None
    assert outcome.lat is not None
    effect = ClosureEffect.SHUT if outcome.what is OutcomeKind.ROAD_SHUT else ClosureEffect.OPEN
    whole = outcome.to_lon is not None and outcome.to_lat is not None
    closing.reports.append(
        RoadReport(
            id=outcome.id,
            lon=outcome.lon,
            lat=outcome.lat,
            to_lon=outcome.to_lon if whole else None,
            to_lat=outcome.to_lat if whole else None,
            effect=effect,
            reported=outcome.time,
            reporter=outcome.reporter or outcome.mission_id,
        )
    )


_PLAIN: Mapping[OutcomeKind, Callable[[Closing, Outcome], None]] = {
    OutcomeKind.DELIVERED: _deliver,
    OutcomeKind.NOT_FOUND: _not_found,
    OutcomeKind.ROAD_SHUT: _report,
    OutcomeKind.ROAD_OPEN: _report,
    OutcomeKind.ROAD_PASSED: lambda closing, outcome: closing.passed.append(outcome),
    OutcomeKind.SEEN: lambda closing, outcome: closing.seen.append(outcome),
}


def after(operation: Operation, closing: Closing) -> Operation:
    """The operation as it stands after the day, for figures such as days of supply."""
    stocks = latest_stocks(operation.stocks) | closing.stocks
    shelters = tuple(
        s.model_copy(update={"people": closing.shelter_people.get(s.id, s.people)}) for s in operation.shelters
    )
    return operation.model_copy(update={"stocks": tuple(stocks.values()), "shelters": shelters})


__all__ = [
    "NOT_FOUND",
    "Closing",
    "Departure",
    "Refusal",
    "StockEvent",
    "after",
    "close_day",
    "exposure_met",
    "planned_centres",
]
