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

from corridor_server.registry.matching.given import fathers_of, is_given, names_of, near_names
from corridor_server.registry.matching.spelling import family, skeleton, sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MARGIN = 1.5
"""Bits beyond even odds from which a pair is shown to a human; chosen on drawn registries (benchmarks/matching.py)."""
SURE = 8.0
"""Bits beyond even odds from which a pair is called very likely."""


MOST_FAMILY, MOST_GIVEN, MOST_FATHER = 14.0, 8.0, 6.0
"""Bits that agreeing on a name counts at most, however rare it is: rare spellings are often slips."""


def even_odds(people: int) -> float:
    """Evidence in bits at which a pair is as likely one person as two: each record has so many others to be unlike."""
    return math.log2(max(people, 64))


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
    PHONE_DIFFERENT = "phone_different"
    PLACE_SAME = "place_same"
    PLACE_DIFFERENT = "place_different"
    SEX_DIFFERENT = "sex_different"
    HOUSEHOLD_SAME = "household_same"


Evidence = tuple[Why, float]
"""A piece of evidence and its weight in bits."""


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
        household: id; a household shares name, phone and place, so these tell its people not apart.
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
    people: int = 1000
    """Records among which the pair was found."""
    places: int = 1

    @property
    def least(self) -> float:
        """Share taken for a name that the counts do not know: half a person."""
        return 0.5 / max(self.people, 1)

    def of_father(self, names: Iterable[str]) -> float:
        """The same for the father's name; men's names are borne by half of all."""
        return _bounded(
            2 * max((self.givens.get(one, self.least) for one in names), default=self.least), 1.5, MOST_FATHER
        )

    @property
    def of_phone(self) -> float:
        """Weight of a shared phone: few of all others have it, but a whole family does (three bits)."""
        return even_odds(self.people) - 3.0

    @property
    def of_place(self) -> float:
        """Weight of a shared place; families and neighbours share it too."""
        return min(max(math.log2(self.places + 1) - 3.0, 0.0), 5.0)

    def of_family(self, name: str) -> float:
        """Weight of agreeing on a family name: log2 of one over its share, within bounds."""
        return _bounded(self.families.get(family(name), self.least), 3.0, MOST_FAMILY)

    def of_given(self, name: str) -> float:
        """The same for a given name: the commonest of the names that it may stand for."""
        share = max((self.givens.get(one, self.least) for one in names_of(name)), default=self.least)
        return _bounded(share, 2.0, MOST_GIVEN)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score in bits and what it is made of, the weightiest first."""

    score: float
    why: tuple[tuple[Why, float], ...]


def _bounded(share: float, least: float, most: float) -> float:
    return min(max(-math.log2(max(share, 1e-9)), least), most)


def compare(one: Who, other: Who, rarity: Rarity) -> Likeness:
    """How likely ``one`` and ``other`` are the same person."""
    if _looks_turned(other):
        one, other = other, one
    family, given = _family(one.family, other.family, rarity), _given(one.given, other.given, rarity)
    swaps: list[Evidence] = []
    if one.family and one.given:
        turned = _family(one.given, other.family, rarity), _given(one.family, other.given, rarity)
        if _bits(*turned) - 1.0 > _bits(family, given):
            family, given = turned
            swaps = [(Why.SWAPPED, -1.0)]
    home = _home(one, other, rarity)
    if home:
        # A family shares its name as it shares its phone: the second tells hardly more than the first.
        family = [(code, min(weight, 2.0)) for code, weight in family]
    found = [*family, *given, *swaps, *home, *_father(one, other, rarity), *_person(one, other, rarity)]
    return Likeness(_bits(found), tuple(sorted(found, key=lambda piece: -abs(piece[1]))))


def _looks_turned(who: Who) -> bool:
    """Whether a given name stands in the place of the family name, and none in its own."""
    return is_given(who.family) and not is_given(who.given)


def _bits(*parts: list[Evidence]) -> float:
    return sum(weight for part in parts for _code, weight in part)


def _family(a: str, b: str, rarity: Rarity) -> list[Evidence]:
    if not a or not b:
        return []
    x, y = family(a), family(b)
    weight = min(rarity.of_family(a), rarity.of_family(b))
    if x == y:
        return [(Why.FAMILY_SAME, weight)]
    if sound(x) == sound(y) or _one_slip(x, y):
        # A misspelt name is rare by itself: the commoner of both tells how much the likeness says.
        return [(Why.FAMILY_ALIKE, weight - 3.0)]
    alike = JaroWinkler.similarity(x, y)
    if alike >= 0.92:
        return [(Why.FAMILY_ALIKE, weight - 5.0)]
    return [(Why.FAMILY_DIFFERENT, -6.0)]


def _given(a: str, b: str, rarity: Rarity) -> list[Evidence]:
    if not a or not b:
        return []
    x, y = skeleton(a), skeleton(b)
    weight = min(rarity.of_given(a), rarity.of_given(b))
    if x == y:
        return [(Why.GIVEN_SAME, weight)]
    if names_of(a) & names_of(b):
        return [(Why.GIVEN_FORM, weight - 1.0)]
    if len(x) == 1 or len(y) == 1:
        return [(Why.GIVEN_ALIKE, 1.0)] if x[:1] == y[:1] else [(Why.GIVEN_DIFFERENT, -8.0)]
    if near_names(a) & near_names(b) or (min(len(x), len(y)) >= 4 and JaroWinkler.similarity(x, y) >= 0.93):
        return [(Why.GIVEN_ALIKE, weight - 2.5)]
    return [(Why.GIVEN_DIFFERENT, -8.0)]


def _one_slip(x: str, y: str) -> bool:
    """One letter wrong, missing, too many, or two turned round; not in names so short that a slip makes another."""
    return min(len(x), len(y)) >= 4 and OSA.distance(x, y, score_cutoff=1) <= 1


def _father(one: Who, other: Who, rarity: Rarity) -> list[Evidence]:
    if not one.patronymic or not other.patronymic:
        return []
    both = fathers_of(one.patronymic) & fathers_of(other.patronymic)
    if both:
        return [(Why.FATHER_SAME, rarity.of_father(both))]
    if _alike(skeleton(one.patronymic), skeleton(other.patronymic)):
        return [(Why.FATHER_SAME, 2.5)]
    return [(Why.FATHER_DIFFERENT, -8.0)]


def _alike(x: str, y: str) -> bool:
    return _one_slip(x, y) or JaroWinkler.similarity(x, y) >= 0.94


def _home(one: Who, other: Who, rarity: Rarity) -> list[Evidence]:
    """What both records' households have in common; of one household it says nothing."""
    if one.household and one.household == other.household:
        return [(Why.HOUSEHOLD_SAME, rarity.of_phone - 1.0)]
    if one.phone and one.phone == other.phone:
        return [(Why.PHONE_SAME, rarity.of_phone)]
    return []


