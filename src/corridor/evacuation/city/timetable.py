"""Rounds made a timetable: every bus by the clock, every drive searched anew at the moment it sets off.

A road takes buses up to ``BUS_SHARE`` of what it lets in during each quarter of an hour; a bus that finds one full
waits where it stands. What buses use at their peak is kept free of private cars.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.bus_runs import Leg, Ride, Run
from corridor.kernels.closing import arrivals

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.evacuation.city.ground import Ground
    from corridor.evacuation.city.master import Trip
    from corridor.evacuation.city.rounds import Rounds

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

WINDOW_S = 900.0
BUS_SHARE = 0.8
RETRY_S = 30.0
PATIENCE_S = 3 * 3600.0


@dataclass(frozen=True, eq=False)
class Timetable:
    """All buses, who is left for want of time, and what buses take of each road."""

    runs: tuple[Run, ...]
    left: Ints
    """[Z] people whom the rounds meant to bring out and the clock did not."""
    peak: Floats
    """[E] cars a second that buses take at most."""


@dataclass(eq=False)
class _Bus:
    fleet: int
    number: int
    node: int
    trips: list[Trip]
    legs: list[Leg] = field(default_factory=list)


def timetable(ground: Ground, rounds: Rounds, people: Ints) -> Timetable:
    """Drive the rounds for ``people`` [Z], in the order of the clock; at equal times the first fleet first."""
    return _Clock(ground, rounds, people).run()


class _Clock:
    def __init__(self, ground: Ground, rounds: Rounds, people: Ints) -> None:
        self.ground, self.fleets = ground, rounds.fleets
        self.waiting: Ints = people.copy()
        self.quota = _whole(rounds.quota, people)
        self.room = np.array([centre.capacity for centre in ground.city.centres], np.int64)
        self.seconds = [ground.bus_s(fleet) for fleet in rounds.fleets]
        self.used: dict[tuple[int, int], float] = {}
        self.hopeless: set[tuple[int, int, int]] = set()
        self.take = ground.city.settings.evacuation.bus_in_cars
        depots = [depot.id for depot in ground.city.depots]
        self.buses: list[_Bus] = []
        rank = np.array([zone.priority for zone in ground.city.zones])
        for day, count in rounds.chosen:
            fleet = rounds.fleets[day.squad]
            # Zones of higher priority come first on a bus's day.
            trips = sorted(day.trips, key=lambda trip: rank[trip[0]])
            node = int(ground.depot[depots.index(fleet.depot_id)])
            self.buses += [_Bus(day.squad, 0, node, list(trips)) for _ in range(count)]
        order: dict[int, int] = {}
        for bus in sorted(self.buses, key=lambda one: one.fleet):
            bus.number = order[bus.fleet] = order.get(bus.fleet, 0) + 1

    def run(self) -> Timetable:
        queue = [(0.0, bus.fleet, bus.number, k) for k, bus in enumerate(self.buses)]
        heapq.heapify(queue)
        while queue:
            clock, fleet, number, k = heapq.heappop(queue)
            bus = self.buses[k]
            leg = self._next(bus, clock)
            if leg is not None:
                bus.legs.append(leg)
                bus.node = int(self.ground.centre[leg.centre])
                heapq.heappush(queue, (leg.empty, fleet, number, k))
        runs = tuple(Run(bus.fleet, bus.number, tuple(bus.legs)) for bus in self.buses if bus.legs)
        return Timetable(tuple(sorted(runs, key=lambda run: (run.fleet, run.number))), self.waiting, self._peak())

    def _next(self, bus: _Bus, clock: float) -> Leg | None:
        """The bus's next trip that still has people and can be driven; others are dropped."""
        fleet = self.fleets[bus.fleet]
        while (trip := bus.trips.pop(0) if bus.trips else self._spare(bus, clock)) is not None:
            zone, centre = trip
            if (bus.fleet, zone, centre) in self.hopeless:
                continue
            people = int(min(fleet.seats, self.quota[zone, centre], self.waiting[zone], self.room[centre]))
            if people <= 0:
                continue
            there = self._ride(bus.fleet, bus.node, int(self.ground.zone[zone]), clock)
            if there is None:
                self.hopeless.add((bus.fleet, zone, centre))
                continue
            boarded = there.arrives + fleet.boarding_minutes * 60
            out = self._ride(bus.fleet, int(self.ground.zone[zone]), int(self.ground.centre[centre]), boarded)
            if out is None:
                self.hopeless.add((bus.fleet, zone, centre))
                continue
            self._book(there, self.seconds[bus.fleet])
            self._book(out, self.seconds[bus.fleet])
            self.waiting[zone] -= people
            self.quota[zone, centre] -= people
            self.room[centre] -= people
            return Leg(zone, centre, people, there, out, out.arrives + fleet.alighting_minutes * 60)
        return None

    def _spare(self, bus: _Bus, clock: float) -> Trip | None:
        """A trip for those whom no trip still to come would take: part-full buses and full centres leave some."""
        coming = np.zeros_like(self.waiting)
        for other in self.buses:
            for zone, _centre in other.trips:
                coming[zone] += self.fleets[other.fleet].seats
        short = self.waiting - coming
        for zone in np.argsort(-short).tolist():
            if short[zone] <= 0:
                return None
            node = int(self.ground.zone[zone])
            network = self.ground.network
            arrive, _via = arrivals(
                network.first_out, network.head, self.seconds[bus.fleet], self.ground.shut, node, clock
            )
            centres = [x for x, n in enumerate(self.ground.centre.tolist()) if n >= 0 and self.room[x] > 0]
            centres = [x for x in centres if (bus.fleet, zone, x) not in self.hopeless]
            near = min(centres, key=lambda x: float(arrive[self.ground.centre[x]]), default=None)
            if near is not None and np.isfinite(arrive[self.ground.centre[near]]):
                self.quota[zone, near] = max(int(self.quota[zone, near]), int(min(short[zone], self.room[near])))
                return zone, near
        return None

    def _ride(self, fleet: int, start: int, goal: int, clock: float) -> Ride | None:
        """The quickest drive that finds room on every road; None where there is none for hours."""
        network = self.ground.network
        seconds = self.seconds[fleet]
        latest = clock + PATIENCE_S
        while clock <= latest:
            arrive, via = arrivals(network.first_out, network.head, seconds, self.ground.shut, start, clock)
            if not np.isfinite(arrive[goal]):
                return None
            edges: list[int] = []
            node = goal
            while node != start:
                edges.append(int(via[node]))
                node = int(self.ground.tail[edges[-1]])
            edges.reverse()
            if self._fits(edges, seconds, clock):
                return Ride(tuple(edges), clock, float(arrive[goal]))
            clock += RETRY_S
        return None

    def _slots(self, edges: tuple[int, ...] | list[int], seconds: Floats, clock: float) -> list[tuple[int, int]]:
        if not edges:
            return []
        enters = clock + np.concatenate(([0.0], np.cumsum(seconds[list(edges)])[:-1]))
        return [(edge, int(moment // WINDOW_S)) for edge, moment in zip(edges, enters, strict=True)]

    def _fits(self, edges: list[int], seconds: Floats, clock: float) -> bool:
        capacity = self.ground.capacity
        return all(
            self.used.get(slot, 0.0) + self.take <= max(BUS_SHARE * capacity[slot[0]] * WINDOW_S, self.take)
            for slot in self._slots(edges, seconds, clock)
        )

    def _book(self, ride: Ride, seconds: Floats) -> None:
        for slot in self._slots(ride.edges, seconds, ride.sets_off):
            self.used[slot] = self.used.get(slot, 0.0) + self.take

    def _peak(self) -> Floats:
        peak = np.zeros(self.ground.network.edge_count)
        for (edge, _window), cars in self.used.items():
            peak[edge] = max(peak[edge], cars / WINDOW_S)
        return peak


def _whole(quota: Floats, people: Ints) -> Ints:
    """Quotas in whole people, each zone's adding up to its people where the quotas do."""
    whole = np.floor(quota + 1e-6).astype(np.int64)
    for zone in range(len(people)):
        short = min(int(people[zone] - whole[zone].sum()), int(round(float(quota[zone].sum())) - whole[zone].sum()))
        for centre in np.argsort(whole[zone] - quota[zone])[: max(short, 0)].tolist():
            whole[zone, centre] += 1
    return whole
