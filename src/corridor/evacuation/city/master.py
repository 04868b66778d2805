"""Bus rounds by column generation: how many people no rounds bring out by a time, and rounds that bring them out.

Rows of the linear program: people of each zone, carried to each centre, at most the seats that go from the one to the
other; room of centres; buses of each fleet. Columns are whole days of a bus, found by dynamic programming over the
clock. Its prices prove a time too short. For any prices ``m[p, s] >= 0`` of seats and ``r[s] <= 0`` of room, with
``w[p] = min over s of (m[p, s] - r[s])``, people who all get out satisfy

    sum w[p] people[p] + sum r[s] room[s]  <=  sum over fleets of buses x the best worth of a bus's day,

so the time is too short when the left exceeds the right (Farley 1990, doi:10.1287/opre.38.5.922). Prices are rounded to
whole numbers and both sides recomputed exactly, with drives rounded down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.rounds import best_rounds
from corridor.optimise.columns import INFINITY, Columns

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from corridor.evacuation.city.clocks import Steps

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

Trip = tuple[int, int]
"""Zone and centre."""
WHOLE = 1 << 22
"""Prices are rounded to multiples of its inverse before the exact check."""
TOLERANCE = 1e-6
ROUNDS = 200


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


@dataclass(frozen=True, eq=False)
class Day:
    """A column: the trips of one bus of a squad."""

    squad: int
    trips: tuple[Trip, ...]


@dataclass(eq=False)
class Relaxed:
    """The optimum over fractional days."""

    left: float
    """People whom no rounds bring out by the horizon, at least, as far as the prices tell."""
    proven: bool
    """Whether the exact check shows that not everyone gets out."""
    days: list[Day] = field(default_factory=list)
    master: Master | None = None


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
            self.lp.add(1.0, [p], [1.0], float(asked.people[p]))
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


def day_cost(asked: Asked, day: Day) -> tuple[float, int]:
    """(what its people's waiting costs, the step of its last arrival); steps as given to ``asked``."""
    squad = asked.squads[day.squad]
    plan = squad.steps
    clock, cost, at = 0, 0.0, -1
    for p, s in day.trips:
        clock += int(plan.approach[squad.depot, p]) if at < 0 else int(plan.back[plan.slot_of[clock], at, p])
        clock += int(plan.out[plan.slot_of[clock], p, s])
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


def relax(asked: Asked, stop: Callable[[], bool] = lambda: False, *, rounds: int = ROUNDS) -> Relaxed:
    """The least weighted number left over fractional days."""
    master = Master(asked)
    tables = _Tables(asked, np.float64)
    zones, centres = master.shape
    pairs = zones * centres
    left = 0.0
    for turn in range(rounds):
        answer = master.lp.solve()
        if answer is None:
            break
        left = float(answer.values[:zones].sum())
        seat = np.maximum(answer.prices[zones : zones + pairs], 0.0).reshape(zones, centres)
        room = np.minimum(answer.prices[zones + pairs : zones + pairs + centres], 0.0)
        bus = answer.prices[zones + pairs + centres :]
        fresh = 0
        gain = 0.0
        for c, squad in enumerate(asked.squads):
            if not squad.count:
                continue
            tables.fill(asked, squad, seat * squad.seats, asked.slope * squad.seats)
            starts = tables.starts(asked, squad)
            best = starts[0][0] if starts else 0.0
            gain += squad.count * max(best + float(bus[c]), 0.0)
            for value, p, t in starts:
                if value + bus[c] > TOLERANCE:
                    day = Day(c, tables.trips(squad, p, t))
                    fresh += master.add(day, day_cost(asked, day)[0])
        if not fresh or gain < 0.02 or stop():
            return Relaxed(left, turn >= 0 and _proves(asked, seat, room), list(master.days), master)
    return Relaxed(left, False, list(master.days), master)


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
    return left > right


def whole_days(master: Master, seconds: float) -> tuple[list[tuple[Day, int]], Floats, float] | None:
    """Whole numbers of buses for the days known: [(day, buses)], people left [Z], and how many in all; None: none."""
    zones = master.shape[0]
    values = master.lp.whole(list(master.days.values()), seconds)
    if values is None:
        return None
    chosen = [(day, round(values[column])) for day, column in master.days.items() if values[column] > 0.5]
    left = values[:zones]
    return chosen, left, float(left.sum())
