"""Equal cells over a box of degrees, with a margin whose reports still tell something, and smoothing on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from corridor.domain.projection import LocalPlane

if TYPE_CHECKING:
    import numpy.typing as npt

MARGIN_KM = 15.0
"""Reports this far outside the box still tell something about it."""
NARROW = 0.3
"""A Gaussian below this share of a cell stays within its cell."""
LEAST_SHARE = 1e-7


@dataclass(frozen=True)
class Lattice:
    """``rows`` x ``columns`` cells over west, south, east, north; cells are numbered by row from the south-west."""

    west: float
    south: float
    east: float
    north: float
    rows: int
    columns: int

    def __len__(self) -> int:
        return self.rows * self.columns

    @cached_property
    def size_km(self) -> tuple[float, float]:
        """Width and height of a cell at the box's middle, kilometres."""
        plane = LocalPlane((self.west + self.east) / 2, (self.south + self.north) / 2)
        x, _y = plane.to_metres([self.west, self.east], [plane.lat, plane.lat])
        _x, y = plane.to_metres([plane.lon, plane.lon], [self.south, self.north])
        return float(x[1] - x[0]) / 1000 / self.columns, float(y[1] - y[0]) / 1000 / self.rows

    @cached_property
    def area_km2(self) -> float:
        """Area of the box."""
        width, height = self.size_km
        return width * height * len(self)

    @cached_property
    def margin(self) -> tuple[int, int]:
        """Rows and columns of the margin on each side."""
        width, height = self.size_km
        return ceil(MARGIN_KM / height), ceil(MARGIN_KM / width)

    @property
    def wide_shape(self) -> tuple[int, int]:
        """Rows and columns with the margin."""
        down, across = self.margin
        return self.rows + 2 * down, self.columns + 2 * across

    def wide_cell(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Number of each point's cell on the wide lattice, -1 beyond its margin."""
        down, across = self.margin
        column = np.floor((np.asarray(lon) - self.west) / (self.east - self.west) * self.columns).astype(np.int64)
        row = np.floor((np.asarray(lat) - self.south) / (self.north - self.south) * self.rows).astype(np.int64)
        column, row = column + across, row + down
        rows, columns = self.wide_shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.where(inside, row * columns + column, -1)

    def narrow_cell(self, wide: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Numbers on the lattice itself of cells of the wide one, -1 in the margin."""
        down, across = self.margin
        row, column = wide // self.wide_shape[1] - down, wide % self.wide_shape[1] - across
        inside = (wide >= 0) & (row >= 0) & (row < self.rows) & (column >= 0) & (column < self.columns)
        return np.where(inside, row * self.columns + column, -1)

    def cell(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Number of each point's cell, -1 outside the box."""
        return self.narrow_cell(self.wide_cell(lon, lat))

    def middles(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Longitude and latitude of every cell's middle, [cells] each."""
        lon, lat = np.meshgrid(
            self.west + (np.arange(self.columns) + 0.5) * (self.east - self.west) / self.columns,
            self.south + (np.arange(self.rows) + 0.5) * (self.north - self.south) / self.rows,
        )
        return lon.ravel(), lat.ravel()

    def smooth(self, wide: npt.NDArray[np.float32], sigma_km: float) -> npt.NDArray[np.float32]:
        """[cells] what lies in each cell after every wide cell's mass is spread by a Gaussian of ``sigma_km``."""
        down, across = _spreading(self, sigma_km)
        spread = down @ wide.reshape(self.wide_shape) @ across.T
        return spread.astype(np.float32).ravel()


def lattice_over(box: tuple[float, float, float, float], cell_m: float) -> Lattice:
    """Cells as near to ``cell_m`` as divide the box (west, south, east, north) evenly."""
    one = Lattice(*box, 1, 1)
    width, height = one.size_km
    return Lattice(*box, max(1, round(1000 * height / cell_m)), max(1, round(1000 * width / cell_m)))


def coarse_enough(box: tuple[float, float, float, float], finest_m: float, most_cells: int) -> Lattice:
    """The finest lattice of at most about ``most_cells`` cells, none below ``finest_m``."""
    area = Lattice(*box, 1, 1).area_km2
    return lattice_over(box, max(finest_m, 1000 * sqrt(area / most_cells)))


@lru_cache(maxsize=64)
def _spreading(lattice: Lattice, sigma_km: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """[rows, wide rows] and [columns, wide columns]: shares of a wide cell's mass that come to lie in each cell."""
    width, height = lattice.size_km
    down, across = lattice.margin
    return (
        _spread_axis(lattice.rows, down, height, sigma_km),
        _spread_axis(lattice.columns, across, width, sigma_km),
    )


def _spread_axis(count: int, margin: int, size: float, sigma: float) -> npt.NDArray[np.float32]:
    apart = np.arange(count)[:, None] + margin - np.arange(count + 2 * margin)[None, :]
    if sigma < NARROW * size:
        return np.asarray(apart == 0, np.float32)
    share = ndtr((apart + 0.5) * size / sigma) - ndtr((apart - 0.5) * size / sigma)
    # Denormal numbers are slow, and mean nothing.
    cut: npt.NDArray[np.float32] = np.where(share < LEAST_SHARE, 0, share).astype(np.float32)
    return cut
