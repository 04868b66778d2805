"""A store full of drawn people, and users who may log in. Names are put together from syllables: they are nobody's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from corridor_server.accounts.access.roles import Role
from corridor_server.accounts.models import User
from corridor_server.registry import naming
from corridor_server.registry.models import Household, Item, Person, Request, Shelter, Stock
from corridor_server.registry.models.words import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK = 2000
BEGINNINGS = "Бар Вел Гор Дов Жур Зад Кал Лоз Мар Нед Обр Пет Руд Сов Тур Хом Чер Шев Щер Яр".split()  # noqa: SIM905
MIDDLES = "ав ен ил ов ук ат ер им од уш".split()  # noqa: SIM905
ENDINGS = "енко чук ський ко ець ишин як ин ук ич".split()  # noqa: SIM905
GIVEN = "Олена Ірина Марія Ганна Оксана Віра Іван Петро Андрій Сергій Микола Павло Тарас Юрій Софія Дарина".split()  # noqa: SIM905
SHARES = ((1, 38), (2, 31), (3, 16), (4, 10), (5, 5))
"""Sizes of households and how many of a hundred have them."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who may log in: name and the secret of the second factor."""

    username: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Crowd:
    """What visitors may ask for; ids and drawn names only."""

    people: tuple[str, ...]
    households: tuple[str, ...]
    shelters: tuple[str, ...]
    names: tuple[str, ...]
    phones: tuple[str, ...]


def fill(people: int, shelters: int, seed: int, told: Callable[[int], None]) -> Crowd:
    """Draw shelters with counts, and people in households, beside what is there; a tenth of the households called.

    Args:
        people: how many to draw.
        shelters: how many there are to be in all.
        seed: of everything drawn.
        told: how many people there are so far.
    """
    rng = random.Random(seed)  # noqa: S311 - fiction, not secrets
    places = _shelters(shelters, rng)
    ids: list[str] = []
    homes: list[str] = []
    names: list[str] = []
    phones: list[str] = []
    while len(ids) < people:
        with transaction.atomic():
            some_homes, some = _households(min(CHUNK, people - len(ids)), places, rng)
            Household.objects.bulk_create(some_homes)
            Person.objects.bulk_create(some)
            naming.index(some)
            Request.objects.bulk_create(
                [Request(caller_phone=one.phone, shelter=one.shelter, triage=rng.randint(1, 3))
                 for one in some_homes if rng.random() < 0.1]
            )  # fmt: skip
        ids += [one.pk for one in some]
        homes += [one.pk for one in some_homes]
        names += [f"{one.family_name} {one.given_name}" for one in some]
        phones += [one.phone for one in some_homes]
        told(len(ids))
    return Crowd(tuple(ids), tuple(homes), tuple(one.pk for one in places), tuple(names), tuple(phones))


def logins(count: int, passphrase: str) -> list[Login]:
    """Users in the roles that open most pages, one passphrase, each with a second factor of their own."""
    made = []
    hashed = make_password(passphrase)
    for number in range(count):
        role = (Role.COORDINATOR, Role.REGISTRAR)[number % 2]
        user = User.objects.enlist(f"visitor.{number + 1}", f"Visitor {number + 1}", frozenset({role}))
        User.objects.filter(pk=user.pk).update(password=hashed, is_active=True)
        device = TOTPDevice.objects.create(user=user, confirmed=True, name="phone")
        made.append(Login(user.username, device.bin_key))
    return made


def _shelters(count: int, rng: random.Random) -> list[Shelter]:
    there = list(Shelter.objects.all())
    west, south = (there[0].lon, there[0].lat) if there else (37.9, 48.5)
    new = [
        Shelter(name=f"Place {n}", kind="cellar", lon=west + rng.uniform(0, 0.05), lat=south + rng.uniform(0, 0.03),
                headcount=80)
        for n in range(len(there), count)
    ]  # fmt: skip
    items = list(Item.objects.filter(per_person_day__gt=0))
    with transaction.atomic():
        Shelter.objects.bulk_create(new)
        Stock.objects.bulk_create(
            [Stock(shelter=one, item=item, amount=rng.randrange(10, 900), counted=timezone.now())
             for one in new for item in items]
        )  # fmt: skip
    return (there + new)[:count]


def _households(people: int, places: list[Shelter], rng: random.Random) -> tuple[list[Household], list[Person]]:
    homes: list[Household] = []
    some: list[Person] = []
    sizes, weights = zip(*SHARES, strict=True)
    while len(some) < people:
        home = Household(
            shelter=rng.choice(places), phone=f"+380 00 {rng.randrange(10**7):07d}",
            choice=rng.choice(list(Choice)).value,
        )  # fmt: skip
        homes.append(home)
        family = rng.choice(BEGINNINGS) + rng.choice(MIDDLES) + rng.choice(ENDINGS)
        some += [
            Person(household=home, family_name=family, given_name=rng.choice(GIVEN), birth_year=rng.randint(1930, 2023))
            for _one in range(min(rng.choices(sizes, weights)[0], people - len(some)))
        ]
    return homes, some
