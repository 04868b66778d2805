"""A CSV or XLSX file as rows of text. Pure; nothing touches the disk, for the rows are people."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING

from python_calamine import CalamineError, load_workbook

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ROWS = 200_000
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"


def read_rows(data: bytes, name: str) -> list[list[str]]:
    """Rows of a file, the first of them its headings; empty rows and a row of HXL tags are left out.

    Args:
        data: the file.
        name: as the sender called it; only for messages.

    Raises:
        InputRefused: it is no table, has no rows below its headings, or too many.
    """
    rows = _sheet(data, name) if data[:4] in (ZIP, OLE) else _lines(data)
    rows = [row for row in rows if any(row)]
    if len(rows) > 1 and all(cell.startswith("#") for cell in rows[1] if cell):
        del rows[1]
    if len(rows) < 2:
        raise InputRefused(
            "import.empty", _("The file has no rows below its headings."), name,
            _("The first row holds the headings, each further row one record."),
        )  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise InputRefused(
            "import.too_long", _("The file has more than {n} rows.").format(n=MOST_ROWS), name,
            _("Split it into several files."),
        )  # fmt: skip
    width = len(rows[0])
    return [(row + [""] * width)[:width] for row in rows]


def _lines(data: bytes) -> list[list[str]]:
    text = decoded(data)
    head = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=head.count)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark)]


def decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 by its mark, else the Cyrillic code page of Windows."""
    for encoding in ("utf-8-sig",) if data[:2] not in (b"\xff\xfe", b"\xfe\xff") else ("utf-16",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1251", errors="replace")


def _sheet(data: bytes, name: str) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(data))
        return [_texts(row) for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise InputRefused(
            "import.unreadable", _("The file is not a table that can be read."), name,
            _("Save it as CSV in UTF-8, or as XLSX."),
        ) from error  # fmt: skip


def _texts(row: Iterable[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as people see it: whole numbers without ".0", dates by year, month, day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
