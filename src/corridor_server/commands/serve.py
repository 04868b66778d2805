"""``corridor serve``: the desk on this machine."""

from __future__ import annotations

import sys
import threading
import webbrowser
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from corridor.i18n import current_language
from corridor_server.config import DEFAULT_PORT, DeskConfig
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAVY = (
    "corridor_server.serving.supervisor",
    "corridor_server.serving.welcome",
    "corridor_server.start",
    "django.db.models",
    "django.forms",
    "corridor.domain.operation",
    "corridor.domain.projection",
)
"""Imported while the passphrase is hashed, which leaves a core free: the desk needs them, and a second's work."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=_("Run the desk: the coordinator's pages, on this machine, without internet."))
    def serve(
        data: Path = typer.Option(
            Path("corridor-desk"), "--data", metavar="DIR", help=_("The desk's folder; made if it is not there.")
        ),
        port: int = typer.Option(DEFAULT_PORT, "--port", min=1, max=65535, help=_("Port to listen on.")),
        host: str = typer.Option(
            "127.0.0.1", "--host", help=_("Address to listen on; 0.0.0.0 lets phones of the local network in.")
        ),
        passphrase_file: Path | None = typer.Option(
            None, "--passphrase-file", metavar="FILE", help=_("File whose first line is the store's passphrase.")
        ),
        demo: bool = typer.Option(False, "--demo", help=_("Fill a new desk with the fictional demonstration.")),
        browser: bool = typer.Option(True, "--browser/--no-browser", help=_("Open the desk in the browser.")),
        workers: int = typer.Option(1, "--workers", min=1, max=2, help=_("Processes for jobs.")),
        timezone: str = typer.Option("Europe/Kyiv", "--timezone", help=_("Zone in which times are shown.")),
    ) -> None:
        from corridor_server.serving.network import names_for

        config = DeskConfig(
            folder=data.resolve(),
            host=host,
            port=port,
            names=names_for(host),
            language=current_language(),
            timezone=timezone,
            workers=workers,
        )
        _serve(config, passphrase_file, demo=demo, browser=browser)


def _serve(config: DeskConfig, passphrase_file: Path | None, *, demo: bool, browser: bool) -> None:
    from corridor_server.logs import forbid_core_dumps, owner_only, start_logs, turn_over
    from corridor_server.serving.alone import only_desk
    from corridor_server.serving.first_start import open_or_make, passphrase_in
    from corridor_server.serving.network import refuse_taken_port
    from corridor_server.store.full import told_when_full

    forbid_core_dumps()
    owner_only()
    with told_when_full(), only_desk(config):
        refuse_taken_port(config.host, config.port)
        given = passphrase_in(passphrase_file) if passphrase_file else None
        with _imported_meanwhile(HEAVY):
            opened = open_or_make(config, given, _ask)
        from corridor_server.serving.supervisor import ready_line, run
        from corridor_server.serving.welcome import show_passphrase, show_ready
        from corridor_server.start import start_django

        if opened.made_passphrase:
            show_passphrase(opened.made_passphrase)
        turn_over(config.logs)
        start_logs(config.logs, "supervisor")
        start_django(config, opened.keys)
        from corridor_server.serving.prepare import prepare

        prepared = prepare(config, opened.keys, demonstration=demo)

        def ready() -> None:
            show_ready(config, prepared.certificates, prepared.link)
            sys.stdout.write(ready_line(config, prepared.certificates, prepared.link) + "\n")
            sys.stdout.flush()
            if browser:
                webbrowser.open(prepared.link or config.url)

        run(config, opened.keys, prepared.certificates, ready, prepared.first_work)


@contextmanager
def _imported_meanwhile(names: tuple[str, ...]) -> Iterator[None]:
    """Import modules beside the body. They are whole when it ends, so that the processes forked later have them."""
    ahead = threading.Thread(target=lambda: [import_module(name) for name in names], daemon=True)
    ahead.start()
    try:
        yield
    finally:
        ahead.join()


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, hide_input=True, default="", show_default=False, err=True)
    return answer
