"""The Bus Evacuation Problem: identical buses bring people from assembly points to shelters; the last arrival counts.

Source: D. R. Bish, "Planning for a bus-based evacuation", OR Spectrum 33 (2011), doi:10.1007/s00291-011-0256-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Trip = tuple[int, int]
"""Assembly point and shelter, counted from 0: one full bus from the one to the other."""
Routes = tuple[tuple[Trip, ...], ...]
"""Trips of each bus in driving order, buses of the first depot first; an empty route stays at its depot."""


@dataclass(frozen=True, eq=False)
class BusTask:
    """K depots, P assembly points, S shelters. Every trip carries one full bus; times are whole steps of ``unit``."""

    seats: int
    buses: npt.NDArray[np.int64]
    """[K] buses standing at each depot."""
    trips: npt.NDArray[np.int64]
    """[P] full buses that each assembly point needs, exactly."""
    room: npt.NDArray[np.int64]
    """[S] full buses that each shelter takes, at most."""
    approach: npt.NDArray[np.int64]
    """[K, P] steps from depot to assembly point."""
    drive: npt.NDArray[np.int64]
    """[P, S] steps between assembly point and shelter, either way."""
    unit: float = 1.0
    """Length of a step in the file's own measure; 1 where all distances are whole."""

    @property
    def bus_count(self) -> int:
        """Buses of all depots."""
        return int(self.buses.sum())


@dataclass(frozen=True)
class BusAnswer:
    """The best routes found and how good any could be, in steps."""

    routes: Routes
    makespan: int
    bound: int
    """No routes end before this; checked in whole numbers only."""
    interrupted: bool = False
    """The clock or a person ended the search: another run may find better."""

    @property
    def proven(self) -> bool:
        """Nothing better exists."""
        return self.makespan <= self.bound
