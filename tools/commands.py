"""Write ``docs/reference/commands.md`` from the command line's own help texts.

    python tools/commands.py

The test ``tests/unit/cli/test_commands_documented.py`` fails while the page is out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer.main

from corridor.cli.app import build

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Every command takes `--help`, and `--json FILE|-` for its figures (`-`: standard output holds the JSON alone).
`CORRIDOR_LANG=uk` or `en` chooses the language, else the system's.

| exit code | meaning |
|---|---|
| 0 | fine; "do not go today" is a plan too |
| 1 | our own fault: please report it |
| 2 | input refused: a file, a row or an option |
| 3 | nothing feasible |
| 130 | interrupted before there was anything to keep |
"""


def row(parameter: object) -> str:
    """A table row for one option or argument."""
    option = parameter.param_type_name == "option"  # type: ignore[attr-defined]
    names = [*parameter.opts, *parameter.secondary_opts] if option else [parameter.name.upper()]  # type: ignore[attr-defined]
    words = (getattr(parameter, "help", None) or "").replace("|", "\\|")
    return f"| `{' / '.join(names)}` | {words} |"


def sections(command: object, path: str) -> Iterator[str]:
    """A section for ``command``, then for each below it."""
    children = getattr(command, "commands", {})
    if not children:
        yield f"## {path}\n\n{' '.join((command.help or '').split())}\n"  # type: ignore[attr-defined]
        rows = [row(parameter) for parameter in command.params if parameter.name != "help"]  # type: ignore[attr-defined]
        yield "| option | what it does |\n|---|---|\n" + "\n".join(rows) + "\n"
    for name, child in children.items():
        yield from sections(child, f"{path} {name}")


def page() -> str:
    """The whole page."""
    return HEAD + "\n" + "\n".join(sections(typer.main.get_command(build()), "corridor"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
