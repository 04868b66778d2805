"""Coordinates that were written the wrong way round: by the area where it is known, by the file's own middle else."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.exchange.incidents.rows import IncidentRow
    from corridor.exchange.lines import ProblemList

_NEAR_DEG = 2.0
_FAR_DEG = 5.0


def refuse_swapped(
    rows: Sequence[IncidentRow], area: tuple[float, float, float, float] | None, problems: ProblemList
) -> list[IncidentRow]:
    """Rows whose place makes sense; one far off that would fit with lat and lon exchanged is told and left out."""
    if not rows:
        return []
    if area is not None:
        west, south, east, north = area
    else:
        west = east = median(row.lon for row in rows)
        south = north = median(row.lat for row in rows)

    def off(lon: float, lat: float) -> float:
        return max(west - lon, lon - east, south - lat, lat - north, 0.0)

    kept = []
    for row in rows:
        if off(row.lon, row.lat) <= _FAR_DEG or off(row.lat, row.lon) > _NEAR_DEG:
            kept.append(row)
            continue
        problems.add(
            "incidents.swapped",
            row.cells.line,
            row.cells.column("lat"),
            f"{row.lat}, {row.lon}",
            reason=_("Latitude and longitude seem to be exchanged: the other way round it would lie in the area."),
            remedy=_("Exchange the two columns of this row."),
        )
    return kept
