"""The worked case in the registry: fictional people, calls and offers around the engine's own shelters and households.

People are called "Person 17"; a few bear names of figures of Ukrainian literature in several spellings, so that search
and duplicates can be tried. Moments are moved so that the case happens now.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from corridor.workflows.demo import demo_operation
from corridor.workflows.demo.region import draw_region
from corridor_server.registry import naming
from corridor_server.registry.demo_words import LITERARY, calls, medical_notes, offers
from corridor_server.registry.models import (
    Decision,
    Household,
    Item,
    Need,
    Offer,
    Person,
    Request,
    Shelter,
    Standing,
    Stock,
)
from corridor_server.registry.models.words import AgeGroup, Mobility, Reason, Sex, ShelterKind, Utility
from corridor_server.registry.norms import ensure_items

if TYPE_CHECKING:
    from corridor.domain.operation import Operation

WHY = "demonstration"
UTILITIES = (Utility.NONE, Utility.NONE, Utility.HOURS, Utility.OWN, Utility.WORKS, Utility.UNKNOWN)
PETS = ("a dog", "a cat", "two cats", "a goat")
YEARS = {
    AgeGroup.INFANT: (0, 1), AgeGroup.SMALL: (2, 5), AgeGroup.CHILD: (6, 17), AgeGroup.ADULT: (18, 59),
    AgeGroup.ELDER: (60, 92),
}  # fmt: skip
AGES = (
    (AgeGroup.INFANT, 2), (AgeGroup.SMALL, 4), (AgeGroup.CHILD, 10), (AgeGroup.ADULT, 40), (AgeGroup.ELDER, 44),
)  # fmt: skip


BROUGHT_SINCE = (0.5, 2.5, 1.5, 4.0, 0.0, 3.0, 5.5)
"""Days of supply brought since the worked case, in turn: there nearly all has run out, everywhere alike."""


@dataclass(frozen=True)
class Loaded:
    """What the demonstration put into the registry."""

    shelters: dict[str, Shelter]
    """By the engine's id of the worked case (``S01``)."""
    households: dict[str, Household]
    people: int


def load_demo(operation: Operation | None = None, *, seed: int = 2023, moment: datetime | None = None) -> Loaded:
    """Put the worked case into an empty registry, in the language in force.

    Args:
        operation: the worked case, where the caller has drawn it already.
        seed: of everything drawn.
        moment: what the worked case's own "now" becomes; the present by default.

    Raises:
        ValueError: the registry holds shelters already.
    """
    if Shelter.objects.exists():
        raise ValueError("the demonstration goes into an empty registry only")
    case = operation or demo_operation(draw_region(seed), seed)
    shift = (moment or timezone.now()) - case.settings.as_of
    rng = random.Random(seed)  # noqa: S311 - fiction, not secrets
    with transaction.atomic():
        ensure_items()
        shelters = _shelters(case, rng)
        households = _households(case, shelters, shift, rng)
        people = _people(case, households, rng)
        _supplies(case, shelters, shift)
        _keep(Request, calls(list(shelters.values()), case.settings.as_of + shift, rng))
        _keep(Offer, offers((case.settings.as_of + shift).date()))
    return Loaded(shelters, households, people)


def _keep(model: Any, records: list[Any]) -> list[Any]:
    kept: list[Any] = bulk_create_with_history(records, model, batch_size=500, default_change_reason=WHY)
    return kept


def _shelters(case: Operation, rng: random.Random) -> dict[str, Shelter]:
    rows = []
    for number, place in enumerate(case.shelters, 1):
        rows.append(
            Shelter(
                name=place.name, kind=place.kind if place.kind in ShelterKind.values else ShelterKind.OTHER,
                lon=place.lon, lat=place.lat, capacity=place.people + rng.randrange(0, 30),
                power=rng.choice(UTILITIES), water=rng.choice(UTILITIES), heating=rng.choice(UTILITIES),
                entrances=_("The yard door; the front is blocked."), opens=place.opens, closes=place.closes,
                access_minutes=place.access_minutes, covered=place.covered,
                contact_name=_("Person {n}").format(n=900 + number), contact_phone=f"+380 50 000 {number:02} 00",
                visited=timezone.now() - timedelta(hours=rng.randrange(8, 200)) if rng.random() < 0.8 else None,
                visited_by=_("Crew {n}").format(n=rng.randrange(1, 9)), outside_id=place.id,
            )
        )  # fmt: skip
    return {one.outside_id: one for one in _keep(Shelter, rows)}


