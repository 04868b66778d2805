"""Tables as people send them: CSV with comma, semicolon or tab, in the encodings that spreadsheets write.

HXL tag rows are passed over, ``.csv.gz`` is read as it is, Excel's ``sep=;`` line is understood. Whatever cannot be
read is told by line; all other rows are kept. ``scan_table`` streams with memory bounded by one row; ``read_table``
holds all rows.
"""

from __future__ import annotations

import csv
import math
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.errors import InputRefused, RowProblem
from corridor.exchange.lines import ProblemList, read_lines, shortened
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["COORDINATE_ALIASES", "Row", "Table", "TableScan", "number", "read_table", "scan_table", "shortened"]

MAX_ROWS = 2_000_000
MAX_COLUMNS = 1_000
MAX_QUOTED_LINES = 100
"""Lines that one quoted cell may span; beyond that the opening quote is a slip."""

COORDINATE_ALIASES: Mapping[str, str] = {
    "latitude": "lat",
    "y": "lat",
    "широта": "lat",
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
    "x": "lon",
    "довгота": "lon",
    "долгота": "lon",
}
"""Other names of the coordinate columns, after folding."""

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line it starts on, counted as an editor does, and its trimmed cells by column."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table. ``columns`` are folded (see ``fold``); ``problems`` tell what was refused or doubtful."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]
    delimiter: str = ","
    tags: tuple[str, ...] = ()
    """The HXL tags under the header, one a column; empty where there is no such row."""

    @property
    def decimal_comma(self) -> bool:
        """Whether ``48,5`` may stand for 48.5: where commas do not part the cells."""
        return self.delimiter != ","


def fold(name: str) -> str:
    """A column's name as compared: trimmed, lower case, blanks and hyphens as underscores."""
    return re.sub(r"[\s-]+", "_", name.strip().strip("\ufeff").casefold()).strip("_")


def number(text: str, decimal_comma: bool = False) -> float:
    """``text`` as a finite number; ``decimal_comma`` allows ``48,5``.

    Raises:
        ValueError: empty, not a number, NaN or infinite.
    """
    text = text.strip()
    if decimal_comma and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


