"""``corridor hazard``: how good forecasts are, what the next days may bring, and the day's rhythm of a place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from corridor.cli import hazard_model
from corridor.cli.days import AsOf, day, morning_of
from corridor.cli.hours import Stated, hours
from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help=_("Incident files of any readable format; each is a source."))
]
Timezone = Annotated[str, typer.Option("--timezone", help=_("IANA zone of days and of times without offset."))]
Target = Annotated[
    str | None, typer.Option("--target", metavar="NAME", help=_("The file to be predicted; by default the first."))
]
Bbox = Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help=_("West, south, east, north in degrees."))]
Cell = Annotated[float, typer.Option("--cell", metavar="METRES", help=_("Edge of the cells."))]


def register(app: typer.Typer) -> None:
    """Add ``corridor hazard`` to the application."""
    hazard = typer.Typer(no_args_is_help=True, help=_("Score forecasts, make one, and show the day's rhythm."))
    hazard.command("score", help=_("Forecast every day from what was known by then, and compare with what happened."))(
        _score
    )
    hazard.command("forecast", help=_("What the next days may bring, cell by cell, as GeoJSON and in words."))(
        _forecast
    )
    hazard.command("hours", help=_("The day's rhythm of a town, where it can be told from chance."))(hours)
    hazard.command("fit", help=_("Fit a model to incident files and keep it as a file."))(_fit)
    hazard.command("update", help=_("Bring a model file up to date with a new day or a new report."))(
        hazard_model.update
    )
    hazard.command("simulate", help=_("Draw possible next days from a model file."))(hazard_model.simulate)
    hazard.command("explain", help=_("Why a place or road is dangerous: which reports, how old, how far."))(
        hazard_model.explain
    )
    app.add_typer(hazard, name="hazard")


def _score(
    files: Files,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=_("First day forecast."))],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help=_("Last day forecast."))],
    bbox: Bbox,
    cell: Cell = 2000,
    target: Target = None,
    timezone: Timezone = "UTC",
    plots: Annotated[
        Path | None,
        typer.Option("--plots", metavar="DIR", help=_("Folder for the report: a page, and plots as SVG.")),
    ] = None,
    json_target: JsonTarget = None,
) -> None:
    from corridor.workflows.score_hazard import score_hazard

    with progress_bars() as progress:
        score = score_hazard(
            files, first=day(first, "--from"), last=day(last, "--to"), cell_m=cell, box=box(bbox), target=target,
            timezone=timezone, progress=progress,
        )  # fmt: skip
    out = console(json_target)
    show_problems(out, score.problems)
    _show_score(out, score.figures)
    if plots is not None:
        from corridor.workflows.plot_score import plot_score

        for path in plot_score(score.figures, plots):
            out.print(str(path), markup=False)
    write_json(json_target, score.figures)


def _fit(
    files: Files,
    bbox: Bbox,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL", help=_("The model file to write."))],
    cell: Cell = 2000,
    target: Target = None,
    as_of: AsOf = None,
    timezone: Timezone = "UTC",
    stated: Stated = None,
    json_target: JsonTarget = None,
) -> None:
    hazard_model.fit(
        files, out, box(bbox), cell=cell, target=target, as_of=as_of, timezone=timezone, stated=stated,
        json_target=json_target,
    )  # fmt: skip


def _forecast(
    files: Files,
    bbox: Bbox,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_("GeoJSON of the marked cells."))] = None,
    cell: Cell = 2000,
    target: Target = None,
    as_of: AsOf = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3, help=_("Days ahead."))] = 1,
    hours: Annotated[
        int | None,
        typer.Option("--hours", min=1, max=72, help=_("Also by hour, so many from the day's start.")),
    ] = None,
    timezone: Timezone = "UTC",
    json_target: JsonTarget = None,
) -> None:
    from corridor.workflows.forecast_hazard import forecast_hazard, write_cells

    with progress_bars() as progress:
        made = forecast_hazard(
            files, as_of_s=morning_of(as_of, timezone), days=days, cell_m=cell, box=box(bbox), target=target,
            timezone=timezone, hours=hours or 0, progress=progress,
        )  # fmt: skip
    screen = console(json_target)
    show_problems(screen, made.problems)
    for sentence in made.figures["words"]:
        screen.print(sentence, markup=False)
    if hours is not None:
        _show_hours(screen, made.figures["hours"])
    if out is not None:
        write_cells(made, out)
    write_json(json_target, made.figures)


def _show_hours(out: Console, rows: list[dict[str, Any]]) -> None:
    table = _table("", _("Start (UTC)"), _("Hour"), _("expected"), _("95 % interval"))
    for row in rows:
        table.add_row(
            row["start"][:16], f"{row['local_hour']:02d}", f"{row['expected']:.2f}", f"{row['lower']} … {row['upper']}"
        )
    out.print(table)


def box(text: str) -> tuple[float, float, float, float]:
    """West, south, east, north, or a refusal."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputRefused(
            "score.box", _("This is no box on the Earth."), f"--bbox {text}",
            _("Give west,south,east,north in degrees, such as 36.8,47.8,38.8,49.2."),
        ) from error  # fmt: skip
    return west, south, east, north


