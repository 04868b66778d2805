"""What a column may hold: its names in three languages, and how a cell becomes a value. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor_server.registry.models.words import AgeGroup, Choice, Document, Mobility, Sex, ShelterKind, Utility

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


MOST_PEOPLE, OLDEST = 20_000, 125


class Refused(ValueError):
    """A cell that cannot be taken: why, and what would be right."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


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
        raise Refused(_("longer than 2,000 letters"), _("Shorten it."))
    return re.sub(r"\s+", " ", cell).strip()


def up_to(letters: int) -> Callable[[str], str]:
    """Text of a bounded length: a name, an id."""

    def convert(cell: str) -> str:
        found = text(cell)
        if len(found) > letters:
            raise Refused(
                _("longer than {n} letters").format(n=letters), _("Shorten it; is the right column chosen above?")
            )
        return found

    return convert


short, outside = up_to(120), up_to(64)


def year(cell: str) -> int:
    """A year of birth, from a year or any date that holds one."""
    found = re.search(r"(?<!\d)(19\d\d|20\d\d)(?!\d)", cell)
    if not found:
        raise Refused(_("no year of birth"), _("Write 1956 or 12.03.1956."))
    if int(found.group()) > date.today().year:  # noqa: DTZ011 - a day more or less changes no year that is right
        raise Refused(_("a year yet to come"), _("Write 1956 or 12.03.1956."))
    return int(found.group())


def count(cell: str) -> int:
    """A whole number."""
    if not re.fullmatch(r"[0-9]{1,6}", cell.strip()) or int(cell) > MOST_PEOPLE:
        raise Refused(_("not a whole number up to 20,000"), _("Write digits only."))
    return int(cell)


def degrees(limit: float) -> Callable[[str], float]:
    """Longitude or latitude, with a point or a comma."""

    def convert(cell: str) -> float:
        try:
            found = float(cell.replace(",", "."))
        except ValueError:
            raise Refused(_("not a number"), _("Write degrees such as 48.59470.")) from None
        if not -limit <= found <= limit:
            raise Refused(
                _("outside ±{limit} degrees").format(limit=int(limit)), _("Are latitude and longitude swapped?")
            )
        return found

    return convert


def phone(cell: str) -> str:
    """A phone of at least five digits."""
    found = text(cell)
    if len(re.sub(r"\D", "", found)) < 5:
        raise Refused(_("too short for a phone"), _("Write at least five digits, or leave the cell empty."))
    return found[:60]


def age(cell: str) -> AgeGroup:
    """An age group from an age in years, or from its words."""
    if cell.strip().isdecimal():
        if int(cell) > OLDEST:
            raise Refused(_("nobody is as old"), _("Write an age in years; is the right column chosen above?"))
        return age_group(int(cell))
    found: AgeGroup = one_of(AGES)(cell)
    return found


def age_group(years: int) -> AgeGroup:
    """The group of an age in years."""
    limits = ((2, AgeGroup.INFANT), (6, AgeGroup.SMALL), (18, AgeGroup.CHILD), (60, AgeGroup.ADULT))
    return next((group for limit, group in limits if years < limit), AgeGroup.ELDER)


def one_of(known: Mapping[str, Any]) -> Callable[[str], Any]:
    """A choice by its code, its words in the reader's language, or the beginning of its word in any of three."""
    choices = type(next(iter(known.values())))

    def convert(cell: str) -> Any:
        word = cell.strip().casefold()
        for one in choices:
            if word in (str(one.value), str(one.label).casefold()):
                return one
        for start, value in known.items():
            if word.startswith(start):
                return value
        raise Refused(
            _("not known here"), _("Write one of: {words}.").format(words=", ".join(map(str, choices.labels)))
        )

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
    Field("languages", gettext_lazy("Languages"), ("мова", "язык", "lang"), up_to(60)),
    Field("documents_missing", gettext_lazy("Papers missing"), ("док", "doc", "papers"), several(DOCUMENTS)),
    Field("pets", gettext_lazy("Animals"), ("твар", "живот", "pets", "animal"), short),
    Field("household", gettext_lazy("Household"), ("родина", "сім", "домогосп", "семья", "household", "family id",
          "hh"), outside),
    Field("shelter", gettext_lazy("Shelter"), ("укрит", "сховищ", "убеж", "shelter", "place", "site"), short),
    Field("address", gettext_lazy("Address"), ("адрес", "address", "street"), text),
    Field("choice", gettext_lazy("Decision"), ("рішен", "решен", "decision", "евак"), one_of(CHOICES)),
    Field("notes", gettext_lazy("Notes"), ("прим", "нотат", "notes", "comment", "remark"), text),
    Field("outside_id", gettext_lazy("Id in the source"), ("id", "код", "№", "номер"), outside),
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
    Field("outside_id", gettext_lazy("Id in the source"), ("id", "код", "№", "номер"), outside),
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
