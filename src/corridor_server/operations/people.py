"""What the registry tells the engine: places, households by count, stocks and needs. No name, no phone, no note."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain import operation as engine
from corridor_server.registry.models import Household, Item, Need, Person, Shelter
from corridor_server.registry.models.words import Mobility, NeedState, PersonState
from corridor_server.registry.supply import engine_item, newest_stocks, with_people

if TYPE_CHECKING:
    from corridor_server.operations.codes import Codes

LEAST_KG = 0.001


@dataclass(frozen=True)
class EnginePeople:
    """Rows for an ``Operation``; ids are codes, items go by their key."""

    shelters: tuple[engine.Shelter, ...]
    households: tuple[engine.Household, ...]
    items: tuple[engine.Item, ...]
    stocks: tuple[engine.Stock, ...]
    needs: tuple[engine.Need, ...]


def engine_people(codes: Codes) -> EnginePeople:
    """Everything that a plan needs to know of the people, as it stands now."""
    households = list(
        Household.objects.filter(gone=None, merged_into=None).select_related("shelter").order_by("created", "pk")
    )
    needs = list(
        Need.objects.filter(state=NeedState.OPEN).exclude(item=None).select_related("household", "item").order_by("pk")
    )
    shelters = _shelters(codes, households, needs)
    placed = {codes.record("shelter", one.id): one.id for one in shelters}
    rows = _households(codes, households, placed)
    items = {item.pk: engine_item(item) for item in Item.objects.order_by("key")}
    stocks = tuple(
        engine.Stock(shelter_id=placed[shelter], item_id=items[item].id, amount=stock.amount, counted=stock.counted)
        for (shelter, item), stock in sorted(newest_stocks().items())
        if shelter in placed and item in items
    )
    return EnginePeople(shelters, rows, tuple(items.values()), stocks, _needs(codes, needs, placed))


def _shelters(codes: Codes, households: list[Household], needs: list[Need]) -> tuple[engine.Shelter, ...]:
    """Shelters with people or needs, then doors of households outside shelters."""
    asked = {need.shelter_id for need in needs}
    rows = [
        engine.Shelter(
            id=codes.give("shelter", "S", one.pk), name=one.name, lon=one.lon, lat=one.lat, kind=one.kind,
            people=one.people, opens=one.opens, closes=one.closes,  # type: ignore[attr-defined] # annotated
            access_minutes=one.access_minutes, covered=one.covered,
        )
        for one in with_people(Shelter.objects.filter(in_use=True)).order_by("created", "pk")
        if one.people or one.pk in asked  # type: ignore[attr-defined] # annotated
    ]  # fmt: skip
    doors = [one for one in households if one.shelter_id is None and one.lon is not None and one.lat is not None]
    people = _people_by_household()
    for one in doors:
        assert one.lon is not None
        assert one.lat is not None
        code = codes.give("shelter", "S", one.pk)
        rows.append(
            engine.Shelter(
                id=code, name="", lon=one.lon, lat=one.lat, kind="flat", people=people[one.pk].total + one.unnamed
            )
        )
    return tuple(rows)


@dataclass
class _Count:
    total: int = 0
    wheelchairs: int = 0
    stretchers: int = 0


def _people_by_household() -> dict[str, _Count]:
    counts: dict[str, _Count] = defaultdict(_Count)
    rows = Person.objects.filter(merged_into=None, state=PersonState.HERE, household__gone=None).values_list(
        "household_id", "mobility"
    )
    for (household, mobility), number in Counter(rows).items():
        count = counts[str(household)]
        count.total += number
        count.wheelchairs += number if mobility == Mobility.WHEELCHAIR else 0
        count.stretchers += number if mobility == Mobility.STRETCHER else 0
    return counts


def _households(codes: Codes, households: list[Household], placed: dict[str, str]) -> tuple[engine.Household, ...]:
    people = _people_by_household()
    rows = []
    for one in households:
        shelter, count = placed.get(one.shelter_id or one.pk), people[one.pk]
        total = count.total + one.unnamed
        if shelter is None or not total:
            continue
        rows.append(
            engine.Household(
                id=codes.give("household", "H", one.pk), shelter_id=shelter, people=min(total, 100),
                wheelchairs=count.wheelchairs, stretchers=count.stretchers, pet_cages=one.pet_cages,
                decision=engine.Decision(one.choice), reason=next(iter(one.reason_codes), ""),
                ask_again=one.ask_again, priority=one.priority, deadline=one.deadline,
            )
        )  # fmt: skip
    return tuple(rows)


def _needs(codes: Codes, needs: list[Need], placed: dict[str, str]) -> tuple[engine.Need, ...]:
    rows = []
    for need in needs:
        home = need.shelter_id or (need.household.shelter_id or need.household_id if need.household else None)
        shelter = placed.get(home or "")
        if shelter is None or need.item is None:
            continue
        rows.append(
            engine.Need(
                id=codes.give("need", "N", need.pk), shelter_id=shelter, item_id=need.item.key, amount=need.amount,
                by=need.by, priority=need.priority,
            )
        )  # fmt: skip
    return tuple(rows)
