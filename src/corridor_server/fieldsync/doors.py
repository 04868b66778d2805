"""The households that a crew meets at its stops: who comes aboard, by name; who stays there, by number and reason."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from corridor_server.registry.models import Household, Person
from corridor_server.registry.models.words import Choice, Mobility, PersonState
from corridor_server.registry.offering import match, open_offers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor_server.operations.models import Stop
    from corridor_server.registry.models import Offer

MOST = 40
"""Households of one shelter beside those who come aboard: more than a crew can speak with."""


def doors_of(stops: Sequence[Stop]) -> dict[str, list[dict[str, Any]]]:
    """Stop id to its households: first those to be taken aboard, then those at the place to speak with."""
    wanted = {str(pk): str(stop.pk) for stop in stops for pk in stop.taken}
    places = {str(stop.shelter_id): str(stop.pk) for stop in reversed(stops) if stop.shelter_id}
    people = Person.objects.filter(merged_into=None, state=PersonState.HERE)
    rows = Household.objects.filter(merged_into=None, gone=None).prefetch_related(Prefetch("people", people))
    offers = list(open_offers())
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for home in rows.filter(pk__in=wanted):
        found[wanted[str(home.pk)]].append(_door(home, offers, named=True))
    for home in rows.filter(shelter__in=places).exclude(pk__in=wanted).exclude(choice=Choice.LEAVE):
        at = found[places[str(home.shelter_id)]]
        if len(at) < MOST:
            at.append(_door(home, offers, named=False))
    return found


def _door(home: Household, offers: Iterable[Offer], *, named: bool) -> dict[str, Any]:
    people = list(home.people.all())
    moves = [one.mobility for one in people]
    speaks = next((one for one in people if one.speaks), people[0] if people else None)
    return {
        "id": home.pk, "people": len(people) + home.unnamed, "pets": home.pet_cages,
        "wheelchair": moves.count(Mobility.WHEELCHAIR), "stretcher": moves.count(Mobility.STRETCHER),
        "decision": home.choice, "reasons": list(home.reason_codes), "notes": home.notes,
        "offers": [one.offer.words or one.offer.title for one in match(home, people, offers)],
        "name": speaks.name if named and speaks else "",
    }  # fmt: skip
