"""``corridor check FOLDER``: is this operation folder fit to plan from?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from corridor.workflows.check_folder import FolderCheck

REFUSED = 2
"""Exit code when any row, file or place was refused; a plan would go on without it."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help=_("Check an operation folder: every row, reference and place.")
        + "\n\n"
        + _("Exit codes: 0 when nothing was refused (warnings may stand), 2 when anything was.")
    )
    def check(
        folder: Path = typer.Argument(..., metavar="FOLDER", help=_("The operation folder.")),
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.workflows.check_folder import check_folder

        with progress_bars() as progress:
            found = check_folder(folder, progress)
        _show(found, json_target)
        write_json(json_target, found.as_dict())
        if found.refused:
            raise typer.Exit(REFUSED)


def _show(found: FolderCheck, json_target: str | None) -> None:
    out = console(json_target)
    settings = found.operation.settings
    out.print(f"{settings.name} · {settings.day} · {settings.timezone}", style="bold", markup=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, count in found.counts.items():
        table.add_row(_names()[name], f"{count:,}")
    if found.roads is not None:
        table.add_row(_("road edges"), f"{found.roads.edge_count:,}")
    out.print(table)
    show_problems(out, found.problems)
    refused = ngettext("{n} refused", "{n} refused", found.refused).format(n=found.refused)
    doubts = ngettext("{n} warning", "{n} warnings", found.warnings).format(n=found.warnings)
    style = "red" if found.refused else "green"
    mark = "✗" if found.refused else "✓"
    out.print(f"{mark} {refused}, {doubts}", style=style, markup=False)
    if found.refused:
        out.print(_("A plan goes on without what was refused; mend it first."))


def _names() -> dict[str, str]:
    return {
        "depots": _("depots"),
        "centres": _("reception centres"),
        "shelters": _("shelters"),
        "households": _("households"),
        "items": _("items"),
        "stocks": _("stocks"),
        "needs": _("needs"),
        "crews": _("crews"),
        "vehicles": _("vehicles"),
        "checkpoints": _("checkpoints"),
        "closures": _("road reports"),
        "people": _("people in shelters"),
        "incidents": _("incidents"),
        "passages": _("passages"),
        "fronts": _("lines of control"),
    }
