"""What a mission's page tells in words: what happened, and what to know at each door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from corridor_server.operations.models import Crew
from corridor_server.operations.shown import name_of
from corridor_server.registry.models import Household, Shelter
from corridor_server.registry.models.words import PersonState, Reason
from corridor_server.registry.offering import offers_for

if TYPE_CHECKING:
    from datetime import datetime

    from corridor_server.operations.models import Mission
    from corridor_server.registry.models import Item


AT_HOME = Q(merged_into=None, state=PersonState.HERE)


@dataclass(frozen=True)
class Happened:
    """One outcome in words."""

    what: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Door:
    """A household of the mission, without its names: who may read those opens its card."""

    pk: str
    code: str
    place: str
    people: int
    offers: tuple[str, ...]
    trusts: str
    """The crew that they trust, where they said so."""


def happened(mission: Mission, items: dict[str, Item]) -> list[Happened]:
    """What was recorded of a mission, the newest first."""
    rows = list(mission.outcomes.all())
    places = dict(Shelter.objects.filter(pk__in=[row.place for row in rows]).values_list("pk", "name"))
    codes = {home.pk: home.code for home in Household.objects.filter(pk__in=[row.subject for row in rows])}
    reasons = {value: str(label) for value, label in Reason.choices}
    told = []
    for row in rows:
        item, place = items.get(row.subject), places.get(row.place, "")
        home = _("Household {code}").format(code=codes.get(row.subject, "?"))
        if row.what == "delivered":
            amount = f"{item.name} {row.amount:g} {item.unit}" if item else f"{row.amount:g}"
            told.append(Happened(_("Delivered"), f"{amount} · {place}", row.at))
        elif row.what == "taken":
            told.append(Happened(_("Came with us"), f"{home}: {row.amount:g}", row.at))
        elif row.what == "refused":
            told.append(Happened(_("Stays"), f"{home} · {reasons.get(row.reason, row.reason)}", row.at))
        elif row.what == "postponed":
            told.append(Happened(_("Comes later, perhaps"), f"{home} · {reasons.get(row.reason, row.reason)}", row.at))
        else:
            told.append(Happened(_("Nobody was met"), home, row.at))
    return told


def doors(mission: Mission) -> list[Door]:
    """The households that a mission is for, with the offers that answer their reasons."""
    wanted = {str(pk): stop for stop in mission.stops.select_related("shelter") for pk in stop.taken}
    crews = dict(Crew.objects.values_list("pk", "name"))
    return [
        Door(
            home.pk, home.code, name_of(wanted[home.pk]), home.people.filter(AT_HOME).count() + home.unnamed,
            tuple(match.offer.title for match in offers_for(home)), crews.get(home.trusted_crew, ""),
        )
        for home in Household.objects.filter(pk__in=wanted)
    ]  # fmt: skip
