"""How likely two records are one person: evidence added up, each piece with its reason.

Fellegi and Sunter (1969), "A theory for record linkage", JASA 64: each field adds the logarithm of how much likelier
its agreement (or difference) is for one person than for two. Agreement on a name counts by the name's rarity among all
(Winkler 2000): one Шевченко more says little, one Тетерваковський much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, JaroWinkler

from corridor_server.registry.matching.given import fathers_of, names_of
from corridor_server.registry.matching.spelling import family, skeleton, sound

if TYPE_CHECKING:
    from collections.abc import Mapping

LIKELY = 11.0
"""From here on a pair is shown to a human; chosen on drawn registries (benchmarks/matching.py)."""
SURE = 18.0
"""From here on a pair is called very likely."""


class Why(StrEnum):
    """Codes of evidence; the pages have words for them (``views.duplicates``)."""

    FAMILY_SAME = "family_same"
    FAMILY_ALIKE = "family_alike"
    FAMILY_DIFFERENT = "family_different"
    GIVEN_SAME = "given_same"
    GIVEN_FORM = "given_form"
    GIVEN_ALIKE = "given_alike"
    GIVEN_DIFFERENT = "given_different"
    SWAPPED = "swapped"
    FATHER_SAME = "father_same"
    FATHER_DIFFERENT = "father_different"
    YEAR_SAME = "year_same"
    YEAR_NEAR = "year_near"
    YEAR_DIGIT = "year_digit"
    YEAR_DIFFERENT = "year_different"
    PHONE_SAME = "phone_same"
    PLACE_SAME = "place_same"
    SEX_DIFFERENT = "sex_different"
    HOUSEHOLD_SAME = "household_same"


@dataclass(frozen=True, slots=True)
class Who:
    """One person as matching sees them.

    Args:
        id: of the record.
        family, given, patronymic: as written, in any alphabet.
        year: of birth; 0 where not known.
        sex: ``female``, ``male`` or anything else for not known.
        phone: anything that is equal for equal phones, such as a blind index; empty where not known.
        place: anything that is equal for one place, such as a shelter's id; empty where not known.
        household: id; two people of one household are seldom one person entered twice by chance.
    """

    id: str
    family: str = ""
    given: str = ""
    patronymic: str = ""
    year: int = 0
    sex: str = ""
    phone: str = ""
    place: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How often names occur: skeleton of a family name, full given name, to their share of all people."""

    families: Mapping[str, float] = field(default_factory=dict)
    givens: Mapping[str, float] = field(default_factory=dict)
    least: float = 1e-5
    """Share taken for a name that the counts do not know."""

    def of_family(self, name: str) -> float:
        """Weight of agreeing on a family name: log2 of one over its share, within bounds."""
        return _bounded(self.families.get(family(name), self.least), 3.0, 14.0)

    def of_given(self, name: str) -> float:
        """The same for a given name: the commonest of the names that it may stand for."""
        share = max((self.givens.get(one, self.least) for one in names_of(name)), default=self.least)
        return _bounded(share, 2.0, 8.0)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score in bits and what it is made of, the weightiest first."""

    score: float
    why: tuple[tuple[Why, float], ...]

    @property
    def likely(self) -> bool:
        """Worth a human's look."""
        return self.score >= LIKELY


def _bounded(share: float, least: float, most: float) -> float:
    return min(max(-math.log2(max(share, 1e-9)), least), most)


def compare(one: Who, other: Who, rarity: Rarity) -> Likeness:
    """How likely ``one`` and ``other`` are the same person."""
    straight = _names(one, other, rarity)
    turned = _names(Who(one.id, one.given, one.family, one.patronymic), other, rarity)
    names = straight
    if one.given and one.family and sum(w for _c, w in turned) - 1.0 > sum(w for _c, w in straight):
        names = [*turned, (Why.SWAPPED, -1.0)]
    found = [*names, *_father(one, other), *_facts(one, other)]
    ordered = tuple(sorted(found, key=lambda piece: -abs(piece[1])))
    return Likeness(sum(weight for _code, weight in found), ordered)


