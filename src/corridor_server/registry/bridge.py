"""What the engine may know of the registry: places, amounts, sizes, by anonymous id. Never a name, a phone, a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from corridor.domain import operation as engine
from corridor_server.registry import supply
from corridor_server.registry.models import Household, Item, Need, Shelter
from corridor_server.registry.models.words import Mobility, NeedState, PersonState, Priority

if TYPE_CHECKING:
    from django.db.models import QuerySet

AT_HOME = Q(people__merged_into=None, people__state=PersonState.HERE)


def shelters() -> tuple[engine.Shelter, ...]:
    """Shelters in use, and doors that are none: a household with a place of its own is a stop of its own."""
    rows = supply.with_people(Shelter.objects.filter(in_use=True)).order_by("pk")
    return (*(supply.engine_shelter(one) for one in rows), *(_door(one) for one in _doors()))


def households() -> tuple[engine.Household, ...]:
    """Households that are still there and have somebody in them, by the record's id."""
    return tuple(_household(one) for one in _sized(_there()) if _size(one))


def items() -> tuple[engine.Item, ...]:
    """Items and norms."""
    return tuple(supply.engine_item(one) for one in Item.objects.order_by("pk"))


def stocks() -> tuple[engine.Stock, ...]:
    """The newest count of each item at each shelter in use."""
    known = {item.pk: item for item in Item.objects.all()}
    used = set(Shelter.objects.filter(in_use=True).values_list("pk", flat=True))
    newest = supply.newest_stocks()
    return tuple(
        supply.engine_stock(stock, known[stock.item_id]) for (place, _i), stock in newest.items() if place in used
    )


def needs() -> tuple[engine.Need, ...]:
    """Open needs of items; what standing deliveries raised is left out, since days of supply imply it already."""
    rows = (
        Need.objects.filter(state__in=(NeedState.OPEN, NeedState.PLANNED), item__isnull=False, standing=False)
        .select_related("item", "household")
        .order_by("pk")
    )
    found = []
    for need in rows:
        stop = need.shelter_id or (need.household and (need.household.shelter_id or need.household_id))
        if stop and need.item:
            found.append(
                engine.Need(
                    id=need.pk, shelter_id=stop, item_id=need.item.key, amount=need.amount, by=need.by,
                    priority=need.priority,
                )
            )  # fmt: skip
    placed = {one.id for one in shelters()}
    return tuple(one for one in found if one.shelter_id in placed)


def trusted_crews() -> dict[str, str]:
    """Household to the crew that it trusts, by ids."""
    return dict(_there().exclude(trusted_crew="").values_list("pk", "trusted_crew"))


def _there() -> QuerySet[Household]:
    placed = Q(shelter__in_use=True) | Q(shelter=None, lon__isnull=False, lat__isnull=False)
    return Household.objects.filter(placed, gone=None, merged_into=None).order_by("pk")


def _doors() -> QuerySet[Household]:
    return _sized(Household.objects.filter(pk__in=_there().filter(shelter=None)))


def _sized(rows: QuerySet[Household]) -> QuerySet[Household]:
    return rows.annotate(
        named=Count("people", filter=AT_HOME),
        chairs=Count("people", filter=AT_HOME & Q(people__mobility=Mobility.WHEELCHAIR)),
        lying=Count("people", filter=AT_HOME & Q(people__mobility=Mobility.STRETCHER)),
        urgent=Max("people__medical_priority", filter=AT_HOME),
    )


def _size(home: Household) -> int:
    return int(home.named) + home.unnamed  # type: ignore[attr-defined]


def _door(home: Household) -> engine.Shelter:
    return engine.Shelter(id=home.pk, lon=home.lon or 0.0, lat=home.lat or 0.0, kind="flat", people=_size(home))


def _household(home: Household) -> engine.Household:
    """One household as the engine knows it; somebody medically urgent makes it priority 1."""
    reasons = home.reason_codes
    urgent = bool(home.urgent)  # type: ignore[attr-defined]
    return engine.Household(
        id=home.pk,
        shelter_id=home.shelter_id or home.pk,
        people=min(_size(home), 100),
        wheelchairs=home.chairs,  # type: ignore[attr-defined]
        stretchers=home.lying,  # type: ignore[attr-defined]
        pet_cages=home.pet_cages,
        decision=engine.Decision(home.choice),
        reason=reasons[0] if reasons else "",
        ask_again=home.ask_again,
        priority=Priority.LIFE if urgent else home.priority,
        deadline=home.deadline,
    )
