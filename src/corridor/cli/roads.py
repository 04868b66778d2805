"""``corridor roads``: import OpenStreetMap files and check stored networks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from corridor.cli.output import JsonTarget, console, progress_bars, write_json
from corridor.i18n import gettext as _
from corridor.i18n import ngettext

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.domain.import_report import ImportReport

ISLANDS_SHOWN = 5
UNPARSED_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add ``corridor roads`` to the application."""
    roads = typer.Typer(no_args_is_help=True, help=_("Import roads from OpenStreetMap and check stored ones."))
    roads.command("import", help=_("Read an OpenStreetMap file (.osm.pbf, .osm, .osm.gz, .osm.bz2) into DIR."))(_import)
    roads.command("verify", help=_("Read every byte of a stored network and compare its checksums."))(_verify)
    app.add_typer(roads, name="roads")


def _import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The OpenStreetMap file."))],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder for the stored network."))],
    json_target: JsonTarget = None,
) -> None:
    from corridor.workflows.import_roads import import_roads

    started = time.perf_counter()
    with progress_bars() as progress:
        report = import_roads(file, out, progress).report
    seconds = time.perf_counter() - started
    show_report(console(json_target), report, out, seconds)
    write_json(json_target, report.as_dict() | {"seconds": round(seconds, 3), "folder": str(out)})


def _verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder of a stored network."))],
    json_target: JsonTarget = None,
) -> None:
    from corridor.exchange.network_store import verify_network

    manifest: dict[str, Any] = verify_network(folder)
    report = manifest["report"]
    console(json_target).print(
        _("{folder}: whole. {source}, {nodes} nodes, {edges} edges, {km} km.").format(
            folder=folder.name,
            source=manifest["source"],
            nodes=report["nodes"],
            edges=report["edges"],
            km=round(report["length_km"]),
        )
    )
    write_json(json_target, {"version": manifest["version"], "source": manifest["source"], "report": report})


def class_words() -> dict[str, str]:
    """Names of road classes in the reader's language."""
    return {
        "motorway": _("motorway"),
        "trunk": _("trunk road"),
        "primary": _("primary road"),
        "secondary": _("secondary road"),
        "tertiary": _("tertiary road"),
        "unclassified": _("minor road"),
        "residential": _("residential street"),
        "living_street": _("living street"),
        "service": _("service road"),
        "track": _("track"),
        "pedestrian": _("pedestrian street"),
        "path": _("path, footway or steps"),
        "ferry": _("ferry"),
    }


def show_report(out: Console, report: ImportReport, folder: Path, seconds: float) -> None:
    """The import in words and tables: size, classes, islands, what was left out."""
    out.print(
        "[bold green]✓[/] "
        + _(
            "{source}: {nodes} junctions, {edges} directed edges, {km} km of road in {seconds} s, stored in {folder}"
        ).format(
            source=report.source,
            nodes=report.nodes,
            edges=report.edges,
            km=round(report.length_km),
            seconds=round(seconds, 1),
            folder=folder,
        )
    )
    words = class_words()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Class"))
    table.add_column(_("km"), justify="right")
    for name, length in report.class_km.items():
        table.add_row(words[name], f"{length:.1f}")
    out.print(table)
    _show_islands(out, report)
    _show_left_out(out, report)


def _show_islands(out: Console, report: ImportReport) -> None:
    if not report.island_count:
        out.print(_("Every road open to cars is joined to every other."))
    else:
        count = report.island_count
        out.print(
            ngettext(
                "{n} island by car, not joined to the largest part (places are tied to it only from 500 m on):",
                "{n} islands by car, not joined to the largest part (places are tied only to those from 500 m on):",
                count,
            ).format(n=count)
        )
        for island in report.islands[:ISLANDS_SHOWN]:
            out.print(
                "  "
                + _("{km} km, {nodes} junctions, near {lat}, {lon}").format(
                    km=f"{island.length_km:.1f}", nodes=island.nodes, lat=island.lat, lon=island.lon
                )
            )
        if count > ISLANDS_SHOWN:
            out.print("  …")
    if report.one_way_traps_km:
        out.print(
            _("{km} km of one-way road lead only in or only out (often at the edge of an extract).").format(
                km=round(report.one_way_traps_km, 1)
            )
        )


def _show_left_out(out: Console, report: ImportReport) -> None:
    reasons = {
        "access": _("closed to everybody"),
        "class": _("no road yet or no more"),
        "area": _("drawn as an area"),
        "geometry": _("without two known nodes"),
    }
    if report.refused:
        parts = ", ".join(f"{reasons.get(reason, reason)}: {count}" for reason, count in report.refused.items())
        out.print(_("Ways left out: {parts}.").format(parts=parts))
    if report.missing_nodes:
        out.print(
            ngettext(
                "[yellow]{n} node is named but not in the file; its roads end there.[/]",
                "[yellow]{n} nodes are named but not in the file; their roads end there.[/]",
                report.missing_nodes,
            ).format(n=report.missing_nodes)
        )
    if report.unparsed:
        some = ", ".join(f"{value} ({count})" for value, count in [*report.unparsed.items()][:UNPARSED_SHOWN])
        out.print(_("Tag values not understood and passed over: {some}.").format(some=some), markup=False)
