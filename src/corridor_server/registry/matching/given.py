"""Which given names are one: Ukrainian, Russian and short forms, and the father's name inside a patronymic."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from corridor_server.registry.matching.spelling import skeleton

PATRONYMIC = re.compile(r"(?:[oei]?v)?(?:iq|na|qna|ic)$")
FINAL_VOWELS = re.compile(r"[aeiou]+$")


@cache
def table() -> dict[str, frozenset[str]]:
    """Skeleton of every form to the names that it may be short for: Саша is Олександр and Олександра."""
    found: dict[str, set[str]] = {}
    text = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, colon, forms = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        for form in (name, *forms.split()):
            found.setdefault(skeleton(form), set()).add(skeleton(name))
    return {form: frozenset(names) for form, names in found.items()}


@cache
def stems() -> dict[str, frozenset[str]]:
    """The same for the stem that a patronymic is made of: ``serh`` of Сергійович and of Сергеевич."""
    found: dict[str, set[str]] = {}
    for form, names in table().items():
        found.setdefault(FINAL_VOWELS.sub("", form), set()).update(names)
    return {stem: frozenset(names) for stem, names in found.items()}


@lru_cache(maxsize=100_000)
def names_of(given: str) -> frozenset[str]:
    """Names that ``given`` may stand for, by the skeleton of their Ukrainian form; itself where it is not known."""
    form = skeleton(given)
    return table().get(form, frozenset({form}) if form else frozenset())


def is_given(name: str) -> bool:
    """Whether ``name`` is a known form of a given name."""
    return skeleton(name) in table()


@lru_cache(maxsize=100_000)
def near_names(given: str) -> frozenset[str]:
    """Names that ``given`` may stand for with at most one slip of the pen; short forms are taken as written."""
    form = skeleton(given)
    if form in table() or len(form) < 4:
        return names_of(given)
    near = [names for known, names in table().items() if len(known) >= 4 and OSA.distance(form, known) <= 1]
    return frozenset({form}).union(*near)


@lru_cache(maxsize=100_000)
def fathers_of(patronymic: str) -> frozenset[str]:
    """Names of the father that ``patronymic`` may be made of."""
    form = skeleton(patronymic)
    stem = FINAL_VOWELS.sub("", PATRONYMIC.sub("", form))
    return stems().get(stem, frozenset({stem}) if stem else frozenset())
