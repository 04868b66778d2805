"""``corridor record FOLDER outcomes.csv``: the day closes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from corridor.cli.output import JsonTarget, console, show_problems, write_json
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.workflows.record_day import DaySummary

REFUSED = 2
"""Exit code when a row was not recorded; all others were."""
SHOWN_SUPPLY = 15


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help=_("Record what happened today, so that tomorrow's plan knows it.")
        + "\n\n"
        + _("Recording the same outcomes again changes nothing.")
        + "\n\n"
        + _("Exit codes: 0 when every row was recorded, 2 when a row was refused (the others are recorded).")
    )
    def record(
        folder: Path = typer.Argument(..., metavar="FOLDER", help=_("The operation folder.")),
        outcomes: Path = typer.Argument(..., metavar="OUTCOMES.CSV", help=_("What the crews wrote down.")),
        plan: Path | None = typer.Option(None, "--plan", metavar="PLAN.JSON", help=_("The plan that was driven.")),
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.workflows.record_day import record_day

        summary = record_day(folder, outcomes, plan)
        _show(summary, console(json_target))
        write_json(json_target, summary.as_dict())
        if summary.refused_rows:
            raise typer.Exit(REFUSED)


def _show(summary: DaySummary, out: Console) -> None:
    show_problems(out, summary.problems)
    count = ngettext("{n} outcome recorded", "{n} outcomes recorded", summary.recorded).format(n=summary.recorded)
    again = ngettext("{n} recorded before", "{n} recorded before", summary.already).format(n=summary.already)
    lost = ngettext("{n} refused", "{n} refused", summary.refused_rows).format(n=summary.refused_rows)
    out.print(f"{count}, {again}, {lost}", style="bold", markup=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    for heading, figure in _figures(summary):
        table.add_row(heading, figure)
    out.print(table)
    if summary.supply:
        out.print(_("Runs out first:"), style="bold")
        supply = Table(box=None, pad_edge=False)
        for heading in (_("shelter"), _("item"), _("left"), _("days of supply")):
            supply.add_column(heading)
        for row in summary.supply[:SHOWN_SUPPLY]:
            supply.add_row(row.shelter_id, row.item_id, f"{row.left:g}", f"{row.days_left:.1f}")
        out.print(supply)


def _figures(summary: DaySummary) -> list[tuple[str, str]]:
    def listed(counts: dict[str, int] | dict[str, float]) -> str:
        return ", ".join(f"{name} {number:g}" for name, number in counts.items()) or "0"

    return [
        (_("delivered"), listed(summary.delivered)),
        (_("shelters served"), str(summary.shelters_served)),
        (_("people brought out"), str(summary.people_out)),
        (_("households brought out"), str(summary.households_out)),
        (_("refused, by reason"), listed(summary.refused_by_reason)),
        (_("not found"), str(summary.not_found)),
        (_("roads passed"), str(summary.roads_passed)),
        (_("roads said shut"), str(summary.roads_shut)),
        (_("roads said open"), str(summary.roads_opened)),
        (_("seen"), listed(summary.seen_by_kind)),
        (_("people still in shelters"), str(summary.people_left)),
    ]
