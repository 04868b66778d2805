"""Read an incident file: every row that can be used, and every other one told with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.incidents import Incidents
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.features import read_features
from corridor.exchange.incidents.dialect import ALIASES, recognise
from corridor.exchange.incidents.places import refuse_swapped
from corridor.exchange.incidents.rows import Cells, IncidentRow, RowReader
from corridor.exchange.incidents.schemas import schema_of
from corridor.exchange.lines import ProblemList
from corridor.exchange.table import fold, read_table
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from corridor.exchange.incidents.schemas.base import Schema

Area = tuple[float, float, float, float]


def read_incidents(
    path: Path, timezone: str, as_of_s: int, *, area: Area | None = None
) -> tuple[Incidents, tuple[RowProblem, ...]]:
    """Read plain CSV, GeoJSON points, NASA FIRMS, ACLED, UCDP GED, VIINA 2 or HXL-tagged CSV (each also gzipped).

    Which of them a file is, its content and header tell.

    Args:
        path: the file.
        timezone: IANA zone of times without offset and of days.
        as_of_s: epoch seconds; rows that claim to have happened later are kept out, with the reason.
        area: west, south, east, north of the operation, where known: tells swapped coordinates.

    Raises:
        InputRefused: not there, no such time zone (``incidents.timezone``), no usable header (``incidents.columns``),
            damaged JSON.
    """
    zone = zone_of(timezone)
    problems = ProblemList(path.name)
    earlier: tuple[RowProblem, ...] = ()
    if path.name.lower().removesuffix(".gz").endswith((".geojson", ".json")):
        rows = _from_geojson(path, zone, as_of_s, problems)
    else:
        rows, earlier = _from_table(path, zone, as_of_s, problems)
    kept = refuse_swapped(rows, area, problems)
    told = sorted((*earlier, *problems.all()), key=lambda problem: problem.line or 0)
    return _columns(kept), tuple(told)


def _from_table(
    path: Path, zone: ZoneInfo, as_of_s: int, problems: ProblemList
) -> tuple[list[IncidentRow], tuple[RowProblem, ...]]:
    table = read_table(path, ALIASES)
    schema = schema_of(table.columns, table.tags)
    dialect = schema.dialect if schema is not None else recognise(table.columns, table.file)
    reader = RowReader(dialect, zone, as_of_s, problems, _stem(path), decimal_comma=table.decimal_comma)
    named = {*table.columns, *(schema.titles if schema is not None else ())}
    if dialect.name == "plain" and "kind" not in named:
        reader.warn_no_kind()
    return _usable(reader, (Cells(row.values, row.line, "") for row in table.rows), schema), table.problems


def _from_geojson(path: Path, zone: ZoneInfo, as_of_s: int, problems: ProblemList) -> list[IncidentRow]:
    cells = []
    names: dict[str, None] = {}
    for name, properties, geometry in read_features(path, problems):
        point = geometry.get("coordinates")
        if geometry.get("type") != "Point" or not isinstance(point, list) or len(point) < 2:
            problems.add(
                "geojson.geometry",
                None,
                name,
                str(geometry.get("type")),
                reason=_("An incident is a Point of lon, lat degrees."),
                remedy=_("Draw it as a point."),
            )
            continue
        values = {}
        for key, value in properties.items():
            folded = ALIASES.get(fold(str(key)), fold(str(key)))
            values[folded] = "" if value is None else str(value).strip()
        values |= {"lon": str(point[0]), "lat": str(point[1])}
        names |= dict.fromkeys(values)
        cells.append(Cells(values, None, name))
    if not cells:
        return []
    schema = schema_of(tuple(names))
    dialect = schema.dialect if schema is not None else recognise(tuple(names), path.name)
    return _usable(RowReader(dialect, zone, as_of_s, problems, _stem(path)), cells, schema)


def _usable(reader: RowReader, cells: Iterable[Cells], schema: Schema | None) -> list[IncidentRow]:
    rows, harmless = [], 0
    for each in cells:
        ours: Cells | None = each
        if schema is not None:
            values = schema.translate(each.values)
            harmless += values is None
            ours = None if values is None else Cells(values, each.line, each.name, schema.titles)
        row = reader.read(ours) if ours is not None else None
        if row is not None:
            rows.append(row)
    reader.tell_harmless(harmless)
    reader.tell_rest()
    return rows


def _columns(rows: Sequence[IncidentRow]) -> Incidents:
    if not rows:
        return Incidents.empty()
    rows = sorted(rows, key=lambda row: row.span.start_s)
    sources = tuple(dict.fromkeys(row.source for row in rows))
    index = {name: i for i, name in enumerate(sources)}
    return Incidents(
        time_s=np.array([row.span.start_s for row in rows], np.int64),
        time_precision_s=np.array([row.span.width_s for row in rows], np.int64),
        reported_s=np.array([row.reported_s for row in rows], np.int64),
        lon=np.array([row.lon for row in rows], np.float64),
        lat=np.array([row.lat for row in rows], np.float64),
        precision_m=np.array([row.precision_m for row in rows], np.float32),
        kind=np.array([row.kind for row in rows], np.uint8),
        confidence=np.array([row.confidence for row in rows], np.float32),
        source=np.array([index[row.source] for row in rows], np.int32),
        sources=sources,
    )


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def zone_of(timezone: str, where: str = "operation.toml") -> ZoneInfo:
    """The IANA zone, or a refusal (``incidents.timezone``) that names ``where`` it was asked for."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise InputRefused(
            "incidents.timezone",
            _("There is no time zone {name}.").format(name=repr(timezone)),
            where,
            _("Use an IANA name, such as Europe/Kyiv."),
        ) from error
