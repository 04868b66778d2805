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

Curve = tuple[tuple[float, float], ...]
STEPS = 2400
"""Steps of the time considered; a step lasts at least ``LEAST_STEP_S``."""
LEAST_STEP_S = 10.0
SPANS_H = (6, 12, 24, 48, 96)
"""Times considered, in turn, until everyone who can be is out."""
LADDER = (0.012, 0.025, 0.04, 0.06, 0.09, 0.15, 0.25, 0.5, 1.0, 2.0)
"""Shares above the bound at which whole numbers of buses are tried, in turn."""
CLOSE = 0.002
BUS_COST = 0.05
"""People left against one bus more."""
MOST_DAYS = 20_000
LAST_WORTH = 0.99
"""What leaving a person of the lowest priority costs, against 1 for the highest."""


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
    """No rounds bring as many out before, if ``may_leave`` are left."""
    may_leave: int
    """People whom no rounds bring out, for want of room or of time."""
    until_s: float
    """The time that was planned for."""
    curve: Curve
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
        nothing = np.zeros((len(people), len(ground.centre)))
        return Rounds(tuple(fleets), (), nothing, people.copy(), 0.0, int(people.sum()), 0.0, ())
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
        _chosen, _quota, left = work.as_many_as_can_be()
        work.may_leave = round(float(left.sum()))
    return work.finish()


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
        rank = np.array([zone.priority for zone in ground.city.zones], float)
        self.worth = np.interp(rank, (rank.min(), max(rank.max(), rank.min() + 1)), (1.0, LAST_WORTH))
        self.may_leave = 0
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

    def asked(self, until: float, *, late: bool) -> Asked:
        horizon = int(np.floor(until / self.unit + 1e-6))
        depots = [depot.id for depot in self.ground.city.depots]
        squads = tuple(
            Squad(fleet.seats, fleet.count, depots.index(fleet.depot_id),
                  steps(drive, fleet, self.unit, horizon, late=late))
            for fleet, drive in zip(self.fleets, self.drives, strict=True)
        )  # fmt: skip
        still = np.zeros(len(self.people))
        return Asked(
            self.people, self.room, squads, horizon, still, self.worth, BUS_COST if late else 0.0, self.may_leave
        )

    def relax(self, asked: Asked, *, to_the_end: bool = True) -> Relaxed:
        """``relax`` with the days known so far, which grow."""
        relaxed = relax(asked, self._stop, known=self._days, to_the_end=to_the_end)
        if len(self._days) > MOST_DAYS:
            self._days.clear()
        self._days |= dict.fromkeys(relaxed.master.days)
        return relaxed

    def as_many_as_can_be(self) -> tuple[tuple[tuple[Day, int], ...], Floats, Floats]:
        """(days of whole buses within the span for as many people as can be, their quota, people left [Z])."""
        chosen, left, quota = whole_days(self.relax(self.asked(self.span, late=True)).master, self._stop)
        return tuple(chosen), quota, left

    def finish(self) -> Rounds:
        """The earliest last arrival of all but ``may_leave``, by bisection, and days of whole buses just above it."""
        if self.people.sum() <= self.may_leave:
            nothing = np.zeros((len(self.people), len(self.room)))
            return Rounds(self.fleets, (), nothing, self.people.copy(), 0.0, self.may_leave, 0.0, ())
        bound = self._bound()
        curve = self._curve(bound)
        until = bound
        for share in LADDER:
            until = min(bound * (1 + share) + 2 * self.unit, SPANS_H[-1] * 3600.0)
            if until > self.span:  # whole buses may need longer than shares of them
                self.consider(until)
            self.progress(_("Planning the buses"), bound, until)
            relaxed = self.relax(self.asked(until, late=True))
            if relaxed.left < self.may_leave + ENOUGH:
                days, left, quota = whole_days(relaxed.master, self._stop)
                if left.sum() < self.may_leave + ENOUGH:
                    return self._rounds(tuple(days), quota, left, bound, until, curve)
            if self._stop() or (self.over() and share >= 0.5):
                break
        chosen, quota, left = self.as_many_as_can_be()
        return self._rounds(chosen, quota, left, bound, self.span, curve)

    def _rounds(
        self, chosen: tuple[tuple[Day, int], ...], quota: Floats, left: Floats, bound: float, until: float, curve: Curve
    ) -> Rounds:
        whole = np.minimum(np.ceil(left - 1e-6).astype(np.int64), self.people)
        return Rounds(self.fleets, chosen, quota, whole, bound, self.may_leave, until, curve)

    def _bound(self) -> float:
        """The latest second proven too early."""
        low, high = 0.0, self.span
        while high - low > CLOSE * high and not self.over():
            middle = low + (high - low) * 0.5
            relaxed = self.relax(self.asked(middle, late=False), to_the_end=False)
            if relaxed.proven:
                low = middle
            else:
                high = middle
            self.progress(_("Planning the buses"), low, high)
        return low

    def _curve(self, bound: float) -> Curve:
        """How many fractional buses have out at most by moments up to the bound; the clock may leave moments out."""
        everyone = float(self.people.sum())
        points: list[tuple[float, float]] = []
        for share in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
            if self.over():
                break
            points.append((bound * share, everyone - self.relax(self.asked(bound * share, late=False)).left))
        return (*points, (bound, everyone - self.may_leave))


def _grows(drive: Drives, moment: float) -> bool:
    later = drive.begins > moment
    return bool(later.any() and not np.array_equal(drive.out[later][0], drive.out[-1]))
