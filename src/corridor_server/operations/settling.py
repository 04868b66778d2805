"""What outcomes move in the store: stocks, needs, decisions, people, roads, danger, exposure. By the engine's rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from corridor.domain import operation as engine
from corridor.domain.closing import NOT_FOUND, Closing, StockEvent, close_day
from corridor_server.operations.models import (
    Evacuation,
    Incident,
    OperationProfile,
    Outcome,
    ReceptionCentre,
    RoadReport,
    StockBase,
)
from corridor_server.registry import bridge
from corridor_server.registry.deciding import decide
from corridor_server.registry.models import Decision, Household, Item, Need, Shelter, Stock
from corridor_server.registry.models.words import Choice, NeedState, PersonState
from corridor_server.registry.supply import newest_stocks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from corridor.domain.outcomes import Outcome as EngineOutcome

WHY = "outcome"


def operation_by_id(now: datetime) -> engine.Operation:
    """The operation under the records' own ids, for closing only: it never leaves this process."""
    profile = OperationProfile.current()
    zone = ZoneInfo(profile.timezone)
    shelters = bridge.shelters()
    known = {one.id for one in shelters}
    return engine.Operation(
        settings=engine.OperationSettings(
            name=profile.name or "Corridor",
            timezone=profile.timezone,
            day=now.astimezone(zone).date(),
            as_of=now.astimezone(zone),
        ),
        depots=(),
        centres=tuple(
            engine.ReceptionCentre(id=one.pk, name=one.name, lon=one.lon, lat=one.lat, capacity=one.capacity)
            for one in ReceptionCentre.objects.all()
        ),
        shelters=shelters,
        households=tuple(one for one in bridge.households() if one.shelter_id in known),
        items=bridge.items(),
        stocks=bridge.stocks(),
        needs=bridge.needs(),
        crews=(),
        vehicles=(),
    )


def closed(operation: engine.Operation, outcomes: Sequence[EngineOutcome], ask_again: Mapping[str, Any]) -> Closing:
    """The engine's closing over what was recorded before."""
    history = [
        StockEvent(int(at.timestamp()), place, subject if what == "delivered" else "", amount)
        for what, at, place, subject, amount in Outcome.objects.filter(what__in=("delivered", "taken")).values_list(
            "what", "at", "place", "subject", "amount"
        )
    ]
    return close_day(operation, outcomes, None, ask_again, history, _counts())


def _counts() -> dict[tuple[str, str], engine.Stock | None]:
    """People's last counts behind stocks that stand as they were computed."""
    newest = newest_stocks()
    counts: dict[tuple[str, str], engine.Stock | None] = {}
    for base in StockBase.objects.select_related("item"):
        stock = newest.get((base.shelter_id, base.item_id))
        if stock is None or (stock.amount, stock.counted) != (base.stands_amount, base.stands_counted):
            continue
        key = (base.shelter_id, base.item.key)
        counts[key] = None
        if base.counted is not None:
            counts[key] = engine.Stock(
                shelter_id=base.shelter_id, item_id=base.item.key, amount=base.amount, counted=base.counted
            )
    return counts


def settle(closing: Closing, by: Any, crew: str, *, undecided: Collection[str] = ()) -> None:
    """Write what ``closing`` changed. Inside the caller's transaction, which also writes the outcomes themselves.

    Args:
        closing: the engine's.
        by: who enters it.
        crew: call sign, the source of roads and danger.
        undecided: households whose refusal is none for good.
    """
    _stocks(closing, by)
    for need, left in closing.needs.items():
        state = {"state": NeedState.MET} if left <= 0 else {"amount": left}
        for row in Need.objects.filter(pk=need):
            for name, value in state.items():
                setattr(row, name, value)
            row.save_as(WHY)
    _departures(closing)
    for centre, capacity in closing.centre_capacity.items():
        for place in ReceptionCentre.objects.filter(pk=centre):
            place.capacity = capacity
            place.save_as(WHY)
    for refusal in closing.refusals.values():
        if refusal.reason != NOT_FOUND:
            later = refusal.household_id in undecided
            choice = Choice.UNDECIDED.value if later else refusal.decision.value
            decide(
                Decision(
                    household_id=refusal.household_id, choice=choice, reasons=refusal.reason,
                    ask_again=refusal.ask_again, heard_by=by,
                )
            )  # fmt: skip
    for report in closing.reports:
        RoadReport.objects.create(
            lon=report.lon, lat=report.lat, to_lon=report.to_lon, to_lat=report.to_lat, effect=report.effect.value,
            reported=report.reported, source=crew, outcome=report.id,
        )  # fmt: skip
    for seen in closing.seen:
        if seen.lon is None or seen.lat is None:
            continue
        Incident.objects.create(
            lon=seen.lon, lat=seen.lat, kind=seen.reason, at=seen.time, reported=seen.time, source=crew,
            outcome=seen.id, confidence=0.9,
        )  # fmt: skip


def _stocks(closing: Closing, by: Any) -> None:
    items = {item.key: item for item in Item.objects.all()}
    newest, bases = newest_stocks(), _counts()
    for (shelter, key), stock in closing.stocks.items():
        item = items[key]
        was = newest.get((shelter, item.pk))
        base = bases.get((shelter, key), was)
        kept = Stock(shelter_id=shelter, item=item, amount=stock.amount, counted=stock.counted, by=by)
        kept.save_as(WHY)
        StockBase.objects.update_or_create(
            shelter_id=shelter,
            item=item,
            defaults={
                "amount": base.amount if base else 0.0,
                "counted": base.counted if base else None,
                "stands_amount": kept.amount,
                "stands_counted": kept.counted,
            },
        )


def _departures(closing: Closing) -> None:
    """People who left: whole households are gone; of others those not entered one by one are taken off."""
    for departure in closing.departures:
        household = Household.objects.get(pk=departure.household_id)
        when = datetime.fromtimestamp(departure.time_s, UTC)
        if closing.household_people[household.pk] == 0:
            household.gone = when
            for person in household.people.filter(merged_into=None, state=PersonState.HERE):
                person.state = PersonState.LEFT
                person.save_as(WHY)
        else:
            household.unnamed = max(household.unnamed - departure.people, 0)
        household.save_as(WHY)
        for shelter in Shelter.objects.filter(pk=departure.shelter_id, headcount__isnull=False):
            shelter.headcount = max((shelter.headcount or 0) - departure.people, 0)
            shelter.save_as(WHY)


def departed(outcome: Outcome, closing: Closing) -> None:
    """The evacuation behind one outcome; it is handed over when its mission has been at the centre."""
    for departure in closing.departures:
        if departure.outcome_id != outcome.key:
            continue
        centre = departure.centre_id or None
        Evacuation.objects.create(
            outcome=outcome, mission=outcome.mission, household_id=departure.household_id, centre_id=centre,
            shelter_id=departure.shelter_id if Shelter.objects.filter(pk=departure.shelter_id).exists() else None,
            people=departure.people, at=outcome.at,
        )  # fmt: skip
