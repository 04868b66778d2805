"""All kinds together on the grid: exposure rate as mean and upper quantile, and where nothing has been heard.

The rate at a place is taken as Gamma distributed. Its squared coefficient of variation adds up what is unknown: the
few reports behind it, the total's estimate, and the day's own swing (negative binomial). Silence of the sources that
spoke of a place widens its upper rate directly: no Gamma has a quantile high enough for what nobody tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import oaconvolve
from scipy.stats import gamma

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.operation import HazardSettings
    from corridor.hazard.events import Events
    from corridor.hazard.grid import Grid
    from corridor.hazard.intensity import Intensity
    from corridor.hazard.passages import Driven

HEARD_KM = 2.0
"""A report tells that its surroundings are heard of, this far."""
GREY_SHARE = 1.0
"""A grey place counts at least this share of what places with reports count on average ..."""
GREY_MOST, GREY_LEAST = 8.0, 0.5
"""... but no more, and no less, than so many incidents within ``HEARD_KM`` in the days that make a place grey."""
PLACE_KM = 2.0
"""Reports this near each other are one place when places are averaged."""
PASS_DAYS = 1.0
"""A passage is worth so many days of watching its surroundings without an incident."""
PASS_LEAST = 0.5
"""Passages never take more than this share off."""
SILENT_DAYS = 10.0
"""Each so many days of silence add once the upper rate where only the silent spoke."""
_LEAST_SHAPE, _MOST_SHAPE = 0.5, 1e4
_DAY_S = 86_400
_NO_REPORT = 1e-6
"""Below this a convolution's sum is rounding."""


@dataclass(frozen=True, eq=False)
class Field:
    """Exposure rates per second in the open, unprotected, before the hour's factor."""

    grid: Grid
    rates: npt.NDArray[np.float64]
    """[rows, columns, 2] mean and upper."""
    unsure: npt.NDArray[np.uint8]
    """[rows, columns] 0 heard of, 1 only one voice says that it is driven; grey: 2 nothing heard, 3 fallen silent."""
    floor: float
    """Least upper rate where ``unsure`` is 1 or 2."""
    usual_ratio: float
    """Upper over mean, at places with reports or else everywhere."""


def compose(
    parts: Sequence[tuple[Intensity, float]], events: Events, roads: Driven, grid: Grid, settings: HazardSettings
) -> Field:
    """Add the kinds up (each with its harm area in km2), weigh in passages and silence, and mark grey."""
    mean, variance, muted = np.zeros(grid.shape), np.zeros(grid.shape), np.zeros(grid.shape)
    for part, area in parts:
        scale = area / _DAY_S
        mean += scale * part.mean
        variance += scale**2 * (part.variance + part.day_spread2 * part.mean**2)
        muted += scale * part.muted
    shape = mean**2 / np.maximum(variance, 1e-300)
    ratio = upper_ratio(shape, settings.quantile)
    held = float(np.max(np.where(events.muted > 0, events.age - events.lag, 0), initial=0.0))
    silence = 1 + muted / np.maximum(mean, 1e-300) * held / SILENT_DAYS
    floor = _grey_floor(parts, events, grid, mean * ratio, settings) * float(silence.max())
    passed = _passed(roads, _near_rate(parts), shape)
    precise = (events.spread2 <= (HEARD_KM / 2) ** 2) & (events.lag <= settings.grey_after_days)
    reports = _reports_near(events.take(precise), grid)
    speaking = events.age <= np.where(events.muted > 0, settings.silent_after_days, settings.grey_after_days)
    heard = _reports_near(events.take(precise & speaking), grid) > 0
    # Doubt gives way to voices: half of it to the first, a third is left after the second.
    upper = np.maximum(mean * ratio * silence * passed, floor / (1 + reports + roads.passes))
    unsure = np.select([heard | roads.agreed, reports > 0, roads.told], [0, 3, 1], 2).astype(np.uint8)
    usual = float(np.median(ratio[heard] if heard.any() else ratio))
    return Field(grid, np.stack((mean * passed, upper), axis=-1), unsure, floor, usual)


def upper_ratio(shape: npt.NDArray[np.float64], quantile: float) -> npt.NDArray[np.float64]:
    """Quantile of a Gamma of mean 1 and given shape, at least 1 and never growing with the shape."""
    knots = np.geomspace(_LEAST_SHAPE, _MOST_SHAPE, 400)
    values = np.maximum(gamma.ppf(quantile, knots, scale=1 / knots), 1.0)
    values = np.maximum.accumulate(values[::-1])[::-1]
    return np.interp(np.log(np.maximum(shape, 1e-12)), np.log(knots), values)


def _near_rate(parts: Sequence[tuple[Intensity, float]]) -> npt.NDArray[np.float64]:
    """Incidents a day within a kilometre, all kinds."""
    total: npt.NDArray[np.float64] = np.pi * np.sum([part.mean for part, _ in parts], axis=0)
    return total


def _passed(roads: Driven, near: npt.NDArray[np.float64], shape: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Factor by which unharmed passages lower the mean: a Gamma posterior's, bounded."""
    beta = np.clip(shape, _LEAST_SHAPE, _MOST_SHAPE)
    return np.maximum(beta / (beta + roads.passes * PASS_DAYS * near), PASS_LEAST)


def _reports_near(events: Events, grid: Grid) -> npt.NDArray[np.float64]:
    """Reports (by confidence) within ``HEARD_KM`` of each node."""
    rows = grid.holds(events.x, events.y)
    at = np.zeros(grid.shape)
    if not rows.any():
        return at
    np.add.at(at, grid.nearest(events.x[rows], events.y[rows]), events.weight[rows])
    ring = np.arange(-int(HEARD_KM / grid.cell), int(HEARD_KM / grid.cell) + 1)
    disc = (np.hypot(ring[:, None], ring[None, :]) * grid.cell <= HEARD_KM).astype(np.float64)
    near: npt.NDArray[np.float64] = oaconvolve(at, disc, mode="same")
    return np.where(near > _NO_REPORT, near, 0.0)


def _grey_floor(
    parts: Sequence[tuple[Intensity, float]],
    events: Events,
    grid: Grid,
    upper: npt.NDArray[np.float64],
    settings: HazardSettings,
) -> float:
    """What a place unheard of counts at least: the average reported place within bounds, or the background if more.

    Ages are held back for sources fallen silent, so that silence everywhere does not end what was reported.
    """
    ratio = float(upper_ratio(np.array([1.0]), settings.quantile)[0])
    background = ratio * sum(area * part.floor for part, area in parts) / _DAY_S
    usual = np.average([area for _, area in parts], weights=[float(part.mean.mean()) for part, _ in parts])
    one = float(usual) / _DAY_S / (np.pi * HEARD_KM**2 * settings.grey_after_days)
    most, least = (
        n * one * float(upper_ratio(np.array([max(n, 1)]), settings.quantile)[0]) for n in (GREY_MOST, GREY_LEAST)
    )
    at = np.flatnonzero(grid.holds(events.x, events.y) & (events.weight > 0))
    late = at[events.lag[at] <= settings.grey_after_days]
    at = late if len(late) else at[np.argsort(events.lag[at], kind="stable")[:20]]
    if len(at) == 0:
        return max(background, least)
    row, column = grid.nearest(events.x[at], events.y[at])
    step = max(1, round(PLACE_KM / grid.cell))
    places, index = np.unique((row // step) * grid.columns + column // step, return_inverse=True)
    level = np.zeros(len(places))
    np.maximum.at(level, index, upper[row, column])
    return max(background, GREY_SHARE * min(max(float(level.mean()), least), most))