class TableScan:
    """A table read row by row: ``columns`` and ``delimiter`` at once, rows by iterating, once.

    ``problems`` is complete when the rows have been read.
    """

    def __init__(self, path: Path, aliases: Mapping[str, str]) -> None:
        self.file = path.name
        self._problems = ProblemList(path.name)
        self._lines = read_lines(path, self._problems)
        self._waiting: deque[tuple[int, str]] = deque()
        self.delimiter = ","
        self.tags: tuple[str, ...] = ()
        self._unnamed: tuple[int, ...] = ()
        self._header = self._read_header(aliases)
        self.columns = tuple(name for name in self._header if name)

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """What was refused or doubtful so far."""
        return self._problems.all()

    @property
    def decimal_comma(self) -> bool:
        """Whether ``48,5`` may stand for 48.5: where commas do not part the cells."""
        return self.delimiter != ","

    def _next_line(self) -> tuple[int, str] | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _read_header(self, aliases: Mapping[str, str]) -> tuple[str, ...]:
        separator: str | None = None
        while (numbered := self._next_line()) is not None:
            line, text = numbered
            directive = re.fullmatch(r"\s*\"?sep=(.)\"?\s*", text, re.IGNORECASE)
            if directive is not None and separator is None:
                separator = directive[1]
                continue
            if text.strip(" \t,;\0"):
                break
        else:
            self._problems.add(
                "table.empty",
                None,
                None,
                None,
                reason=_("The file is empty: it has no header row."),
                remedy=_("The first row must name the columns."),
            )
            return ()
        self.delimiter = separator or _delimiter(text)
        cells = self._cells(line, text) or []
        if len(cells) > MAX_COLUMNS:
            raise InputRefused(
                "table.too_many_columns",
                _("The first row has more than {n} columns.").format(n=MAX_COLUMNS),
                self.file,
                _("Check that this is the right file."),
            )
        return self._named(line, cells, aliases)

    def _named(self, line: int, cells: list[str], aliases: Mapping[str, str]) -> tuple[str, ...]:
        """Column names in order; a repeated column is told and passed over (empty name)."""
        names: list[str] = []
        for cell in cells:
            folded = fold(cell.replace("\0", ""))
            name = aliases.get(folded, folded)
            if not name:
                self._unnamed = (*self._unnamed, len(names))
            if name and name in names:
                self._problems.add(
                    "table.duplicate_column",
                    line,
                    name,
                    cell,
                    reason=_("The column appears twice; the first is used."),
                    remedy=_("Delete or rename the second."),
                )
                name = ""
            names.append(name)
        return tuple(names)

    def _cells(self, line: int, text: str) -> list[str] | None:
        """Cells of the record that starts with ``text``; None where a quote is never closed (told)."""
        if '"' not in text:
            return text.split(self.delimiter)
        taken: list[tuple[int, str]] = []
        record = text
        while len(taken) < MAX_QUOTED_LINES:
            cells = _quoted(record, self.delimiter)
            if cells is not None:
                return cells
            more = self._next_line()
            if more is None:
                break
            taken.append(more)
            record += "\n" + more[1]
        self._waiting.extendleft(reversed(taken))
        self._problems.add(
            "table.quote",
            line,
            None,
            None,
            reason=_("A quotation mark is opened and never closed."),
            remedy=_("Close it, or write the mark twice inside a quoted cell."),
        )
        return None

    def __iter__(self) -> Iterator[Row]:
        first = True
        while self._header and (numbered := self._next_line()) is not None:
            line, text = numbered
            if "\0" in text:
                self._problems.add(
                    "table.nul",
                    line,
                    None,
                    None,
                    reason=_("The line holds NUL bytes: the file is damaged here."),
                    remedy=_("Export the file again, or delete the line."),
                )
                continue
            cells = self._cells(line, text)
            if cells is None or not any(cell.strip() for cell in cells):
                continue
            tagged, first = first and _is_hxl(cells), False
            if tagged:
                padded = cells + [""] * len(self._header)
                self.tags = tuple(c.strip() for name, c in zip(self._header, padded, strict=False) if name)
                continue
            row = self._row(line, [cell.strip() for cell in cells])
            if row is not None:
                yield row

    def _row(self, line: int, cells: list[str]) -> Row | None:
        width = len(self._header)
        if any(cells[width:]):
            self._problems.add(
                "table.ragged",
                line,
                None,
                None,
                reason=_("The row has {found} cells, the header {expected}.").format(found=len(cells), expected=width),
                remedy=_("Put cells that hold the delimiter in quotation marks."),
            )
            return None
        if len(cells) < width:
            self._problems.add(
                "table.short_row",
                line,
                None,
                None,
                reason=_(
                    "The row has {found} cells, the header {expected}; the missing ones are taken as empty."
                ).format(found=len(cells), expected=width),
                remedy=_("Check that no cell was left out in the middle."),
                fatal=False,
            )
            cells += [""] * (width - len(cells))
        if any(cells[i] for i in self._unnamed if i < len(cells)):
            self._unnamed = ()
            self._problems.add(
                "table.unnamed_column",
                line,
                None,
                None,
                reason=_("The row has a value in a column without a name; that column is not used."),
                remedy=_("Name the column in the first row, or delete it."),
                fatal=False,
            )
        return Row(line, {column: cell for column, cell in zip(self._header, cells, strict=False) if column})


def _quoted(record: str, delimiter: str) -> list[str] | None:
    """Cells of a record with quotation marks; None where a quoted cell is still open at its end."""
    try:
        return next(csv.reader([record], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None
    try:
        return next(csv.reader([record], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return None


def _delimiter(header: str) -> str:
    """The delimiter that parts most cells of the header outside quotation marks; comma in doubt."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(",;\t", key=bare.count)


def _is_hxl(cells: list[str]) -> bool:
    """Whether this is a row of HXL tags (https://hxlstandard.org): each cell empty or a ``#tag``, one at least."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(re.match(r"#[A-Za-z]", cell) for cell in filled)


def scan_table(path: Path, aliases: Mapping[str, str] = COORDINATE_ALIASES) -> TableScan:
    """Open a table to be read row by row.

    Args:
        path: a CSV file, plain or gzipped.
        aliases: other names of columns (folded) and the names meant.

    Raises:
        InputRefused: not there, a workbook, absurdly large.
    """
    return TableScan(path, aliases)


def read_table(path: Path, aliases: Mapping[str, str] = COORDINATE_ALIASES) -> Table:
    """Read a whole table; see ``scan_table``.

    Raises:
        InputRefused: as ``scan_table``; ``table.too_many_rows`` beyond two million rows.
    """
    scan = scan_table(path, aliases)
    rows: list[Row] = []
    for row in scan:
        if len(rows) >= MAX_ROWS:
            raise InputRefused(
                "table.too_many_rows",
                _("The table has more than {n} rows.").format(n=MAX_ROWS),
                path.name,
                _("Split it into smaller files."),
            )
        rows.append(row)
    return Table(scan.file, scan.columns, tuple(rows), scan.problems, scan.delimiter, scan.tags)
