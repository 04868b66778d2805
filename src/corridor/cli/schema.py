"""``corridor schema``: the published schemas."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from corridor.cli.output import JsonTarget, console, write_json
from corridor.files import write_text
from corridor.i18n import gettext as _
from corridor.i18n import ngettext


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=_("Print the schemas of the operation folder, the plan and the outcomes."))
    def schema(
        out: Path | None = typer.Option(None, "--out", metavar="DIR", help=_("Write one file a schema to DIR.")),
        as_markdown: bool = typer.Option(False, "--markdown", help=_("Print the columns as Markdown tables.")),
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.exchange.schema import markdown, schemas

        found = schemas()
        if out is not None:
            for name, content in found.items():
                write_text(out / name, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
            message = ngettext("{n} schema written.", "{n} schemas written.", len(found)).format(n=len(found))
            console(json_target).print(message)
        if as_markdown:
            typer.echo(markdown(), nl=False)
        if json_target is not None:
            write_json(json_target, found)
        elif out is None and not as_markdown:
            write_json("-", found)
