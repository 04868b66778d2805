"""Rows to values, with every mistake told by row, column, value, reason and remedy. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from corridor_server.registry.imports.columns import PEOPLE, SHELTERS, Field, Refused
from corridor_server.registry.imports.reading import FORMULA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor_server.registry.imports.reading import Sheet

FIELDS: dict[str, tuple[Field, ...]] = {"people": PEOPLE, "shelters": SHELTERS}
SHOWN = 60
"""Letters of a wrong cell that are shown."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a row cannot be taken, and what to do. ``row`` counts as spreadsheets do: headings are row 1."""

    row: int
    column: str
    value: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """What the registry knows that rows are held against.

    Args:
        shelters: name or outside id, lower case, to the id of the shelter.
        outside_ids: of the kind of record that the file holds.
    """

    shelters: Mapping[str, str] = field(default_factory=dict)
    outside_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """Good rows as values by field, with their row numbers; and every mistake."""

    good: tuple[tuple[int, dict[str, Any]], ...]
    mistakes: tuple[Mistake, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows have mistakes."""
        return len({one.row for one in self.mistakes})


def check(kind: str, sheet: Sheet, mapping: Mapping[str, int], here: Here) -> Checked:
    """Check every row.

    Args:
        kind: ``people`` or ``shelters``.
        sheet: as read.
        mapping: field to column.
        here: what the registry knows.
    """
    fields = [one for one in FIELDS[kind] if one.name in mapping and mapping[one.name] < len(sheet.headings)]
    good: list[tuple[int, dict[str, Any]]] = []
    mistakes: list[Mistake] = []
    met: dict[str, int] = {}
    for number, row in sheet.rows:
        values, wrong = _row(number, row, fields, mapping, sheet.headings)
        wrong += _whole(kind, number, values, here) if not wrong else []
        wrong += _once(number, values, here, met) if not wrong else []
        if wrong:
            mistakes.extend(wrong)
        else:
            good.append((number, values))
    return Checked(tuple(good), tuple(mistakes))


def _row(
    number: int, row: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, int], headings: Sequence[str]
) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []
    if len(row) > len(headings):
        beyond = row[len(headings)].replace(FORMULA, "=…")
        wrong.append(
            Mistake(
                number, _("beyond the last heading"), beyond[:SHOWN], _("more cells than headings"),
                _("Give the column a heading, or put a cell with a comma between quotation marks."),
            )
        )  # fmt: skip
    for one in fields:
        cell, heading = row[mapping[one.name]].strip(), headings[mapping[one.name]]
        if not cell:
            continue
        if cell == FORMULA:
            wrong.append(Mistake(number, heading, "=…", _("a formula"), _("Paste the cell as a value.")))
            continue
        try:
            values[one.name] = one.convert(cell)
        except Refused as refused:
            wrong.append(Mistake(number, heading, cell[:SHOWN], refused.reason, refused.remedy))
    return values, wrong


def _whole(kind: str, number: int, values: dict[str, Any], here: Here) -> list[Mistake]:
    """What only the row as a whole can tell."""
    if kind == "shelters":
        missing = [one.label for one in SHELTERS if one.required and one.name not in values]
        return [
            Mistake(number, str(label), "", _("missing"), _("Fill the cell, or say above which column holds it."))
            for label in missing
        ]
    if "full_name" in values:
        _split_name(values)
    wrong = []
    if not values.get("family_name") and not values.get("given_name"):
        wrong.append(
            Mistake(
                number, _("Name"), "", _("nobody is named"),
                _("Write at least one name, or say above which column holds it."),
            )
        )  # fmt: skip
    place = values.get("shelter", "")
    if place and place.casefold() not in here.shelters:
        wrong.append(
            Mistake(
                number, _("Shelter"), place[:SHOWN], _("no shelter, or more than one, has this name"),
                _("Enter or import it first, write its id, or leave the cell empty."),
            )
        )  # fmt: skip
    return wrong


def _once(number: int, values: Mapping[str, Any], here: Here, met: dict[str, int]) -> list[Mistake]:
    """An id of the source stands for one record: in the file, and in the registry."""
    outside = values.get("outside_id", "")
    if not outside:
        return []
    if outside in here.outside_ids:
        reason, remedy = _("a record with this id is here already"), _("Leave the row out, or change the record here.")
    elif outside in met:
        reason = _("row {row} has the same id").format(row=met[outside])
        remedy = _("Give each row an id of its own, or leave the column out.")
    else:
        met[outside] = number
        return []
    return [Mistake(number, _("Id in the source"), outside[:SHOWN], reason, remedy)]


def _split_name(values: dict[str, Any]) -> None:
    """Family name, given name, patronymic, in the order in which lists here are written; a column of its own wins."""
    parts = values.pop("full_name").split()
    for name, part in zip(("family_name", "given_name", "patronymic"), (*parts[:2], " ".join(parts[2:])), strict=False):
        if part:
            values.setdefault(name, part)
