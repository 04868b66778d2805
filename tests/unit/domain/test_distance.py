from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from corridor.domain.distance import steps_m


@pytest.mark.parametrize("lat", [-60.0, 0.0, 48.6, 70.0])
def test_steps_agree_with_the_geodesic(lat: float) -> None:
    rng = np.random.default_rng(3)
    lon = 37.0 + np.cumsum(rng.normal(0, 0.01, 50))
    north = lat + np.cumsum(rng.normal(0, 0.01, 50))
    _, _, exact = Geod(ellps="WGS84").inv(lon[:-1], north[:-1], lon[1:], north[1:])
    assert steps_m(lon, north) == pytest.approx(exact, rel=2e-6)
