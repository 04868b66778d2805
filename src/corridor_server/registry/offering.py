"""Which offers answer why a household stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from corridor_server.registry.models import Household, Offer, Person
from corridor_server.registry.models.words import Mobility, OfferKind, PersonState, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

ANSWERS: dict[str, tuple[OfferKind, ...]] = {
    Reason.HOME: (OfferKind.HOST, OfferKind.COMPANY),
    Reason.PETS: (OfferKind.PETS, OfferKind.HOST),
    Reason.CARING: (OfferKind.CARE, OfferKind.COMPANY),
    Reason.ILL: (OfferKind.CARE, OfferKind.TRANSPORT),
    Reason.NOWHERE: (OfferKind.HOST, OfferKind.ONWARD),
    Reason.MONEY: (OfferKind.MONEY, OfferKind.ONWARD),
    Reason.DOCUMENTS: (OfferKind.DOCUMENTS,),
    Reason.FAMILY: (OfferKind.ONWARD, OfferKind.COMPANY),
    Reason.FEAR: (OfferKind.TRANSPORT, OfferKind.COMPANY),
    Reason.DISTRUST: (OfferKind.COMPANY,),
}
"""Reason to the kinds of offer that may answer it, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Match:
    """An offer for one door, and the reason that it answers."""

    offer: Offer
    reason: str
    left: int | None
    """Places left; None where the offer has no limit."""

    @property
    def reason_label(self) -> str:
        """The reason in words."""
        return str(Reason(self.reason).label)


def open_offers() -> QuerySet[Offer]:
    """Offers in force that have not expired and still have places, with ``taken``."""
    rows = Offer.objects.filter(active=True).filter(Q(expires=None) | Q(expires__gte=timezone.localdate()))
    return with_taken(rows).filter(Q(capacity=None) | Q(capacity__gt=F("taken")))


def with_taken(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    """``rows`` with ``taken``: places used up."""
    return rows.annotate(taken=Coalesce(Sum("acceptances__people"), 0))


def offers_for(household: Household) -> list[Match]:
    """Offers to speak of at this door, in the order of the reasons given and of how well they answer."""
    people = list(household.people.filter(merged_into=None, state=PersonState.HERE))
    return match(household, people, open_offers())


def match(household: Household, people: Iterable[Person], offers: Iterable[Offer]) -> list[Match]:
    """Pure part of ``offers_for``: an offer fits when it has places for all, takes their animals and wheelchairs."""
    people = list(people)
    size = len(people) + household.unnamed
    chairs = any(one.mobility in (Mobility.WHEELCHAIR, Mobility.STRETCHER) for one in people)
    offers, found, spoken = list(offers), [], set()
    for reason in household.reason_codes:
        for kind in ANSWERS.get(reason, ()):
            for offer in offers:
                left = None if offer.capacity is None else offer.capacity - offer.taken  # type: ignore[attr-defined]
                if offer.kind != kind or offer.pk in spoken or (left is not None and left < size):
                    continue
                if _shuts_out(offer, chairs=chairs, animals=household.pet_cages > 0):
                    continue
                spoken.add(offer.pk)
                found.append(Match(offer, reason, left))
    return found


def _shuts_out(offer: Offer, *, chairs: bool, animals: bool) -> bool:
    """Whether the household could not all come: a place that takes no animals, a vehicle without a lift."""
    carries = offer.kind in (OfferKind.TRANSPORT, OfferKind.ONWARD, OfferKind.HOST)
    return carries and ((animals and not offer.pets_accepted) or (chairs and not offer.wheelchairs))
