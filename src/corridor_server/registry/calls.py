"""What the desk knows of a caller while they speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from corridor_server.registry import naming
from corridor_server.registry.models import Person, Request
from corridor_server.store.fields import digits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

SHOWN = 6
RECENT = timedelta(days=14)
COUNTS = ("children", "elders", "wheelchairs", "stretchers", "pet_cages", "people")
TICKS = ("medical", "no_water")


@dataclass(frozen=True, slots=True)
class Known:
    """People who may be the caller, and requests that may be the same."""

    people: list[Person]
    requests: list[Request]


def known(typed: Mapping[str, str]) -> Known:
    """Who and what fits to the phone and name typed so far; nothing while too little is typed."""
    phone, name = typed.get("caller_phone", ""), typed.get("caller_name", "").strip()
    people: dict[str, Person] = {}
    everybody = Person.objects.filter(merged_into=None).select_related("household__shelter")
    calls: list[Request] = []
    if len(digits(phone)) >= naming.PHONE_DIGITS:
        people |= {one.pk: one for one in naming.search(everybody, phone)[:SHOWN]}
        calls = list(search(Request.objects.select_related("shelter"), phone)[:SHOWN])
    if name and len(people) < SHOWN:
        people |= {one.pk: one for one in naming.search(everybody, name)[: SHOWN - len(people)]}
    shelter = typed.get("shelter", "")
    if shelter and typed.get("kind"):
        same = Request.objects.filter(
            shelter=shelter, kind=typed["kind"], received__gte=timezone.now() - RECENT
        ).select_related("shelter")
        calls += [one for one in same[:SHOWN] if one.pk not in {call.pk for call in calls}]
    return Known(list(people.values()), calls[:SHOWN])


def search(rows: QuerySet[Request], text: str) -> QuerySet[Request]:
    """Requests from a phone, or for a shelter whose name holds ``text``."""
    if len(digits(text)) >= naming.PHONE_DIGITS:
        return rows.filter(caller_phone_index=text)
    return rows.filter(Q(shelter__name__icontains=text))


def facts(typed: Mapping[str, str]) -> dict[str, int]:
    """Numbers and ticks of the form as far as they are typed."""
    found = {name: int(typed[name]) for name in COUNTS if typed.get(name, "").isdigit()}
    return found | {name: 1 for name in TICKS if typed.get(name)}
