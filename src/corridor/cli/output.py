"""What a terminal shows: progress bars, tables of refused rows, errors, and figures as JSON.

People read stderr's bars and stdout's tables; programs read ``--json FILE|-``. With ``--json -`` stdout holds
the JSON alone and everything for people goes to stderr.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from corridor.errors import CorridorError, InputRefused, RowProblem
from corridor.files import write_text
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corridor.progress import Progress

JsonTarget = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE|-", help=_("Write the figures as JSON to FILE, or to standard output.")),
]
"""The ``--json`` option that every command has."""

SHOWN_PROBLEMS = 30


def console(json_target: str | None = None) -> Console:
    """Where people read: stdout, or stderr when stdout belongs to ``--json -``."""
    return Console(stderr=json_target == "-", highlight=False)


def write_json(target: str | None, figures: Mapping[str, object]) -> None:
    """Write ``figures`` to the ``--json`` target, if one was asked for."""
    if target is None:
        return
    text = json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_text(Path(target), text)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars on stderr, one a step, gone when done; silent where stderr is no terminal."""
    with Bars(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        tasks: dict[str, object] = {}

        def show(step: str, done: float, total: float | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        yield show


def show_problems(out: Console, problems: Sequence[RowProblem]) -> None:
    """A table of refused and doubtful rows: file, line, column, value, reason, remedy."""
    if not problems:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (_("Where"), _("Column"), _("Value"), _("What is wrong"), _("What to do")):
        table.add_column(heading, overflow="fold")
    for problem in problems[:SHOWN_PROBLEMS]:
        line = "" if problem.line is None else f":{problem.line}"
        style = None if problem.fatal else "yellow"
        cells = (problem.file + line, problem.column or "", problem.value or "", problem.reason, problem.remedy)
        table.add_row(*(Text(cell) for cell in cells), style=style)
    out.print(table)
    hidden = len(problems) - SHOWN_PROBLEMS
    if hidden > 0:
        out.print(ngettext("and {n} more; see --json", "and {n} more; see --json", hidden).format(n=hidden))


def show_error(error: CorridorError) -> None:
    """The error on stderr: what, where, remedy, code."""
    out = Console(stderr=True, highlight=False)
    if isinstance(error, InputRefused):
        show_problems(out, error.problems)
    out.print(f"[bold red]✗[/] {escape(error.what)}", soft_wrap=True)
    if error.where:
        out.print("  " + _("Where") + f": {error.where}", soft_wrap=True, markup=False)
    if error.remedy:
        out.print("  " + _("What to do") + f": {error.remedy}", soft_wrap=True, markup=False)
    out.print(f"  [dim]{error.code}[/]")
