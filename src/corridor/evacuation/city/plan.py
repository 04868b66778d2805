"""The whole answer for a city: who cannot leave at all, buses, cars, what holds them up, what closes the city."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.errors import InternalFault
from corridor.evacuation.city.cars import Cars, plan_cars
from corridor.evacuation.city.closing import cut_off, few_roads, load_in_cars, road_losses
from corridor.evacuation.city.ground import car_roads
from corridor.evacuation.city.rounds import Rounds, plan_rounds
from corridor.evacuation.city.timetable import Timetable, timetable
from corridor.evacuation.roads.cut import best_cut
from corridor.evacuation.witness.city import CityReplay, Stage, replay_city
from corridor.i18n import gettext as _
from corridor.kernels.closing import last_departures
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from corridor.domain.city import BusFleet
    from corridor.evacuation.city.closing import CutOff, FewRoads, Loss
    from corridor.evacuation.city.ground import Ground
    from corridor.progress import Progress

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

Left = tuple[int, int, bool, str]
"""Zone, people, by car, reason."""


@dataclass(frozen=True, eq=False)
class Answer:
    """Everything found, in the planner's own terms."""

    ground: Ground
    rounds: Rounds
    table: Timetable
    cars: Cars
    replay: CityReplay
    bound_s: float
    bus_bound_s: float
    """No buses bring as many out before; 0 where fewer are out than the bound is of."""
    left: tuple[Left, ...]
    latest_car: Floats
    latest_bus: Floats
    losses: tuple[Loss, ...]
    few: tuple[FewRoads, ...]
    isolation: tuple[CutOff, ...]
    unfit: tuple[BusFleet, ...]
    """Fleets that no road lets through, or whose depot has none."""
    seconds: dict[str, float]


