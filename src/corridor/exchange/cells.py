"""Cells of text made ready for the models: decimal commas, clock times, dates and moments as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

CellKind = Literal["text", "choice", "number", "integer", "yes_no", "date", "time", "datetime"]

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:\d{2}(?:\.\d{1,6})?)?")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)\s?(Z|[+-]\d{2}(?::?\d{2})?)?", re.IGNORECASE
)
_YES = {"так", "да", "x", "✓", "+"}
_NO = {"ні", "нет", "-"}
UNREADABLE = "?"
"""Stands for a text that no model should try to guess at: refused by each of them."""


def prepared(text: str, kind: CellKind, decimal_comma: bool) -> str:
    """``text`` in the one spelling that the models take; texts of a wrong shape come back refused by them."""
    if kind in ("number", "integer"):
        plain = text.replace("\N{MINUS SIGN}", "-").replace("_", UNREADABLE)
        return plain.replace(",", ".") if decimal_comma and _DECIMAL_COMMA.fullmatch(plain) else plain
    if kind == "yes_no":
        folded = text.casefold()
        return "true" if folded in _YES else "false" if folded in _NO else folded
    if kind == "choice":
        return text.casefold()
    if kind == "time":
        clock = _CLOCK.fullmatch(text)
        return f"{clock[1]:0>2}:{clock[2]}{clock[3] or ''}" if clock else UNREADABLE
    if kind == "date":
        day = _year_first(text)
        return day if _DAY.fullmatch(day) else UNREADABLE
    return text


def moment(text: str, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    """A moment from text, and whether its offset was missing (it is then local time of ``zone``); None: no moment."""
    found = _MOMENT.fullmatch(_year_first(text.strip()))
    if found is None:
        return None, False
    day, clock, offset = found.groups()
    clock = clock if clock[1] != ":" and len(clock.split(":")[0]) == 2 else f"0{clock}"
    try:
        read = datetime.fromisoformat(f"{day}T{clock.replace(',', '.')}{(offset or '').upper()}")
        if offset is None:
            read = read.replace(tzinfo=zone)
        read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None, False
    return read, offset is None


def _year_first(text: str) -> str:
    """14.02.2023, as written in Ukraine, as 2023-02-14; other texts as they are."""
    dotted = _DOTTED_DAY.fullmatch(text)
    return f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}{dotted[4]}" if dotted else text
