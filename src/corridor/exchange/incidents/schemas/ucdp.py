"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program (codebook 23.1).

Every event has at least one death. ``where_prec``: 1 the place, 2 within 25 km, 3 the district, 4 the province,
5 a line or a fuzzy area, 6 the country, 7 the sea; ``date_prec`` is spelt out by ``date_start`` and ``date_end``.
``source_date`` lists the days of the reports behind the row, semicolons between.
"""

from __future__ import annotations

from corridor.domain.incidents import IncidentKind
from corridor.exchange.incidents.dialect import Dialect
from corridor.exchange.incidents.moments import DAY_S, day_of
from corridor.exchange.incidents.schemas.base import Schema, Values

_PRECISION_M = {"1": "1000", "2": "25000", "3": "30000", "4": "75000", "5": "50000"}
_NOWHERE = frozenset({"6", "7"})
_CLARITY = {"1": "0.9", "2": "0.6"}


def translate(row: Values) -> dict[str, str] | None:
    """Our columns of a UCDP GED row; None where no more than the country is known."""
    if row.get("where_prec", "") in _NOWHERE:
        return None
    cells = {name: row.get(name, "") for name in ("lat", "lon")}
    cells |= {
        "kind": "other",
        "precision": _PRECISION_M.get(row.get("where_prec", ""), "30000"),
        "confidence": _CLARITY.get(row.get("event_clarity", ""), "0.9"),
    }
    start, end = (day_of(row.get(name, "")[:10]) for name in ("date_start", "date_end"))
    if start is None:
        return cells | {"date": row.get("date_start", "")}
    end = max(start, end or start)
    told = [day for text in row.get("source_date", "").split(";") if (day := day_of(text.strip()[:10])) is not None]
    cells |= {"date": str(start), "time_precision_s": str(((end - start).days + 1) * DAY_S)}
    if told:
        cells["reported"] = str(max(end, min(told)))
    return cells


UCDP = Schema(
    dialect=Dialect("ucdp_ged", IncidentKind.OTHER, precision_m=30_000, confidence=0.9),
    needs=frozenset({"where_prec", "date_prec", "date_start", "date_end"}),
    translate=translate,
    titles={"date": "date_start", "lat": "latitude", "lon": "longitude", "precision": "where_prec",
            "confidence": "event_clarity", "reported": "source_date"},
)  # fmt: skip
