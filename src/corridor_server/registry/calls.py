"""What the desk knows of a caller while they speak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from corridor_server.registry import hotline, naming, offering
from corridor_server.registry.models import Decision, Household, Person, Request
from corridor_server.registry.models.words import Choice, Mobility, Reason, RequestKind, RequestState
from corridor_server.store.fields import digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

SHOWN = 6
RECENT = timedelta(days=14)
COUNTS = ("children", "elders", "wheelchairs", "stretchers", "pet_cages", "people")
TICKS = ("medical", "no_water")


@dataclass(frozen=True, slots=True)
class Known:
    """People who may be the caller, requests that may be the same, and what can be said to them.

    Args:
        people: who it may be.
        requests: calls that may be about the same.
        decisions: of the households of ``people``, the newest of each, by household.
        matches: offers that answer the reasons given.
        household: whether saving enters a household where nobody known is chosen.
    """

    people: list[Person]
    requests: list[Request]
    decisions: dict[str, Decision] = field(default_factory=dict)
    matches: list[offering.Match] = field(default_factory=list)
    household: bool = True


def known(typed: Mapping[str, str], reasons: Sequence[str] = ()) -> Known:
    """Who and what fits to what was typed so far; nothing while too little is typed."""
    people, calls = _people(typed), _calls(typed)
    homes = {one.household_id for one in people if one.household_id}
    decisions: dict[str, Decision] = {}
    for one in Decision.objects.filter(household__in=homes).order_by("said", "pk"):
        decisions[one.household_id] = one
    kind = typed.get("kind", "")
    return Known(
        people, calls, decisions, _offers(typed, reasons),
        household=kind in hotline.PLANNED or typed.get("choice", "") in Choice.values,
    )  # fmt: skip


def _people(typed: Mapping[str, str]) -> list[Person]:
    phone, name = typed.get("caller_phone", ""), typed.get("caller_name", "").strip()
    everybody = Person.objects.filter(merged_into=None).select_related("household__shelter")
    by_phone, by_name = everybody.none(), everybody.none()
    if len(digits(phone)) >= naming.PHONE_DIGITS:
        by_phone = naming.search(everybody, phone).order_by("-speaks", "-created")
    if name:
        by_name = naming.search(everybody, name).order_by("-created")
    found: dict[str, Person] = {}
    # The one chosen stays in sight; then who fits to both, then to the phone, then to the name.
    chosen = everybody.filter(pk=typed.get("who", ""))
    both = by_phone.filter(pk__in=by_name.values("pk"))
    for rows in (chosen, both, by_phone, by_name):
        if len(found) < SHOWN:
            found |= {one.pk: one for one in rows[:SHOWN]}
    return list(found.values())[:SHOWN]


def _calls(typed: Mapping[str, str]) -> list[Request]:
    rows = Request.objects.select_related("shelter")
    phone = typed.get("caller_phone", "")
    found: dict[str, Request] = {}
    if len(digits(phone)) >= naming.PHONE_DIGITS:
        found |= {one.pk: one for one in search(rows, phone)[:SHOWN]}
    if typed.get("shelter") and typed.get("kind"):
        same = rows.filter(
            shelter=typed["shelter"], kind=typed["kind"], received__gte=timezone.now() - RECENT,
            state__in=RequestState.open(),
        )  # fmt: skip
        found |= {one.pk: one for one in same[:SHOWN]}
    return list(found.values())[:SHOWN]


def _offers(typed: Mapping[str, str], reasons: Sequence[str]) -> list[offering.Match]:
    """Offers for a household as it is described so far."""
    codes = [code for code in reasons if code in Reason.values]
    if not codes:
        return []
    counts = facts(typed)
    home = Household(reasons=" ".join(codes), unnamed=counts.get("people", 1), pet_cages=counts.get("pet_cages", 0))
    carried = counts.get("wheelchairs", 0) + counts.get("stretchers", 0)
    chairs = [Person(mobility=Mobility.WHEELCHAIR)] if carried else []
    home.unnamed = max(home.unnamed - len(chairs), 0)
    return offering.match(home, chairs, offering.open_offers())[:SHOWN]


def search(rows: QuerySet[Request], text: str) -> QuerySet[Request]:
    """Requests from a phone, by a person of this name, or for a shelter whose name holds ``text``."""
    if len(digits(text)) >= naming.PHONE_DIGITS:
        return rows.filter(caller_phone_index=text)
    callers = naming.search(Person.objects.all(), text).values("pk")
    return rows.filter(Q(shelter__name__icontains=text) | Q(caller__in=callers))


def facts(typed: Mapping[str, str]) -> dict[str, int]:
    """Numbers and ticks of the form as far as they are typed."""
    found = {name: int(typed[name]) for name in COUNTS if typed.get(name, "").isdecimal()}
    return found | {name: 1 for name in TICKS if typed.get(name)}


def kind_of(typed: Mapping[str, str]) -> str:
    """What is asked for; "something else" until it is chosen."""
    kind = typed.get("kind", "")
    return kind if kind in RequestKind.values else RequestKind.OTHER
