"""Tables of a folder changed in place: rows by their line, everything not meant left as it stands."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from corridor.errors import InputRefused
from corridor.exchange.operation.read import table_path
from corridor.exchange.operation.write import rows_csv
from corridor.exchange.table import read_table
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LOST = (
    "table.duplicate_column",
    "table.unnamed_column",
    "table.ragged",
    "table.quote",
    "table.nul",
    "table.line_too_long",
    "table.truncated",
    "table.more",
)
"""Problems whose rows a rewritten table would lose."""


class EditedTable:
    """A table to be changed and written anew: delimiter, unknown columns, HXL tags and refused values are kept.

    Encoding becomes UTF-8. ``columns`` are those a new file has; columns that changed cells need are added.

    Raises:
        InputRefused: ``record.table_damaged`` when rewriting would lose rows that cannot be read.
    """

    def __init__(self, folder: Path, file: str, columns: Sequence[str]) -> None:
        path = table_path(folder, file)
        self.name = path.name if path else file
        self.changed = False
        self._columns = list(columns)
        self._rows: dict[int, dict[str, str]] = {}
        self._delimiter = ","
        self._tags: tuple[str, ...] = ()
        self._first_new = 1
        if path is None:
            return
        table = read_table(path)
        damaged = [problem for problem in table.problems if problem.code in _LOST]
        if damaged:
            raise InputRefused(
                "record.table_damaged",
                _("The table has rows that cannot be read and would be lost."),
                self.name,
                _("Mend the rows listed, then record the day again; nothing has been changed."),
                tuple(damaged),
            )
        self._columns = list(table.columns)
        self._rows = {row.line: dict(row.values) for row in table.rows}
        self._delimiter, self._tags = table.delimiter, table.tags
        self._first_new = max(self._rows, default=0) + 1

    def update(self, line: int, values: Mapping[str, str]) -> None:
        """Set cells of the row on ``line``."""
        self._rows[line] |= values
        self._touched(values)

    def remove(self, line: int) -> None:
        """Delete the row on ``line``."""
        del self._rows[line]
        self.changed = True

    def append(self, values: Mapping[str, str]) -> None:
        """Add a row at the end."""
        self._rows[self._first_new] = dict(values)
        self._first_new += 1
        self._touched(values)

    def _touched(self, values: Mapping[str, str]) -> None:
        self._columns += [name for name, value in values.items() if value and name not in self._columns]
        self.changed = True

    def content(self) -> bytes:
        """The file's new bytes, gzipped where it was."""
        rows = list(self._rows.values())
        if any(self._tags):
            rows.insert(0, dict(zip(self._columns, self._tags, strict=False)))
        data = rows_csv(self._columns, rows, self._delimiter)
        return gzip.compress(data, mtime=0) if self.name.endswith(".gz") else data
