"""Where the next incidents fall: a mixture of decayed kernels, fitted by predicting each day from earlier days only.

The share of a day's incidents at x is ``sum_k weight_k * density_k(x)``. Densities are Gaussian sums around
earlier reports, one for each decay and bandwidth, each leaning towards the base (uniform, or half a ring around
the published line) by ``BASE_EVENTS`` pseudo-reports, so that a kernel that has heard nothing knows nothing; then
the ring and the uniform floor themselves. The weights maximise the likelihood of where each day's incidents fell,
given only what was known the days before (expectation-maximisation; a Dirichlet prior keeps few events from
deciding much). After Mohler et al. 2011 (doi:10.1198/jasa.2011.ap09546), with Ogata's kernels made a dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.hazard import kernel_densities

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.events import Events
    from corridor.hazard.fronts import Ring
    from corridor.hazard.kinds import KindTraits

BASE_EVENTS = 0.5
UNIFORM_LEAST = 0.03
"""The floor's least share, whatever the fit says: surprises happen everywhere."""
PRIOR_EVENTS = 20.0
"""Reports that the prior weights are worth."""
FORGET_DAYS = 120.0
"""Half-life of a day's say in the fit."""
MOST_TARGETS, MOST_PAIRS = 3_000, 50_000_000
"""Bounds of the fit's work: events predicted, and those times the events they may be predicted from."""
_ROUNDS = 300
_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Share:
    """Fitted weights; they sum to 1."""

    kernels: npt.NDArray[np.float64]
    """[A, B] by decay and bandwidth."""
    ring: float
    uniform: float


def prior_share(traits: KindTraits, ring: bool) -> Share:
    """What is believed before any fit: a tenth uniform, a fifth ring where a line is known, the rest even."""
    near = 0.2 if ring else 0.0
    count = len(traits.decays_days) * len(traits.bandwidths_km)
    kernels = np.full((len(traits.decays_days), len(traits.bandwidths_km)), (0.9 - near) / count)
    return Share(kernels, near, 0.1)


def fit_share(
    events: Events, traits: KindTraits, bandwidths_km: npt.NDArray[np.float64], ring: Ring | None, area_km2: float,
    today: int,
) -> Share:  # fmt: skip
    """Fit the weights to J ``events`` of one kind on a domain of ``area_km2``, standing at local day ``today``."""
    prior = prior_share(traits, ring is not None)
    targets = _targets(events)
    if len(targets) == 0:
        return prior
    densities = _densities(events, targets, traits, bandwidths_km, ring, area_km2)
    say = events.weight[targets] * 0.5 ** ((today - events.day[targets]) / FORGET_DAYS)
    start = np.concatenate([prior.kernels.ravel(), [prior.ring, prior.uniform]])
    weights = expectation_maximisation(densities, say, start, PRIOR_EVENTS)
    short = UNIFORM_LEAST - weights[-1]
    if short > 0:
        weights[:-1] *= (1 - UNIFORM_LEAST) / (1 - weights[-1])
        weights[-1] = UNIFORM_LEAST
    return Share(weights[:-2].reshape(prior.kernels.shape), float(weights[-2]), float(weights[-1]))


def expectation_maximisation(
    densities: npt.NDArray[np.float64], say: npt.NDArray[np.float64], start: npt.NDArray[np.float64], prior: float
) -> npt.NDArray[np.float64]:
    """Mixture weights [K] that maximise ``sum(say * log(densities @ w)) + prior * sum(start * log(w))``.

    ``densities`` [T, K], ``say`` [T]. Weights that start at 0 stay 0. Dempster, Laird and Rubin 1977.
    """
    weights: npt.NDArray[np.float64] = start.copy()
    for _ in range(_ROUNDS):
        joint = densities * weights
        total = np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)
        counts = (joint / total * say[:, None]).sum(axis=0) + prior * start
        fresh: npt.NDArray[np.float64] = counts / counts.sum()
        if np.abs(fresh - weights).max() < _TOLERANCE:
            return fresh
        weights = fresh
    return weights


def _targets(events: Events) -> npt.NDArray[np.intp]:
    """Events to be predicted: those with a day before them; evenly thinned where there are very many."""
    if len(events) == 0:
        return np.empty(0, np.intp)
    later = np.flatnonzero(events.day > events.day[0])
    most = min(MOST_TARGETS, max(MOST_PAIRS // len(events), 100))
    if len(later) <= most:
        return later
    return later[np.linspace(0, len(later) - 1, most).astype(np.intp)]


def _densities(
    events: Events, targets: npt.NDArray[np.intp], traits: KindTraits, bandwidths_km: npt.NDArray[np.float64],
    ring: Ring | None, area_km2: float,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """[T, A * B + 2] density of each component at each target, per km2."""
    decays, bands = len(traits.decays_days), len(bandwidths_km)
    sums = np.zeros((len(targets), decays * bands))
    mass = kernel_densities(
        events.x[targets], events.y[targets], events.day[targets],
        events.x, events.y, events.spread2, events.day, events.known_day, events.weight,
        decay_table(traits), bandwidths_km**2, sums,
    )  # fmt: skip
    near = np.zeros(len(targets))
    if ring is not None:
        near = ring.density(events.x[targets], events.y[targets], events.day[targets])
    base = base_density(near, ring is not None, area_km2)
    mass = np.repeat(mass, bands, axis=1)
    kernels = (sums + BASE_EVENTS * base[:, None]) / (mass + BASE_EVENTS)
    return np.column_stack((kernels, near, np.full(len(targets), 1 / area_km2)))


def base_density(near: npt.NDArray[np.float64], known_line: bool, area_km2: float) -> npt.NDArray[np.float64]:
    """What a kernel without reports believes: uniform, or half of it around the published line."""
    uniform = np.full_like(near, 1 / area_km2)
    return 0.5 * (near + uniform) if known_line else uniform


def decay_table(traits: KindTraits) -> npt.NDArray[np.float64]:
    """[A, L] ``exp(-lag / decay)`` by whole days of lag, to five times the longest decay."""
    lags = np.arange(int(5 * max(traits.decays_days)) + 1)
    table: npt.NDArray[np.float64] = np.exp(-lags[None, :] / np.array(traits.decays_days)[:, None])
    return table
