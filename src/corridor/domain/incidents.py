"""Incidents (dated, located reports of something dangerous) and passages (roads driven)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt


class IncidentKind(IntEnum):
    """Kinds that differ in harm radius, decay and effect by vehicle."""

    SHELLING = 0
    STRIKE = 1
    MINE = 2
    GUNFIRE = 3
    FIRE = 4
    OTHER = 5


@dataclass(frozen=True, eq=False)
class Incidents:
    """I incidents as columns, sorted by ``time_s``.

    ``time_precision_s`` is the width of the span in which it happened: 86400 where only the day is known
    (``time_s`` is then that local day's start), 3600 for an hour, 60 for a clock time. ``reported_s`` is when
    it became known: a model standing at time t may use rows with ``reported_s <= t`` only.
    """

    time_s: npt.NDArray[np.int64]
    time_precision_s: npt.NDArray[np.int64]
    reported_s: npt.NDArray[np.int64]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    precision_m: npt.NDArray[np.float32]
    """Radius within which it lies."""
    kind: npt.NDArray[np.uint8]
    """``IncidentKind``."""
    confidence: npt.NDArray[np.float32]
    """0 to 1."""
    source: npt.NDArray[np.int32]
    """Index into ``sources``."""
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.time_s)

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Incidents:
        """The chosen rows, order kept."""
        return Incidents(**{name: getattr(self, name)[rows] for name in _INCIDENT_COLUMNS}, sources=self.sources)

    def known_by(self, time_s: int) -> Incidents:
        """What had been reported, and had happened, by ``time_s``."""
        return self.take((self.reported_s <= time_s) & (self.time_s <= time_s))

    @classmethod
    def empty(cls) -> Incidents:
        """No incidents."""
        i, f = np.empty(0, np.int64), np.empty(0, np.float64)
        return cls(
            i, i, i, f, f, f.astype(np.float32), i.astype(np.uint8), f.astype(np.float32),
            i.astype(np.int32), (),
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Sequence[Incidents]) -> Incidents:
        """All rows of ``parts`` in one table, sorted by time (stable), source names merged."""
        names = tuple(dict.fromkeys(name for part in parts for name in part.sources))
        if not parts:
            return cls.empty()
        columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in _INCIDENT_COLUMNS}
        columns["source"] = np.concatenate(
            [np.array([names.index(s) for s in p.sources] or [0], np.int32)[p.source] for p in parts]
        )
        order = np.argsort(columns["time_s"], kind="stable")
        return cls(**{name: values[order] for name, values in columns.items()}, sources=names)


_INCIDENT_COLUMNS = (
    "time_s", "time_precision_s", "reported_s", "lon", "lat", "precision_m", "kind", "confidence", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A road driven: evidence as much as an incident is. ``line`` is lon, lat along it; no one is named."""

    time_s: int
    line: tuple[tuple[float, float], ...]
    unharmed: bool
    source: str
