"""``corridor route FOLDER A B``: which hour, which road."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.domain.profiles import Profile
from corridor.errors import InputRefused
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from corridor.workflows.find_route import FoundRoutes


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help=_("Ways from A to B that are worth choosing between: which hour, which road, at what exposure."),
        context_settings={"ignore_unknown_options": True},
    )
    def route(
        folder: Path = typer.Argument(..., metavar="FOLDER", help=_("The operation folder.")),
        origin: str = typer.Argument(..., metavar="A", help=_("Start: lon,lat in degrees, or the id of a place.")),
        destination: str = typer.Argument(..., metavar="B", help=_("Goal: lon,lat in degrees, or the id of a place.")),
        depart: str = typer.Option("06:00", help=_("Earliest departure, local clock, HH:MM.")),
        until: str = typer.Option("12:00", help=_("Latest arrival, local clock, HH:MM.")),
        profile: Profile = typer.Option(Profile.CAR, help=_("Class of vehicle.")),
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.workflows.find_route import find_route

        hours = {"depart": _clock(depart, "--depart"), "until": _clock(until, "--until")}
        with progress_bars() as progress:
            found = find_route(folder, origin, destination, **hours, profile=profile, progress=progress)
        _show(found, json_target)
        write_json(json_target, found.as_dict())


def _clock(text: str, option: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise InputRefused(
            "route.clock", _("This is no clock time."), f"{option} {text}", _("Give it as HH:MM, such as 06:30.")
        ) from error


def _show(found: FoundRoutes, json_target: str | None) -> None:
    from corridor.routing.describe import clock

    out = console(json_target)
    show_problems(out, found.problems)
    zone = ZoneInfo(found.operation.settings.timezone)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column(_("Leave"))
    table.add_column(_("Arrive"))
    for heading in (_("Minutes"), _("km"), _("grey km"), _("Exposure")):
        table.add_column(heading, justify="right")
    table.add_column(_("By"))
    for number, option in enumerate(found.options, 1):
        routed = option.routed
        share = "—" if option.share is None else f"{100 * option.share:.0f} %"
        hours = clock(routed.depart_s, zone), clock(routed.arrive_s, zone)
        figures = (round(routed.seconds / 60), routed.length_m / 1000, routed.grey_m / 1000)
        cells = (str(figures[0]), f"{figures[1]:.1f}", f"{figures[2]:.1f}", share)
        table.add_row(str(number), *hours, *cells, ", ".join(option.roads))
    out.print(table)
    for number, option in enumerate(found.options, 1):
        out.print(f"{number}. {option.why}", markup=False, soft_wrap=True)
    out.print(
        _("Exposure: the upper estimate, vehicle unprotected, against the earliest arrival. Grey: nothing heard there.")
        + " "
        + ngettext("{n} trip compared.", "{n} trips compared.", found.found).format(n=found.found),
        style="dim",
    )
