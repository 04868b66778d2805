"""A CSV or XLSX file as rows of text. Pure; nothing touches the disk, for the rows are people.

A file comes from outside and is trusted with nothing: it may be no table, in a wrong encoding, endless once unpacked,
or hold formulas that a spreadsheet would run. Each is refused in words, the formulas row by row.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from python_calamine import CalamineError, load_workbook

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200_000, 200, 10_000
MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
MOST_RATIO = 400
"""Unpacked to packed: sheets of text reach some 20, bombs a thousand."""
FORMULA = "\x00formula"
"""Stands for a cell with a formula; no file can hold it, since files with NUL are refused."""
ZIP = b"PK\x03\x04"
KNOWN_BINARY = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CELL_WITH_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?:(?!</c>).)*?<f[\s/>]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was read.

    Args:
        headings: of its columns.
        rows: number of the row in the file (headings are row 1), and its cells, as many as there are headings or more.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]

    def to_json(self) -> str:
        """For keeping it, encrypted, until it is taken over."""
        return json.dumps({"headings": self.headings, "rows": self.rows}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Sheet:
        """As it was kept; empty where nothing was."""
        held = json.loads(text or "{}")
        return cls(held.get("headings", []), [(number, cells) for number, cells in held.get("rows", [])])

    def first(self, most: int) -> list[list[str]]:
        """The first rows as they may be shown."""
        return [[cell.replace(FORMULA, "=…") for cell in cells] for _number, cells in self.rows[:most]]


def read_sheet(data: bytes, name: str) -> Sheet:
    """The table of a file; empty rows and a row of HXL tags are left out.

    Args:
        data: the file.
        name: as the sender called it; only for messages.

    Raises:
        InputRefused: it is no table, has no rows below its headings, or is too large.
    """
    if len(data) > MOST_BYTES:
        raise _refused("import.too_large", _("The file is larger than {n} MB.").format(n=MOST_BYTES >> 20), name)
    rows = _workbook(data, name) if data.startswith(ZIP) else _lines(data, name)
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if len(filled) > 1 and all(cell.startswith("#") for cell in filled[1][1] if cell):
        del filled[1]
    if len(filled) < 2:
        raise InputRefused(
            "import.empty", _("The file has no rows below its headings."), name,
            _("The first row holds the headings, each further row one record."),
        )  # fmt: skip
    headings = [cell.replace(FORMULA, "=…") for cell in _trimmed(filled[0][1])]
    if len(headings) > MOST_COLUMNS:
        raise _refused("import.too_wide", _("The file has more than {n} columns.").format(n=MOST_COLUMNS), name)
    width = len(headings)
    return Sheet(headings, [(number, _to_width(cells, width)) for number, cells in filled[1:]])


def _refused(code: str, what: str, name: str) -> InputRefused:
    return InputRefused(code, what, name, _("Split it into several files, or leave out what is not needed."))


def _unreadable(name: str) -> InputRefused:
    return InputRefused(
        "import.unreadable", _("The file is not a table that can be read."), name,
        _("Save it as CSV in UTF-8, or as XLSX."),
    )  # fmt: skip


def _trimmed(cells: list[str]) -> list[str]:
    """Without empty cells at the end."""
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _to_width(cells: list[str], width: int) -> list[str]:
    """Filled up to ``width``; what stands beyond it stays, so that it is told and not dropped."""
    kept = _trimmed(cells)
    return kept + [""] * (width - len(kept))


def _counted(rows: Iterable[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise _refused("import.too_long", _("The file has more than {n} rows.").format(n=MOST_ROWS), name)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise InputRefused(
                "import.long_cell", _("A cell of row {row} is endless.").format(row=number), name,
                _("Look for a quotation mark that is never closed."),
            )  # fmt: skip
        yield number, cells


def _lines(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    text = decoded(data, name)
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows = ([_text_or_formula(cell) for cell in row] for row in reader)
    try:
        return list(_counted(rows, name))
    except csv.Error as error:
        raise _unreadable(name) from error


def _text_or_formula(cell: str) -> str:
    """What a spreadsheet would run is no text: ``=...``, ``@...``, and signs before anything but a number."""
    plain = cell.strip()
    if plain[:1] in ("=", "@") or re.match(r"[+-](?![\d\s(.,]|$)", plain):
        return FORMULA
    return plain


def decoded(data: bytes, name: str) -> str:
    """UTF-8 with or without its mark, UTF-16 by its mark, else the Cyrillic code page of Windows.

    Raises:
        InputRefused: it is none of them.
    """
    known = next((kind for start, kind in KNOWN_BINARY.items() if data.startswith(start)), None)
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in () if known else ("utf-16",) if marked else ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise InputRefused(
        "import.encoding", _("The file is no text in an encoding that is known here."), name,
        _("Save it as CSV in UTF-8, or as XLSX."),
    )  # fmt: skip


def _workbook(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    formulas = _unpacked_formulas(data, name)
    try:
        sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise _unreadable(name) from error
    texts = ([_text(cell) for cell in row] for row in rows)
    found = list(_counted(texts, name))
    for number, cells in found:
        for place in formulas.get(number, ()):
            if place < len(cells):
                cells[place] = FORMULA
    return found


def _unpacked_formulas(data: bytes, name: str) -> dict[int, set[int]]:
    """Columns of the cells with formulas, by row, in the first sheet of an XLSX.

    The sizes that the archive tells are held against what it packs before anything is unpacked, and the unpacking stops
    at them: a bomb never opens.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            whole = sum(part.file_size for part in parts)
            if whole > MOST_UNPACKED or whole > MOST_RATIO * max(len(data), 2048):
                raise _refused("import.bomb", _("The file unpacks to far more than a list of people."), name)
            sheets = [part.filename for part in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part.filename)]
            if not sheets:
                raise _unreadable(name)
            text = packed.read(min(sheets, key=lambda one: (len(one), one)))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _unreadable(name) from error
    found: dict[int, set[int]] = {}
    for cell in CELL_WITH_FORMULA.finditer(text) if b"<f" in text else ():
        found.setdefault(int(cell.group(2)), set()).add(_column(cell.group(1).decode()))
    return found


def _column(letters: str) -> int:
    """Place of a column, from 0: A, B, ..., Z, AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _text(cell: object) -> str:
    """A cell as people see it: whole numbers without ".0", dates by year, month, day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else _text_or_formula(CONTROL.sub("", str(cell)))
