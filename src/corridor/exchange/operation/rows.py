"""Rows of one table made into records; each value that does not fit is told by line and column."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import ValidationError

from corridor.domain.base import Record
from corridor.exchange.cells import UNREADABLE, moment, prepared
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.tables import cell_kinds
from corridor.exchange.operation.words import words_for
from corridor.exchange.table import Row, Table, read_table
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Placed(Generic[R]):
    """A record and the line of its file that it was read from."""

    record: R
    line: int


def read_records(path: Path, model: type[R], zone: ZoneInfo, problems: ProblemList) -> tuple[Placed[R], ...]:
    """Every row of ``path`` that fits ``model``, in file order; all else is told in ``problems``.

    Raises:
        InputRefused: the file is no table at all.
    """
    return table_records(read_table(path), model, zone, problems)


def table_records(table: Table, model: type[R], zone: ZoneInfo, problems: ProblemList) -> tuple[Placed[R], ...]:
    """As ``read_records``, of a table read already."""
    for problem in table.problems:
        problems.add(
            problem.code,
            problem.line,
            problem.column,
            problem.value,
            reason=problem.reason,
            remedy=problem.remedy,
            fatal=problem.fatal,
        )
    if not table.columns or not _columns_fit(table, model, problems):
        return ()
    placed = (Placed(record, row.line) for row in table.rows if (record := _record(row, table, model, zone, problems)))
    return tuple(placed)


def _columns_fit(table: Table, model: type[Record], problems: ProblemList) -> bool:
    """Whether all required columns are there; unknown ones are told and not used."""
    known = set(model.model_fields)
    for name in table.columns:
        if name not in known:
            near = get_close_matches(name, known - set(table.columns), 1)
            problems.add(
                "column.unknown",
                1,
                name,
                None,
                reason=_("This column is not known and is not used."),
                remedy=_("Perhaps “{name}” is meant.").format(name=near[0])
                if near
                else _("Delete it, above all if it tells anything about persons."),
                fatal=False,
            )
    missing = [n for n, field in model.model_fields.items() if field.is_required() and n not in table.columns]
    for name in missing:
        problems.add(
            "column.missing",
            1,
            name,
            None,
            reason=_("This column is missing, so no row can be used."),
            remedy=_("Add it; columns found: {columns}.").format(columns=", ".join(table.columns[:20])),
        )
    return not missing


def _record(row: Row, table: Table, model: type[R], zone: ZoneInfo, problems: ProblemList) -> R | None:
    kinds = cell_kinds(model)
    values: dict[str, object] = {}
    for name, text in row.values.items():
        if not text or name not in kinds:
            continue
        if kinds[name] != "datetime":
            values[name] = prepared(text, kinds[name], table.decimal_comma)
            continue
        read, local = moment(text, zone)
        values[name] = read if read is not None else UNREADABLE
        if local:
            problems.add(
                "row.no_offset",
                row.line,
                name,
                text,
                reason=_("The time has no offset; it is taken as local time of {zone}.").format(zone=zone.key),
                remedy=_("Write it such as 2023-02-14T08:30+02:00."),
                fatal=False,
            )
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            column = str(detail["loc"][0]) if detail["loc"] else None
            words = words_for(detail)
            value = row.values.get(column or "") or None
            problems.add(words.code, row.line, column, value, reason=words.reason, remedy=words.remedy)
        return None
