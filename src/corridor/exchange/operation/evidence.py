"""What a folder knows of danger: incidents, roads driven unharmed, published lines of control."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from corridor.domain.front import ControlArea
from corridor.domain.heard import Heard
from corridor.domain.incidents import Incidents, Passage
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.cells import moment
from corridor.exchange.features import line_of_points, read_features
from corridor.exchange.incidents import read_incidents
from corridor.exchange.lines import ProblemList
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corridor.domain.operation import OperationSettings
    from corridor.exchange.operation.checks import Area

INCIDENTS_FOLDER = "incidents"
PASSAGES_FILE = "passages.geojson"
FRONTS_FILE = "lines_of_control.geojson"
_ENDINGS = (".csv", ".csv.gz", ".geojson", ".geojson.gz", ".json")


@dataclass(frozen=True, eq=False)
class EvidenceRead(Heard):
    """Everything read, all sources joined; ``files`` are the incident files used, by name."""

    files: tuple[str, ...]
    problems: tuple[RowProblem, ...]


def read_evidence(folder: Path, settings: OperationSettings, area: Area | None = None) -> EvidenceRead:
    """Read all evidence of ``folder``; a file that cannot be used is told as a problem, the others are used.

    ``area`` is where the operation's places lie, if known: it tells swapped coordinates.
    Nothing later than ``settings.as_of`` is left out here: the hazard model does that, by when it was reported.
    """
    problems: list[RowProblem] = []
    parts, files = [], []
    as_of_s = int(settings.as_of.timestamp())
    box = (area.west, area.south, area.east, area.north) if area is not None else None
    for path in incident_files(folder):
        try:
            incidents, told = read_incidents(path, settings.timezone, as_of_s, area=box)
        except InputRefused as refused:
            problems += _of_file(refused, path.name)
            continue
        parts.append(incidents)
        files.append(path.name)
        problems += told
    passages: tuple[Passage, ...] = _optional(folder, PASSAGES_FILE, settings, read_passages, problems)
    fronts: tuple[ControlArea, ...] = _optional(folder, FRONTS_FILE, settings, read_fronts, problems)
    return EvidenceRead(Incidents.joined(parts), passages, fronts, tuple(files), tuple(problems))


def incident_files(folder: Path) -> tuple[Path, ...]:
    """Incident files of the folder, in the order of their names."""
    inside = folder / INCIDENTS_FOLDER
    if not inside.is_dir():
        return ()
    return tuple(
        sorted(p for p in inside.iterdir() if p.name.lower().endswith(_ENDINGS) and not p.name.startswith("."))
    )


def _optional(
    folder: Path,
    file: str,
    settings: OperationSettings,
    read: Callable[[Path, ZoneInfo, ProblemList], tuple[Any, ...]],
    problems: list[RowProblem],
) -> tuple[Any, ...]:
    path = next((p for p in (folder / file, folder / f"{file}.gz") if p.is_file()), None)
    if path is None:
        return ()
    told = ProblemList(path.name)
    try:
        found = read(path, ZoneInfo(settings.timezone), told)
    except InputRefused as refused:
        problems += _of_file(refused, path.name)
        return ()
    problems += told.all()
    return found


def _of_file(refused: InputRefused, file: str) -> tuple[RowProblem, ...]:
    whole = RowProblem(refused.code, file, None, None, None, refused.what, refused.remedy)
    return (whole, *refused.problems)


def read_passages(path: Path, zone: ZoneInfo, problems: ProblemList) -> tuple[Passage, ...]:
    """Passages from line features with properties ``time`` (with offset), ``unharmed`` (default true), ``source``.

    Raises:
        InputRefused: the file is no GeoJSON.
    """
    passages = []
    for name, properties, geometry in read_features(path, problems):
        line = line_of_points(geometry.get("coordinates")) if geometry.get("type") == "LineString" else None
        if line is None:
            _refuse_geometry(problems, name, _("A passage is a LineString of lon, lat degrees."))
            continue
        when, _local = moment(str(properties.get("time", "")), zone)
        if when is None:
            problems.add(
                "row.moment",
                None,
                f"{name}.time",
                str(properties.get("time", "")) or None,
                reason=_("This is no date with time and offset."),
                remedy=_("Write it such as 2023-02-14T08:30+02:00."),
            )
            continue
        source = str(properties.get("source", "") or path.name)
        passages.append(Passage(int(when.timestamp()), line, bool(properties.get("unharmed", True)), source))
    return tuple(sorted(passages, key=lambda passage: (passage.time_s, passage.line)))


def read_fronts(path: Path, zone: ZoneInfo, problems: ProblemList) -> tuple[ControlArea, ...]:
    """Areas from Polygon or MultiPolygon features with a property ``date``, the local day of publication.

    Raises:
        InputRefused: the file is no GeoJSON.
    """
    areas = []
    for name, properties, geometry in read_features(path, problems):
        rings = _rings(geometry)
        if rings is None:
            _refuse_geometry(problems, name, _("An area is a Polygon or MultiPolygon of lon, lat degrees."))
            continue
        try:
            day = date.fromisoformat(str(properties.get("date", ""))[:10])
        except ValueError:
            problems.add(
                "row.date",
                None,
                f"{name}.date",
                str(properties.get("date", "")) or None,
                reason=_("This is no date."),
                remedy=_("Write it as year-month-day, such as 2023-02-14."),
            )
            continue
        start = datetime.combine(day, time(), zone).astimezone(UTC)
        areas.append(ControlArea(int(start.timestamp()), rings))
    return tuple(sorted(areas, key=lambda area: area.published_s))


def _rings(geometry: dict[str, Any]) -> tuple[tuple[tuple[float, float], ...], ...] | None:
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        polygons = [coordinates]
    elif geometry.get("type") == "MultiPolygon" and isinstance(coordinates, list):
        polygons = coordinates
    else:
        return None
    rings = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return None
        for ring in polygon:
            line = line_of_points(ring, least=4)
            if line is None:
                return None
            rings.append(line)
    return tuple(rings)


def _refuse_geometry(problems: ProblemList, name: str, remedy: str) -> None:
    problems.add("geojson.geometry", None, name, None, reason=_("The geometry cannot be used."), remedy=remedy)
