"""ACLED exports (Armed Conflict Location & Event Data; codebook of 2024).

``geo_precision``: 1 the town, 2 a part of the region, 3 the region; ``time_precision``: 1 the day, 2 the week, 3 the
month around ``event_date``. ``timestamp`` is when the row was last uploaded; where that is long after, as after a
revision, the row counts as known after ACLED's usual weekly release.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from corridor.domain.incidents import IncidentKind
from corridor.exchange.incidents.dialect import Dialect
from corridor.exchange.incidents.moments import DAY_S, day_of
from corridor.exchange.incidents.schemas.base import Schema, Values
from corridor.exchange.table import fold

RELEASE_DAYS = 7
"""ACLED publishes weekly."""
LATEST_DAYS = 45
"""An upload later than this is a revision of what was known before."""
_PRECISION_M = {"1": "1500", "2": "15000", "3": "50000"}
_AROUND_DAYS = {"1": 0, "2": 3, "3": 15}
_KINDS = {
    "shelling/artillery/missile_attack": "shelling",
    "grenade": "shelling",
    "air/drone_strike": "strike",
    "remote_explosive/landmine/ied": "mine",
    "suicide_bomb": "other",
    "chemical_weapon": "other",
    "armed_clash": "gunfire",
    "attack": "gunfire",
    "government_regains_territory": "gunfire",
    "non_state_actor_overtakes_territory": "gunfire",
}
_NO_DANGER = frozenset({"protests", "strategic_developments"})
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip


def translate(row: Values) -> dict[str, str] | None:
    """Our columns of an ACLED row; None for protests and strategic developments."""
    if fold(row.get("kind", "")) in _NO_DANGER:
        return None
    cells = {name: row.get(name, "") for name in ("lat", "lon")}
    cells["kind"] = _KINDS.get(fold(row.get("sub_event_type", "")), "other")
    cells["precision"] = _PRECISION_M.get(row.get("geo_precision", ""), _PRECISION_M["2"])
    day = _day(row.get("date", ""))
    if day is None:
        return cells | {"date": row.get("date", "")}
    around = _AROUND_DAYS.get(row.get("time_precision", ""), 0)
    reported = _uploaded(row.get("time", ""))
    known = day + timedelta(days=around)
    if reported is None or not timedelta(0) <= reported.date() - known <= timedelta(days=LATEST_DAYS):
        reported = datetime(known.year, known.month, known.day, tzinfo=UTC) + timedelta(days=RELEASE_DAYS)
    return cells | {
        "date": str(day - timedelta(days=around)),
        "time_precision_s": str((2 * around + 1) * DAY_S),
        "reported": reported.isoformat(timespec="seconds"),
    }


def _day(text: str) -> date | None:
    """A day as the export tool (24 February 2022) or the API (2022-02-24) writes it."""
    parts = text.replace("-", " ").split()
    if len(parts) == 3 and parts[1].casefold() in _MONTHS and parts[0].isdigit() and parts[2].isdigit():
        try:
            return date(int(parts[2]), _MONTHS.index(parts[1].casefold()) + 1, int(parts[0]))
        except ValueError:
            return None
    return day_of(text)


def _uploaded(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text.isdigit() and len(text) == 10 else None


ACLED = Schema(
    dialect=Dialect("acled", IncidentKind.OTHER, precision_m=15_000, confidence=0.8, utc=False),
    needs=frozenset({"sub_event_type", "geo_precision", "time_precision"}),
    translate=translate,
    titles={"date": "event_date", "lat": "latitude", "lon": "longitude", "kind": "sub_event_type",
            "precision": "geo_precision"},
)  # fmt: skip
