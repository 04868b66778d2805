"""Why a task stays undone: which rule, taken away alone, would free it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.i18n import gettext as _
from corridor.kernels.trips import CURFEW, EXPOSURE, GREY, PERSON_UPPER, RANGE, RETURN, UNREACHABLE, WINDOW
from corridor.missions.choose import PRIORITY_FACTOR
from corridor.missions.pool import kinds_of
from corridor.missions.seeds import shape_of
from corridor.missions.trips import DUTY, EARLY, NO_CENTRE, Column, carries, prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridor.missions.problem import Problem, Task, VehicleSpec
    from corridor.missions.trips import Prices, Shape

TIME = WINDOW | RETURN | CURFEW | EARLY | DUTY
BITS = {"risk": EXPOSURE, "grey": GREY, "time": TIME, "unreachable": RANGE | UNREACHABLE}
"""Reasons in the order in which they are told when several hold at once."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of ``domain.plan.Unserved.reason`` and one sentence."""

    code: str
    detail: str


def _sentence(code: str) -> str:
    return {
        "capacity": _("Every vehicle that could go is on the road with what comes first."),
        "driving": _("All the driving that the day allows goes to what comes first."),
        "risk": _("No trip there keeps within the crews' risk budgets and the limit of exposure."),
        "time": _("No trip there fits the opening hours, the deadline, the curfew and the crew's hours."),
        "unreachable": _("No road leads there and back for any vehicle that could carry it."),
        "grey": _("Every road there is unheard of for longer than the limit of grey kilometres allows."),
        "centre_full": _("The reception centres have no room for the whole household."),
        "not_worth": _("The exposure of going is more than what it brings is worth today."),
        "fits_none": _("No vehicle has the places or the room for it."),
    }[code]


def reason(code: str) -> Reason:
    """The reason with its sentence in the language in force; the day's driving used up is a lack of capacity."""
    return Reason("capacity" if code == "driving" else code, _sentence(code))


@dataclass(frozen=True, eq=False)
class Option:
    """The task on its own, priced for one kind of vehicle and one end."""

    group: Sequence[VehicleSpec]
    shape: Shape
    priced: Prices


def _options(problem: Problem, task: Task) -> Iterator[Option]:
    ends = [centre.number for centre in problem.centres if centre.capacity >= task.people]
    for group in kinds_of(problem):
        if not carries(group[0], task.load):
            continue
        for end in ends if task.is_household else [NO_CENTRE]:
            shape = shape_of(problem, [task.number], end)
            yield Option(group, shape, prices(problem, group[0], shape))


def _barred(options: Sequence[Option]) -> str:
    """The reason why no option is open: the fewest rules that stand in the way together, the first of them."""
    fewest: tuple[int, int, str] = (len(BITS) + 1, 0, "unreachable")
    for option in options:
        for broken in np.unique(option.priced.broken):
            held = [code for code, bits in BITS.items() if broken & bits]
            rank = (len(held), list(BITS).index(held[0]), held[0])
            fewest = min(fewest, rank)
    return fewest[2]


@dataclass(frozen=True, eq=False)
class Used:
    """What the chosen trips take of the day."""

    problem: Problem
    columns: Sequence[Column]

    def room(self, centre: int) -> float:
        """People that ``centre`` still takes."""
        tasks = self.problem.tasks
        brought = sum(
            tasks[task].people for c in self.columns if c.shape.centre == centre for task in c.shape.tasks
        )  # fmt: skip
        return self.problem.sites[centre].capacity - brought

    def free(self, vehicle: VehicleSpec, start_s: float, end_s: float) -> bool:
        """The vehicle and its crew are at home for the span and have a trip left."""
        crew = [c for c in self.columns if self.problem.vehicles[c.vehicle].crew == vehicle.crew]
        trips = sum(c.vehicle == vehicle.number for c in crew)
        if trips >= self.problem.rules.max_trips:
            return False
        first = min([start_s, *(c.start_s for c in crew)])
        last = max([end_s, *(c.end_s for c in crew)])
        return last - first <= vehicle.duty_s and all(end_s <= c.start_s or start_s >= c.end_s for c in crew)

    def spare(self, vehicle: VehicleSpec) -> tuple[float, float]:
        """Budget and range left."""
        crew = sum(c.crew_exposure for c in self.columns if self.problem.vehicles[c.vehicle].crew == vehicle.crew)
        driven = sum(c.length_m for c in self.columns if c.vehicle == vehicle.number)
        return vehicle.budget - crew, vehicle.range_m - driven

    @property
    def driving_s(self) -> float:
        """Seconds that may still be driven today."""
        return self.problem.rules.max_driving_s - sum(c.driving_s for c in self.columns)


def open_columns(problem: Problem, used: Used, option: Option) -> tuple[list[Column], set[str]]:
    """Columns that could be added to the plan as it stands, and what bars the others (see ``explain``)."""
    found: list[Column] = []
    bars: set[str] = set()
    priced = option.priced
    driving = used.driving_s
    for vehicle in option.group:
        budget, distance = used.spare(vehicle)
        for rule, slot in np.argwhere(priced.broken == 0):
            figures = tuple(priced.figures[rule, slot].tolist())
            column = Column(
                vehicle.number, option.shape, int(rule), float(priced.departures[slot]), float(priced.starts[slot]),
                figures,
            )  # fmt: skip
            if not used.free(vehicle, column.start_s, column.end_s):
                bars.add("capacity")
            elif column.driving_s > driving:
                bars.add("driving")
            elif column.crew_exposure > budget:
                bars.add("risk")
            elif column.length_m > distance:
                bars.add("unreachable")
            else:
                found.append(column)
    return found, bars


def _least_cost(options: Sequence[Option]) -> float:
    costs = [
        float(option.priced.figures[:, :, PERSON_UPPER][option.priced.broken == 0].min())
        for option in options
        if (option.priced.broken == 0).any()
    ]
    return min(costs, default=np.inf)


def explain(  # noqa: PLR0911
    problem: Problem, columns: Sequence[Column], task: Task
) -> tuple[Reason, list[Column]]:
    """Why ``task`` isn't done by ``columns``, and the trips that could still be added for it alone, if any."""
    if not any(carries(vehicle, task.load) for vehicle in problem.vehicles):
        return reason("fits_none"), []
    if task.is_household and not any(centre.capacity >= task.people for centre in problem.centres):
        return reason("centre_full"), []
    options = list(_options(problem, task))
    open_ones = [option for option in options if (option.priced.broken == 0).any()]
    if not open_ones:
        return reason(_barred(options)), []
    gain = problem.rules.gain_least
    if gain > 0 and _least_cost(open_ones) > gain * PRIORITY_FACTOR[task.priority] * task.worth:
        return reason("not_worth"), []
    used = Used(problem, columns)
    roomy = [o for o in open_ones if o.shape.centre == NO_CENTRE or used.room(o.shape.centre) >= task.people]
    if not roomy:
        return reason("centre_full"), []
    found: list[Column] = []
    bars: set[str] = set()
    for option in roomy:
        more, held = open_columns(problem, used, option)
        found.extend(more)
        bars |= held
    if found:
        return reason("capacity"), found
    code = next(code for code in ("risk", "driving", "capacity", "unreachable") if code in bars)
    return reason(code), []
