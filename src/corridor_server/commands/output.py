"""What the desk's commands write: words for people, figures as JSON for programs."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from corridor.files import write_text
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridor.progress import Progress

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help=_("The desk's folder."))]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help=_("File whose first line is the store's passphrase.")),
]
JsonTarget = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE|-", help=_("Write the figures as JSON to FILE, or to standard output.")),
]
HERE = Path("corridor-desk")
NOT_WHOLE = 2
"""Exit code of a check that found something."""


def people(json_target: str | None = None) -> Console:
    """Where people read: stdout, or stderr when stdout belongs to ``--json -``."""
    return Console(stderr=json_target == "-", highlight=False, soft_wrap=True)


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
def steps() -> Iterator[Progress]:
    """The step in hand and how far it is, on stderr; silent where stderr is no terminal."""
    with Console(stderr=True).status("") as line:

        def show(step: str, done: float, total: float | None) -> None:
            line.update(f"{step} {100 * done / total:.0f} %" if total else step)

        yield show
