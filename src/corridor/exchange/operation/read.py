"""An operation folder to an ``Operation``: every usable row kept, every other told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.operation import Household, Need, Operation
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.journal import complete
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation import checks
from corridor.exchange.operation.rows import Placed, read_records
from corridor.exchange.operation.settings import read_settings
from corridor.exchange.operation.tables import SETTINGS_FILE, TABLES, TableSpec
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from corridor.domain.base import Record


@dataclass(frozen=True, slots=True)
class OperationRead:
    """What a folder holds. ``lines`` tells the line of each record by table and id, for problems found later."""

    operation: Operation
    problems: tuple[RowProblem, ...]
    lines: Mapping[str, Mapping[str, int]]

    @property
    def refused(self) -> tuple[RowProblem, ...]:
        """Problems that cost a row."""
        return tuple(problem for problem in self.problems if problem.fatal)


def table_path(folder: Path, file: str) -> Path | None:
    """The table's path in ``folder``, gzipped or not; None where it is missing."""
    return next((path for name in (file, f"{file}.gz") if (path := folder / name).is_file()), None)


def read_operation(folder: Path) -> OperationRead:
    """Read and check a whole operation folder.

    A change that was interrupted is completed first (see ``corridor.exchange.journal``).
    Rows that cannot be used are left out and told; a required table without any usable row, missing files and
    unusable settings refuse the folder.

    Raises:
        InputRefused: ``operation.*`` or ``table.*``; ``problems`` lists all that was found in any file.
    """
    if folder.is_dir():
        complete(folder)
    told = ProblemList(SETTINGS_FILE)
    settings = read_settings(folder, told)
    zone = ZoneInfo(settings.timezone)
    _require_files(folder)
    rows, wrong = read_tables(folder, TABLES, zone, settings.as_of)
    found = told.all() + wrong
    _require_rows(rows, found)
    records = {name: tuple(_without_past(row.record, settings.as_of) for row in table) for name, table in rows.items()}
    return OperationRead(Operation.model_validate({"settings": settings, **records}), found, lines_of(rows, TABLES))


def read_tables(
    folder: Path, specs: Sequence[TableSpec], zone: ZoneInfo, as_of: datetime
) -> tuple[dict[str, list[Placed[Record]]], tuple[RowProblem, ...]]:
    """Usable rows of each table by its attribute, and what is wrong with the others; a missing table has no rows.

    Args:
        folder: of the operation.
        specs: tables, each after those that it refers to.
        zone: of times without one.
        as_of: the moment the folder tells of.
    """
    problems = {spec.attribute: ProblemList(spec.file) for spec in specs}
    rows = {spec.attribute: _rows(folder, spec, zone, problems[spec.attribute]) for spec in specs}
    area = checks.area_of(row.record for table in rows.values() for row in table)
    known: dict[str, set[str]] = {}
    for spec in specs:
        list_ = problems[spec.attribute]
        kept = checks.with_true_coordinates(rows[spec.attribute], area, list_)
        kept = checks.with_sense(kept, as_of, list_)
        kept = checks.with_references(kept, spec, known, list_)
        kept = checks.one_vehicle_a_crew(kept, list_)
        rows[spec.attribute] = kept
        known[spec.attribute] = {str(getattr(row.record, spec.key[0])) for row in kept}
    return rows, tuple(problem for spec in specs for problem in problems[spec.attribute].all())


def lines_of(rows: Mapping[str, Sequence[Placed[Record]]], specs: Sequence[TableSpec]) -> dict[str, dict[str, int]]:
    """Line of each record, by table and key."""
    return {
        spec.attribute: {
            ",".join(str(getattr(row.record, k)) for k in spec.key): row.line for row in rows[spec.attribute]
        }
        for spec in specs
    }


def _rows(folder: Path, spec: TableSpec, zone: ZoneInfo, problems: ProblemList) -> list[Placed[Record]]:
    path = table_path(folder, spec.file)
    if path is None:
        return []
    return checks.first_of_each(read_records(path, spec.model, zone, problems), spec, problems)


def _require_files(folder: Path) -> None:
    missing = [spec.file for spec in TABLES if spec.required and table_path(folder, spec.file) is None]
    if not missing:
        return
    refused = tuple(
        RowProblem(
            "file.missing",
            file,
            None,
            None,
            None,
            _("The file is not there."),
            _("Add it; corridor schema --markdown lists its columns."),
        )
        for file in missing
    )
    raise InputRefused(
        "operation.missing_files",
        _("The folder lacks files that every plan needs."),
        folder.name,
        _("Add: {files}.").format(files=", ".join(missing)),
        refused,
    )


def _require_rows(rows: Mapping[str, list[Placed[Record]]], found: tuple[RowProblem, ...]) -> None:
    empty = [spec.file for spec in TABLES if spec.required and not rows[spec.attribute]]
    if empty:
        raise InputRefused(
            "operation.nothing_usable",
            _("A file that every plan needs has no usable row."),
            ", ".join(empty),
            _("Correct the rows listed, beginning with the first."),
            found,
        )


def _without_past(record: Record, as_of: datetime) -> Record:
    """The record without a deadline that has passed: overdue people are served as soon as can be."""
    if isinstance(record, Household) and record.deadline is not None and record.deadline < as_of:
        return record.model_copy(update={"deadline": None})
    if isinstance(record, Need) and record.by is not None and record.by < as_of:
        return record.model_copy(update={"by": None})
    return record
