"""The command line: thin Typer commands over ``corridor.workflows``."""

from __future__ import annotations

from corridor.i18n import activate, language_from_environment


def main() -> None:
    """Entry point of the ``corridor`` command.

    The language is chosen before the commands are imported, because their help texts are made then.
    """
    activate(language_from_environment())
    from corridor.cli.app import run

    run()
