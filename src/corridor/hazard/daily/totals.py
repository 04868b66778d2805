"""How many reports a day: memories of several lengths, averaged by how well each has foretold the days so far.

Each memory's mean forgets exponentially; its say is its past likelihood under a negative binomial, itself forgotten
slowly (dynamic model averaging: Raftery, Kárný and Ettler 2010, doi:10.1198/TECH.2009.08104). So the total follows a
collapse within days and a steady level with long patience. The negative binomial's size is the one under which the
averaged forecasts of the past would have been likeliest. Days whose reports are still coming in are made up by the
source's own record of delays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln
from scipy.stats import nbinom

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

MEMORIES = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Days."""
FORGET = 0.97
"""What a day's say keeps each day."""
SIZES = np.geomspace(0.1, 100, 31)
"""Negative binomial sizes tried: small for bursts, large for Poisson."""
USUAL_SIZE, SIZE_SPREAD = 1.0, 1.0
RECENT_DAYS = 180
"""Days from which the size is fitted."""
MOST_DELAY = 60
"""Days of delay told apart."""
LEAST_COMPLETE = 0.2
"""A number is never made up to more than five times what is known."""
LEAST_REPORTS = 30
"""Reports from which delays are believed."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """A negative binomial forecast of one day's number."""

    mean: float
    size: float

    def interval(self, share: float) -> tuple[int, int]:
        """Central interval of at least ``share``, both ends included."""
        p = self.size / (self.size + self.mean)
        low, high = (nbinom.ppf((1 + side * share) / 2, self.size, p) for side in (-1, 1))
        return int(low), int(high)

    def log_likelihood(self, number: float) -> float:
        """Natural log of the probability of ``number``."""
        return float(log_negative_binomial(np.array(number), np.array(self.mean), np.array(self.size)))

    def cdf(self, number: float) -> float:
        """Probability of ``number`` or fewer."""
        return float(nbinom.cdf(number, self.size, self.size / (self.size + self.mean)))


