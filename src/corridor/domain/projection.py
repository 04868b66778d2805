"""A local metric plane: WGS84 longitude and latitude to metres east and north of a centre, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True)
class LocalPlane:
    """Transverse Mercator centred on ``lon``, ``lat`` (degrees); scale error below 0.02 % within 120 km.

    Source: PROJ ``tmerc`` on the WGS84 ellipsoid.
    """

    lon: float
    lat: float

    @cached_property
    def _forward(self) -> Transformer:
        plane = f"+proj=tmerc +lat_0={self.lat} +lon_0={self.lon} +ellps=WGS84 +units=m +no_defs"
        return Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def to_metres(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Degrees to metres (x east, y north); shapes as given."""
        x, y = self._forward.transform(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        return np.asarray(x), np.asarray(y)

    def to_degrees(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Metres to degrees (lon, lat); shapes as given."""
        lon, lat = self._forward.transform(np.asarray(x, np.float64), np.asarray(y, np.float64), direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)
