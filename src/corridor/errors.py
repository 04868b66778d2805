"""One error tree with stable codes: what happened, where, and what to do next.

    CorridorError
    ├── InputRefused        exit 2: a file or a setting cannot be used; ``problems`` lists every row refused
    ├── NothingFeasible     exit 3: the input is fine, no plan or route exists
    ├── Interrupted         exit 130: Ctrl-C before there was anything to keep
    └── InternalFault       exit 1: our own mistake

Codes are listed in ``docs/reference/errors.md``; a test compares the two.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One refused or doubtful value of an input file, in words a person can act on.

    ``line`` counts from 1 as an editor does (header included); ``None`` where the whole file is meant.
    ``value`` is what stood there, shortened to 80 characters. ``fatal`` is false for a warning: the row is kept.
    """

    code: str
    file: str
    line: int | None
    column: str | None
    value: str | None
    reason: str
    remedy: str
    fatal: bool = True

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for ``--json``."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line is not None else "")
        field = f" [{self.column}]" if self.column else ""
        value = f" «{self.value}»" if self.value is not None else ""
        return f"{place}{field}{value}: {self.reason} {self.remedy}"


class CorridorError(Exception):
    """Base of every error that a person meets.

    Args:
        code: stable identifier, such as ``roads.truncated``.
        what: what happened, one sentence.
        where: file, line, field or place, as far as known.
        remedy: what to do next, one sentence.
    """

    exit_code = 1

    def __init__(self, code: str, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(" ".join(part for part in (what, where and f"({where})", remedy) if part))
        self.code = code
        self.what = what
        self.where = where
        self.remedy = remedy

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for ``--json``."""
        return {"code": self.code, "what": self.what, "where": self.where, "remedy": self.remedy}


class InputRefused(CorridorError):
    """A file, row or setting cannot be used. ``problems`` holds every row refused, in file order."""

    exit_code = 2

    def __init__(
        self, code: str, what: str, where: str = "", remedy: str = "", problems: tuple[RowProblem, ...] = ()
    ) -> None:
        super().__init__(code, what, where, remedy)
        self.problems = problems

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, with the refused rows."""
        return super().as_dict() | {"problems": [problem.as_dict() for problem in self.problems]}


class NothingFeasible(CorridorError):
    """The input is fine and no plan or route exists."""

    exit_code = 3


class Interrupted(CorridorError):
    """Ctrl-C before there was anything worth keeping."""

    exit_code = 130


class InternalFault(CorridorError):
    """Our own mistake: an invariant did not hold."""
