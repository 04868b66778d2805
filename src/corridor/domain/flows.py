"""Vehicles leaving a city by its roads: a network with capacities, zones with vehicles, exits; plans as convoys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class FlowTask:
    """N nodes, M directed roads, Z zones, X exits. Everyone may leave at once and by any exit."""

    node_count: int
    tail: npt.NDArray[np.int32]
    """[M]"""
    head: npt.NDArray[np.int32]
    """[M] never a zone that lets nobody through, never leaving an exit."""
    capacity: npt.NDArray[np.float64]
    """[M] vehicles a second that may enter."""
    seconds: npt.NDArray[np.float64]
    """[M] to drive it."""
    shut: npt.NDArray[np.float64]
    """[M] seconds after the start from which nobody may be on it; infinity where it stays open."""
    zone: npt.NDArray[np.int32]
    """[Z] node of each zone, all different."""
    vehicles: npt.NDArray[np.float64]
    """[Z] to bring out."""
    exits: npt.NDArray[np.int32]
    """[X] nodes."""

    @property
    def total(self) -> float:
        """Vehicles of all zones."""
        return float(self.vehicles.sum())


@dataclass(frozen=True, eq=False)
class Cut:
    """A proof that nobody clears these zones before ``seconds``: a clock at every node.

    Let ``clock[v]`` be 0 at the zones counted, at most ``seconds`` anywhere and ``seconds`` at exits. Whatever leaves
    must cross from nodes after their clock to nodes before theirs, and road (u, v) lets at most ``capacity x
    max(0, min(clock[v], shut) - drive - clock[u])`` vehicles across. If these sum to less than the zones hold, the time
    is too short. (The minimum cut over time of Ford and Fulkerson 1958; doi:10.1287/opre.6.3.419.)
    """

    seconds: float
    zones: tuple[int, ...]
    clock: npt.NDArray[np.float64]
    """[N]"""


@dataclass(frozen=True, eq=False)
class Convoy:
    """Vehicles of one zone that follow one another evenly along one way."""

    zone: int
    vehicles: float
    roads: tuple[int, ...]
    enters: npt.NDArray[np.float64]
    """[roads] seconds at which the first vehicle enters each road; the last follows ``window`` later."""
    window: float
    arrives: float
    """Seconds at which the first vehicle is out."""

    @property
    def ends(self) -> float:
        """Seconds at which the last vehicle is out."""
        return self.arrives + self.window


@dataclass(frozen=True, eq=False)
class Streams:
    """Vehicles entering roads evenly during steps of equal length: a flow over time, road by road.

    Vehicles may wait at nodes between roads, which is to say that they may drive slower.
    """

    road: npt.NDArray[np.int32]
    """[K]"""
    enters: npt.NDArray[np.float64]
    """[K] seconds at which the step begins."""
    vehicles: npt.NDArray[np.float64]
    """[K] entering during the step."""
    step: float
    """Seconds."""


@dataclass(frozen=True, eq=False)
class FlowAnswer:
    """A plan, how good any could be, and who cannot leave at all."""

    streams: Streams
    seconds: float
    """When the last vehicle is out."""
    cut: Cut
    left: tuple[float, ...]
    """[Z] vehicles of each zone that no road brings out in the time allowed."""
    tight: tuple[int, ...] = field(default=())
    """Roads of the cut that hold everyone up, the most limiting first."""

    @property
    def gap(self) -> float:
        """Share by which the plan lies above the bound."""
        return self.seconds / self.cut.seconds - 1 if self.cut.seconds > 0 else 0.0
