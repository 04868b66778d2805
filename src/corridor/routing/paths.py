"""What a search gives back: one routed path, or matrices between places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class RoutedPath:
    """A path of K edges driven by the true clock, priced for an unprotected vehicle.

    Between ``depart_s`` and ``arrive_s`` the vehicle drives, or waits at the tail of an edge that is closed; there
    is no other waiting. Exposures are dimensionless; multiply by a vehicle's protection.
    """

    edges: npt.NDArray[np.int32]
    """[K] in driving order; empty when origin and destination are one node."""
    enter_s: npt.NDArray[np.float64]
    """[K] when each edge is entered, after any wait for it to open."""
    leave_s: npt.NDArray[np.float64]
    """[K] when each edge is left."""
    edge_upper: npt.NDArray[np.float64]
    """[K] upper exposure on each edge and waiting for it; sums to ``exposure_upper``."""
    depart_s: float
    arrive_s: float
    """Infinite where the way is barred for good; all other figures are then infinite too."""
    exposure_mean: float
    exposure_upper: float
    length_m: float
    grey_m: float

    @property
    def seconds(self) -> float:
        """From departure to arrival, waits included."""
        return self.arrive_s - self.depart_s


@dataclass(frozen=True, eq=False)
class Matrices:
    """Figures between P places for W risk weights and D departures; infinite where a place is out of reach."""

    seconds: npt.NDArray[np.float32]
    """[W, D, P, P] from departure to arrival."""
    exposure_mean: npt.NDArray[np.float32]
    """[W, D, P, P]"""
    exposure_upper: npt.NDArray[np.float32]
    """[W, D, P, P]"""
    length_m: npt.NDArray[np.float32]
    """[W, D, P, P]"""
    grey_m: npt.NDArray[np.float32]
    """[W, D, P, P]"""


@dataclass(frozen=True)
class ParetoSet:
    """Trips of which none is both earlier and less exposed than another, by arrival.

    ``proven`` is false where the search gave up first (too many labels) or was told to leave out dawdling that could
    have paid: the trips are then good and mutually undominated, but others may be missing.
    """

    paths: tuple[RoutedPath, ...]
    proven: bool
    labels: int
    """Partial trips looked at, over all rounds."""
    rounds: int
    """Searches made: more than one where going in circles would have paid."""