def _households(
    case: Operation, shelters: dict[str, Shelter], shift: timedelta, rng: random.Random
) -> dict[str, Household]:
    homes, said = [], []
    for number, one in enumerate(case.households, 1):
        reason = one.reason if one.reason in Reason.values else ""
        home = Household(
            shelter=shelters[one.shelter_id], phone=f"+380 67 000 {number // 100:02} {number % 100:02}",
            pets=rng.choice(PETS) if one.pet_cages else "", pet_cages=one.pet_cages, priority=one.priority,
            deadline=one.deadline + shift if one.deadline else None, choice=one.decision.value, reasons=reason,
            ask_again=_moved(one.ask_again, shift), outside_id=one.id,
        )  # fmt: skip
        homes.append(home)
        said.append(
            Decision(
                household=home, choice=home.choice, reasons=reason, ask_again=home.ask_again,
                said=case.settings.as_of + shift - timedelta(hours=rng.randrange(3, 90)),
            )
        )  # fmt: skip
    _keep(Household, homes)
    _keep(Decision, said)
    return {one.outside_id: one for one in homes}


def _moved(day: date | None, shift: timedelta) -> date | None:
    return day + timedelta(days=shift.days + (1 if shift.seconds > 43_200 else 0)) if day else None


def _people(case: Operation, homes: dict[str, Household], rng: random.Random) -> int:
    rows: list[Person] = []
    for one in case.households:
        chairs, lying, urgent = one.wheelchairs, one.stretchers, one.priority == 1
        for place in range(one.people):
            way = Mobility.WALKS
            if chairs or lying:
                way = Mobility.WHEELCHAIR if chairs else Mobility.STRETCHER
                chairs, lying = (chairs - 1, lying) if chairs else (chairs, lying - 1)
            rows.append(_person(homes[one.id], len(rows) + 1, place, way, urgent and place == 0, rng))
    for number, names in LITERARY.items():
        rows[number].family_name, rows[number].given_name, rows[number].patronymic, year = names
        rows[number].birth_year, rows[number].age_group = year, AgeGroup.ADULT
    _keep(Person, rows)
    naming.index(rows)
    return len(rows)


def _person(home: Household, number: int, place: int, way: Mobility, urgent: bool, rng: random.Random) -> Person:
    age = rng.choices([one for one, _n in AGES], [n for _one, n in AGES])[0] if place else AgeGroup.ELDER
    youngest, oldest = YEARS[age]
    return Person(
        household=home, family_name=_("Person {n}").format(n=number), age_group=age,
        birth_year=timezone.localdate().year - rng.randint(youngest, oldest) - 1, mobility=way,
        sex=rng.choice((Sex.FEMALE, Sex.FEMALE, Sex.MALE)), medical=rng.choice(medical_notes()) if urgent else "",
        medical_priority=urgent, languages=rng.choice(("uk", "uk, ru", "ru")), speaks=place == 0,
        documents_missing="passport" if rng.random() < 0.06 else "",
    )  # fmt: skip


def _supplies(case: Operation, shelters: dict[str, Shelter], shift: timedelta) -> None:
    items = {one.key: one for one in Item.objects.all()}
    as_of, people = case.settings.as_of, {one.id: one.people for one in case.shelters}
    stocks = []
    for one, days in zip(case.stocks, itertools.cycle(BROUGHT_SINCE), strict=False):
        item = items[one.item_id]
        more = round(days * people[one.shelter_id] * item.per_person_day)
        counted = as_of - (as_of - one.counted) / 3 + shift
        stocks.append(Stock(shelter=shelters[one.shelter_id], item=item, amount=one.amount + more, counted=counted))
    needs = [
        Need(
            shelter=shelters[one.shelter_id], item=items[one.item_id], amount=one.amount, priority=one.priority,
            by=one.by + shift if one.by else None,
        )
        for one in case.needs
    ]  # fmt: skip
    standing = [
        Standing(shelter=one, item=items[key]) for one in list(shelters.values())[::2] for key in ("water", "food")
    ]
    _keep(Stock, stocks)
    _keep(Need, needs)
    _keep(Standing, standing)
