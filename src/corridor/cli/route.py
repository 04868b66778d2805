"""``corridor route FOLDER A B``: which hour, which road."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from corridor import __version__
from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.domain.profiles import Profile
from corridor.errors import InputRefused
from corridor.files import write_bytes
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from corridor.routing.paths import RoutedPath
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
        at_most: float | None = typer.Option(
            None,
            min=0,
            metavar="PERCENT",
            help=_("When to leave at the latest, with at most this share of the exposure of the earliest arrival."),
        ),
        geojson: Path | None = typer.Option(
            None, metavar="FILE", help=_("Write the options with their exact lines as GeoJSON.")
        ),
        gpx: Path | None = typer.Option(None, metavar="FILE", help=_("Write the options as GPX tracks, exact.")),
        json_target: JsonTarget = None,
    ) -> None:
        from corridor.workflows.find_route import find_route

        hours = {"depart": read_clock(depart, "--depart"), "until": read_clock(until, "--until")}
        with progress_bars() as progress:
            found = find_route(folder, origin, destination, **hours, profile=profile, progress=progress)
        _show(found, json_target)
        if at_most is not None:
            _show_latest(found, at_most, json_target)
        _write_lines(found, geojson, gpx)
        write_json(json_target, found.as_dict())


def read_clock(text: str, option: str) -> time:
    """A local clock time given as an option. Raises ``InputRefused`` (``route.clock``)."""
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
    begin, end = (datetime.fromtimestamp(moment, zone) for moment in found.window)
    if end.date() != begin.date():
        out.print(
            _("The latest arrival is past midnight: {day}, {hour}.").format(
                day=end.date().isoformat(), hour=f"{end:%H:%M}"
            )
        )
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
    _show_hours(found, zone, json_target)
    out.print(
        _("Exposure: the upper estimate, vehicle unprotected, against the earliest arrival. Grey: nothing heard there.")
        + " "
        + ngettext("{n} trip compared.", "{n} trips compared.", found.found).format(n=found.found),
        style="dim",
        soft_wrap=True,
    )


BAR = 30
"""Characters of the longest bar."""


def _show_hours(found: FoundRoutes, zone: ZoneInfo, json_target: str | None) -> None:
    """A bar for each hour of departure: the least exposed quarter of it."""
    from corridor.routing.describe import clock

    most = max((trip.exposure_upper for trip in found.hours), default=0.0)
    if most <= 0:
        return
    out = console(json_target)
    out.print(
        _("Exposure by hour of departure, the least of a few careful roads (the longest bar: the most exposed):"),
        soft_wrap=True,
    )
    best: dict[int, RoutedPath] = {}
    for trip in found.hours:
        hour = int(trip.depart_s // 3600)
        if hour not in best or trip.exposure_upper < best[hour].exposure_upper:
            best[hour] = trip
    for trip in best.values():
        share = trip.exposure_upper / most
        bar = "█" * max(round(BAR * share), 1 if share > 0 else 0)
        out.print(f"{clock(trip.depart_s, zone)}  {bar} {100 * share:.0f} %", markup=False)


def _show_latest(found: FoundRoutes, at_most: float, json_target: str | None) -> None:
    from corridor.routing.describe import clock

    zone = ZoneInfo(found.operation.settings.timezone)
    latest = found.latest(at_most / 100)
    percent = f"{at_most:g}"
    if latest is None:
        words = _("None of the roads tried stays within {percent} % of that exposure.").format(percent=percent)
    else:
        words = _(
            "Leave by {hour} to stay within {percent} % of that exposure, arriving at {arrival}. A road that was not "
            "tried may allow later."
        ).format(hour=clock(latest.depart_s, zone), percent=percent, arrival=clock(latest.arrive_s, zone))
    console(json_target).print(words, markup=False, soft_wrap=True)


def _write_lines(found: FoundRoutes, geojson: Path | None, gpx: Path | None) -> None:
    from corridor.exchange.trips import trips_geojson, trips_gpx

    paths = found.paths() if geojson or gpx else ()
    words = [option.why for option in found.options[: len(paths)]]
    if geojson:
        shares = [option.share for option in found.options]
        told = [{"why": why, "share_of_earliest": share} for why, share in zip(words, shares, strict=True)]
        write_bytes(geojson, trips_geojson(list(zip(paths, told, strict=True))))
    if gpx:
        write_bytes(gpx, trips_gpx(list(zip(paths, words, strict=True)), f"corridor {__version__}"))
