"""Check an operation folder: every row, every reference, the evidence, and the places against the roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.errors import InputRefused, RowProblem
from corridor.exchange.network_store import open_network
from corridor.exchange.operation import check_places, check_vehicles, read_evidence, read_operation, unread_files
from corridor.exchange.operation.checks import area_of_operation
from corridor.exchange.operation.tables import SETTINGS_FILE, TABLES
from corridor.i18n import gettext as _
from corridor.osm.reader import read_roads
from corridor.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.progress import Progress


@dataclass(frozen=True, slots=True)
class FolderCheck:
    """What a folder holds and what is wrong with it. ``counts`` are usable rows by table and kind of evidence."""

    operation: Operation
    counts: dict[str, int]
    roads: RoadNetwork | None
    problems: tuple[RowProblem, ...]

    @property
    def refused(self) -> int:
        """Rows, files and places that cannot be used."""
        return sum(problem.fatal for problem in self.problems)

    @property
    def warnings(self) -> int:
        """Doubts that cost nothing."""
        return len(self.problems) - self.refused

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for ``--json``."""
        network = self.roads
        return {
            "operation": self.operation.settings.name,
            "day": self.operation.settings.day.isoformat(),
            "timezone": self.operation.settings.timezone,
            "demonstration": self.operation.settings.demonstration,
            "usable": self.refused == 0,
            "counts": self.counts,
            "roads": None
            if network is None
            else {"nodes": network.node_count, "edges": network.edge_count, "source": network.source},
            "refused": self.refused,
            "warnings": self.warnings,
            "problems": [problem.as_dict() for problem in self.problems],
        }


def check_folder(folder: Path, progress: Progress = silent) -> FolderCheck:
    """Read everything that a plan would read, and tell all that is wrong.

    Raises:
        InputRefused: the folder cannot be used at all; ``problems`` lists the rows refused.
    """
    progress(_("Reading the folder"), 0, 3)
    read = read_operation(folder)
    progress(_("Reading the folder"), 1, 3)
    evidence = read_evidence(folder, read.operation.settings, area_of_operation(read.operation))
    progress(_("Reading the folder"), 2, 3)
    roads, road_problems = _roads(folder, read.operation.settings.roads, progress)
    problems = read.problems + evidence.problems + unread_files(folder) + road_problems
    if roads is not None:
        problems += check_places(read.operation, roads, read.lines)
        problems += check_vehicles(read.operation, roads, read.lines)
    counts = {spec.attribute: len(getattr(read.operation, spec.attribute)) for spec in TABLES}
    counts |= {
        "people": sum(shelter.people for shelter in read.operation.shelters),
        "incidents": len(evidence.incidents.time_s),
        "passages": len(evidence.passages),
        "fronts": len(evidence.fronts),
    }
    progress(_("Reading the folder"), 3, 3)
    return FolderCheck(read.operation, counts, roads, problems)


def _roads(folder: Path, name: str, progress: Progress) -> tuple[RoadNetwork | None, tuple[RowProblem, ...]]:
    """The roads that the settings name, stored or as an OpenStreetMap file; what is wrong with them is told."""
    path = folder / name
    try:
        if path.is_dir():
            return open_network(path), ()
        if path.is_file():
            return read_roads(path, progress).network, ()
    except InputRefused as refused:
        return None, (RowProblem(refused.code, path.name, None, None, None, refused.what, refused.remedy),)
    missing = RowProblem(
        "operation.roads_missing",
        SETTINGS_FILE,
        None,
        "roads",
        name,
        _("The roads are not there, so nothing can be planned yet."),
        _("Import them into the folder: corridor roads import FILE --out FOLDER/roads."),
    )
    return None, (missing,)
