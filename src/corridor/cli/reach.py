"""``corridor reach FOLDER PLACE``: how far each vehicle gets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.cli.route import read_clock
from corridor.files import write_bytes
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from corridor.workflows.find_reach import FoundReach


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help=_("How far each vehicle gets from a place within a time and a risk budget, one way."),
        context_settings={"ignore_unknown_options": True},
    )
    def reach(
        folder: Path = typer.Argument(..., metavar="FOLDER", help=_("The operation folder.")),
        place: str = typer.Argument(..., metavar="PLACE", help=_("Start: lon,lat in degrees, or the id of a place.")),
        depart: str = typer.Option("06:00", help=_("Departure, local clock, HH:MM.")),
        minutes: float = typer.Option(40.0, help=_("Longest drive, minutes.")),
        exposure: float | None = typer.Option(
            None, help=_("Most exposure of each aboard, upper estimate. Without it: the crew's risk budget.")
        ),
        geojson: Path | None = typer.Option(
            None, metavar="FILE", help=_("Write an area for each vehicle as GeoJSON. It tells where crews can go.")
        ),
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.workflows.find_reach import find_reach

        hour = read_clock(depart, "--depart")
        with progress_bars() as progress:
            found = find_reach(folder, place, depart=hour, minutes=minutes, exposure=exposure, progress=progress)
        _show(found, json_target)
        if geojson is not None:
            write_bytes(geojson, found.geojson())
        write_json(json_target, found.as_dict())


def _show(found: FoundReach, json_target: str | None) -> None:
    from corridor.routing.describe import clock

    out = console(json_target)
    show_problems(out, found.problems)
    hour = clock(found.depart_s, ZoneInfo(found.operation.settings.timezone))
    out.print(_("Leaving at {hour}, within {minutes} minutes:").format(hour=hour, minutes=f"{found.minutes:g}"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (_("Vehicle"), _("Exposure limit"), _("km of road"), _("Shelters reached")):
        table.add_column(heading)
    for row in found.rows:
        shelters = f"{len(row.shelters)} / {len(found.operation.shelters)}"
        table.add_row(row.vehicle, f"{row.limit:.2g}", f"{row.road_km:.1f}", shelters)
    out.print(table)
    out.print(
        _("One way, by roads found within both limits. A place that is not listed may be in reach by another road."),
        style="dim",
        soft_wrap=True,
    )
