"""One-day-ahead forecasts against what happened, on real reports: better than knowing nothing of the place."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.domain.danger import Slots
from corridor.domain.operation import HazardSettings
from corridor.exchange.incidents import read_incidents
from corridor.hazard.model import fit

AREA = (36.8, 47.8, 38.8, 49.2)
DAY = 86_400
LATER = 2_000_000_000

pytestmark = pytest.mark.external


@pytest.mark.parametrize(
    ("file", "every", "least_bits"),
    [("harm_eyesonrussia_donbas.csv", 4, 1.9), ("firms_donbas_masked.csv.gz", 60, 1.2)],
)
def test_information_gain_over_uniform_one_day_ahead(external_data, file, every, least_bits):
    incidents, _problems = read_incidents(external_data / "incidents" / file, "UTC", LATER)
    days = incidents.time_s // DAY
    west, south, east, north = AREA
    lon, lat = (
        axis.ravel() for axis in np.meshgrid(np.linspace(west, east, 121)[1:], np.linspace(south, north, 121)[1:])
    )
    inside = (incidents.lon > west) & (incidents.lon < east) & (incidents.lat > south) & (incidents.lat < north)
    bits, count = 0.0, 0
    for day in range(int(days.min()) + 45, int(days.max()), every):
        rows = inside & (days == day)
        if not rows.any():
            continue
        model = fit(incidents, [], [], settings=HazardSettings(), timezone="UTC", as_of_s=day * DAY, area=AREA)
        slots = Slots(day * DAY, 1, DAY)
        level = model.intensity(lon, lat, slots).mean()
        bits += float(np.log2(model.intensity(incidents.lon[rows], incidents.lat[rows], slots) / level).sum())
        count += int(rows.sum())
    assert count > 40
    assert bits / count > least_bits
