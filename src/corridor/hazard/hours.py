"""The day's rhythm of one town, made ready to be told: hour by hour, blank where nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.projection import LocalPlane
from corridor.hazard.clock import local_seconds
from corridor.hazard.rhythm import HOURS, TIMED_S, WINDOW_S, fit_rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.domain.incidents import Incidents
    from corridor.domain.operation import HourPrior

TOWN_KM = 15.0
"""A rhythm is a town's, not a street's: reports this near the place count alike."""
QUANTILE = 0.975
"""Upper end of each hour's 95 % interval."""


@dataclass(frozen=True, slots=True)
class Hour:
    """Danger of a local hour against the day's mean; ``less`` and ``more`` only where the interval excludes 1."""

    hour: int
    factor: float
    lower: float
    upper: float
    reports: int

    @property
    def less(self) -> bool:
        """Lately less exposed than the day's mean, beyond chance."""
        return self.upper < 1

    @property
    def more(self) -> bool:
        """Lately more exposed than the day's mean, beyond chance."""
        return self.lower > 1


@dataclass(frozen=True, slots=True)
class TownHours:
    """24 hours, whether they are more than chance, and what they rest on."""

    hours: tuple[Hour, ...]
    usable: bool
    timed: int
    untimed: int
    newest_s: int | None
    stated: tuple[HourPrior, ...]


def town_hours(
    incidents: Incidents, stated: Sequence[HourPrior], *, lon: float, lat: float, timezone: str, as_of_s: int,
    within_km: float = TOWN_KM,
) -> TownHours:  # fmt: skip
    """The rhythm around a place from reports known by ``as_of_s`` and what operators stated by then."""
    x, y = LocalPlane(lon, lat).to_metres(incidents.lon, incidents.lat)
    near = incidents.take(np.hypot(x, y) <= 1000 * within_km).known_by(as_of_s)
    recent = near.take(near.time_s > as_of_s - WINDOW_S)
    timed = recent.take(recent.time_precision_s <= TIMED_S)
    rhythm = fit_rhythm(near, stated, timezone=timezone, as_of_s=as_of_s, quantile=QUANTILE)
    middle = timed.time_s + timed.time_precision_s // 2
    clock = local_seconds(middle, ZoneInfo(timezone)) // 3600 % HOURS if len(timed) else np.zeros(0, np.int64)
    counts = np.bincount(clock, minlength=HOURS)
    hours = tuple(
        Hour(h, float(rhythm.factor[h]), float(rhythm.lower[h]), float(rhythm.upper[h]), int(counts[h]))
        for h in range(HOURS)
    )
    newest = int(timed.time_s.max()) if len(timed) else None
    return TownHours(hours, rhythm.usable, len(timed), len(recent) - len(timed), newest, tuple(stated))
