"""``corridor outlook``: what comes within given distances if a published line of control came nearer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.table import Table

from corridor.cli.output import JsonTarget, console, show_problems, write_json
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.domain.outlook import Outlook

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "outlook",
        help=_("If the published line came nearer: which towns, people, hospitals, stocks and roads; what comes first.")
        + "\n\n"
        + _("Only distances from a line are used and told. For coordinators and planners only.")
        + "\n\n"
        + _("Exit codes: 0 fine; 2 input refused."),
    )(_outlook)


def _outlook(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("The operation folder."))],
    shift_km: Annotated[
        float, typer.Option("--shift-km", min=-200, max=200, help=_("Suppose the line so much nearer, everywhere."))
    ] = 5.0,
    shifted: Annotated[
        Path | None, typer.Option("--shifted", metavar="FILE", help=_("The line as supposed, as GeoJSON, instead."))
    ] = None,
    within: Annotated[
        list[float] | None, typer.Option("--within", min=0.1, max=500, help=_("A distance in km; may be repeated."))
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_("Write the places as GeoJSON."))] = None,
    json_target: JsonTarget = None,
) -> None:
    from corridor.workflows.outlook import look_ahead, write_outlook

    shown = console(json_target)
    found = look_ahead(folder, shift_km=shift_km, shifted=shifted, within_km=within or (5, 10, 20, 30))
    if out is not None:
        write_outlook(found.outlook, out)
    show_problems(shown, found.problems)
    _show(shown, found.outlook)
    write_json(
        json_target,
        found.outlook.model_dump(mode="json") | {"problems": [problem.as_dict() for problem in found.problems]},
    )


def _show(out: Console, outlook: Outlook) -> None:
    out.print(Panel(_("For coordinators and planners only. Never share it."), border_style="red", expand=False))
    out.print(
        _("Line published {day}; supposed: {shift}.").format(day=outlook.published, shift=outlook.supposed),
        markup=False,
    )
    bands = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        _("nearer than, km"), _("people now"), _("people then"), _("towns then"), _("patients then"),
        _("stock then, t"), _("road km now"), _("road km then"),
    ):  # fmt: skip
        bands.add_column(heading, justify="right")
    for band in outlook.bands:
        cells = (
            *(band.within_km, band.people_now, band.people_then, band.towns_then, band.patients_then),
            *(band.stock_then, band.road_km_now, band.road_km_then),
        )
        bands.add_row(*(f"{cell:.10g}" for cell in cells))
    out.print(bands)
    kinds = {"hospital": _("hospital"), "town": _("town"), "stock": _("stock")}
    first = Table(box=None, pad_edge=False, header_style="bold", title=_("What would have to be moved, in this order"))
    for heading in (_("place"), _("kind"), _("people"), _("km now"), _("km then")):
        first.add_column(heading)
    for one in outlook.places[:SHOWN]:
        first.add_row(
            one.name or one.place, kinds[one.kind.value], str(one.people), f"{one.now_km:.1f}", f"{one.then_km:.1f}"
        )
    out.print(first)