def _person(one: Who, other: Who, rarity: Rarity) -> list[Evidence]:
    found = []
    if one.year and other.year:
        found.append(_year(one.year, other.year))
    if {one.sex, other.sex} == {"female", "male"}:
        found.append((Why.SEX_DIFFERENT, -5.0))
    if _home(one, other, rarity):
        return found
    if one.phone and other.phone:
        found.append((Why.PHONE_DIFFERENT, -1.5))
    if one.place and other.place:
        same = one.place == other.place
        found.append((Why.PLACE_SAME, rarity.of_place) if same else (Why.PLACE_DIFFERENT, -1.0))
    return found


def ceiling(one: Who, other: Who, rarity: Rarity) -> float:
    """What ``compare`` could reach at best, from facts that cost next to nothing to compare."""
    home = sum(weight for _code, weight in _home(one, other, rarity))
    facts = sum(weight for _code, weight in _person(one, other, rarity))
    return facts + home + (2.0 if home else MOST_FAMILY) + MOST_GIVEN + MOST_FATHER


def _year(a: int, b: int) -> Evidence:
    if a == b:
        return Why.YEAR_SAME, 6.0
    if abs(a - b) <= 1:
        return Why.YEAR_NEAR, 2.5
    if sorted(str(a)) == sorted(str(b)) or sum(x != y for x, y in zip(str(a), str(b), strict=False)) == 1:
        return Why.YEAR_DIGIT, -4.0
    return Why.YEAR_DIFFERENT, -7.0
