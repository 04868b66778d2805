"""``closing.geojson``: lines from which roads close, and how fast."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from corridor.domain.city import ClosingArea
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.cells import moment
from corridor.exchange.features import line_of_points, read_features
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.unread import CLOSING_FILE
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

FASTEST = 50_000.0
"""Metres an hour above which a speed is a slip of the pen."""
FARTHEST_KM = 500.0


def read_closing_areas(
    folder: Path, zone: ZoneInfo, as_of: datetime
) -> tuple[tuple[ClosingArea, ...], tuple[RowProblem, ...]]:
    """Areas in file order, and what is wrong with the others; none where there is no such file.

    Properties: ``id``, ``name``, ``metres_per_hour``, ``starts`` (with offset; missing: as_of), ``most_km`` (missing:
    without end). Geometry: LineString, MultiLineString, Polygon or MultiPolygon.
    """
    path = next((p for p in (folder / CLOSING_FILE, folder / f"{CLOSING_FILE}.gz") if p.is_file()), None)
    if path is None:
        return (), ()
    problems = ProblemList(path.name)
    areas: list[ClosingArea] = []
    try:
        for name, properties, geometry in read_features(path, problems):
            area = _area(name, properties, geometry, zone, as_of, problems)
            if area is not None and area.id in {one.id for one in areas}:
                problems.add(
                    "closing.twice",
                    None,
                    f"{name}.id",
                    area.id,
                    reason=_("The id stands twice."),
                    remedy=_("Give each area its own id."),
                )
            elif area is not None:
                areas.append(area)
    except InputRefused as refused:
        whole = RowProblem(refused.code, path.name, None, None, None, refused.what, refused.remedy)
        return (), (whole, *problems.all())
    return tuple(areas), problems.all()


def _area(
    name: str,
    properties: dict[str, Any],
    geometry: dict[str, Any],
    zone: ZoneInfo,
    as_of: datetime,
    problems: ProblemList,
) -> ClosingArea | None:
    def refuse(code: str, key: str, reason: str, remedy: str) -> None:
        column, value = (f"{name}.{key}", str(properties.get(key, "")) or None) if key else (name, None)
        problems.add(code, None, column, value, reason=reason, remedy=remedy)

    parts, filled = parts_of(geometry)
    speed = _number(properties.get("metres_per_hour"))
    most_km = _number(properties.get("most_km", FARTHEST_KM))
    starts: datetime | None = as_of
    if properties.get("starts") not in (None, ""):
        starts, _local = moment(str(properties["starts"]), zone)
    if parts is None:
        refuse(
            "closing.geometry", "", _("The geometry cannot be used."), _("Draw a line or an area in lon, lat degrees.")
        )
    elif speed is None or not 0 <= speed <= FASTEST:
        refuse(
            "closing.speed",
            "metres_per_hour",
            _("This is no speed from 0 to {most} metres an hour.").format(most=round(FASTEST)),
            _("Write a number such as 250."),
        )
    elif most_km is None or not 0 <= most_km <= FARTHEST_KM:
        refuse(
            "closing.distance",
            "most_km",
            _("This is no distance from 0 to {most} km.").format(most=round(FARTHEST_KM)),
            _("Write a number of kilometres, or leave it out."),
        )
    elif starts is None:
        refuse(
            "closing.starts",
            "starts",
            _("This is no date with time and offset."),
            _("Write it such as 2023-02-14T08:30+02:00."),
        )
    else:
        area_id = str(properties.get("id") or name)[:64]
        title = str(properties.get("name") or area_id)[:200]
        return ClosingArea(area_id, title, parts, filled, int(starts.timestamp()), speed, most_km * 1000)
    return None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def parts_of(geometry: dict[str, Any]) -> tuple[tuple[tuple[tuple[float, float], ...], ...] | None, bool]:
    """(lines or outlines, whether they are outlines); None where the geometry is neither or cannot be used."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    filled = kind in ("Polygon", "MultiPolygon")
    nested = {"LineString": [coordinates], "MultiLineString": coordinates, "Polygon": coordinates}.get(str(kind))
    if kind == "MultiPolygon" and isinstance(coordinates, list):
        if not all(isinstance(polygon, list) for polygon in coordinates):
            return None, filled
        nested = [ring for polygon in coordinates for ring in polygon]
    if not isinstance(nested, list) or not nested:
        return None, filled
    lines = [line_of_points(part, least=4 if filled else 2) for part in nested]
    if any(line is None for line in lines):
        return None, filled
    return tuple(line for line in lines if line is not None), filled
