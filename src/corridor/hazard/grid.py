"""Regular grids over the forecast's domain, and how values move between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

MARGIN_KM = 15.0
"""Reports this far outside the area still tell something about it."""
FINEST_KM = 0.25
MOST_NODES = 160_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Nodes at ``x0 + i * cell``, ``y0 + j * cell`` kilometres; arrays on it are [rows, columns]."""

    x0: float
    y0: float
    cell: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.rows, self.columns

    @property
    def area_km2(self) -> float:
        """Area spanned by the nodes."""
        return (self.rows - 1) * (self.columns - 1) * self.cell**2

    def nodes(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """x, y of every node, [rows, columns] each."""
        x, y = np.meshgrid(self.x0 + self.cell * np.arange(self.columns), self.y0 + self.cell * np.arange(self.rows))
        return x, y

    def middles(self, step: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """x, y of the middles of equal patches at most ``step`` wide that cover the domain: to integrate over it."""
        width, height = (self.columns - 1) * self.cell, (self.rows - 1) * self.cell
        across, down = ceil(width / step), ceil(height / step)
        x, y = np.meshgrid(
            self.x0 + (np.arange(across) + 0.5) * width / across, self.y0 + (np.arange(down) + 0.5) * height / down
        )
        return x, y

    def nearest(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Row and column of the node nearest to each point, clamped to the grid."""
        column = np.clip(np.rint((x - self.x0) / self.cell), 0, self.columns - 1).astype(np.intp)
        row = np.clip(np.rint((y - self.y0) / self.cell), 0, self.rows - 1).astype(np.intp)
        return row, column

    def holds(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which points lie on the grid."""
        inside = (x >= self.x0) & (x <= self.x0 + (self.columns - 1) * self.cell)
        return inside & (y >= self.y0) & (y <= self.y0 + (self.rows - 1) * self.cell)

    def coarser(self, cell: float) -> Grid:
        """A grid over the same ground with larger cells, at least two nodes each way."""
        cell = max(cell, self.cell)
        width, height = (self.columns - 1) * self.cell, (self.rows - 1) * self.cell
        return Grid(self.x0, self.y0, cell, max(2, ceil(height / cell) + 1), max(2, ceil(width / cell) + 1))

    def bring(self, coarse: Grid, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """``values`` on ``coarse`` interpolated bilinearly to this grid."""
        if coarse == self:
            return values
        left, across = _between(self.columns, self.cell, coarse.columns, coarse.cell)
        low, up = _between(self.rows, self.cell, coarse.rows, coarse.cell)
        wide = values[:, left] * (1 - across) + values[:, left + 1] * across
        return wide[low] * (1 - up[:, None]) + wide[low + 1] * up[:, None]


def _between(
    fine: int, fine_cell: float, coarse: int, coarse_cell: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """[fine] coarse node to the left of each fine one along an axis with a common origin, and the way past it."""
    at = np.minimum(np.arange(fine) * fine_cell / coarse_cell, coarse - 1.000001)
    left = at.astype(np.intp)
    return left, at - left


def grid_around(west: float, south: float, east: float, north: float) -> Grid:
    """The finest grid within bounds over a box in kilometres, margin added: cells of 250 m, wider in large areas."""
    width, height = east - west + 2 * MARGIN_KM, north - south + 2 * MARGIN_KM
    cell = max(FINEST_KM, sqrt(width * height / MOST_NODES))
    return Grid(west - MARGIN_KM, south - MARGIN_KM, cell, ceil(height / cell) + 1, ceil(width / cell) + 1)
