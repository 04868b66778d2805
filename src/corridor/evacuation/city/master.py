"""Bus rounds by column generation: how many people no rounds bring out by a time, and rounds that bring them out.

Rows of the linear program: people of each zone, carried to each centre, at most the seats that go from the one to the
other; room of centres; buses of each fleet. Columns are whole days of a bus, found by dynamic programming over the
clock. Its prices prove a time too short. For any prices ``m[p, s] >= 0`` of seats and ``r[s] <= 0`` of room, with
``w[p] = min over s of (m[p, s] - r[s])``, people who all get out satisfy

    sum w[p] people[p] + sum r[s] room[s]  <=  sum over fleets of buses x the best worth of a bus's day,

so the time is too short when the left exceeds the right (Farley 1990, doi:10.1287/opre.38.5.922); where ``n`` of them
may be left, when it does so by more than ``n`` times the largest ``w``. Prices are rounded to whole numbers and both
sides recomputed exactly, with drives rounded down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.rounds import best_rounds
from corridor.optimise.columns import INFINITY, Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from corridor.evacuation.city.clocks import Steps
    from corridor.optimise.columns import LinearAnswer

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

Trip = tuple[int, int]
"""Zone and centre."""
WHOLE = 1 << 22
"""Prices are rounded to multiples of its inverse before the exact check."""
TOLERANCE = 1e-6
ROUNDS = 200
ENOUGH = 0.5
"""People below which nobody is left."""
NEARLY = 0.1
"""A share of a bus that lacks no more than this to a whole one is rounded up."""
MOST_DIVES = 400
CONVERGED = 0.02
"""People whom further days could gain at most when the search for them ends."""


@dataclass(frozen=True, eq=False)
class Squad:
    """Buses alike: their seats, how many there are, where they stand."""

    seats: int
    count: int
    depot: int
    steps: Steps


@dataclass(frozen=True, eq=False)
class Asked:
    """What is to be brought out by step ``horizon``."""

    people: Ints
    """[Z]"""
    room: Ints
    """[X]"""
    squads: tuple[Squad, ...]
    horizon: int
    slope: Floats
    """[Z] what a person's waiting one step more costs, against 1 for being left; 0 when only numbers count."""
    worth: Floats
    """[Z] what leaving a person costs, at most 1: less where others come first."""
    bus_cost: float = 0.0
    """What sending a bus out costs, so that some are spared for what rounding leaves."""
    may_leave: int = 0
    """People who may be left: for want of room or of time."""


@dataclass(frozen=True, eq=False)
class Day:
    """A column: the trips of one bus of a squad."""

    squad: int
    trips: tuple[Trip, ...]


@dataclass(eq=False)
class Relaxed:
    """The optimum over fractional days."""

    left: float
    """People whom fractional days leave."""
    proven: bool
    """Whether the exact check shows that more than ``may_leave`` are left."""
    master: Master