def _show_score(out: Console, figures: dict[str, Any]) -> None:
    names = list(figures["ranking"])
    out.print(
        _("{target}: {events} events, {first} to {last}, {cells} cells of {m} m").format(
            target=figures["target"], events=figures["events"], first=figures["from"], last=figures["to"],
            cells=figures["cells"], m=" × ".join(str(size) for size in figures["cell_m"]),
        ),
        style="bold", markup=False,
    )  # fmt: skip
    out.print(_likelihoods(figures, names))
    out.print(_marked(figures, names))
    out.print(_reliability(figures["reliability"][names[0]]))
    for row in figures["silence"]:
        out.print(
            _("{n} days withheld: total × {total}, least of the hottest cells × {cell}, grey {b} % instead of {a} %, "
              "{bits} bits an event on what was withheld").format(
                n=row["days"], total=_number(row["total_ratio"]), cell=_number(row["lowest_hot_cell_ratio"]),
                a=round(100 * row["grey_otherwise"]), b=round(100 * row["grey_after"]),
                bits=_number(row["bits_per_event"]),
            ),
            markup=False,
        )  # fmt: skip
    for sentence in figures["words"]:
        out.print(sentence, markup=False)


def _likelihoods(figures: dict[str, Any], names: list[str]) -> Table:
    table = _table(
        _("How likely the forecasts made what happened"),
        "", _("bits where"), _("bits jointly"), _("seen/expected"), _("days in 95 %"), "N", "S", "L",
    )  # fmt: skip
    for name in names:
        information, totals, tests = figures["information"][name], figures["totals"][name], figures["tests"][name]
        table.add_row(
            name, _number(information["where"]["bits_per_event"]), _number(information["joint"]["bits_per_event"]),
            _number(totals["observed_by_expected"]), _number(totals["coverage"][-1]["days_inside"]),
            *("✓" if tests[test]["passes"] else "✗" for test in ("N", "S", "L")),
        )  # fmt: skip
    return table


def _marked(figures: dict[str, Any], names: list[str]) -> Table:
    table = _table(
        _("How much fell inside the area marked as most exposed"),
        "", _("in 1 %"), _("in 5 %"), _("in 10 %"), "PAI 5 %", "PEI 5 %", _("Brier skill"),
    )  # fmt: skip
    for name in names:
        ranks = figures["ranking"][name]
        table.add_row(
            name, *(_number(rank["hit_rate"]) for rank in ranks), _number(ranks[1]["pai"]), _number(ranks[1]["pei"]),
            _number(figures["brier"][name].get("skill_of_corridor")),
        )  # fmt: skip
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, justify="right" if heading else "left")
    return table


def _reliability(rows: list[dict[str, Any]]) -> Table:
    table = _table(
        _("Reliability"),
        _("expected a cell and day"), _("expected"), _("seen"), _("seen/expected"), _("95 % interval"),
    )  # fmt: skip
    for row in rows:
        end = "∞" if row["to"] is None else f"{row['to']:.4g}"
        table.add_row(
            f"{row['from']:.4g} … {end}", f"{row['expected']:.1f}", f"{row['observed']:.0f}",
            _number(row["observed_by_expected"]), f"{_number(row['lower'])} … {_number(row['upper'])}",
        )  # fmt: skip
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
