"""Rounds of all buses: as many people as can be, then the last one as early as can be, with a bound on both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.evacuation.city.clocks import drives, steps
from corridor.evacuation.city.master import ENOUGH, Asked, Squad, relax, whole_days
from corridor.i18n import gettext as _
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from corridor.domain.city import BusFleet
    from corridor.evacuation.city.clocks import Drives
    from corridor.evacuation.city.ground import Ground
    from corridor.evacuation.city.master import Day, Relaxed
    from corridor.progress import Progress

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

STEPS = 2400
"""Steps of the time considered; a step lasts at least ``LEAST_STEP_S``."""
LEAST_STEP_S = 10.0
SPANS_H = (6, 12, 24, 48, 96)
"""Times considered, in turn, until everyone who can be is out."""
LADDER = (0.012, 0.025, 0.04, 0.06, 0.09, 0.15, 0.25, 0.5)
"""Shares above the bound at which whole numbers of buses are tried, in turn."""
CLOSE = 0.002
BUS_COST = 0.05
"""People left against one bus more."""
MOST_DAYS = 20_000


@dataclass(frozen=True, eq=False)
class Rounds:
    """What buses do: days of whole buses, who is left, and what no rounds could beat."""

    fleets: tuple[BusFleet, ...]
    chosen: tuple[tuple[Day, int], ...]
    """Days and how many buses of the squad drive them; squads are fleets, in order."""
    quota: Floats
    """[Z, X] people whom the days bring from each zone to each centre."""
    left: Ints
    """[Z] people for whom there is no bus in time."""
    bound_s: float
    """No rounds bring all the others out before."""
    until_s: float
    """The time that was planned for."""
    curve: tuple[tuple[float, float], ...]
    """(second, people): no rounds have more out by then."""


def plan_rounds(
    ground: Ground,
    people: Ints,
    fleets: Sequence[BusFleet],
    *,
    seconds: float,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> Rounds:
    """Days of the buses for ``people`` [Z] who have no car.

    Args:
        ground: the city on its roads.
        people: only zones that some bus reaches.
        fleets: those that fit some road and whose depot has one.
        seconds: to be spent at most, about.
        stop: asked often; true ends with what there is.
        progress: told of bound and plan.
    """
    begun = time.monotonic()
    work = _Work(ground, people, tuple(fleets), begun + seconds, stop, progress)
    if not people.sum() or not fleets:
        return Rounds(tuple(fleets), (), np.zeros((len(people), len(ground.centre))), people.copy(), 0.0, 0.0, ())
    least = np.inf
    for hours in SPANS_H:
        work.consider(hours * 3600.0)
        relaxed = work.relax(work.asked(hours * 3600.0, late=True), to_the_end=False)
        if relaxed.left < ENOUGH or work.over():
            break
        if relaxed.left > 0.98 * least and work.shut_before(hours * 1800.0):
            break
        least = min(least, relaxed.left)
    if relaxed.left >= ENOUGH:
        _chosen, _quota, left = work.as_many_as_can_be(people, work.span)
        return work.finish(people - left, left)
    return work.finish(people, np.zeros_like(people))


class _Work:
    """One city's buses, and the time considered."""

    def __init__(
        self,
        ground: Ground,
        people: Ints,
        fleets: tuple[BusFleet, ...],
        ends: float,
        stop: Callable[[], bool],
        progress: Progress,
    ) -> None:
        self.ground, self.people, self.fleets = ground, people, fleets
        self.room = np.array(
            [c.capacity if n >= 0 else 0 for c, n in zip(ground.city.centres, ground.centre, strict=True)], np.int64
        )
        self._ends, self._stop, self.progress = ends, stop, progress
        self.span = 0.0
        self.unit = LEAST_STEP_S
        self.drives: list[Drives] = []
        self._days: dict[Day, None] = {}

    def over(self) -> bool:
        return self._stop() or time.monotonic() > self._ends

    def consider(self, span: float) -> None:
        self.span, self.unit = span, max(LEAST_STEP_S, span / STEPS)
        known: dict[tuple[object, ...], Drives] = {}
        self.drives = []
        for fleet in self.fleets:
            kind = (fleet.profile, fleet.width_m, fleet.height_m, fleet.weight_t)
            if kind not in known:
                known[kind] = drives(self.ground, self.ground.bus_s(fleet), span)
            self.drives.append(known[kind])

    def shut_before(self, moment: float) -> bool:
        """Whether nothing shuts any more after ``moment`` that a bus could have used."""
        return all(len(d.begins) == 1 or d.begins[-1] <= moment or not _grows(d, moment) for d in self.drives)

    def asked(self, until: float, *, late: bool, people: Ints | None = None) -> Asked:
        horizon = int(np.floor(until / self.unit + 1e-6))
        depots = [depot.id for depot in self.ground.city.depots]
        squads = tuple(
            Squad(fleet.seats, fleet.count, depots.index(fleet.depot_id),
                  steps(drive, fleet, self.unit, horizon, late=late))
            for fleet, drive in zip(self.fleets, self.drives, strict=True)
        )  # fmt: skip
        asked = self.people if people is None else people
        return Asked(asked, self.room, squads, horizon, np.zeros(len(asked)), BUS_COST if late else 0.0)

    def relax(self, asked: Asked, *, to_the_end: bool = True) -> Relaxed:
        """``relax`` with the days known so far, which grow."""
        relaxed = relax(asked, self._stop, known=self._days, to_the_end=to_the_end)
        if len(self._days) > MOST_DAYS:
            self._days.clear()
        self._days |= dict.fromkeys(relaxed.master.days)
        return relaxed

    def as_many_as_can_be(self, people: Ints, until: float) -> tuple[tuple[tuple[Day, int], ...], Floats, Ints]:
        """(days of whole buses by ``until`` for as many of ``people`` as can be, their quota, people left [Z])."""
        relaxed = self.relax(self.asked(until, late=True, people=people))
        chosen, left, quota = whole_days(relaxed.master, self._stop)
        return tuple(chosen), quota, np.minimum(np.ceil(left - 1e-6).astype(np.int64), people)

    def finish(self, people: Ints, left: Ints) -> Rounds:
        """The earliest last arrival of ``people``, by bisection, and days of whole buses just above it."""
        if not people.sum():
            return Rounds(self.fleets, (), np.zeros((len(people), len(self.room))), left, 0.0, 0.0, ())
        bound = self._bound(people)
        curve = self._curve(people, bound)
        until = bound
        for share in LADDER:
            until = min(bound * (1 + share) + 2 * self.unit, self.span)
            self.progress(_("Planning the buses"), bound, until)
            relaxed = self.relax(self.asked(until, late=True, people=people))
            if relaxed.left < ENOUGH:
                chosen, none, quota = whole_days(relaxed.master, self._stop)
                if none.sum() < ENOUGH:
                    return Rounds(self.fleets, tuple(chosen), quota, left, bound, until, curve)
            if until >= self.span or self._stop():
                break
        days, quota, more = self.as_many_as_can_be(people, self.span)
        return Rounds(self.fleets, days, quota, left + more, bound, self.span, curve)

    def _bound(self, people: Ints) -> float:
        """The latest second proven too early."""
        low, high = 0.0, self.span
        while high - low > CLOSE * high and not self.over():
            middle = low + (high - low) * 0.5
            relaxed = self.relax(self.asked(middle, late=False, people=people), to_the_end=False)
            if relaxed.proven:
                low = middle
            else:
                high = middle
            self.progress(_("Planning the buses"), low, high)
        return low

    def _curve(self, people: Ints, bound: float) -> tuple[tuple[float, float], ...]:
        """How many fractional buses have out at most by moments up to the bound; the clock may leave moments out."""
        points: list[tuple[float, float]] = []
        for share in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
            if self.over():
                break
            relaxed = self.relax(self.asked(bound * share, late=False, people=people))
            points.append((bound * share, float(people.sum()) - relaxed.left))
        return (*points, (bound, float(people.sum())))


def _grows(drive: Drives, moment: float) -> bool:
    later = drive.begins > moment
    return bool(later.any() and not np.array_equal(drive.out[later][0], drive.out[-1]))
