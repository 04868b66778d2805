"""What a column may hold: its names in three languages, and how a cell becomes a value. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor_server.registry.models.words import AgeGroup, Choice, Document, Mobility, Sex, ShelterKind, Utility

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Refused(ValueError):
    """A cell that cannot be taken, in words, with what would be right."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a column can be mapped to.

    Args:
        name: of the field.
        label: in words.
        headings: beginnings of headings that mean it, lower case, in Ukrainian, Russian, English.
        convert: from the cell's text to the value; raises ``Refused``.
        required: a row without it is refused.
    """

    name: str
    label: Any
    headings: tuple[str, ...]
    convert: Callable[[str], Any]
    required: bool = False


def text(cell: str) -> str:
    """As written, spaces joined."""
    if len(cell) > 2000:
        raise Refused(_("longer than 2,000 letters"))
    return re.sub(r"\s+", " ", cell).strip()


def short(cell: str) -> str:
    """A name or the like."""
    found = text(cell)
    if len(found) > 120:
        raise Refused(_("longer than 120 letters"))
    return found


def year(cell: str) -> int:
    """A year of birth, from a year or any date that holds one."""
    found = re.search(r"(?<!\d)(19\d\d|20\d\d)(?!\d)", cell)
    if not found:
        raise Refused(_("no year between 1900 and 2099; write 1956 or 12.03.1956"))
    return int(found.group())


def count(cell: str) -> int:
    """A whole number."""
    if not re.fullmatch(r"\d{1,6}", cell.strip()):
        raise Refused(_("not a whole number"))
    return int(cell)


def degrees(limit: float) -> Callable[[str], float]:
    """Longitude or latitude, with a point or a comma."""

    def convert(cell: str) -> float:
        try:
            found = float(cell.replace(",", "."))
        except ValueError:
            raise Refused(_("not a number; write degrees such as 48.59470")) from None
        if not -limit <= found <= limit:
            raise Refused(_("outside ±{limit} degrees").format(limit=int(limit)))
        return found

    return convert


def phone(cell: str) -> str:
    """A phone of at least five digits."""
    found = text(cell)
    if len(re.sub(r"\D", "", found)) < 5:
        raise Refused(_("a phone has at least five digits"))
    return found[:60]


def age(cell: str) -> AgeGroup:
    """An age group from an age in years, or from its words."""
    if cell.strip().isdigit():
        return age_group(int(cell))
    found: AgeGroup = one_of(AGES)(cell)
    return found


def age_group(years: int) -> AgeGroup:
    """The group of an age in years."""
    limits = ((2, AgeGroup.INFANT), (6, AgeGroup.SMALL), (18, AgeGroup.CHILD), (60, AgeGroup.ADULT))
    return next((group for limit, group in limits if years < limit), AgeGroup.ELDER)


def one_of(known: Mapping[str, Any]) -> Callable[[str], Any]:
    """A choice by the beginning of its word in any of three languages."""

    def convert(cell: str) -> Any:
        word = cell.strip().casefold()
        for start, value in known.items():
            if word.startswith(start):
                return value
        raise Refused(_("not known; write one of: {words}").format(words=", ".join(known)))

    return convert


def several(known: Mapping[str, Any]) -> Callable[[str], str]:
    """Several choices, divided by commas or semicolons."""
    one = one_of(known)
    return lambda cell: " ".join(dict.fromkeys(str(one(part)) for part in re.split(r"[,;/]", cell) if part.strip()))


SEXES = {"ж": Sex.FEMALE, "f": Sex.FEMALE, "w": Sex.FEMALE, "ч": Sex.MALE, "м": Sex.MALE, "m": Sex.MALE}
AGES = {
    "infant": AgeGroup.INFANT, "немовл": AgeGroup.INFANT, "child": AgeGroup.CHILD, "дит": AgeGroup.CHILD,
    "реб": AgeGroup.CHILD, "adult": AgeGroup.ADULT, "дорос": AgeGroup.ADULT, "взрос": AgeGroup.ADULT,
    "elder": AgeGroup.ELDER, "літн": AgeGroup.ELDER, "пенс": AgeGroup.ELDER, "пожил": AgeGroup.ELDER,
}  # fmt: skip
MOBILITIES = {
    "ходить сам": Mobility.WALKS, "ходит сам": Mobility.WALKS, "walks with": Mobility.HELPED, "walk": Mobility.WALKS,
    "крісл": Mobility.WHEELCHAIR, "візок": Mobility.WHEELCHAIR, "коляс": Mobility.WHEELCHAIR,
    "wheel": Mobility.WHEELCHAIR, "леж": Mobility.STRETCHER, "ноші": Mobility.STRETCHER,
    "stretch": Mobility.STRETCHER, "lying": Mobility.STRETCHER, "bed": Mobility.STRETCHER, "з доп": Mobility.HELPED,
    "ходить з": Mobility.HELPED, "с пом": Mobility.HELPED, "help": Mobility.HELPED, "пал": Mobility.HELPED,
    "ходит": Mobility.WALKS, "сам": Mobility.WALKS,
}  # fmt: skip
CHOICES = {
    "leave": Choice.LEAVE, "виїжд": Choice.LEAVE, "їде": Choice.LEAVE, "уезж": Choice.LEAVE, "едет": Choice.LEAVE,
    "stay": Choice.STAY, "лиша": Choice.STAY, "залиш": Choice.STAY, "оста": Choice.STAY, "не їде": Choice.STAY,
    "undec": Choice.UNDECIDED, "вага": Choice.UNDECIDED, "не виріш": Choice.UNDECIDED, "не реш": Choice.UNDECIDED,
}  # fmt: skip
DOCUMENTS = {
    "пасп": Document.PASSPORT, "passp": Document.PASSPORT, "св": Document.BIRTH, "birth": Document.BIRTH,
    "пенс": Document.PENSION, "pens": Document.PENSION, "інв": Document.DISABILITY, "инв": Document.DISABILITY,
    "dis": Document.DISABILITY, "мед": Document.MEDICAL, "med": Document.MEDICAL, "буд": Document.PROPERTY,
    "дом": Document.PROPERTY, "prop": Document.PROPERTY,
}  # fmt: skip
KINDS = {
    "підвал": ShelterKind.CELLAR, "подвал": ShelterKind.CELLAR, "льох": ShelterKind.CELLAR,
    "cellar": ShelterKind.CELLAR,
    "basement": ShelterKind.CELLAR, "кварт": ShelterKind.FLAT, "flat": ShelterKind.FLAT, "apart": ShelterKind.FLAT,
    "буд": ShelterKind.HOUSE, "дом": ShelterKind.HOUSE, "house": ShelterKind.HOUSE, "школ": ShelterKind.SCHOOL,
    "school": ShelterKind.SCHOOL, "церк": ShelterKind.CHURCH, "храм": ShelterKind.CHURCH, "church": ShelterKind.CHURCH,
    "лікар": ShelterKind.CLINIC, "больн": ShelterKind.CLINIC, "clinic": ShelterKind.CLINIC, "hosp": ShelterKind.CLINIC,
    "гром": ShelterKind.PUBLIC, "public": ShelterKind.PUBLIC, "other": ShelterKind.OTHER, "інш": ShelterKind.OTHER,
}  # fmt: skip
UTILITIES = {
    "є": Utility.WORKS, "так": Utility.WORKS, "да": Utility.WORKS, "yes": Utility.WORKS, "works": Utility.WORKS,
    "ні": Utility.NONE, "нем": Utility.NONE, "нет": Utility.NONE, "no": Utility.NONE, "год": Utility.HOURS,
    "част": Utility.HOURS, "hours": Utility.HOURS, "ген": Utility.OWN, "own": Utility.OWN, "св": Utility.OWN,
    "unknown": Utility.UNKNOWN,
}  # fmt: skip

PEOPLE = (
    Field("full_name", gettext_lazy("Whole name"), ("піб", "п.і.б", "фио", "ф.и.о", "full name", "name"), short),
    Field("family_name", gettext_lazy("Family name"), ("прізв", "фамил", "family", "surname", "last n"), short),
    Field("given_name", gettext_lazy("Given name"), ("ім'я", "ім’я", "імя", "имя", "given", "first n"), short),
    Field("patronymic", gettext_lazy("Patronymic"), ("по батьк", "по-батьк", "отч", "patron", "middle"), short),
    Field("birth_year", gettext_lazy("Year of birth"), ("рік нар", "дата нар", "год рож", "дата рож", "birth", "born",
          "year of b", "date of b", "dob"), year),
    Field("age_group", gettext_lazy("Age"), ("вік", "возр", "age"), age),
    Field("sex", gettext_lazy("Sex"), ("стать", "пол", "sex", "gender"), one_of(SEXES)),
    Field("phone", gettext_lazy("Phone"), ("тел", "phone", "mobile", "tel"), phone),
    Field("mobility", gettext_lazy("Mobility"), ("мобіл", "мобил", "перес", "mobil"), one_of(MOBILITIES)),
    Field("medical", gettext_lazy("Medical needs"), ("мед", "хвор", "бол", "med", "health"), text),
    Field("languages", gettext_lazy("Languages"), ("мова", "язык", "lang"), short),
    Field("documents_missing", gettext_lazy("Papers missing"), ("док", "doc", "papers"), several(DOCUMENTS)),
    Field("pets", gettext_lazy("Animals"), ("твар", "живот", "pets", "animal"), short),
    Field("household", gettext_lazy("Household"), ("родина", "сім", "домогосп", "семья", "household", "family id",
          "hh"), short),
    Field("shelter", gettext_lazy("Shelter"), ("укрит", "сховищ", "убеж", "shelter", "place", "site"), short),
    Field("address", gettext_lazy("Address"), ("адрес", "address", "street"), text),
    Field("choice", gettext_lazy("Decision"), ("рішен", "решен", "decision", "евак"), one_of(CHOICES)),
    Field("notes", gettext_lazy("Notes"), ("прим", "нотат", "notes", "comment", "remark"), text),
    Field("outside_id", gettext_lazy("Id in the source"), ("id", "код", "№", "номер"), short),
)  # fmt: skip
SHELTERS = (
    Field("name", gettext_lazy("Name"), ("назва", "назван", "name", "укрит", "shelter"), short, required=True),
    Field("lat", gettext_lazy("Latitude"), ("широ", "lat", "y"), degrees(90), required=True),
    Field("lon", gettext_lazy("Longitude"), ("довг", "долг", "lon", "lng", "x"), degrees(180), required=True),
    Field("kind", gettext_lazy("Kind"), ("тип", "вид", "kind", "type"), one_of(KINDS)),
    Field("capacity", gettext_lazy("Places"), ("місц", "мест", "capac", "places"), count),
    Field("headcount", gettext_lazy("People counted"), ("люд", "осіб", "people", "count"), count),
    Field("address", gettext_lazy("Address"), ("адрес", "address"), text),
    Field("entrances", gettext_lazy("Entrances"), ("вхід", "вход", "entr"), text),
    Field("power", gettext_lazy("Power"), ("світло", "елект", "свет", "элект", "power"), one_of(UTILITIES)),
    Field("water", gettext_lazy("Water"), ("вод", "water"), one_of(UTILITIES)),
    Field("heating", gettext_lazy("Heating"), ("опал", "отоп", "heat"), one_of(UTILITIES)),
    Field("contact_name", gettext_lazy("Who speaks for the place"), ("контакт", "старш", "contact"), short),
    Field("contact_phone", gettext_lazy("Their phone"), ("тел", "phone"), phone),
    Field("notes", gettext_lazy("Notes"), ("прим", "нотат", "notes", "comment"), text),
    Field("outside_id", gettext_lazy("Id in the source"), ("id", "код", "№", "номер"), short),
)  # fmt: skip


def guess(headings: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """Field to the number of the column whose heading sounds like it; each column serves once."""
    found: dict[str, int] = {}
    for number, heading in enumerate(headings):
        plain = heading.strip().casefold()
        fitting = [
            (len(start), field.name)
            for field in fields
            for start in field.headings
            if plain.startswith(start) and field.name not in found
        ]
        if fitting:
            found[max(fitting)[1]] = number
    return found
