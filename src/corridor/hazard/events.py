"""Incidents made ready for the model: on the local plane, by local day, with weight and the state of their source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.incidents import IncidentKind, Incidents
from corridor.hazard.clock import local_seconds
from corridor.hazard.kinds import TRAITS
from corridor.hazard.trust import trusted

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.projection import LocalPlane
    from corridor.hazard.sources import Sources

DAY_S = 86_400


@dataclass(frozen=True, eq=False)
class Events:
    """J events of one or more kinds, sorted by local day. Kilometres and days."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    spread2: npt.NDArray[np.float64]
    """Variance of the position along one axis: a disc of radius p has p^2 / 4."""
    day: npt.NDArray[np.int64]
    """Local calendar day, counted from 1970."""
    known_day: npt.NDArray[np.int64]
    """Local day by whose end it was reported."""
    age: npt.NDArray[np.float64]
    """Days before now."""
    lag: npt.NDArray[np.float64]
    """Days before now, less the time for which its source has been silent."""
    weight: npt.NDArray[np.float64]
    """Confidence, as far as one source's word about one place carries (``trust``), times the kind's weight."""
    muted: npt.NDArray[np.float64]
    """1 where its source has fallen silent, else 0."""
    kind: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Events:
        """The chosen rows, order kept."""
        return Events(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


def prepare(incidents: Incidents, sources: Sources, plane: LocalPlane, *, timezone: str, as_of_s: int) -> Events:
    """All incidents except mines as events; what only a day is known of stands at its noon."""
    rows = np.flatnonzero((incidents.kind != IncidentKind.MINE) & (incidents.confidence > 0))
    chosen = incidents.take(rows)
    zone = ZoneInfo(timezone)
    x, y = plane.to_metres(chosen.lon, chosen.lat)
    middle = np.minimum(chosen.time_s + chosen.time_precision_s // 2, as_of_s)
    age = (as_of_s - middle) / DAY_S
    quiet = sources.held_days[chosen.source] if len(chosen) else np.zeros(0)
    factor = np.array([TRAITS[kind].weight if kind in TRAITS else 0.0 for kind in IncidentKind])
    events = Events(
        x=x / 1000,
        y=y / 1000,
        spread2=(chosen.precision_m.astype(np.float64) / 1000) ** 2 / 4,
        day=local_seconds(middle, zone) // DAY_S,
        known_day=local_seconds(chosen.reported_s - 1, zone) // DAY_S,
        age=age,
        lag=np.maximum(age - quiet, 0),
        weight=trusted(chosen) * factor[chosen.kind],
        muted=sources.silent[chosen.source].astype(np.float64) if len(chosen) else np.zeros(0),
        kind=chosen.kind,
    )
    return events.take(np.argsort(events.day, kind="stable"))
