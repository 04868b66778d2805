"""Non-negative weights of the components, from where each past day's reports fell.

Given how many there were, a day's reports lie in cells with chances ``f(cell) @ w / (F @ w)``: the day's number says
nothing about the weights, so a burst is one day's evidence about *where*. The likelihood, together with a prior worth
``PRIOR_EVENTS`` reports, is climbed by minorisation-maximisation, of which Dempster, Laird and Rubin's EM (1977) is the
special case of fixed sums; every step raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

PRIOR_EVENTS = 10.0
"""Reports that the prior weights are worth."""
_LITTLE = 1e-12


@dataclass(frozen=True, eq=False)
class Lessons:
    """N reports (cells of days) and T days to learn from."""

    features: npt.NDArray[np.float32]
    """[N, K] components at each report, as they stood the day before."""
    day: npt.NDArray[np.intp]
    """[N] index of its day."""
    say: npt.NDArray[np.float64]
    """[N] how much it counts."""
    sums: npt.NDArray[np.float64]
    """[T, K] components summed over the box."""


def climb(
    lessons: Lessons, prior: npt.NDArray[np.float64], rounds: int, start: npt.NDArray[np.float64] | None = None,
    tolerance: float = 1e-4,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Weights [K] after at most ``rounds`` steps from ``start``, scaled so that a usual day sums to 1.

    ``prior`` [K] sums to 1: the share of each component believed before any report.
    """
    number = np.bincount(lessons.day, weights=lessons.say, minlength=len(lessons.sums))
    usual = np.maximum(number @ lessons.sums / max(number.sum(), _LITTLE), _LITTLE) if len(number) else None
    if usual is None or not number.sum() > 0:
        usual = np.maximum(lessons.sums[-1], _LITTLE) if len(lessons.sums) else np.ones(len(prior))
        weights: npt.NDArray[np.float64] = np.where(usual > 1e-6, prior / usual, 0)
        return weights
    # A component that has heard nothing yet must not be waited for.
    prior = np.where(usual > 1e-6, prior, 0)
    prior = prior / prior.sum()
    weights = prior / usual if start is None else start + 1e-4 * prior / usual
    for _ in range(rounds):
        level = lessons.features @ weights.astype(np.float32)
        pull = lessons.features.T @ (lessons.say / np.maximum(level, 1e-30)).astype(np.float32)
        push = (number / np.maximum(lessons.sums @ weights, 1e-30)) @ lessons.sums
        fresh = (weights * pull + PRIOR_EVENTS * prior) / np.maximum(push + PRIOR_EVENTS * usual, _LITTLE)
        fresh /= fresh @ usual
        moved = float(np.abs((fresh - weights) * usual).max())
        weights = fresh
        if moved < tolerance:
            break
    return weights
