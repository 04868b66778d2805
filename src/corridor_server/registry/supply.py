"""Days of supply at shelters, by the engine's own reckoning (``corridor.domain.supply``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, IntegerField, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from corridor.domain import operation as engine
from corridor.domain.supply import Supply, supply_of
from corridor_server.registry.models import Household, Item, Need, Person, Shelter, Standing, Stock
from corridor_server.registry.models.words import NeedState, PersonState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

TARGET_DAYS = 3.0
AWAY = tuple(one for one in PersonState if one != PersonState.HERE)
"""Told by what it is not: the database is to look people up by household, not by the state that most of them have."""


@dataclass(frozen=True, slots=True)
class ItemSupply:
    """How one item stands at one shelter. ``supply`` is None where nothing was counted or nobody uses it."""

    item: Item
    stock: Stock | None
    supply: Supply | None

    @property
    def days(self) -> float | None:
        """Days left; None where nothing is known."""
        return self.supply.days_left if self.supply else None

    @property
    def tone(self) -> str:
        """How urgent, as the pages' tones."""
        return tone_of(self.days)


def tone_of(days: float | None) -> str:
    """Tone of days of supply: below one day, below the target, else; unknown is grey."""
    if days is None:
        return "unknown"
    return "stop" if days < 1 else "warn" if days < TARGET_DAYS else "good"


def with_people(shelters: QuerySet[Shelter]) -> QuerySet[Shelter]:
    """``shelters`` with ``registered`` (people entered here) and ``people`` (the larger of those and the count)."""
    here = Household.objects.filter(shelter=OuterRef("pk"), gone=None, merged_into=None).order_by().values("shelter")
    unnamed = here.annotate(n=Sum("unnamed")).values("n")
    persons = (
        Person.objects.filter(household__shelter=OuterRef("pk"), household__gone=None, merged_into=None)
        .exclude(state__in=AWAY)
        .filter(household__merged_into=None)
        .order_by()
        .values("household__shelter")
    )
    named = persons.annotate(n=Count("pk")).values("n")
    whole = IntegerField()
    return shelters.annotate(
        registered=Coalesce(Subquery(unnamed, output_field=whole), 0) + Coalesce(Subquery(named, output_field=whole), 0)
    ).annotate(people=Greatest(F("registered"), Coalesce(F("headcount"), 0), output_field=whole))


def newest_stocks(shelters: Iterable[str] | None = None) -> dict[tuple[str, str], Stock]:
    """The newest count of each item at each shelter (or at ``shelters``)."""
    rows = Stock.objects.order_by()
    if shelters is not None:
        rows = rows.filter(shelter__in=list(shelters))
    # Counts pile up over months; only the newest leave the database. Two of one moment: the one written later holds.
    last = {
        (shelter, item): when
        for shelter, item, when in rows.values_list("shelter", "item").annotate(when=Max("counted"))
    }
    newest = rows.filter(counted__in=set(last.values())).order_by("pk")
    found = ((stock, (stock.shelter_id, stock.item_id)) for stock in newest)
    return {key: stock for stock, key in found if last[key] == stock.counted}


def engine_shelter(shelter: Shelter) -> engine.Shelter:
    """A shelter as the engine knows it: id, place, how many people; no name. Needs ``with_people``."""
    return engine.Shelter(
        id=shelter.pk,
        lon=shelter.lon,
        lat=shelter.lat,
        kind=shelter.kind,
        people=int(shelter.people),  # type: ignore[attr-defined]
        opens=shelter.opens,
        closes=shelter.closes,
        access_minutes=shelter.access_minutes,
        covered=shelter.covered,
    )


def engine_item(item: Item) -> engine.Item:
    """An item as the engine knows it."""
    return engine.Item(
        id=item.key, name=item.name, unit=item.unit, kg=item.kg, litres=item.litres,
        per_person_day=item.per_person_day, unload_seconds=item.unload_seconds,
    )  # fmt: skip


def engine_stock(stock: Stock, item: Item) -> engine.Stock:
    """A count as the engine knows it."""
    return engine.Stock(shelter_id=stock.shelter_id, item_id=item.key, amount=stock.amount, counted=stock.counted)


def supplies_at(shelter: Shelter, now: datetime | None = None, target: float = TARGET_DAYS) -> list[ItemSupply]:
    """Every consumed item at one shelter (with ``people``), the scarcest first, the unknown last."""
    return supplies([shelter], now, target)[shelter.pk]


def supplies(
    shelters: Iterable[Shelter], now: datetime | None = None, target: float = TARGET_DAYS
) -> dict[str, list[ItemSupply]]:
    """The same for many shelters, by id, in two queries."""
    shelters = list(shelters)
    moment = int((now or timezone.now()).timestamp())
    items = [(item, engine_item(item)) for item in Item.objects.filter(per_person_day__gt=0)]
    stocks = newest_stocks([one.pk for one in shelters])
    found: dict[str, list[ItemSupply]] = {}
    for shelter in shelters:
        place, rows = engine_shelter(shelter), []
        for item, norm in items:
            stock = stocks.get((shelter.pk, item.pk))
            counted = engine_stock(stock, item) if stock else None
            supply = supply_of(place, norm, counted, now_s=moment, target_days=target)
            rows.append(ItemSupply(item, stock, supply))
        found[shelter.pk] = sorted(rows, key=lambda row: (row.days is None, row.days or 0.0))
    return found


def scarcest(rows: Iterable[ItemSupply]) -> ItemSupply | None:
    """What runs out first; None where nothing is known."""
    return next((row for row in rows if row.days is not None), None)


def raise_needs(now: datetime | None = None, shelter: Shelter | None = None) -> list[Need]:
    """Turn standing deliveries that are due into needs, and close those of shelters that have enough again.

    An open need of the same kind is brought up to date. ``shelter``: only there, as after a count.
    """
    moment = now or timezone.now()
    rules = Standing.objects.filter(active=True, shelter__in_use=True).select_related("item")
    if shelter is not None:
        rules = rules.filter(shelter=shelter)
    shelters = {one.pk: one for one in with_people(Shelter.objects.filter(standing__in=rules).distinct())}
    known = {pk: {row.item.pk: row for row in rows} for pk, rows in supplies(shelters.values(), moment).items()}
    made = []
    for rule in rules:
        row = known[rule.shelter_id].get(rule.item_id)
        if row is None or row.supply is None:
            continue
        open_need = Need.objects.filter(
            state__in=(NeedState.OPEN, NeedState.PLANNED), shelter=rule.shelter_id, item=rule.item_id, standing=True
        ).first()
        if row.supply.days_left >= rule.floor_days:
            if open_need is not None:
                open_need.state = NeedState.MET
                open_need.save_as("stock is above the floor")
            continue
        missing = row.supply.use_per_day * rule.target_days - row.supply.left
        need = open_need or Need(shelter_id=rule.shelter_id, item=rule.item, standing=True)
        need.amount = round(missing, 1)
        need.priority = row.supply.priority
        need.by = datetime.fromtimestamp(row.supply.runs_out_s, tz=moment.tzinfo)
        need.save_as("standing delivery")
        made.append(need)
    return made
