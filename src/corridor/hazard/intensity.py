"""One kind's intensity on the grid: total times share, with the variance that its few reports leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.hazard.share import BASE_EVENTS, Share, base_density
from corridor.kernels.hazard import stamp

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.events import Events
    from corridor.hazard.fronts import Ring
    from corridor.hazard.grid import Grid
    from corridor.hazard.kinds import KindTraits
    from corridor.hazard.total import Total

_CELLS_A_SIGMA = 2.5


@dataclass(frozen=True, eq=False)
class Intensity:
    """Expected incidents per km2 and day, [rows, columns] each."""

    mean: npt.NDArray[np.float64]
    variance: npt.NDArray[np.float64]
    """Of ``mean`` as an estimate, from the counts behind it and the total's own."""
    muted: npt.NDArray[np.float64]
    """The part of ``mean`` that rests on sources fallen silent."""
    day_spread2: float
    """Squared coefficient of variation of one day's total around its mean."""
    floor: float
    """The uniform part of ``mean``."""


def bandwidths(traits: KindTraits, grid: Grid) -> npt.NDArray[np.float64]:
    """[B] bandwidths in kilometres, none narrower than the grid can hold."""
    widths: npt.NDArray[np.float64] = np.maximum(np.array(traits.bandwidths_km), 1.5 * grid.cell)
    return widths


def intensity(
    events: Events, share: Share, total: Total, traits: KindTraits, grid: Grid, ring: Ring | None
) -> Intensity:
    """Stand at now: every report by its lag, every kernel with its fitted weight."""
    decays = np.array(traits.decays_days)
    bands = bandwidths(traits, grid)
    faded = events.weight[None, :] * np.exp(-events.lag[None, :] / decays[:, None])
    mass = faded.sum(axis=1) + BASE_EVENTS
    mean, variance, muted = np.zeros(grid.shape), np.zeros(grid.shape), np.zeros(grid.shape)
    spread = np.zeros(grid.shape)
    for b, width in enumerate(bands):
        value = total.mean * (share.kernels[:, b] / mass) @ faded
        coarse = grid.coarser(width / _CELLS_A_SIGMA)
        parts = [np.zeros(coarse.shape) for _ in range(3)]
        sigma = np.sqrt(width**2 + events.spread2)
        stamp(events.x, events.y, sigma, value, events.muted, coarse.x0, coarse.y0, coarse.cell, *parts)
        mean += grid.bring(coarse, parts[0])
        # Sums over bandwidths rest on the same reports: their deviations add, not their variances.
        spread += np.sqrt(grid.bring(coarse, parts[1]))
        muted += grid.bring(coarse, parts[2])
    silent = float((faded * events.muted).sum() / max(faded.sum(), 1e-12))
    uniform = total.mean * share.uniform / grid.area_km2 * (1 + silent)
    ground = np.zeros(grid.shape)
    if ring is not None:
        x, y = grid.nodes()
        ground = ring.latest(x.ravel(), y.ravel()).reshape(grid.shape)
    leaning = float((share.kernels.sum(axis=1) * BASE_EVENTS / mass).sum())
    rest = total.mean * (share.ring * ground + leaning * base_density(ground, ring is not None, grid.area_km2))
    mean += rest + uniform
    # The floor and the ring are guesses: each as uncertain as a single report.
    variance += spread**2 + (rest + uniform) ** 2 + mean**2 * total.spread2
    return Intensity(mean, variance, muted, 1 / total.size, uniform)
