"""Mines: they wait until driven over, whatever the hour, and stay until a row says that they are cleared.

A report is taken as a mined patch of ``PATCH_RADIUS_M``, somewhere around the reported point as its precision says.
The chance of meeting it on an edge is its width times the integral of that Gaussian along the road; meeting it
costs ``TRIGGER`` expected harms, and all of them for the upper quantile: nearly a closure on the spot, a doubt far
from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.incidents import IncidentKind, Incidents
from corridor.kernels.hazard import line_integrals

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.projection import LocalPlane

PATCH_RADIUS_M = 30.0
TRIGGER = 0.3
"""Chance of setting one off when driving through the patch."""
_LEAST_SPREAD_KM = 0.03


@dataclass(frozen=True, eq=False)
class Mines:
    """M mined patches: kilometres, and the confidence of each."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    sigma: npt.NDArray[np.float64]
    confidence: npt.NDArray[np.float64]

    def passage(
        self, line_start: npt.NDArray[np.int64], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Mean and upper exposure of driving each line once, [G] each."""
        if len(self.x) == 0:
            none = np.zeros(len(line_start) - 1)
            return none, none
        width = 2 * PATCH_RADIUS_M / 1000
        met = line_integrals(line_start, x, y, self.x, self.y, self.sigma, self.confidence) * width
        return TRIGGER * met, met


def mines_of(incidents: Incidents, plane: LocalPlane) -> Mines:
    """All mine reports; reports of one place by several sources count once each."""
    chosen = incidents.take((incidents.kind == IncidentKind.MINE) & (incidents.confidence > 0))
    x, y = plane.to_metres(chosen.lon, chosen.lat)
    sigma = np.maximum(chosen.precision_m.astype(np.float64) / 2000, _LEAST_SPREAD_KM)
    return Mines(x / 1000, y / 1000, sigma, chosen.confidence.astype(np.float64))
