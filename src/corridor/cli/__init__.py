"""The command line: thin Typer commands over ``corridor.workflows``."""

from __future__ import annotations

import os

from corridor.i18n import activate, language_from_environment


def main() -> None:
    """Entry point of the ``corridor`` command.

    The language is chosen before the commands are imported, because their help texts are made then. Matrix products
    run on one thread, where nobody says otherwise: ours are small, and threads of a busy machine wait for each other.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    activate(language_from_environment())
    from corridor.cli.app import run

    run()
