"""Finding people by name without their names in the clear: keyed digests of parts of names (``NameKey``).

A person has, for each word of their names, the digests of the beginnings of its skeleton (2 to 6 letters: found while
typing) and of its sound and full given names (found when misheard, shortened, or written in another alphabet). A
digest is 64 bits of an HMAC under the store's index key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from corridor_server.registry.matching.given import names_of
from corridor_server.registry.matching.spelling import skeleton, sound, words
from corridor_server.registry.models.people import Household, NameKey
from corridor_server.store.fields import digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from corridor_server.registry.models import Person

SHORTEST, LONGEST = 2, 6
NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
PHONE_DIGITS = 5
"""From so many digits on a search is a phone number; shorter ones find nobody by phone."""


def digest(part: str) -> int:
    """64 signed bits that stand for ``part``."""
    key: bytes = settings.DESK_KEYS.index
    return int.from_bytes(hmac.new(key, f"name|{part}".encode(), hashlib.sha256).digest()[:8], "big", signed=True)


def tokens(text: str) -> list[str]:
    """Words and short numbers of what people write as a name; a number keeps apart those known by one."""
    return [*words(text), *NUMBER.findall(text)]


def beginnings(word: str) -> set[str]:
    """Beginnings of a word's skeleton by which it is found."""
    if word.isdigit():
        return {f"#{word}"}
    form = skeleton(word)
    return {f"<{form[:length]}" for length in range(SHORTEST, LONGEST + 1) if len(form) >= length}


def likenesses(word: str) -> set[str]:
    """Sound and full names of a word: what it has in common with other spellings of it."""
    if word.isdigit():
        return set()
    heard = sound(word)
    return {f"~{heard}" if len(heard) > 1 else f"={skeleton(word)}", *(f"={name}" for name in names_of(word))}


def keys_of(person: Person) -> set[int]:
    """Every key of ``person``."""
    parts: set[str] = set()
    for name in (person.family_name, person.given_name, person.other_names, person.patronymic):
        for word in tokens(name):
            parts |= beginnings(word) | likenesses(word)
    return {digest(part) for part in parts if len(part) > 1}


def index(people: Iterable[Person]) -> None:
    """Write the keys of ``people`` anew."""
    people = list(people)
    NameKey.objects.filter(person__in=[one.pk for one in people]).delete()
    NameKey.objects.bulk_create(
        [NameKey(person_id=one.pk, key=key) for one in people for key in keys_of(one)], batch_size=5000
    )


def search(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of ``rows`` whose names begin like, or sound like, every word of ``text``; or whose phone it is."""
    if len(digits(text)) >= PHONE_DIGITS:
        # Two look-ups, each by its index; a join with "or" would read everybody.
        homes = list(Household.objects.filter(phone_index=text).values_list("pk", flat=True))
        return rows.filter(Q(phone_index=text) | Q(household__in=homes))
    asked = [word for word in tokens(text) if word.isdigit() or len(skeleton(word)) >= SHORTEST]
    if not asked:
        return rows.none()
    for word in asked:
        parts = {f"#{word}"} if word.isdigit() else {f"<{skeleton(word)[:LONGEST]}", *likenesses(word)}
        matching = NameKey.objects.filter(key__in=[digest(part) for part in parts]).values("person_id")
        rows = rows.filter(pk__in=matching)
    return rows
