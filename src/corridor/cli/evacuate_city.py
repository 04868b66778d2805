"""``corridor evacuate FOLDER``: a whole city out; ``corridor evacuate demo``: a folder to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.panel import Panel
from rich.table import Table
from typer.core import TyperGroup

from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.cli.plan import first_interrupt
from corridor.i18n import LANGUAGES, activate, current_language, ngettext
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.workflows.evacuate_city import CityEvacuation

FOLDER_COMMAND = "folder"
DEFAULT_DEMO = Path("corridor-city")
Language = Annotated[
    str | None, typer.Option("--lang", metavar="|".join(LANGUAGES), help=_("Language of everything written."))
]


class FolderOrCommand(TyperGroup):
    """A group whose first argument may be a folder: what names no command is taken as one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the hidden command before a first argument that names none."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = [FOLDER_COMMAND, *args]
        return super().parse_args(ctx, args)


def add_city(evacuate: typer.Typer) -> None:
    """Add both to ``corridor evacuate``."""
    evacuate.command(
        FOLDER_COMMAND,
        help=_("Plan the whole city in FOLDER out: buses, private cars, what closes it. “folder” may be left out.")
        + "\n\n"
        + _("What it writes is for coordinators and planners only.")
        + "\n\n"
        + _("Exit codes: 0 a plan was made, be it without some; 2 input refused; 3 nobody can leave."),
    )(_folder)
    evacuate.command("demo", help=_("Make a folder with a made-up town of 70,000 people, three directions closing."))(
        _demo
    )


def _language(language: str | None) -> str:
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(_("one of: {names}").format(names=", ".join(LANGUAGES)), param_hint="--lang")
    activate(language or current_language())
    return current_language()


def _folder(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("The operation folder."))],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("Where the plan goes; default: FOLDER/evacuation."))
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=5, metavar="S", help=_("Seconds for everything together, about."))
    ] = 60.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help=_("Of the searches."))] = 1,
    language: Language = None,
    json_target: JsonTarget = None,
) -> None:
    used = _language(language)
    from corridor.workflows.evacuate_city import evacuate_city, write_city_plan

    shown = console(json_target)
    with progress_bars() as progress, first_interrupt() as stop:
        done = evacuate_city(folder, seconds=time_limit, seed=seed, progress=progress, stop=stop)
    target = out or folder / "evacuation"
    files = write_city_plan(done, target, language=used)
    show_problems(shown, done.problems)
    _show(shown, done)
    shown.print(_("Open {page}").format(page=target / files[0]), soft_wrap=True, markup=False)
    figures = done.plan.model_dump(mode="json", exclude={"ways", "runs"})
    write_json(
        json_target,
        {"folder": folder.name, "files": [str(target / name) for name in files]}
        | figures
        | {"problems": [problem.as_dict() for problem in done.problems]},
    )


def _show(out: Console, done: CityEvacuation) -> None:
    from corridor.exchange.city.page import reason_words

    plan = done.plan
    out.print(Panel(_("For coordinators and planners only. Never share it."), border_style="red", expand=False))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", _("last one out, h"), _("bound, h")):
        table.add_column(heading, justify="right" if heading else "left")
    for name, last, bound in (
        (_("buses"), plan.bus_last_s, plan.bus_bound_s),
        (_("private cars"), plan.car_last_s, plan.car_bound_s),
        (_("everyone"), plan.clears_s, plan.bound_s),
    ):
        table.add_row(name, f"{last / 3600:.2f}", f"{bound / 3600:.2f}" if bound else "–")
    out.print(table)
    out.print(
        ngettext("{out} of {n} person is brought out.", "{out} of {n} people are brought out.", plan.people).format(
            out=plan.people_out, n=plan.people
        )
    )
    for one in plan.left[:10]:
        out.print(
            "[yellow]"
            + ngettext(
                "Left: {n} person of zone {zone}: {why}.", "Left: {n} people of zone {zone}: {why}.", one.people
            ).format(n=one.people, zone=one.zone, why=reason_words(one.reason))
            + "[/]"
        )
    tight = list(dict.fromkeys(part.name for part in plan.bottlenecks if part.name))[:5]
    if tight:
        out.print(_("Held up by: {roads}").format(roads=", ".join(tight)), markup=False)


def _demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder to write to."))] = DEFAULT_DEMO,
    seed: Annotated[int, typer.Option("--seed", min=0, help=_("Another number draws another case."))] = 2023,
    language: Language = None,
    json_target: JsonTarget = None,
) -> None:
    used = _language(language)
    from corridor.workflows.demo.city import write_demo_city
    from corridor.workflows.demo.run import warning

    shown = console(json_target)
    shown.print(Panel(warning(), border_style="red", expand=False))
    with progress_bars() as progress:
        made = write_demo_city(out, seed=seed, language=used, progress=progress)
    shown.print(_("Now run: corridor evacuate {folder}").format(folder=out), soft_wrap=True, markup=False)
    write_json(
        json_target,
        {"folder": str(made.folder), "people": made.people, "zones": made.zones, "buses": made.buses,
         "demonstration": True, "seed": seed},
    )  # fmt: skip
