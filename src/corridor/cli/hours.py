"""``corridor hazard hours``: the day's rhythm of a town as table, chart and leaflet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from corridor.cli.days import AsOf, morning_of
from corridor.cli.output import JsonTarget, console, show_problems, write_json
from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.domain.operation import HourPrior
    from corridor.hazard.hours import TownHours

Stated = Annotated[
    list[str] | None,
    typer.Option(
        "--stated", metavar="FROM-TO=FACTOR@DATE",
        help=_("What people there say, such as 6-9=0.5@2023-02-10: half the average, said on that day."),
    ),
]  # fmt: skip
_STATED = re.compile(r"(\d{1,2})-(\d{1,2})=(\d+(?:\.\d+)?)@(\d{4}-\d{2}-\d{2})")


def hours(
    place: Annotated[str, typer.Argument(metavar="LON,LAT", help=_("The town's middle in degrees."))],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help=_("Incident files whose reports have clock times."))
    ] = None,
    within: Annotated[float, typer.Option("--within", metavar="KM", min=1, max=100, help=_("The town's reach."))] = 15,
    stated: Stated = None,
    timezone: Annotated[str, typer.Option("--timezone", help=_("IANA zone of the hours."))] = "Europe/Kyiv",
    as_of: AsOf = None,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="FILE", help=_("Write the chart as SVG."))] = None,
    leaflets: Annotated[
        Path | None, typer.Option("--leaflets", metavar="DIR", help=_("Write the leaflet, in both languages, as PDF."))
    ] = None,
    name: Annotated[str, typer.Option("--name", help=_("The town's name on the leaflet."))] = "",
    released_by: Annotated[
        str | None, typer.Option("--released-by", help=_("The coordinator who releases the leaflet; without, none."))
    ] = None,
    json_target: JsonTarget = None,
) -> None:  # fmt: skip
    """The rhythm around LON,LAT; hours whose interval spans the average stay blank."""
    from corridor.workflows.town_hours import hours_figures, read_town_hours, write_chart, write_leaflets

    if leaflets is not None and not (released_by or "").strip():
        raise InputRefused(
            "hours.not_released", _("A leaflet leaves only when a coordinator releases it."), "--leaflets",
            _("Name the coordinator with --released-by."),
        )  # fmt: skip
    lon, lat = _place(place)
    as_of_s = morning_of(as_of, timezone)
    found, problems = read_town_hours(
        files or [], lon, lat, timezone=timezone, as_of_s=as_of_s, stated=stated_hours(stated),
        within_km=within,
    )  # fmt: skip
    out = console(json_target)
    show_problems(out, problems)
    _show(out, found)
    if chart is not None:
        write_chart(found, chart)
    if leaflets is not None:
        for path in write_leaflets(
            found, leaflets, place=name or place, released_by=(released_by or "").strip(), as_of_s=as_of_s,
            timezone=timezone,
        ):  # fmt: skip
            out.print(str(path), markup=False)
    write_json(json_target, {"place": [lon, lat], "within_km": within, "timezone": timezone} | hours_figures(found))


def _place(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = 999.0
    if abs(lon) > 180 or abs(lat) > 85:
        raise InputRefused(
            "hours.place", _("This is no place on the Earth."), text,
            _("Give longitude,latitude in degrees, such as 38.0,48.59."),
        )  # fmt: skip
    return lon, lat


def stated_hours(texts: Stated) -> list[HourPrior]:
    """What ``--stated`` says, or a refusal (``hours.stated``)."""
    return [_stated(text) for text in texts or []]


def _stated(text: str) -> HourPrior:
    from corridor.domain.operation import HourPrior

    found = _STATED.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        return HourPrior(
            from_hour=int(found[1]), to_hour=int(found[2]), factor=float(found[3]), stated=date.fromisoformat(found[4])
        )
    except ValueError as error:
        raise InputRefused(
            "hours.stated", _("This is no statement about hours."), f"--stated {text}",
            _("Write it such as 6-9=0.5@2023-02-10: from 6 to 9, half the average, said on that day."),
        ) from error  # fmt: skip


def _show(out: Console, found: TownHours) -> None:
    if not found.usable:
        out.print(_("No usable rhythm: on what is known, no hour of the day can be told from another."), style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (_("Hour"), _("Lately"), _("times the average"), _("95 % interval"), _("reports")):
        table.add_column(heading, justify="right")
    for hour in found.hours:
        told = found.usable and (hour.less or hour.more)
        words = (_("less dangerous") if hour.less else _("more dangerous")) if told else ""
        table.add_row(
            f"{hour.hour:02d}–{(hour.hour + 1) % 24:02d}", words, f"{hour.factor:.2f}",
            f"{hour.lower:.2f} … {hour.upper:.2f}", str(hour.reports),
        )  # fmt: skip
    out.print(table)
    out.print(_("Blank: cannot be told from the day's average. No hour is free of danger."))