class Master:
    """The linear program over the days found so far."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        zones, centres = len(asked.people), len(asked.room)
        self.shape = (zones, centres)
        pairs = zones * centres
        none = np.full(pairs, 0.0)
        lower = np.concatenate((asked.people, none, np.full(centres + len(asked.squads), -INFINITY)))
        upper = np.concatenate(
            (asked.people, np.full(pairs, INFINITY), asked.room, [squad.count for squad in asked.squads])
        )
        self.lp = Columns(lower.astype(float), upper.astype(float))
        for p in range(zones):
            self.lp.add(float(asked.worth[p]), [p], [1.0], float(asked.people[p]))
        for p in range(zones):
            for s in range(centres):
                self.lp.add(0.0, [p, zones + p * centres + s, zones + pairs + s], [1.0, -1.0, 1.0])
        self.days: dict[Day, int] = {}
        self._seen: set[tuple[int, tuple[Trip, ...]]] = set()

    def add(self, day: Day, cost: float) -> bool:
        """Whether the day was a new one."""
        if (day.squad, day.trips) in self._seen:
            return False
        self._seen.add((day.squad, day.trips))
        zones, centres = self.shape
        seats = self.asked.squads[day.squad].seats
        values: dict[int, float] = {zones + zones * centres + centres + day.squad: 1.0}
        for p, s in day.trips:
            row = zones + p * centres + s
            values[row] = values.get(row, 0.0) + seats
        rows = sorted(values)
        self.days[day] = self.lp.add(cost, rows, [values[row] for row in rows])
        return True

    def prices(self, answer: LinearAnswer) -> tuple[Floats, Floats, Floats]:
        """([Z, X] of a seat, [X] of room, at most 0, [squads] of a bus, at most 0)."""
        zones, centres = self.shape
        pairs = zones * centres
        seat = np.maximum(answer.prices[zones : zones + pairs], 0.0).reshape(zones, centres)
        room = np.minimum(answer.prices[zones + pairs : zones + pairs + centres], 0.0)
        return seat, room, answer.prices[zones + pairs + centres :]

    def price(self, answer: LinearAnswer, tables: _Tables) -> tuple[int, float]:
        """Add days that the prices call for; (how many, what all buses together could gain at most)."""
        asked = self.asked
        seat, _room, bus = self.prices(answer)
        fresh, gain = 0, 0.0
        for c, squad in enumerate(asked.squads):
            if not squad.count:
                continue
            tables.fill(asked, squad, seat * squad.seats, asked.slope * squad.seats)
            starts = tables.starts(asked, squad)
            spent = float(bus[c]) - asked.bus_cost
            gain += squad.count * max((starts[0][0] if starts else 0.0) + spent, 0.0)
            for value, p, t in starts:
                if value + spent > TOLERANCE:
                    day = Day(c, tables.trips(squad, p, t))
                    fresh += self.add(day, day_cost(asked, day)[0])
        return fresh, gain


def day_cost(asked: Asked, day: Day) -> tuple[float, int]:
    """(what its people's waiting costs, the step of its last arrival); past the horizon where it is any later."""
    squad = asked.squads[day.squad]
    plan = squad.steps
    clock, cost, at = 0, asked.bus_cost, -1
    for p, s in day.trips:
        clock += int(plan.approach[squad.depot, p]) if at < 0 else int(plan.back[plan.slot_of[clock], at, p])
        if clock > asked.horizon:
            return cost, asked.horizon + 1
        clock += int(plan.out[plan.slot_of[clock], p, s])
        if clock > asked.horizon:
            return cost, asked.horizon + 1
        cost += squad.seats * float(asked.slope[p]) * clock
        at = s
    return cost, clock


class _Tables:
    """Working space of the dynamic programme."""

    def __init__(self, asked: Asked, kind: type[np.generic]) -> None:
        zones, centres = len(asked.people), len(asked.room)
        wide = asked.horizon + 1
        self.kind = kind
        self.at_zone = np.zeros((zones, wide), kind)
        self.at_centre = np.zeros((centres, wide), kind)
        self.to_centre = np.zeros((zones, wide), np.int16)
        self.to_zone = np.zeros((centres, wide), np.int16)

    def fill(self, asked: Asked, squad: Squad, worth: npt.NDArray[np.generic], slope: npt.NDArray[np.generic]) -> None:
        plan = squad.steps
        best_rounds(
            plan.slot_of[: asked.horizon + 1], plan.out, plan.back, worth.astype(self.kind), slope.astype(self.kind),
            self.at_zone, self.at_centre, self.to_centre, self.to_zone,
        )  # fmt: skip

    def starts(self, asked: Asked, squad: Squad) -> list[tuple[float, int, int]]:
        """(worth, zone, step) of every zone that a bus from the depot can begin with, best first."""
        first = squad.steps.approach[squad.depot]
        found = [(self.at_zone[p, t].item(), p, int(t)) for p, t in enumerate(first) if t <= asked.horizon]
        return sorted((one for one in found if one[0] > 0), reverse=True)

    def trips(self, squad: Squad, p: int, t: int) -> tuple[Trip, ...]:
        """The best day from boarding at zone ``p`` at step ``t`` on."""
        plan, made = squad.steps, []
        while p >= 0 and self.to_centre[p, t] >= 0:
            s = int(self.to_centre[p, t])
            made.append((p, s))
            t += int(plan.out[plan.slot_of[t], p, s])
            p = int(self.to_zone[s, t])
            if p >= 0:
                t += int(plan.back[plan.slot_of[t], s, p])
        return tuple(made)


def relax(
    asked: Asked,
    stop: Callable[[], bool] = lambda: False,
    *,
    known: Iterable[Day] = (),
    to_the_end: bool = True,
) -> Relaxed:
    """The least weighted number left over fractional days.

    Args:
        asked: what is to be brought out.
        stop: asked between rounds.
        known: days to begin with; those too long are passed over.
        to_the_end: false ends as soon as it is plain whether more than ``may_leave`` are left.
    """
    master = Master(asked)
    for day in known:
        cost, end = day_cost(asked, day)
        if end <= asked.horizon:
            master.add(day, cost)
    tables = _Tables(asked, np.float64)
    left = float(asked.people.sum())
    few = asked.may_leave + ENOUGH
    for _turn in range(ROUNDS):
        answer = master.lp.solve()
        if answer is None:
            break
        left = float(answer.values[: len(asked.people)].sum())
        if not to_the_end and left < few:
            break
        fresh, gain = master.price(answer, tables)
        # What the prices promise no column can better: the objective less what all buses could still gain.
        plain = not to_the_end and answer.objective - gain > few
        if not fresh or gain < CONVERGED or plain or stop():
            seat, room, _bus = master.prices(answer)
            return Relaxed(left, _proves(asked, seat, room), master)
    return Relaxed(left, False, master)


def _proves(asked: Asked, seat: Floats, room: Floats) -> bool:
    """The inequality above in whole numbers; waiting costs nothing there."""
    tables = _Tables(asked, np.int64)
    price = np.rint(seat * WHOLE).astype(np.int64)
    filled = np.minimum(np.rint(room * WHOLE).astype(np.int64), 0)
    person = (price - filled[None, :]).min(axis=1)
    left = sum(int(a) * int(b) for a, b in zip(person, asked.people, strict=True))
    left += sum(int(a) * int(b) for a, b in zip(filled, asked.room, strict=True))
    right = 0
    for squad in asked.squads:
        if squad.count:
            tables.fill(asked, squad, price * squad.seats, np.zeros(len(asked.people)))
            starts = tables.starts(asked, squad)
            right += squad.count * int(starts[0][0] if starts else 0)
    return left > right + asked.may_leave * max(int(person.max(initial=0)), 0)


def whole_days(
    master: Master, stop: Callable[[], bool] = lambda: False
) -> tuple[list[tuple[Day, int]], Floats, Floats]:
    """Whole numbers of buses by diving: shares near one are rounded up, the program solved again, days added.

    Returns:
        ([(day, buses)], [Z] people left, [Z, X] people from each zone to each centre). The days known to ``master``
        are bound from then on.
    """
    asked = master.asked
    tables = _Tables(asked, np.float64)
    low: dict[Day, int] = {}
    used = [0] * len(asked.squads)
    values = np.zeros(master.lp.count)
    for _turn in range(MOST_DIVES):
        answer = master.lp.solve()
        if answer is None:
            break
        values = answer.values
        if float(values[: len(asked.people)].sum()) > ENOUGH and not stop():
            fresh, _gain = master.price(answer, tables)
            answer = master.lp.solve() if fresh else answer
            if answer is None:
                break
            values = answer.values
        share = {day: float(values[column]) - low.get(day, 0) for day, column in master.days.items()}
        open_days = sorted((day for day, part in share.items() if part > 1e-6), key=lambda day: -share[day])
        if not open_days:
            break
        raised = 0
        for day in open_days:
            more = int(share[day] + NEARLY)
            if more < 1 and raised:
                break
            more = min(max(more, 1), asked.squads[day.squad].count - used[day.squad])
            if more > 0:
                low[day] = low.get(day, 0) + more
                used[day.squad] += more
                master.lp.at_least(master.days[day], low[day])
                raised += 1
        if not raised:
            break
    zones, centres = master.shape
    return list(low.items()), values[:zones], values[zones : zones + zones * centres].reshape(zones, centres)
