"""All commands in one Typer application, and the one place where errors become words and exit codes."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import LazyLoader, find_spec, module_from_spec
from pathlib import Path
from typing import Any

import typer

from corridor import __version__
from corridor.cli.output import show_error, write_json
from corridor.errors import CorridorError, InputRefused
from corridor.i18n import gettext as _

COMMANDS = ("demo", "plan", "check", "record", "roads", "route", "reach", "hazard", "evacuate", "outlook", "schema")
"""Modules of ``corridor.cli``, in the order of ``corridor --help``; each has ``register(app)``.

Commands of other packages follow: the entry-point group ``corridor.commands`` names functions like ``register``.
"""


def build() -> typer.Typer:
    """The application with every command, texts in the language in force."""
    rich_utils = _when_used("typer.rich_utils")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.ERRORS_PANEL_TITLE = _("Error")
    app = typer.Typer(
        name="corridor",
        help=_("Plans and runs aid deliveries and evacuations for civilians under fire.")
        + "\n\n"
        + _("Exit codes: 0 fine, 2 input refused, 3 nothing feasible, 130 interrupted, 1 our own fault."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    for command in COMMANDS:
        import_module(f"corridor.cli.{command}").register(app)
    for point in sorted(entry_points(group="corridor.commands"), key=lambda point: point.name):
        point.load()(app)
    return app


def _when_used(name: str) -> Any:
    """A module that is read once something of it is used; names set before then hold. Help takes a fifth of a second.

    Raises:
        ImportError: there is no such module.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"corridor {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help=_("Print the version.")),
) -> None:
    """Options of ``corridor`` itself."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line; every ``CorridorError`` is shown and becomes its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        build()(args=given)
    except CorridorError as error:
        _end(error, given)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        _end(
            InputRefused(
                "file.system",
                _("The file system refused: {reason}.").format(reason=error.strerror or type(error).__name__),
                Path(error.filename).name if isinstance(error.filename, str) else "",
                _("Check that the path exists, that you may write there, and that the disk is not full."),
            ),
            given,
        )


def _end(error: CorridorError, given: list[str]) -> None:
    """Show the error to people, and to programs that asked for ``--json``; leave with its exit code."""
    show_error(error)
    after = [*given, ""]
    target = next((after[i + 1] for i, word in enumerate(given) if word == "--json"), None) or next(
        (word.removeprefix("--json=") for word in given if word.startswith("--json=")), None
    )
    with suppress(OSError):
        write_json(target or None, {"error": error.as_dict()})
    sys.exit(error.exit_code)
