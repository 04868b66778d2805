"""What kind of incident file this is, told by its columns, and what it leaves unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain.incidents import IncidentKind
from corridor.errors import InputRefused
from corridor.exchange.table import COORDINATE_ALIASES
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, str] = {
    **COORDINATE_ALIASES,
    "datetime": "time",
    "timestamp": "time",
    "when": "time",
    "дата": "date",
    "день": "date",
    "event_date": "date",
    "час": "time",
    "время": "time",
    "type": "kind",
    "event_type": "kind",
    "вид": "kind",
    "тип": "kind",
    "джерело": "source",
    "источник": "source",
    "precision_m": "precision",
    "accuracy": "precision",
    "accuracy_m": "precision",
    "точність": "precision",
    "достовірність": "confidence",
    "reported_at": "reported",
    "cleared_at": "cleared",
}
"""Other names of the columns, after folding."""

KINDS: Mapping[str, IncidentKind] = {
    **{kind.name.lower(): kind for kind in IncidentKind},
    **dict.fromkeys(
        ("artillery", "mortar", "mlrs", "rocket_artillery", "tank_fire", "обстріл", "обстрел"), IncidentKind.SHELLING
    ),
    **dict.fromkeys(
        ("airstrike", "air_strike", "missile", "drone", "bomb", "rocket", "авіаудар", "авиаудар", "ракета", "удар"),
        IncidentKind.STRIKE,
    ),
    **dict.fromkeys(("mines", "landmine", "uxo", "ied", "booby_trap", "міна", "мина", "міни"), IncidentKind.MINE),
    **dict.fromkeys(
        ("shooting", "small_arms", "sniper", "small_arms_fire", "стрілянина", "стрельба"), IncidentKind.GUNFIRE
    ),
    **dict.fromkeys(("thermal_anomaly", "hotspot", "burning", "пожежа", "пожар"), IncidentKind.FIRE),
    **dict.fromkeys(("explosion", "unknown", "інше", "другое"), IncidentKind.OTHER),
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows are read, and what stands in where they say nothing."""

    name: str
    kind: IncidentKind
    precision_m: float
    confidence: float
    utc: bool = False
    """Whether times without an offset are UTC rather than local."""
    overpass: bool = False
    """Whether times are those of a satellite's pass, not of what it saw."""


PLAIN = Dialect("plain", IncidentKind.OTHER, precision_m=500, confidence=0.7)
# VIIRS pixels are 375 m, MODIS pixels 1 km at nadir (NASA FIRMS user guide).
FIRMS = Dialect("firms", IncidentKind.FIRE, precision_m=500, confidence=0.7, utc=True, overpass=True)
FIRMS_DAYS = Dialect("firms_days", IncidentKind.FIRE, precision_m=500, confidence=0.7, utc=True)


def recognise(columns: tuple[str, ...], file: str) -> Dialect:
    """The dialect of a file by its (folded) columns; bare date, lat, lon is FIRMS where the file is named so.

    Raises:
        InputRefused: ``incidents.columns``: no place, or no date, in the header.
    """
    missing = [name for name in ("lat", "lon") if name not in columns]
    if not {"date", "time", "acq_date"} & set(columns):
        missing.insert(0, "date")
    if missing:
        raise InputRefused(
            "incidents.columns",
            _("The incident file has no column {names}.").format(names=", ".join(missing)),
            file,
            _("Name the columns date (or time), lat, lon, kind, source, confidence, precision."),
        )
    if "acq_date" in columns:
        return FIRMS
    return FIRMS_DAYS if "kind" not in columns and file.lower().startswith(("firms", "viirs", "modis")) else PLAIN
