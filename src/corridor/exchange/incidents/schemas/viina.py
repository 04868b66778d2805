"""VIINA 2 (Violent Incident Information from News Articles, Zhukov): ``event_1pd`` and ``event_info`` files.

``date`` is YYYYMMDD and ``time`` when the news came out, not when it happened: the day is taken, known from that
time on. ``t_*`` columns are the classifier's chances or its yes and no; rows about anything but the war are left out.
"""

from __future__ import annotations

import re

from corridor.domain.incidents import IncidentKind
from corridor.exchange.incidents.dialect import Dialect
from corridor.exchange.incidents.schemas.base import Schema, Values

_PRECISION_M = {"street": "300", "adm3": "2500", "adm2": "20000", "adm1": "60000"}
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_KINDS = (
    ("artillery", "shelling"), ("airstrike", "strike"), ("ied", "mine"), ("firefight", "gunfire"), ("armor", "gunfire"),
    ("raid", "gunfire"),
)  # fmt: skip
_LIKELY = 0.5


def translate(row: Values) -> dict[str, str] | None:
    """Our columns of a VIINA row; None for news that is not about the war."""
    about_war = _chance(row, "mil")
    if about_war is not None and about_war < _LIKELY:
        return None
    found = _DAY.fullmatch(row.get("date", "")[:8])
    day = "-".join(found.groups()) if found else row.get("date", "")
    cells = {name: row.get(name, "") for name in ("lat", "lon")}
    cells |= {
        "date": day,
        "kind": next((kind for label, kind in _KINDS if (_chance(row, label) or 0) >= _LIKELY), "other"),
        "precision": _PRECISION_M.get(row.get("geo_precision", "").casefold(), _PRECISION_M["adm2"]),
    }
    clock = row.get("time", "")[:5]
    if _CLOCK.fullmatch(clock):
        cells["reported"] = f"{day}T{clock:0>5}"
    return cells


def _chance(row: Values, label: str) -> float | None:
    """The yes-or-no of a label, or its chance."""
    for name in (f"t_{label}_b", f"t_{label}_pred", f"t_{label}"):
        try:
            return float(row[name])
        except (KeyError, ValueError):
            continue
    return None


VIINA = Schema(
    dialect=Dialect("viina", IncidentKind.OTHER, precision_m=20_000, confidence=0.6),
    needs=frozenset({"geo_precision", "geo_api", "date"}),
    translate=translate,
    titles={"lat": "latitude", "lon": "longitude", "precision": "GEO_PRECISION"},
)
