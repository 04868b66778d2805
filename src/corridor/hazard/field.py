"""All kinds together on the grid: exposure rate as mean and upper quantile, and where nothing has been heard.

The rate at a place is taken as Gamma distributed. Its squared coefficient of variation adds up what is unknown: the
few reports behind it, the total's estimate, the day's own swing (negative binomial), and the days for which the
sources that spoke of the place have been silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import distance_transform_edt
from scipy.stats import gamma

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.hazard.events import Events
    from corridor.hazard.grid import Grid
    from corridor.hazard.intensity import Intensity
    from corridor.hazard.passages import Driven

HEARD_KM = 2.0
"""A report tells that its surroundings are heard of, this far."""
GREY_SHARE = 1.0
"""A grey place counts at least this share of what places with reports count on average."""
GREY_EVENTS = 3.0
"""... but no more than so many incidents within ``HEARD_KM`` in the time that makes a place grey."""
PLACE_KM = 2.0
"""Reports this near each other are one place when places are averaged."""
PASS_DAYS = 1.0
"""A passage is worth so many days of watching its surroundings without an incident."""
PASS_LEAST = 0.5
"""Passages never take more than this share off."""
SILENT_DAYS = 10.0
"""Silence of so many days adds a squared coefficient of variation of 1."""
_LEAST_SHAPE, _MOST_SHAPE = 0.5, 1e4
_DAY_S = 86_400


@dataclass(frozen=True, eq=False)
class Field:
    """Exposure rates per second in the open, unprotected, before the hour's factor."""

    grid: Grid
    rates: npt.NDArray[np.float64]
    """[rows, columns, 2] mean and upper."""
    grey: npt.NDArray[np.bool_]
    """[rows, columns]"""
    floor: float
    """Least upper rate of a grey place."""
    usual_ratio: float
    """Upper over mean, at places with reports or else everywhere."""


def compose(
    parts: Sequence[tuple[Intensity, float]],
    events: Events,
    roads: Driven,
    grid: Grid,
    *,
    quantile: float,
    grey_after_days: float,
    silent_after_days: float,
) -> Field:
    """Add the kinds up (each with its harm area in km2), weigh in passages and silence, and mark grey."""
    mean, variance, muted = np.zeros(grid.shape), np.zeros(grid.shape), np.zeros(grid.shape)
    for part, area in parts:
        scale = area / _DAY_S
        mean += scale * part.mean
        variance += scale**2 * (part.variance + part.day_spread2 * part.mean**2)
        muted += scale * part.muted
    held = float(np.max(np.where(events.muted > 0, events.age - events.lag, 0), initial=0.0))
    unheard = muted / np.maximum(mean, 1e-300) * held / SILENT_DAYS
    shape = mean**2 / np.maximum(variance + unheard * mean**2, 1e-300)
    lowered = mean * _passed(roads, _near_rate(parts), shape)
    ratio = upper_ratio(shape, quantile)
    upper = lowered * ratio
    heard = _heard(events, grid, grey_after_days, silent_after_days)
    floor = _grey_floor(events, grid, upper, heard, parts, quantile, grey_after_days)
    grey = ~(heard | roads.heard)
    upper[grey] = np.maximum(upper[grey], floor)
    return Field(
        grid, np.stack((lowered, upper), axis=-1), grey, floor,
        float(np.median(ratio[heard])) if heard.any() else float(np.median(ratio)),
    )  # fmt: skip


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


def _heard(events: Events, grid: Grid, grey_after_days: float, silent_after_days: float) -> npt.NDArray[np.bool_]:
    """Where a precise enough report came lately from a source that still speaks."""
    young = events.age <= np.where(events.muted > 0, min(silent_after_days, grey_after_days), grey_after_days)
    rows = young & (events.spread2 <= (HEARD_KM / 2) ** 2) & grid.holds(events.x, events.y) & (events.weight > 0)
    if not rows.any():
        return np.zeros(grid.shape, np.bool_)
    silent = np.ones(grid.shape, np.bool_)
    silent[grid.nearest(events.x[rows], events.y[rows])] = False
    heard: npt.NDArray[np.bool_] = distance_transform_edt(silent, sampling=grid.cell) <= HEARD_KM
    return heard


def _grey_floor(
    events: Events,
    grid: Grid,
    upper: npt.NDArray[np.float64],
    heard: npt.NDArray[np.bool_],
    parts: Sequence[tuple[Intensity, float]],
    quantile: float,
    grey_after_days: float,
) -> float:
    """What a place unheard of counts at least: the average reported place, capped, or the background if more."""
    ratio = float(upper_ratio(np.array([1.0]), quantile)[0])
    background = ratio * sum(area * part.floor for part, area in parts) / _DAY_S
    row, column = grid.nearest(events.x, events.y)
    at = grid.holds(events.x, events.y) & heard[row, column]
    if not at.any():
        return background
    step = max(1, round(PLACE_KM / grid.cell))
    places, index = np.unique((row[at] // step) * grid.columns + column[at] // step, return_inverse=True)
    level = np.zeros(len(places))
    np.maximum.at(level, index, upper[row[at], column[at]])
    largest = max(area for _, area in parts)
    few = GREY_EVENTS / (np.pi * HEARD_KM**2 * grey_after_days) * largest / _DAY_S
    cap = few * float(upper_ratio(np.array([GREY_EVENTS]), quantile)[0])
    return max(background, GREY_SHARE * min(float(level.mean()), cap))
