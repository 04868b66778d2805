"""The day's rhythm: danger by local hour against the day's mean, believed only as far as the evidence goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from scipy.stats import gamma

from corridor.domain.incidents import IncidentKind
from corridor.hazard.clock import local_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.danger import Slots
    from corridor.domain.incidents import Incidents
    from corridor.domain.operation import HourPrior

HOURS = 24
MEMORY_DAYS = 60.0
FLAT_EVENTS = 4.0
"""Incidents per hour that the belief in a flat day is worth."""
STATED_EVENTS = 24.0
"""Incidents per hour that an operator's statement is worth on the day it is made."""
STATED_HALF_LIFE_DAYS = 45.0
TIMED_S = 3_600
"""Reports timed to this or better tell an hour."""
WINDOW_S = int(4 * MEMORY_DAYS * 86_400)
"""Older reports tell nothing any more."""
# A mine is timed by who found it, a fire by who looked.
_HOURLESS = (IncidentKind.MINE, IncidentKind.FIRE)
_PER_SLOT = 12
_LEAST_DAYS = 14
_LEVEL = 0.1
"""Chance of calling a flat day rhythmic, over all hours together."""


@dataclass(frozen=True, eq=False)
class Rhythm:
    """Factors by local hour of day, [24] each; the mean of ``factor`` is 1. Flat unless ``usable``."""

    factor: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    usable: bool
    timezone: str

    def by_slot(self, slots: Slots) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """factor, lower, upper averaged over each slot, [S] each; slots need not follow local hours."""
        steps = (np.arange(_PER_SLOT) + 0.5) / _PER_SLOT * slots.length_s
        moments = slots.starts[:, None] + steps[None, :].astype(np.int64)
        hour = local_seconds(moments.ravel(), ZoneInfo(self.timezone)) // 3600 % HOURS
        factor, lower, upper = (
            column[hour].reshape(moments.shape).mean(axis=1) for column in (self.factor, self.lower, self.upper)
        )
        return factor, lower, upper


def fit_rhythm(
    incidents: Incidents, hours: Sequence[HourPrior], *, timezone: str, as_of_s: int, quantile: float
) -> Rhythm:
    """Gamma posterior of each local hour's factor from incidents timed to the hour or better.

    Counts are divided by their overdispersion (a burst isn't as many witnesses) before they meet the prior.
    """
    counts = _hour_counts(incidents, timezone, as_of_s)
    prior, strength = stated_prior(hours, datetime.fromtimestamp(as_of_s, UTC).date())
    each = counts.sum() / HOURS
    shape = counts + strength * prior
    rate = each + strength
    factor = shape / rate / np.mean(shape / rate)
    scale = factor / shape
    lower, upper = (gamma.ppf(q, shape, scale=scale) for q in (1 - quantile, quantile))
    edge = _LEVEL / HOURS / 2
    low, high = gamma.ppf(edge, shape, scale=scale), gamma.ppf(1 - edge, shape, scale=scale)
    usable = bool(np.max(low) > 1 or np.min(high) < 1)
    return Rhythm(
        factor=factor if usable else np.ones(HOURS),
        lower=np.minimum(lower, factor if usable else 1.0),
        upper=np.maximum(upper, factor if usable else 1.0),
        usable=usable,
        timezone=timezone,
    )


def stated_prior(hours: Sequence[HourPrior], today: date) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Prior factor and its strength in incidents, [24] each: statements fade to flat with age, later ones win."""
    factor, strength = np.ones(HOURS), np.full(HOURS, FLAT_EVENTS)
    for prior in sorted(hours, key=lambda stated: stated.stated):
        fresh = 0.5 ** (max((today - prior.stated).days, 0) / STATED_HALF_LIFE_DAYS)
        span = (prior.to_hour - prior.from_hour) % HOURS or HOURS
        at = (prior.from_hour + np.arange(span)) % HOURS
        factor[at] = prior.factor**fresh
        strength[at] = np.maximum(strength[at], STATED_EVENTS * fresh)
    return factor / factor.mean(), strength


def _hour_counts(incidents: Incidents, timezone: str, as_of_s: int) -> npt.NDArray[np.float64]:
    """[24] faded counts by local hour, divided by the overdispersion of counts by day and hour."""
    timed = incidents.take(
        (incidents.time_precision_s <= TIMED_S)
        & (incidents.time_s > as_of_s - WINDOW_S)
        & ~np.isin(incidents.kind, _HOURLESS)
    )
    if len(timed) == 0:
        return np.zeros(HOURS)
    local = local_seconds(timed.time_s + timed.time_precision_s // 2, ZoneInfo(timezone))
    hour = (local // 3600 % HOURS).astype(np.intp)
    faded = timed.confidence * np.exp(-(as_of_s - timed.time_s) / 86_400 / MEMORY_DAYS)
    day = local // 86_400 - local.min() // 86_400
    # Days without any count as witnesses too: one burst in a quiet fortnight is one event.
    days = max(int(day.max()) + 1, int((as_of_s - timed.time_s.min()) // 86_400), _LEAST_DAYS)
    by_day = np.bincount(day * HOURS + hour, minlength=days * HOURS).reshape(-1, HOURS)
    means = by_day.mean(axis=0)
    bursts = float(((by_day - means) ** 2).sum() / max(float(means.sum()) * max(len(by_day) - 1, 1), 1e-9))
    return np.bincount(hour, weights=faded, minlength=HOURS) / max(bursts, 1.0)
