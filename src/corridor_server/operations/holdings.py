"""What stands at depots and centres: goods held, people on their way and handed over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from corridor_server.operations.models import Depot, Evacuation, Handover, ReceptionCentre, StockMovement, Vehicle
from corridor_server.registry.models import Item

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from corridor_server.operations.models import Mission


@dataclass(frozen=True)
class Held:
    """An amount of one item at a depot."""

    name: str
    unit: str
    amount: float


def held_by_depot() -> dict[str, tuple[Held, ...]]:
    """What each depot holds: the sum of everything that moved there."""
    sums = (
        StockMovement.objects.order_by("item__name")
        .values_list("depot_id", "item__name", "item__unit")
        .annotate(amount=Sum("amount"))
    )
    found: dict[str, list[Held]] = defaultdict(list)
    for depot, name, unit, amount in sums:
        found[str(depot)].append(Held(name, unit, amount))
    return {depot: tuple(rows) for depot, rows in found.items()}


def rows_of(model: Any) -> Sequence[Any]:
    """The rows of a kind of resource, with what its table shows beside their own fields."""
    rows = model.objects.all()
    if model is Vehicle:
        return list(rows.select_related("crew", "depot"))
    if model is Depot:
        held = held_by_depot()
        return [_with(row, held=held.get(row.pk, ())) for row in rows]
    if model is ReceptionCentre:
        coming, arrived = coming_to(), arrived_at()
        return [_with(row, coming=coming.get(row.pk, 0), arrived=arrived.get(row.pk, 0)) for row in rows]
    return list(rows)


def _with(row: Any, **more: Any) -> Any:
    for name, value in more.items():
        setattr(row, name, value)
    return row


def coming_to() -> Mapping[str, int]:
    """People on their way to each centre."""
    rows = Evacuation.objects.filter(handover=None).exclude(centre=None).order_by().values_list("centre_id")
    return dict(rows.annotate(people=Sum("people")))


def arrived_at() -> Mapping[str, int]:
    """People given into the care of each centre."""
    return dict(Handover.objects.order_by().values_list("centre_id").annotate(people=Sum("people")))


def hand_over(evacuation: Evacuation, people: int, by: Any, at: datetime | None = None) -> Handover:
    """Give people into the care of the centre that they were brought to; once for each household that left.

    Raises:
        ValueError: it is not known to which centre they went.
    """
    if evacuation.centre is None:
        raise ValueError("nobody knows where they were brought")
    with transaction.atomic():
        row, _new = Handover.objects.get_or_create(
            evacuation=evacuation,
            defaults={
                "centre": evacuation.centre, "people": min(people, evacuation.people), "by": by,
                "at": at or timezone.now(),
            },
        )  # fmt: skip
    return row


def arrived(mission: Mission, centre: ReceptionCentre, by: Any, at: datetime) -> None:
    """A mission has been at a centre: everybody it took for it is handed over."""
    for row in Evacuation.objects.filter(mission=mission, centre=centre, handover=None, at__lte=at):
        hand_over(row, row.people, by, at)


def load_goods(mission: Mission, by: Any) -> None:
    """What a mission takes from its depot, once."""
    loads: dict[str, float] = {}
    for goods in mission.stops.values_list("goods", flat=True):
        for key, amount in goods:
            loads[key] = loads.get(key, 0.0) + float(amount)
    for item in Item.objects.filter(key__in=loads):
        StockMovement.objects.get_or_create(
            mission=mission, item=item, depot=mission.vehicle.depot, why=StockMovement.Why.LOADED,
            defaults={"amount": -loads[item.key], "by": by},
        )  # fmt: skip


def add_exposure(mission: Mission) -> None:
    """What the crew met, once for each mission."""
    if mission.exposure_added:
        return
    met = float(mission.figures.get("crew_exposure_mean", 0.0))
    type(mission.crew).objects.filter(pk=mission.crew_id).update(cumulative_exposure=F("cumulative_exposure") + met)
    mission.exposure_added = True
    mission.save(update_fields=["exposure_added", "changed"])
