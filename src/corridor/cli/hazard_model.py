"""``corridor hazard fit|update|simulate|explain``: a model kept as a file, and questions to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from corridor.cli.days import AsOf, morning_of
from corridor.cli.hours import Stated, stated_hours
from corridor.cli.output import JsonTarget, console, show_problems, write_json
from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console

Model = Annotated[Path, typer.Argument(metavar="MODEL", help=_("Model file made by corridor hazard fit."))]


def update(
    model: Model,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help=_("Incident files with new reports, named after their source.")),
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("Where to write it; by default in its place."))
    ] = None,
    json_target: JsonTarget = None,
) -> None:
    """Bring the model to ``--as-of`` with every report that it does not hold yet."""
    from corridor.workflows.keep_hazard import kept_figures, load_hazard, save_hazard, update_hazard

    kept = load_hazard(model)
    as_of_s = morning_of(as_of, kept.timezone)
    kept, fresh, problems = update_hazard(kept, files or [], as_of_s=as_of_s)
    save_hazard(kept, out or model)
    screen = console(json_target)
    show_problems(screen, problems)
    screen.print(
        _("New reports: {n}. The model stands at {day}.").format(n=fresh, day=kept_figures(kept)["today"]), markup=False
    )
    write_json(json_target, kept_figures(kept) | {"new_reports": fresh})


def simulate(
    model: Model,
    days: Annotated[int, typer.Option("--days", min=1, max=3, help=_("Days ahead."))] = 1,
    draws: Annotated[int, typer.Option("--draws", min=1, max=100_000, help=_("How many futures."))] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help=_("Seed of the random numbers."))] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("CSV of every drawn report, by cell and hour."))
    ] = None,
    json_target: JsonTarget = None,
) -> None:
    """Draw futures of the next days."""
    from corridor.workflows.foretell_hazard import simulate_hazard, write_futures
    from corridor.workflows.keep_hazard import load_hazard

    kept = load_hazard(model)
    made, figures = simulate_hazard(kept, days=days, draws=draws, seed=seed)
    screen = console(json_target)
    for sentence in figures["words"]:
        screen.print(sentence, markup=False)
    if out is not None:
        write_futures(made, kept.model.lattice, out)
    write_json(json_target, figures)


def explain(
    model: Model,
    line: Annotated[
        list[str], typer.Argument(metavar="LON,LAT...", help=_("A place, or the points of a road one after the other."))
    ],
    hour: Annotated[int | None, typer.Option("--hour", min=0, max=23, help=_("Local hour of the day."))] = None,
    json_target: JsonTarget = None,
) -> None:
    """Which reports make a place or road dangerous, how old and how far they are."""
    from corridor.workflows.explain_hazard import explain_hazard
    from corridor.workflows.keep_hazard import load_hazard

    points = [_point(text) for text in line]
    figures = explain_hazard(load_hazard(model), points, hour=hour)
    screen = console(json_target)
    for sentence in figures["words"]:
        screen.print(sentence, markup=False)
    _show_reports(screen, figures)
    write_json(json_target, figures)


def fit(
    files: list[Path], out: Path, box: tuple[float, float, float, float], *, cell: float, target: str | None,
    as_of: str | None, timezone: str, stated: Stated, json_target: str | None,
) -> None:  # fmt: skip
    """Fit a model and keep it as a file."""
    from corridor.workflows.keep_hazard import fit_hazard, kept_figures, save_hazard

    kept, problems = fit_hazard(
        files, as_of_s=morning_of(as_of, timezone), cell_m=cell, box=box, target=target, timezone=timezone,
        stated=stated_hours(stated),
    )  # fmt: skip
    save_hazard(kept, out)
    figures = kept_figures(kept)
    screen = console(json_target)
    show_problems(screen, problems)
    screen.print(
        _("{file}: {n} reports of {target}, {cells} cells; the model stands at {day}.").format(
            file=out.name, n=figures["reports"][0], target=figures["target"], cells=figures["cells"],
            day=figures["today"],
        ),
        markup=False,
    )  # fmt: skip
    write_json(json_target, figures)


def _point(text: str) -> tuple[float, float]:
    parts = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)\s*", text)
    lon, lat = (float(parts[1]), float(parts[2])) if parts else (999.0, 999.0)
    if abs(lon) > 180 or abs(lat) > 85:
        raise InputRefused(
            "hours.place", _("This is no place on the Earth."), text,
            _("Give longitude,latitude in degrees, such as 38.0,48.59."),
        )  # fmt: skip
    return lon, lat


def _show_reports(out: Console, figures: dict[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (_("Source"), _("Date"), _("days old"), _("km away"), _("share")):
        table.add_column(heading, justify="right")
    for row in figures["reports"]:
        table.add_row(
            row["source"], row["date"], str(row["age_days"]), f"{row['distance_km']:.1f}", f"{100 * row['share']:.0f} %"
        )
    out.print(table)
    if figures["reports_not_shown"]:
        out.print(
            _("{n} more reports make up {share} %.").format(
                n=figures["reports_not_shown"], share=round(100 * figures["share_not_shown"])
            ),
            markup=False,
        )