def log_negative_binomial(
    number: npt.NDArray[np.float64], mean: npt.NDArray[np.float64], size: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Natural log of the negative binomial's mass with variance ``mean + mean**2 / size``; arrays broadcast."""
    mean = np.maximum(mean, 1e-9)
    out: npt.NDArray[np.float64] = (
        gammaln(number + size) - gammaln(size) - gammaln(number + 1)
        + size * np.log(size / (size + mean)) + number * np.log(mean / (size + mean))
    )  # fmt: skip
    return out


def likeliest_size(
    number: npt.NDArray[np.float64], mean: npt.NDArray[np.float64], say: npt.NDArray[np.float64]
) -> float:
    """Size under which ``number`` given ``mean`` is likeliest, [T] each, with a wide log-normal prior."""
    prior = -0.5 * (np.log(SIZES / USUAL_SIZE) / SIZE_SPREAD) ** 2
    if len(number) == 0:
        return USUAL_SIZE
    each = log_negative_binomial(number[:, None], mean[:, None], SIZES[None, :])
    return float(SIZES[int(np.argmax(say @ each + prior))])


class Totals:
    """Day by day: ``forecast`` the next number from what is known of the days before, then ``learn`` what was said.

    Args:
        day, known_day: of every report, [J] each.
        first_day: the day before which nothing is known.
        prior_mean: reports a day believed before any.
        counted: how much of a report each is, [J]; by default 1.
    """

    def __init__(
        self, day: npt.NDArray[np.int64], known_day: npt.NDArray[np.int64], first_day: int, prior_mean: float,
        counted: npt.NDArray[np.float64] | None = None,
    ) -> None:  # fmt: skip
        order = np.argsort(known_day, kind="stable")
        self._day, self._known_day, self._first = day[order], known_day[order], first_day
        self._counted = np.ones(len(day)) if counted is None else counted[order]
        self._keep = np.exp(-1 / np.array(MEMORIES))
        self._prior = prior_mean
        self._said: list[npt.NDArray[np.float64]] = []
        self._missing: list[bool] = []

    def truncate(self, today: int) -> None:
        """Forget every report that is not known at the start of ``today``."""
        heard = slice(int(np.searchsorted(self._known_day, today)))
        self._day, self._known_day, self._counted = self._day[heard], self._known_day[heard], self._counted[heard]

    def hear(
        self, day: npt.NDArray[np.int64], known_day: npt.NDArray[np.int64], counted: npt.NDArray[np.float64]
    ) -> None:
        """Count reports that come after the others were given."""
        known = np.concatenate((self._known_day, known_day))
        order = np.argsort(known, kind="stable")
        self._day = np.concatenate((self._day, day))[order]
        self._known_day, self._counted = known[order], np.concatenate((self._counted, counted))[order]

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """What ``resume`` needs."""
        return {
            "day": self._day, "known_day": self._known_day, "counted": self._counted,
            "said": np.array(self._said).reshape(-1, len(MEMORIES)), "missing": np.array(self._missing, bool),
        }  # fmt: skip

    def resume(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Stand as when ``state`` was taken."""
        self._day, self._known_day, self._counted = state["day"], state["known_day"], state["counted"]
        self._said, self._missing = list(state["said"]), state["missing"].tolist()

    def forecast(self) -> DayTotal:
        """The number of the next day."""
        number, there = self._numbers()
        means = self._means(number, there)
        if not there.any():
            return DayTotal(float(means.mean()), USUAL_SIZE)
        said = np.array(self._said)[there]
        age = np.arange(len(said))[::-1]
        fit = log_negative_binomial(number[there, None], said, np.array(USUAL_SIZE))
        score = FORGET**age @ fit
        say = np.exp(score - score.max())
        say /= say.sum()
        recent = slice(-RECENT_DAYS, None)
        faded = np.power(FORGET, 0.5 * age[recent])
        size = likeliest_size(number[there][recent], (said @ say)[recent], faded)
        return DayTotal(float(say @ means), size)

    def learn(self, *, missing: bool) -> None:
        """On to the next day; ``missing``: nobody was there to count the last one."""
        self._said.append(self._means(*self._numbers()))
        self._missing.append(missing)

    def _numbers(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Each day's number so far, made up for what is still to be reported, and whether it was counted at all."""
        days = len(self._said)
        today = self._first + days
        known = slice(int(np.searchsorted(self._known_day, today)))
        day, known_day = self._day[known], self._known_day[known]
        number = np.bincount(day - self._first, self._counted[known], minlength=days)[:days]
        complete = completeness(day, known_day, today)
        lag = np.minimum(np.arange(days)[::-1], len(complete) - 1)
        return number / complete[lag], ~np.array(self._missing, bool)

    def _means(self, number: npt.NDArray[np.float64], there: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """[memories] forgetful means of the days that were counted."""
        counted = number[there]
        fading = self._keep[:, None] ** np.arange(len(counted))[::-1]
        # Each memory starts with a little of the prior, so that none is ever sure of zero.
        start = self._keep ** len(counted)
        means: npt.NDArray[np.float64] = (fading @ counted + start * self._prior + 0.02) / (fading.sum(axis=1) + start)
        return means


def completeness(day: npt.NDArray[np.int64], known_day: npt.NDArray[np.int64], today: int) -> npt.NDArray[np.float64]:
    """[lags] share of a day's reports that are known so many days later, never below ``LEAST_COMPLETE``.

    Reports that are still to come are allowed for: the product-limit estimate in reverse time (Kalbfleisch and
    Lawless 1989, doi:10.1080/01621459.1989.10478780).
    """
    delay = np.minimum(known_day - day, MOST_DELAY)
    if len(delay) < LEAST_REPORTS or not delay.any():
        return np.ones(1)
    share = np.ones(MOST_DELAY + 1)
    for late in range(MOST_DELAY, 0, -1):
        seen = day + late < today
        within = float((seen & (delay <= late)).sum())
        share[late - 1] = share[late] * (1 - float((seen & (delay == late)).sum()) / within if within else 1)
    floored: npt.NDArray[np.float64] = np.maximum(share, LEAST_COMPLETE)
    return floored
