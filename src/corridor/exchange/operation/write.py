"""An ``Operation`` to a folder that reads back the same."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from enum import Enum
from typing import TYPE_CHECKING

from corridor.exchange.journal import write_together
from corridor.exchange.operation.settings import settings_text
from corridor.exchange.operation.tables import SETTINGS_FILE, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from corridor.domain.base import Record
    from corridor.domain.operation import Operation


def write_operation(operation: Operation, folder: Path) -> None:
    """Write ``operation.toml`` and every table, together or not at all; other files of the folder are left alone.

    Raises:
        OSError: disk full or not writable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {SETTINGS_FILE: settings_text(operation.settings).encode()}
    for spec in TABLES:
        records = getattr(operation, spec.attribute)
        if records or spec.required or (folder / spec.file).exists():
            contents[spec.file] = records_csv(spec.model, records)
    write_together(folder, contents)
    for spec in TABLES:
        if spec.file in contents:
            (folder / f"{spec.file}.gz").unlink(missing_ok=True)


def records_csv(model: type[Record], records: Iterable[Record]) -> bytes:
    """Records as CSV (UTF-8, comma, line feed), columns in the model's order."""
    columns = tuple(model.model_fields)
    return rows_csv(columns, ({name: cell_text(getattr(r, name)) for name in columns} for r in records))


def rows_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> bytes:
    """Rows of text cells as CSV (UTF-8, line feed); cells without a column are left out."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def cell_text(value: object) -> str:
    """A value as a cell: nothing for None, yes or no, ISO times with offset, numbers that read back exactly."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case Enum():
            text = str(value.value)
        case datetime():
            text = value.isoformat()
        case time():
            text = value.isoformat("auto" if value.second or value.microsecond else "minutes")
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case _:
            text = str(value)
    return text
