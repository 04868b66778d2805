"""When a source's quiet is missing data rather than peace: longer than any of its quiet spells before."""

from __future__ import annotations

BEYOND_DAYS = 2
"""Silence is declared so many days after the longest quiet spell so far ..."""
LEAST_DAYS, MOST_DAYS = 5, 13
"""... but no sooner and no later than this."""
HELD_DAYS = 30
"""For so long after the last report nothing ages; then forgetting goes on."""


class Watch:
    """Counts a source's quiet days."""

    def __init__(self) -> None:
        self.gap = 0
        self._longest = 0
        self._begun = False

    def day(self, reports: int) -> None:
        """Take in how many reports became known on a day."""
        self._begun = self._begun or reports > 0
        if not self._begun:
            return
        if reports:
            self._longest = max(self._longest, self.gap)
            self.gap = 0
        else:
            self.gap += 1

    @property
    def limit(self) -> int:
        """Days without a report from which on it counts as silent."""
        return min(max(self._longest + BEYOND_DAYS, LEAST_DAYS), MOST_DAYS)

    @property
    def silent(self) -> bool:
        """Whether its quiet is taken as missing data."""
        return self.gap >= self.limit

    @property
    def held(self) -> bool:
        """Whether ageing stands still today."""
        return self.silent and self.gap <= HELD_DAYS

    @property
    def declared(self) -> bool:
        """Whether silence is declared today, so that the days already aged must be given back."""
        return self.gap == self.limit
