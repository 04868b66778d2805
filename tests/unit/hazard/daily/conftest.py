from __future__ import annotations

import numpy as np
import pytest

from corridor.hazard.daily.lattice import lattice_over
from corridor.hazard.daily.streams import Stream

BOX = (37.0, 48.0, 37.4, 48.3)


@pytest.fixture(scope="session")
def lattice():
    """15 by 17 cells of about 2 km."""
    return lattice_over(BOX, 2000)


@pytest.fixture(scope="session")
def build_stream(lattice):
    """``(day, lon, lat[, delay])`` rows as a stream."""

    def build(rows, name="told", weight=1.0, spread=0):
        day, lon, lat, delay = np.array([(*row, 0)[:4] for row in rows], float).reshape(-1, 4).T
        known = (day + delay).astype(np.int64)
        stream = Stream(
            name,
            lattice.wide_cell(lon, lat),
            day.astype(np.int64),
            known,
            np.full(len(day), weight),
            np.ones(len(day)),
            np.full(len(day), spread, np.int64),
            lon,
            lat,
        )
        return stream.take(np.argsort(known, kind="stable"))

    return build


@pytest.fixture(scope="session")
def two_towns(build_stream):
    """100 days of reports: three of four from the west town, the fourth from the east town."""
    rng = np.random.default_rng(4)
    rows = []
    for day in range(100):
        for _ in range(rng.poisson(3)):
            lon = 37.1 if rng.random() < 0.75 else 37.3
            rows.append((day, lon + rng.normal(0, 0.01), 48.15 + rng.normal(0, 0.008)))
    return build_stream(rows)
