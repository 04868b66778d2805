"""What the hazard model hands to routing and missions: rates on edges and at places, by slot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Slots:
    """A time grid of UTC hours: slot i covers ``[start_s + i * length_s, start_s + (i + 1) * length_s)``.

    Times before the first slot count as the first, after the last as the last.
    """

    start_s: int
    count: int
    length_s: int = 3600

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """[count] epoch seconds."""
        return self.start_s + self.length_s * np.arange(self.count, dtype=np.int64)

    def of(self, time_s: float) -> int:
        """Slot that holds ``time_s``, clamped to the grid."""
        return min(max(int((time_s - self.start_s) // self.length_s), 0), self.count - 1)


@dataclass(frozen=True, eq=False)
class EdgeDanger:
    """Exposure of an unprotected vehicle on each directed edge: S slots, E edges.

    Entering edge e at t and leaving at t + d costs ``integral of rate[slot(s), e] ds over [t, t + d]`` (rates are
    events within the harm radius per *second*, averaged along the edge) plus ``passage[e]`` once (mines and the
    like: by being driven over, not by time). ``mean`` is the expectation, ``upper`` the upper quantile that plans
    minimise, reporting model included. ``grey`` is the share of the edge's length where nothing has been heard.
    """

    slots: Slots
    mean: npt.NDArray[np.float32]
    """[S, E] per second."""
    upper: npt.NDArray[np.float32]
    """[S, E] per second; never below ``mean``."""
    passage_mean: npt.NDArray[np.float32]
    """[E]"""
    passage_upper: npt.NDArray[np.float32]
    """[E]"""
    grey: npt.NDArray[np.float32]
    """[E] 0 to 1."""


@dataclass(frozen=True, eq=False)
class PlaceDanger:
    """Exposure rates of a stay in the open at P places: events within the harm radius per second, by slot."""

    slots: Slots
    mean: npt.NDArray[np.float32]
    """[S, P]"""
    upper: npt.NDArray[np.float32]
    """[S, P]"""
    grey: npt.NDArray[np.bool_]
    """[P] true where nothing has been heard."""


@dataclass(frozen=True, eq=False)
class RoadConditions:
    """Closures and delays on directed edges, resolved from reports, checkpoints and curfews.

    An edge may not be *entered* during ``[closed_from_s, closed_until_s)``; a vehicle that comes then waits at
    the edge's tail until it opens (exposed at the edge's rate). ``closed_edge`` is sorted, ties by start; windows
    of one edge do not overlap. A closure without end has ``closed_until_s = 2**62``.
    """

    closed_edge: npt.NDArray[np.int32]
    """[C] sorted."""
    closed_from_s: npt.NDArray[np.int64]
    """[C]"""
    closed_until_s: npt.NDArray[np.int64]
    """[C]"""
    delay_s: npt.NDArray[np.float32]
    """[E] added to the travel time of every profile (checkpoint queues)."""

    @classmethod
    def open(cls, edge_count: int) -> RoadConditions:
        """Everything open, no delays."""
        return cls(
            np.empty(0, np.int32),
            np.empty(0, np.int64),
            np.empty(0, np.int64),
            np.zeros(edge_count, np.float32),
        )