def plan_city(
    ground: Ground,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> Answer:
    """Plan everyone out who can leave, in about ``seconds``; the same without a clock for the same seed.

    Raises:
        InternalFault: ``evacuation.replay`` where the plan does not pass its own check.
    """
    spent: dict[str, float] = {}
    begun = time.monotonic()

    def step(name: str) -> None:
        nonlocal begun
        spent[name], begun = time.monotonic() - begun, time.monotonic()

    city = ground.city
    riders = np.array([zone.people - zone.people_by_car for zone in city.zones], np.int64)
    drivers = np.array([zone.people_by_car for zone in city.zones], np.int64)
    aboard = np.array([zone.people_per_car for zone in city.zones])
    left: list[Left] = []
    fleets, unfit = _fitting(ground)
    latest_car = _latest(ground, ground.car_s)
    latest_bus = np.max([_latest(ground, ground.bus_s(f)) for f in fleets], axis=0) if fleets else latest_car * np.nan
    riders = _without_way(ground, riders, latest_bus if fleets else None, False, left)
    drivers = _without_way(ground, drivers, latest_car, True, left)
    rounds = plan_rounds(ground, riders, fleets, seconds=seconds * 0.35, stop=stop, progress=progress)
    table = timetable(ground, rounds, riders)
    step("buses")
    room = sum(c.capacity for c, n in zip(city.centres, ground.centre, strict=True) if n >= 0)
    full = riders.sum() - table.left.sum() >= room
    left += [(z, int(n), False, "no_room" if full else "no_time") for z, n in enumerate(table.left.tolist()) if n > 0]
    cars = plan_cars(ground, drivers / aboard, table.peak, seconds=seconds * 0.15, seed=seed, stop=stop,
                     progress=progress)  # fmt: skip
    step("cars")
    left += [(z, round(n * aboard[z]), True, "no_time") for z, n in enumerate(cars.left.tolist()) if n > 1e-6]
    replay = _replayed(ground, fleets, riders, drivers / aboard, table, cars)
    step("replay")
    progress(_("Looking for what closes the city"), 0, 1)
    seats = max((fleet.seats for fleet in fleets), default=1)
    load = load_in_cars(ground, drivers / aboard - cars.left, riders - table.left, seats)
    both = car_roads(ground, load, ground.capacity, ground.shut)
    joint = best_cut(both.task, np.arange(len(both.task.zone))).seconds if both.task.total else 0.0
    people = np.array([zone.people for zone in city.zones], np.int64)
    until = time.monotonic() + seconds * 0.15
    losses = road_losses(
        ground, load, people, _likely(table, cars), lambda: stop() or time.monotonic() > until
    ) if both.task.total else ()  # fmt: skip
    step("losses")
    few = few_roads(ground, people)
    isolation = cut_off(ground, ground.car_s)
    step("isolation")
    bus_bound = rounds.bound_s if table.left.sum() <= rounds.may_leave else 0.0
    bound = max(bus_bound, cars.bound_s, joint)
    return Answer(
        ground, rounds, table, cars, replay, bound, bus_bound, tuple(left), latest_car, latest_bus, losses, few,
        isolation, unfit, spent,
    )  # fmt: skip


def _fitting(ground: Ground) -> tuple[tuple[BusFleet, ...], tuple[BusFleet, ...]]:
    """(fleets that have a road and a depot, the others); a fleet without buses is neither."""
    depots = {depot.id: int(node) for depot, node in zip(ground.city.depots, ground.depot, strict=True)}
    fit: list[BusFleet] = []
    unfit: list[BusFleet] = []
    for fleet in ground.city.buses:
        if fleet.count:
            has = np.isfinite(ground.bus_s(fleet)).any() and depots.get(fleet.depot_id, -1) >= 0
            (fit if has else unfit).append(fleet)
    return tuple(fit), tuple(unfit)


def _latest(ground: Ground, seconds: Floats) -> Floats:
    network = ground.network
    latest, _via = last_departures(network.node_count, ground.tail, network.head, seconds, ground.shut, ground.exits())
    return np.where(ground.zone >= 0, latest[ground.zone], -np.inf)


def _without_way(ground: Ground, people: Ints, latest: Floats | None, by_car: bool, left: list[Left]) -> Ints:
    """People of zones that have a way out; the others are told in ``left``."""
    kept = people.copy()
    for z in np.flatnonzero(people > 0).tolist():
        if ground.zone[z] < 0:
            reason = "off_roads"
        elif latest is None:
            reason = "no_buses" if not any(fleet.count for fleet in ground.city.buses) else "no_bus_fits"
        elif latest[z] <= 0:
            car = _latest(ground, ground.car_s)[z] > 0
            reason = "no_bus_fits" if car and not by_car else "no_road"
        else:
            continue
        left.append((z, int(people[z]), by_car, reason))
        kept[z] = 0
    return kept


def _likely(table: Timetable, cars: Cars) -> list[int]:
    """Edges by what they carry, most first."""
    carried: dict[int, float] = dict.fromkeys(cars.tight, 1e12)
    for convoy in cars.convoys:
        for road in convoy.roads:
            edge = int(cars.roads.edge[road])
            if edge >= 0:
                carried[edge] = carried.get(edge, 0.0) + convoy.vehicles
    for run in table.runs:
        for leg in run.legs:
            for edge in leg.out.edges:
                carried[edge] = carried.get(edge, 0.0) + 2.0
    return sorted(carried, key=lambda edge: -carried[edge])


def _replayed(
    ground: Ground, fleets: tuple[BusFleet, ...], riders: Ints, cars: Floats, table: Timetable, plan: Cars
) -> CityReplay:
    depots = {depot.id: int(node) for depot, node in zip(ground.city.depots, ground.depot, strict=True)}
    stage = Stage(
        ground.tail,
        ground.network.head,
        ground.shut,
        ground.capacity,
        ground.car_s,
        tuple(ground.bus_s(fleet) for fleet in fleets),
        fleets,
        tuple(depots[fleet.depot_id] for fleet in fleets),
        ground.zone,
        ground.centre,
        np.array([centre.capacity for centre in ground.city.centres], np.int64),
        riders,
        cars,
        ground.city.settings.evacuation.bus_in_cars,
    )
    told = replay_city(stage, table.runs, table.left, plan.convoys, plan.roads.edge, plan.roads.zones, plan.left)
    if told.problem:
        raise InternalFault("evacuation.replay", _("The city's plan did not pass its own check."), told.problem)
    return told
