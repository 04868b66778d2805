"""``corridor plan``: today's plan from an operation folder."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.i18n import LANGUAGES, activate, current_language
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from rich.console import Console

    from corridor.workflows.plan_day import DayPlan


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help=_("Plan the day of an operation folder.")
        + "\n\n"
        + _("Ctrl-C ends the search and writes the best plan so far; a second Ctrl-C quits.")
        + "\n\n"
        + _("Exit codes: 0 a plan was written, be it not to go today; 2 input refused; 3 nothing feasible.")
    )
    def plan(
        folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("The operation folder."))],
        out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder to write the plan to."))],
        seed: Annotated[int, typer.Option("--seed", min=0, help=_("Same seed, same plan."))] = 1,
        iterations: Annotated[
            int | None, typer.Option("--iterations", min=1, help=_("How long each route search lasts."))
        ] = None,
        time_limit: Annotated[
            float | None,
            typer.Option("--time-limit", min=1, metavar="S", help=_("Seconds for the search; the plan may then vary.")),
        ] = None,
        for_crew: Annotated[
            bool, typer.Option("--for-crew", help=_("Also write exact packets, one a mission, encrypted."))
        ] = False,
        passphrase_file: Annotated[
            Path | None,
            typer.Option("--passphrase-file", metavar="FILE", help=_("File whose first line is the passphrase.")),
        ] = None,
        language: Annotated[
            str | None, typer.Option("--lang", metavar="|".join(LANGUAGES), help=_("Language of everything written."))
        ] = None,
        json_target: JsonTarget = None,
    ) -> None:
        if language is not None and language not in LANGUAGES:
            raise typer.BadParameter(_("one of: {names}").format(names=", ".join(LANGUAGES)), param_hint="--lang")
        activate(language or current_language())
        from corridor.workflows.plan_day import ITERATIONS, plan_day
        from corridor.workflows.write_plan import write_plan

        words = None
        if passphrase_file is not None:
            words = passphrase_file.read_text("utf-8").partition("\n")[0].rstrip("\r")
        shown = console(json_target)
        with progress_bars() as progress, first_interrupt() as stop:
            day = plan_day(
                folder,
                seed=seed,
                iterations=ITERATIONS if iterations is None else iterations,
                time_limit=time_limit,
                progress=progress,
                stop=stop,
            )
            files = write_plan(
                day, out, for_crew=for_crew, passphrase=words, language=current_language(), progress=progress
            )
        show_problems(shown, day.problems)
        _show(shown, day, out)
        write_json(json_target, _figures(day, files))


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """A stop flag that the first Ctrl-C raises; the second one interrupts as usual."""
    raised: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: FrameType | None) -> None:
        raised.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(raised)
    finally:
        signal.signal(signal.SIGINT, before)


def _show(out: Console, day: DayPlan, folder: Path) -> None:
    plan = day.plan
    if plan.verdict != "go":
        out.print("[bold yellow]" + _("Do not go today.") + f"[/] {plan.verdict_reason}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        _("Plan"),
        _("People out"),
        _("Deliveries"),
        _("Person-exposure"),
        _("Hours driven"),
        _("grey km"),
        _("Left out"),
    ):
        table.add_column(heading, justify="left" if heading == _("Plan") else "right")
    names = {"quickest": _("quickest"), "chosen": _("chosen"), "least": _("least exposed")}
    quickest = next((c.figures.person_exposure_upper for c in plan.comparisons if c.name == "quickest"), 0.0)
    for row in plan.comparisons:
        share = row.figures.person_exposure_upper / quickest if quickest > 0 else 0.0
        table.add_row(
            names.get(row.name, row.name),
            str(row.people_taken),
            str(row.deliveries),
            f"{share:.0%}",
            f"{row.figures.driving_s / 3600:.1f}",
            f"{row.figures.grey_m / 1000:.0f}",
            str(row.unserved),
            style="bold" if row.name == "chosen" else None,
        )
    out.print(table)
    if plan.time_limited:
        out.print(_("The search was cut short; another run may differ."))
    for warning in plan.warnings:
        out.print(f"[yellow]{warning}[/]")
    out.print(_("Written to {folder}.").format(folder=folder))


def _figures(day: DayPlan, files: tuple[Path, ...]) -> dict[str, object]:
    plan = day.plan
    reasons: dict[str, int] = {}
    for row in plan.unserved:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    return {
        "operation": plan.operation,
        "day": plan.day,
        "verdict": plan.verdict,
        "verdict_reason": plan.verdict_reason,
        "seed": plan.seed,
        "iterations": plan.iterations,
        "time_limited": plan.time_limited,
        "missions": len(plan.missions),
        "trips": sum(len(mission.trips) for mission in plan.missions),
        "people_taken": plan.people_taken,
        "deliveries": plan.deliveries,
        "unserved": len(plan.unserved),
        "unserved_by_reason": dict(sorted(reasons.items())),
        "figures": plan.figures.model_dump(mode="json"),
        "comparisons": [row.model_dump(mode="json") for row in plan.comparisons],
        "objective": plan.objective,
        "bound": plan.bound,
        "pool_size": plan.pool_size,
        "warnings": list(plan.warnings),
        "problems": [problem.as_dict() for problem in day.problems],
        "files": [str(path) for path in files],
    }
