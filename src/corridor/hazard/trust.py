"""How far one source's word carries about one place: at most so many reports at a time.

A source can send any number of reports. Those about one place (a square kilometre) fill a bucket that empties with
``MEMORY_DAYS``; what would overflow it counts for nothing. So a flood of forged reports, or one event told fifty
times, moves the danger there no more than ``MOST_REPORTS`` true ones do. Other sources have buckets of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.hazard import fill_buckets

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.incidents import Incidents

MOST_REPORTS = 12.0
"""Reports of full confidence that one source may have standing about one place."""
MEMORY_DAYS = 7.0
PLACE_KM = 1.0
_KM_A_DEGREE = 111.2
_DAY_S = 86_400


def trusted(incidents: Incidents) -> npt.NDArray[np.float64]:
    """[I] confidence of each report, cut where its source's bucket for that place is full; order does not matter."""
    if len(incidents) == 0:
        return np.zeros(0)
    row = np.floor(incidents.lat * _KM_A_DEGREE / PLACE_KM).astype(np.int64)
    column = np.floor(incidents.lon * _KM_A_DEGREE * np.cos(np.radians(np.round(incidents.lat))) / PLACE_KM)
    place = (row + 20_000) * 100_000 + column.astype(np.int64) + 50_000
    _places, place = np.unique(np.stack((incidents.source.astype(np.int64), place)), axis=1, return_inverse=True)
    order = np.lexsort((incidents.confidence, incidents.time_s, place.ravel()))
    kept = fill_buckets(
        place.ravel()[order], incidents.time_s[order] / _DAY_S, incidents.confidence[order].astype(np.float64),
        MOST_REPORTS, MEMORY_DAYS,
    )  # fmt: skip
    out = np.empty(len(incidents))
    out[order] = kept
    return out
