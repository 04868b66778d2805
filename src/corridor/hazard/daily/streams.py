"""What one source has told, on the lattice: where, on which day, known by which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.incidents import IncidentKind
from corridor.hazard.clock import local_seconds
from corridor.hazard.trust import trusted

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.incidents import Incidents
    from corridor.hazard.daily.lattice import Lattice

DAY_S = 86_400
LONGEST_SPAN_DAYS = 3
"""A report of which only a longer span is known tells nothing about a day."""
SPREADS_KM = (0.0, 1.0, 2.5, 5.0, 10.0, 20.0)
"""Classes of a report's own uncertainty (standard deviation along an axis)."""
COLUMNS = ("cell", "day", "known_day", "weight", "counted", "spread", "lon", "lat")
"""Of a ``Stream``."""


@dataclass(frozen=True, eq=False)
class Stream:
    """J reports of one source on the wide lattice, sorted by ``known_day``."""

    name: str
    cell: npt.NDArray[np.int64]
    """On the wide lattice."""
    day: npt.NDArray[np.int64]
    """Local calendar day, counted from 1970."""
    known_day: npt.NDArray[np.int64]
    """Local day by whose end it was reported, never before ``day``."""
    weight: npt.NDArray[np.float64]
    counted: npt.NDArray[np.float64]
    """1, or less where its source's word about the place has run out (``trust``)."""
    spread: npt.NDArray[np.int64]
    """Index into ``SPREADS_KM``."""
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.cell)

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Stream:
        """The chosen rows, order kept."""
        return Stream(self.name, **{name: getattr(self, name)[rows] for name in COLUMNS})

    def joined(self, more: Stream) -> Stream:
        """These and ``more``, sorted by ``known_day``; of equals these come first."""
        both = Stream(self.name, **{n: np.concatenate((getattr(self, n), getattr(more, n))) for n in COLUMNS})
        return both.take(np.argsort(both.known_day, kind="stable"))


def stream_of(name: str, incidents: Incidents, lattice: Lattice, timezone: str) -> Stream:
    """All reports within the margin, of whatever kind but mines, that are precise enough to belong to a day."""
    chosen = incidents.take(
        (incidents.kind != IncidentKind.MINE)
        & (incidents.confidence > 0)
        & (incidents.time_precision_s <= LONGEST_SPAN_DAYS * DAY_S)
    )
    cell = lattice.wide_cell(chosen.lon, chosen.lat)
    chosen, cell = chosen.take(cell >= 0), cell[cell >= 0]
    zone = ZoneInfo(timezone)
    day = local_seconds(chosen.time_s + chosen.time_precision_s // 2, zone) // DAY_S
    known = np.maximum(local_seconds(chosen.reported_s - 1, zone) // DAY_S, day)
    # A disc of radius p has variance p^2 / 4 along each axis.
    own = chosen.precision_m.astype(np.float64) / 2000
    spread = np.abs(own[:, None] - np.array(SPREADS_KM)[None, :]).argmin(axis=1).astype(np.int64)
    weight = trusted(chosen)
    counted = np.minimum(weight / chosen.confidence, 1.0)
    stream = Stream(name, cell, day, known, weight, counted, spread, chosen.lon, chosen.lat)
    return stream.take(np.argsort(known, kind="stable"))
