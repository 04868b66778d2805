"""``corridor demo``: the worked case, planned and opened in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.table import Table

from corridor.cli.output import JsonTarget, console, progress_bars, write_json
from corridor.i18n import LANGUAGES, activate, current_language
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.workflows.demo.run import Demonstration

DEFAULT_OUT = Path("corridor-demo")
DEFAULT_SEED = 2023


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help=_("Build the worked case, plan its day, write everything and open it in the browser.")
        + "\n\n"
        + _("The region around Bakhmut in February 2023; all but the places is made up. Never drive by it.")
        + "\n\n"
        + _("Exit codes: 0 fine, 2 the folder is in use or cannot be written, 3 nothing feasible.")
    )
    def demo(
        out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder to write to."))] = DEFAULT_OUT,
        no_browser: Annotated[bool, typer.Option("--no-browser", help=_("Do not open the page."))] = False,
        seed: Annotated[
            int, typer.Option("--seed", min=0, help=_("Another number draws another case."))
        ] = DEFAULT_SEED,
        iterations: Annotated[
            int | None, typer.Option("--iterations", min=1, help=_("How long the planner searches."))
        ] = None,
        language: Annotated[
            str | None, typer.Option("--lang", metavar="|".join(LANGUAGES), help=_("Language of everything written."))
        ] = None,
        json_target: JsonTarget = None,
    ) -> None:
        _demo(out, no_browser, seed, iterations, language, json_target)


def _demo(
    out: Path, no_browser: bool, seed: int, iterations: int | None, language: str | None, json_target: str | None
) -> None:
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(_("one of: {names}").format(names=", ".join(LANGUAGES)), param_hint="--lang")
    activate(language or current_language())
    from corridor.cli.plan import first_interrupt
    from corridor.workflows.demo.run import DEMO_ITERATIONS, run_demo, warning

    shown = console(json_target)
    shown.print(Panel(warning(), border_style="red", expand=False))
    with progress_bars() as progress, first_interrupt() as stop:
        done = run_demo(
            out,
            seed=seed,
            iterations=DEMO_ITERATIONS if iterations is None else iterations,
            language=current_language(),
            progress=progress,
            stop=stop,
            told=lambda name, seconds: shown.print(f"[green]✓[/] {name} [dim]{seconds:.1f} s[/]"),
        )
    _show(shown, done)
    write_json(json_target, done.as_dict())
    if not no_browser:
        webbrowser.open((done.folder / "plan" / "index.html").as_uri())


def _show(out: Console, done: Demonstration) -> None:
    plan = done.day.plan
    figures = Table(box=None, pad_edge=False, show_header=False)
    figures.add_column()
    figures.add_column(justify="right")
    figures.add_row(_("missions"), str(len(plan.missions)))
    figures.add_row(_("people brought out"), str(plan.people_taken))
    figures.add_row(_("deliveries"), str(plan.deliveries))
    for reason, count in done.unserved.items():
        figures.add_row(_("left out: {reason}").format(reason=reason_words(reason)), str(count))
    out.print(figures)
    out.print(_comparison(done))
    out.print(_("Open {page}").format(page=done.folder / "plan" / "index.html"), soft_wrap=True, markup=False)
    out.print(
        _("The lists it rests on: {folder}").format(folder=done.folder / "operation"), soft_wrap=True, markup=False
    )


def _comparison(done: Demonstration) -> Table:
    """The same day by three rules; exposure as a share of the quickest plan's, because bare figures tell little."""
    rows = done.day.plan.comparisons
    quickest = next((row.figures.person_exposure_upper for row in rows if row.name == "quickest"), 0.0)
    names = {"quickest": _("quickest"), "chosen": _("chosen"), "least": _("least exposed")}
    table = Table(pad_edge=False, header_style="bold", box=None)
    table.add_column(_("Plan"))
    for heading in (_("Person-exposure"), _("Hours driven"), _("People"), _("Deliveries"), _("Left out")):
        table.add_column("\n".join(heading.rsplit(" ", 1)), justify="right")
    for row in rows:
        share = f"{row.figures.person_exposure_upper / quickest:.0%}" if quickest else "–"
        hours = f"{row.figures.driving_s / 3600:.1f}"
        cells = (names.get(row.name, row.name), share, hours, row.people_taken, row.deliveries, row.unserved)
        table.add_row(*map(str, cells), style="bold" if row.name == "chosen" else None)
    return table


def reason_words(reason: str) -> str:
    """Why something was left out, in words; the code itself where it is a new one."""
    words = {
        "capacity": _("no room"),
        "risk": _("too exposed"),
        "time": _("no time"),
        "unreachable": _("no road"),
        "grey": _("too much unheard of"),
        "centre_full": _("reception centres full"),
        "not_worth": _("exposure outweighs it"),
        "fits_none": _("fits no vehicle"),
    }
    return words.get(reason, reason)
