"""Load test: many people, several users, the real server."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from corridor_server.commands.output import JsonTarget, people, steps, write_json
from corridor_server.i18n import gettext as _


def register(admin: typer.Typer) -> None:
    """Add the command."""

    @admin.command(
        "load-test",
        help=_("How quick is the desk on this machine, with many people in it and many at work?")
        + "\n\n"
        + _(
            "Makes a desk in a temporary folder with the demonstration and drawn people, serves it, logs users in with"
            " their second factors and lets them open pages and search. Your own desk is not touched."
        ),
    )
    def load_test(
        count: Annotated[int, typer.Option("--people", min=10, max=1_000_000, help=_("People to draw."))] = 10_000,
        users: Annotated[int, typer.Option("--users", min=1, max=100, help=_("Users at work at once."))] = 10,
        shelters: Annotated[int, typer.Option("--shelters", min=1, max=5_000, help=_("Shelters in all."))] = 100,
        seconds: Annotated[float, typer.Option("--seconds", min=1, help=_("How long they work."))] = 60.0,
        json_target: JsonTarget = None,
    ) -> None:
        from corridor_server.trial.run import load_test as run

        with tempfile.TemporaryDirectory(prefix="corridor-load-") as folder, steps() as progress:
            found = run(Path(folder), count, users, shelters, seconds, progress)
        _show(found, json_target)
        write_json(json_target, found)


def _show(found: dict[str, Any], json_target: str | None) -> None:
    from rich.table import Table

    table = Table(title=_("Answers, in milliseconds"))
    for heading in (_("Page"), _("Answers"), _("Half within"), _("95 % within"), _("Longest")):
        table.add_column(heading, justify="left" if heading == _("Page") else "right")
    rows = {
        _("All pages"): found["pages_ms"],
        _("All searches"): found["searches_ms"],
        _("Everything, while all come in"): found["first_ms"],
        **found["by_page_ms"],
    }
    for name, one in rows.items():
        if one["count"]:
            table.add_row(name, str(one["count"]), f"{one['p50']:.0f}", f"{one['p95']:.0f}", f"{one['most']:.0f}")
    console = people(json_target)
    console.print(table)
    console.print(_("Ready after {s} s; answers that went wrong: {n}").format(s=found["ready_s"], n=found["errors"]))
    held = ", ".join(f"{name} {mb:.0f}" for name, mb in found["memory_mb"].items())
    console.print(_("Most memory, MB: {held}").format(held=held))
