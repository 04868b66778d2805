"""Who reports, how lately, and who has fallen silent.

A source that stops speaking says nothing about the danger. From the day it counts as silent the ageing of its
reports stops (for at most ``HELD_DAYS``): the best forecast of a level that is no longer observed is the last
level, with a growing spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.incidents import Incidents

HELD_DAYS = 30.0
_DAY_S = 86_400


@dataclass(frozen=True, eq=False)
class Sources:
    """N sources as columns."""

    names: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    oldest_s: npt.NDArray[np.int64]
    """Time of the oldest incident."""
    newest_s: npt.NDArray[np.int64]
    """When it last reported anything."""
    silent: npt.NDArray[np.bool_]
    held_days: npt.NDArray[np.float64]
    """Days by which the ageing of its reports is held back."""


def reporting(incidents: Incidents, *, as_of_s: int, silent_after_days: float) -> Sources:
    """State of each source at ``as_of_s``; one without rows is neither silent nor held."""
    count = len(incidents.sources)
    rows = np.bincount(incidents.source, minlength=count).astype(np.int64)
    oldest = np.full(count, as_of_s, np.int64)
    newest = np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(oldest, incidents.source, incidents.time_s)
    np.maximum.at(newest, incidents.source, np.maximum(incidents.reported_s, incidents.time_s))
    newest = np.where(rows > 0, newest, as_of_s)
    beyond = (as_of_s - newest) / _DAY_S - silent_after_days
    return Sources(
        names=incidents.sources,
        rows=rows,
        oldest_s=oldest,
        newest_s=newest,
        silent=beyond > 0,
        held_days=np.clip(beyond, 0, HELD_DAYS),
    )
