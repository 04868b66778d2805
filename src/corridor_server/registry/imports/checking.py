"""Rows to values, with every mistake told by row, column, value, reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from corridor_server.registry.imports.columns import PEOPLE, SHELTERS, Field, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS: dict[str, tuple[Field, ...]] = {"people": PEOPLE, "shelters": SHELTERS}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a row cannot be taken. ``row`` counts as spreadsheets do: headings are row 1."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Good rows as values by field, with their row numbers; and every mistake."""

    good: tuple[tuple[int, dict[str, Any]], ...]
    mistakes: tuple[Mistake, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows have mistakes."""
        return len({one.row for one in self.mistakes})


def check(kind: str, rows: Sequence[Sequence[str]], mapping: Mapping[str, int], shelters: Mapping[str, str]) -> Checked:
    """Check every row below the headings.

    Args:
        kind: ``people`` or ``shelters``.
        rows: with headings.
        mapping: field to column.
        shelters: name or outside id, lower case, to the id of the shelter.
    """
    fields = [field for field in FIELDS[kind] if field.name in mapping]
    good, mistakes = [], []
    for number, row in enumerate(rows[1:], 2):
        values, wrong = _row(number, row, fields, mapping, rows[0])
        wrong += _whole(kind, number, values, shelters)
        if wrong:
            mistakes += wrong
        else:
            good.append((number, values))
    return Checked(tuple(good), tuple(mistakes))


def _row(
    number: int, row: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, int], headings: Sequence[str]
) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []
    for field in fields:
        cell, heading = row[mapping[field.name]].strip(), headings[mapping[field.name]]
        if not cell:
            continue
        try:
            values[field.name] = field.convert(cell)
        except Refused as refused:
            wrong.append(Mistake(number, heading, cell[:60], str(refused)))
    return values, wrong


def _whole(kind: str, number: int, values: dict[str, Any], shelters: Mapping[str, str]) -> list[Mistake]:
    """What only the row as a whole can tell."""
    if kind == "shelters":
        missing = [field.label for field in SHELTERS if field.required and field.name not in values]
        return [Mistake(number, str(label), "", _("missing")) for label in missing]
    if "full_name" in values:
        _split_name(values)
    wrong = []
    if not values.get("family_name") and not values.get("given_name"):
        wrong.append(Mistake(number, pgettext("person", "Name"), "", _("a person needs at least one name")))
    place = values.get("shelter", "")
    if place and place.casefold() not in shelters:
        reason = _("no such shelter; enter or import it first, or leave the cell empty")
        wrong.append(Mistake(number, _("Shelter"), place[:60], reason))
    return wrong


def _split_name(values: dict[str, Any]) -> None:
    """Family name, given name, patronymic, in the order in which lists here are written; a column of its own wins."""
    parts = values.pop("full_name").split()
    for name, part in zip(("family_name", "given_name", "patronymic"), (*parts[:2], " ".join(parts[2:])), strict=False):
        if part:
            values.setdefault(name, part)
