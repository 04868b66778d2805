"""``corridor evacuate``: buses from a benchmark file, vehicles by the roads of a network file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from corridor.cli.evacuate_city import FolderOrCommand, add_city
from corridor.cli.output import JsonTarget, console, progress_bars, show_problems, write_json
from corridor.cli.plan import first_interrupt
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.workflows.evacuate_roads import RoadEvacuation

Seed = Annotated[int, typer.Option("--seed", min=0, help=_("Same seed, same plan, as long as no clock ends it."))]
BOTTLENECKS_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add ``corridor evacuate`` to the application."""
    evacuate = typer.Typer(
        cls=FolderOrCommand, no_args_is_help=True, help=_("Bring a whole city out, with proven bounds.")
    )
    add_city(evacuate)
    evacuate.command(
        "bep",
        help=_("Solve a Bus Evacuation Problem file; Ctrl-C gives the best so far.")
        + "\n\n"
        + _("Exit codes: 0 routes were written; 2 input refused; 3 shelters too small or no buses."),
    )(_bep)
    evacuate.command(
        "flow",
        help=_("Plan vehicles out by the roads of a TNTP network; Ctrl-C gives the best so far.")
        + "\n\n"
        + _(
            "Exit codes: 0 a plan was made, be it without those who have no road; 2 input refused; 3 nobody can leave."
        ),
    )(_flow)
    app.add_typer(evacuate, name="evacuate")


def _bep(
    instance: Annotated[Path, typer.Argument(metavar="INSTANCE", help=_("The instance file."))],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_("Where the routes go, as JSON."))],
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, metavar="S", help=_("Seconds for bound and search together."))
    ] = 60.0,
    seed: Seed = 1,
    json_target: JsonTarget = None,
) -> None:
    from corridor.workflows.evacuate_buses import evacuate_buses

    shown = console(json_target)
    with progress_bars() as progress, first_interrupt() as stop:
        done = evacuate_buses(instance, out, time_limit=time_limit, seed=seed, progress=progress, stop=stop)
    figures = done.as_dict(seed)
    words = {
        "optimal": _("proven the best"),
        "interrupted": _("ended by the clock or by you"),
        "best_found": _("best found"),
    }
    shown.print(
        _("Last arrival after {value}; no plan ends before {bound} ({status}).").format(
            value=figures["value"], bound=figures["bound"], status=words[done.status]
        )
    )
    shown.print(_("Routes: {file}").format(file=out), soft_wrap=True, markup=False)
    write_json(json_target, {"instance": instance.name} | figures)


def _flow(
    net: Annotated[Path, typer.Argument(metavar="NET", help=_("The network file, .tntp."))],
    zones: Annotated[Path, typer.Option("--zones", metavar="CSV", help=_("Columns node, vehicles."))],
    exits: Annotated[Path, typer.Option("--exits", metavar="CSV", help=_("Column node."))],
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, metavar="S", help=_("Seconds for everything together."))
    ] = 60.0,
    seed: Seed = 1,
    contraflow: Annotated[
        bool, typer.Option("--contraflow", help=_("Roads may be given wholly to one direction."))
    ] = False,
    json_target: JsonTarget = None,
) -> None:
    from corridor.workflows.evacuate_roads import evacuate_roads, figures

    shown = console(json_target)
    with progress_bars() as progress, first_interrupt() as stop:
        found = evacuate_roads(
            net, zones, exits, time_limit=time_limit, seed=seed, contraflow=contraflow, progress=progress, stop=stop
        )
    show_problems(shown, found.read.problems)
    _show(shown, found)
    write_json(json_target, {"network": net.name} | figures(found, seed))


def _show(out: Console, found: RoadEvacuation) -> None:
    bound = found.quickest.cut.seconds
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (_("Plan"), _("Last one out, min"), _("above the bound")):
        table.add_column(heading, justify="left" if heading == _("Plan") else "right")
    rows = (
        (_("bound: no plan is quicker"), bound),
        (_("quickest flow"), found.quickest.seconds),
        (_("one road and window a zone"), found.followable),
        ("CCRP", found.ccrp),
    )
    for name, seconds in rows:
        if seconds is None:
            table.add_row(name, "–", "–")
        else:
            table.add_row(name, f"{seconds / 60:.2f}", f"{seconds / bound - 1:.2%}" if bound else "–")
    out.print(table)
    for row in found.disobeyed[1:]:
        out.print(
            _("If {share} of the drivers leave at once by their own road: {minutes} min.").format(
                share=f"{row.share:.0%}", minutes=f"{row.seconds / 60:.0f}"
            )
        )
    left = sum(found.quickest.left)
    if left > 0:
        zones = [str(found.read.node[int(found.read.task.zone[z])]) for z, v in enumerate(found.quickest.left) if v > 0]
        out.print(
            "[bold yellow]"
            + ngettext(
                "{n} vehicle has no road out, in zones {zones}.",
                "{n} vehicles have no road out, in zones {zones}.",
                round(left),
            ).format(n=round(left), zones=", ".join(zones[:20]))
            + "[/]"
        )
    node = found.read.node
    tight = [
        f"{node[int(found.task.tail[r])]} → {node[int(found.task.head[r])]}"
        for r in found.quickest.tight[:BOTTLENECKS_SHOWN]
    ]
    if tight:
        out.print(_("Held up by: {roads}").format(roads=", ".join(tight)), markup=False)
