"""Roads driven, as evidence: unharmed ones lower the rate a little, where more than one source says so.

One voice can't take danger away. What lowers the rate at a place is the passages beyond those of its most
talkative source, counted twice, at most all of them: with one source nothing, with two that agree everything. A
coordinator's word (source ``coordinator``) needs no second. Harmed passages become incidents spread along the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.incidents import IncidentKind, Incidents

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.incidents import Passage
    from corridor.domain.projection import LocalPlane
    from corridor.hazard.grid import Grid

COORDINATOR = "coordinator"
MEMORY_DAYS = 10.0
HARM_EVENTS = 3.0
"""Harm on the road itself says more about it than a report of something that fell nearby."""
_REACH_KM = 0.4
"""A passage speaks for the ground this near its line."""
_DAY_S = 86_400
_PIECE_KM = 0.5
_MOST_PIECES = 200


@dataclass(frozen=True, eq=False)
class Driven:
    """Unharmed passages on the grid, [rows, columns] each."""

    passes: npt.NDArray[np.float64]
    """Faded number of passages that count."""
    told: npt.NDArray[np.bool_]
    """Where a young enough passage says that the road is driven: no longer grey."""
    agreed: npt.NDArray[np.bool_]
    """Where more than one source says so, or a coordinator: no longer in doubt."""


def driven(
    passages: Sequence[Passage], plane: LocalPlane, grid: Grid, *, as_of_s: int, grey_after_days: float
) -> Driven:
    """Lay the unharmed passages known by ``as_of_s`` on the grid, source by source."""
    faded, recent = _Agreed(grid), _Agreed(grid)
    told = sorted(
        (p for p in passages if p.unharmed and p.line and p.time_s <= as_of_s), key=lambda p: (p.source, p.time_s)
    )
    for source, group in groupby(told, key=lambda p: p.source):
        by_age, young = np.zeros(grid.shape), np.zeros(grid.shape)
        for passage in group:
            age = (as_of_s - passage.time_s) / _DAY_S
            rows, columns = _nodes_near(passage, plane, grid)
            by_age[rows, columns] += np.exp(-age / MEMORY_DAYS)
            if age <= grey_after_days:
                young[rows, columns] += 1
        faded.add(by_age, source)
        recent.add(young, source)
    return Driven(faded.counted(), recent.any(), recent.counted() > 0)


class _Agreed:
    """Sums over sources that leave out what only one of them says."""

    def __init__(self, grid: Grid) -> None:
        self._total, self._largest = np.zeros(grid.shape), np.zeros(grid.shape)
        self._sure = np.zeros(grid.shape)

    def add(self, values: npt.NDArray[np.float64], source: str) -> None:
        if source == COORDINATOR:
            self._sure += values
            return
        self._total += values
        np.maximum(self._largest, values, out=self._largest)

    def any(self) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = self._total + self._sure > 0
        return found

    def counted(self) -> npt.NDArray[np.float64]:
        # A coordinator's word makes a source's own passages believable, but no more of them than it vouches for.
        others = self._total - self._largest + self._sure
        return np.minimum(self._total + self._sure, self._sure + 2 * others)


def harmed_as_incidents(passages: Sequence[Passage], plane: LocalPlane, as_of_s: int) -> Incidents:
    """Each harmed passage as ``HARM_EVENTS`` incidents, their weight spread along the line where it happened."""
    parts = []
    for passage in passages:
        if passage.unharmed or not passage.line or passage.time_s > as_of_s:
            continue
        x, y = _along(passage, plane, _PIECE_KM)
        x, y = x[:_MOST_PIECES], y[:_MOST_PIECES]
        lon, lat = plane.to_degrees(x * 1000, y * 1000)
        count = len(x)
        time = np.full(count, passage.time_s, np.int64)
        parts.append(
            Incidents(
                time_s=time, time_precision_s=np.full(count, 3600, np.int64), reported_s=time, lon=lon, lat=lat,
                precision_m=np.full(count, 1000 * _PIECE_KM, np.float32),
                kind=np.full(count, IncidentKind.OTHER, np.uint8),
                confidence=np.full(count, HARM_EVENTS / count, np.float32), source=np.zeros(count, np.int32),
                sources=(passage.source,),
            )
        )  # fmt: skip
    return Incidents.joined(parts)


def _along(
    passage: Passage, plane: LocalPlane, step_km: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points along the line, ends included, at most ``step_km`` apart; kilometres."""
    lon, lat = np.array(passage.line, float).reshape(-1, 2).T
    x, y = (axis / 1000 for axis in plane.to_metres(lon, lat))
    at = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    wanted = np.linspace(0, at[-1], int(np.ceil(at[-1] / step_km)) + 1)
    return np.interp(wanted, at, x), np.interp(wanted, at, y)


def _nodes_near(passage: Passage, plane: LocalPlane, grid: Grid) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Grid nodes within reach of the line, each once."""
    x, y = _along(passage, plane, grid.cell / 2)
    inside = grid.holds(x, y)
    row, column = grid.nearest(x[inside], y[inside])
    ring = int(_REACH_KM / grid.cell)
    shift = np.arange(-ring, ring + 1)
    rows = np.clip(row[:, None, None] + shift[None, :, None], 0, grid.rows - 1)
    columns = np.clip(column[:, None, None] + shift[None, None, :], 0, grid.columns - 1)
    flat = np.unique(rows * grid.columns + columns)
    return flat // grid.columns, flat % grid.columns
