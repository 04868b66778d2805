"""Lines of text from files that people made: encodings recognised, damage told, memory bounded.

UTF-8 with or without BOM is read as it is. UTF-16 and Windows-1251, which spreadsheet programs still write, are
decoded with a warning. Gzip is recognised by its first bytes, not by the file's name.
"""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.errors import InputRefused, RowProblem
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_LINE = 1_000_000
"""Characters in one line; a longer one is refused and skipped."""
MAX_CHARACTERS = 2_000_000_000
"""Characters in one unpacked file: a gzip of zeros must not fill the machine."""
MAX_PROBLEMS = 10_000
"""Problems kept word for word in one file; the rest are counted."""

_HEAD = 4096
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass
class ProblemList:
    """Problems of one file, in order, counted beyond ``MAX_PROBLEMS``."""

    file: str
    kept: list[RowProblem] = field(default_factory=list)
    beyond: int = 0

    def add(
        self,
        code: str,
        line: int | None,
        column: str | None,
        value: str | None,
        *,
        reason: str,
        remedy: str,
        fatal: bool = True,
    ) -> None:
        """Append one problem; ``value`` is shortened to 80 characters and kept on one line."""
        if len(self.kept) >= MAX_PROBLEMS:
            self.beyond += 1
            return
        self.kept.append(RowProblem(code, self.file, line, column, shortened(value), reason, remedy, fatal))

    def all(self) -> tuple[RowProblem, ...]:
        """Every problem kept, by line, and one that counts the others."""
        ordered = sorted(self.kept, key=lambda problem: problem.line or 0)
        if not self.beyond:
            return tuple(ordered)
        reason = ngettext("{n} more problem in this file.", "{n} more problems in this file.", self.beyond)
        rest = RowProblem(
            "table.more",
            self.file,
            None,
            None,
            None,
            reason.format(n=self.beyond),
            _("Correct those listed first; many often share one cause."),
        )
        return (*ordered, rest)


def shortened(value: str | None) -> str | None:
    """``value`` on one line, control characters shown, at most 80 characters."""
    if value is None:
        return None
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    return clean if len(clean) <= 80 else clean[:79] + "…"


def read_lines(path: Path, problems: ProblemList) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, text without its line end), memory bounded by one line.

    Encoding, damage and overlong lines are told in ``problems``; a damaged gzip ends the lines, those before it
    are kept. Lone carriage returns end lines too.

    Raises:
        InputRefused: ``file.missing``, ``table.spreadsheet`` (a workbook, not text), ``table.too_large``.
        OSError: the file cannot be opened.
    """
    if not path.is_file():
        raise InputRefused(
            "file.missing",
            _("The file is not there."),
            path.name,
            _("Check the folder and the name, capital letters included."),
        )
    with path.open("rb") as raw:
        stream = raw
        if raw.peek(2)[:2] == b"\x1f\x8b":
            stream = io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 16)
        try:
            yield from _decoded(stream, path.name, problems)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            problems.add(
                "table.truncated",
                None,
                None,
                None,
                reason=_("The compressed file ends early or is damaged; what could be read is kept."),
                remedy=_("Copy or download it again."),
            )


def _decoded(stream: io.BufferedReader, name: str, problems: ProblemList) -> Iterator[tuple[int, str]]:
    head = stream.peek(_HEAD)[:_HEAD]
    if head.startswith(_SPREADSHEETS):
        raise InputRefused(
            "table.spreadsheet",
            _("This is a spreadsheet workbook or an archive, not a CSV file."),
            name,
            _("Open it and save it as CSV UTF-8."),
        )
    wide = _utf16(head)
    if wide:
        _tell_encoding(problems, 1, "UTF-16")
    text = io.TextIOWrapper(stream, wide or "latin-1", errors="replace", newline=None)
    try:
        yield from _numbered(text, wide is not None, name, problems)
    finally:
        text.detach()


def _numbered(text: io.TextIOWrapper, wide: bool, name: str, problems: ProblemList) -> Iterator[tuple[int, str]]:
    told = False
    number = total = 0
    while line := text.readline(MAX_LINE + 1):
        number += 1
        total += len(line)
        if len(line) > MAX_LINE and not line.endswith("\n"):
            while (more := text.readline(MAX_LINE)) and not more.endswith("\n"):
                total += len(more)
                _refuse_endless(total, name)
            problems.add(
                "table.line_too_long",
                number,
                None,
                None,
                reason=_("The line is longer than {n} characters.").format(n=MAX_LINE),
                remedy=_("The file is damaged here; export it again."),
            )
            continue
        _refuse_endless(total, name)
        line = line.rstrip("\n")
        if not wide and not line.isascii():
            line, legacy = _narrow(line.encode("latin-1"))
            if legacy and not told:
                told = True
                _tell_encoding(problems, number, "Windows-1251")
        yield number, line.removeprefix("\ufeff") if number == 1 else line


def _refuse_endless(total: int, name: str) -> None:
    if total > MAX_CHARACTERS:
        raise InputRefused(
            "table.too_large",
            _("The unpacked file is larger than {n} million characters.").format(n=MAX_CHARACTERS // 1_000_000),
            name,
            _("Split it into smaller files."),
        )


def _utf16(head: bytes) -> str | None:
    """The UTF-16 codec that ``head`` is written in: by its byte order mark, or by zeros in every second byte."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = head[: len(head) // 2 * 2]
    if len(sample) < 8:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else None


def _narrow(data: bytes) -> tuple[str, bool]:
    """``data`` as UTF-8, or as Windows-1251 and true where it is not UTF-8."""
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace"), True


def _tell_encoding(problems: ProblemList, line: int, encoding: str) -> None:
    problems.add(
        "table.encoding",
        line,
        None,
        None,
        reason=_("The file is not UTF-8; it was read as {encoding}.").format(encoding=encoding),
        remedy=_("Check that names read right, then save it as “CSV UTF-8” in the spreadsheet program."),
        fatal=False,
    )
