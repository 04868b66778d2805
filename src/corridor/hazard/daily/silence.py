"""When a source's quiet is missing data rather than peace: longer than its quiet spells usually are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

BEYOND_DAYS = 2
"""Days are taken as missing so many after the longest quiet spell that is remembered ..."""
LEAST_DAYS = 5
"""... but no sooner than this."""
SILENT_DAYS = 13
"""However long its spells were, so many quiet days are called silence."""
HELD_DAYS = 30
"""For so long after the last report nothing ages; then forgetting goes on."""
REMEMBERS = 0.99
"""What is left of the longest spell each day: a source may become more talkative."""


class Watch:
    """Counts a source's quiet days."""

    def __init__(self) -> None:
        self.gap = 0
        self._longest = 0.0
        self._begun = False

    def day(self, reports: int) -> None:
        """Take in how many reports became known on a day."""
        self._begun = self._begun or reports > 0
        if not self._begun:
            return
        self._longest *= REMEMBERS
        if reports:
            self._longest = max(self._longest, float(self.gap))
            self.gap = 0
        else:
            self.gap += 1

    def state(self) -> npt.NDArray[np.float64]:
        """What ``resume`` needs."""
        return np.array([self.gap, self._longest, self._begun], np.float64)

    def resume(self, state: npt.NDArray[np.float64]) -> None:
        """Stand as when ``state`` was taken."""
        self.gap, self._longest, self._begun = int(state[0]), float(state[1]), bool(state[2])

    @property
    def _limit(self) -> int:
        """Quiet days from which on days count as missing."""
        return max(round(self._longest) + BEYOND_DAYS, LEAST_DAYS)

    @property
    def silent(self) -> bool:
        """Whether it has been quiet for too long to be trusted to be there."""
        return self.gap >= min(self._limit, SILENT_DAYS)

    @property
    def missing(self) -> bool:
        """Whether the last day counts as one of which nothing is known, so that ageing stands still."""
        return self._limit <= self.gap <= HELD_DAYS

    @property
    def declared(self) -> bool:
        """Whether that began with the last day, so that the days already aged must be given back."""
        return self.missing and self.gap == self._limit