def _names(one: Who, other: Who, rarity: Rarity) -> list[tuple[Why, float]]:
    return [*_family(one.family, other.family, rarity), *_given(one.given, other.given, rarity)]


def _family(a: str, b: str, rarity: Rarity) -> list[tuple[Why, float]]:
    if not a or not b:
        return []
    x, y = family(a), family(b)
    weight = min(rarity.of_family(a), rarity.of_family(b))
    if x == y:
        return [(Why.FAMILY_SAME, weight)]
    if sound(x) == sound(y) or _one_slip(x, y):
        # A misspelt name is rare by itself: the commoner of both tells how much the likeness says.
        return [(Why.FAMILY_ALIKE, weight - 2.0)]
    alike = JaroWinkler.similarity(x, y)
    if alike >= 0.92:
        return [(Why.FAMILY_ALIKE, weight - 4.0)]
    return [(Why.FAMILY_DIFFERENT, -6.0)]


def _given(a: str, b: str, rarity: Rarity) -> list[tuple[Why, float]]:
    if not a or not b:
        return []
    x, y = skeleton(a), skeleton(b)
    weight = min(rarity.of_given(a), rarity.of_given(b))
    if x == y:
        return [(Why.GIVEN_SAME, weight)]
    if names_of(a) & names_of(b):
        return [(Why.GIVEN_FORM, weight - 1.0)]
    if len(x) == 1 or len(y) == 1:
        return [(Why.GIVEN_ALIKE, 1.0)] if x[:1] == y[:1] else [(Why.GIVEN_DIFFERENT, -6.0)]
    if min(len(x), len(y)) >= 4 and (_one_slip(x, y) or JaroWinkler.similarity(x, y) >= 0.93):
        return [(Why.GIVEN_ALIKE, weight - 2.5)]
    return [(Why.GIVEN_DIFFERENT, -6.0)]


def _one_slip(x: str, y: str) -> bool:
    """One letter wrong, missing, too many, or two turned round; not in names so short that a slip makes another."""
    return min(len(x), len(y)) >= 4 and OSA.distance(x, y, score_cutoff=1) <= 1


def _father(one: Who, other: Who) -> list[tuple[Why, float]]:
    if not one.patronymic or not other.patronymic:
        return []
    mine, theirs = fathers_of(one.patronymic), fathers_of(other.patronymic)
    if mine & theirs or _alike(skeleton(one.patronymic), skeleton(other.patronymic)):
        return [(Why.FATHER_SAME, 4.0)]
    return [(Why.FATHER_DIFFERENT, -6.0)]


def _alike(x: str, y: str) -> bool:
    return _one_slip(x, y) or JaroWinkler.similarity(x, y) >= 0.94


def _facts(one: Who, other: Who) -> list[tuple[Why, float]]:
    found = []
    if one.year and other.year:
        found.append(_year(one.year, other.year))
    if one.phone and one.phone == other.phone:
        # Families share a phone: it speaks for one household more than for one person.
        found.append((Why.PHONE_SAME, 5.0))
    if one.place and one.place == other.place:
        found.append((Why.PLACE_SAME, 2.0))
    if {one.sex, other.sex} == {"female", "male"}:
        found.append((Why.SEX_DIFFERENT, -5.0))
    if one.household and one.household == other.household:
        found.append((Why.HOUSEHOLD_SAME, -1.0))
    return found


def _year(a: int, b: int) -> tuple[Why, float]:
    if a == b:
        return Why.YEAR_SAME, 5.5
    if abs(a - b) <= 1:
        return Why.YEAR_NEAR, 3.0
    if sorted(str(a)) == sorted(str(b)) or sum(x != y for x, y in zip(str(a), str(b), strict=False)) == 1:
        return Why.YEAR_DIGIT, -1.5
    return Why.YEAR_DIFFERENT, -7.0
