"""What the situation page shows of the registry: places, ids, counts and words; nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from corridor_server.registry import supply
from corridor_server.registry.models import Person, Request, Shelter
from corridor_server.registry.models.words import PersonState, RequestKind, RequestState

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShelterMark:
    """A shelter on the map. ``days`` of the scarcest item; None where nothing is known."""

    id: str
    name: str
    lon: float
    lat: float
    people: int
    days: float | None
    item: str
    counted: datetime | None
    address: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something new since a moment: name, what happened in words, when, and the address of its page."""

    name: str
    words: str
    when: datetime
    address: str


def shelter_marks() -> list[ShelterMark]:
    """Every shelter in use."""
    rows = list(supply.with_people(Shelter.objects.filter(in_use=True)).order_by("name", "pk"))
    known = supply.supplies(rows)
    return [_mark(shelter, supply.scarcest(known[shelter.pk])) for shelter in rows]


def _mark(shelter: Shelter, row: supply.ItemSupply | None) -> ShelterMark:
    return ShelterMark(
        id=shelter.pk,
        name=shelter.name,
        lon=shelter.lon,
        lat=shelter.lat,
        people=int(shelter.people),  # type: ignore[attr-defined]
        days=row.days if row else None,
        item=row.item.name if row else "",
        counted=row.stock.counted if row and row.stock else None,
        address=reverse("registry:shelter", kwargs={"pk": shelter.pk}),
    )


def changes_since(when: datetime, most: int) -> list[Change]:
    """The newest ``most`` of: new calls, and shelters entered or changed."""
    asked = Request.objects.filter(received__gt=when).order_by("-received").values_list("pk", "kind", "received")
    calls = [
        Change(str(RequestKind(kind).label), _("New request"), received, reverse("registry:request", kwargs={"pk": pk}))
        for pk, kind, received in asked[:most]
    ]
    touched = Shelter.objects.filter(changed__gt=when).order_by("-changed")
    places = [
        Change(
            name,
            _("Shelter entered") if created > when else _("Shelter changed"),
            changed,
            reverse("registry:shelter", kwargs={"pk": pk}),
        )
        for pk, name, created, changed in touched.values_list("pk", "name", "created", "changed")[:most]
    ]
    return sorted([*calls, *places], key=lambda change: change.when, reverse=True)[:most]


def figures() -> dict[str, int]:
    """Counts for the head of the page."""
    return {
        "people": Person.objects.filter(merged_into=None, state=PersonState.HERE).count(),
        "requests_open": Request.objects.filter(state__in=RequestState.open()).count(),
    }
