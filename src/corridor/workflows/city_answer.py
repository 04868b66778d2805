"""A planner's answer about a city as the ``CityPlan`` that people and programs read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from corridor import __version__
from corridor.domain.city_plan import (
    BusRun,
    BusTrip,
    CarWindow,
    CityPlan,
    CityWay,
    CutLevel,
    Disobedience,
    Isolation,
    LeftBehind,
    PlanNote,
    RoadLoss,
    RoadPart,
    ZoneFate,
)
from corridor.domain.network import EdgeFlag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.domain.city_plan import Line
    from corridor.domain.network import RoadNetwork
    from corridor.evacuation.city.plan import Answer
    from corridor.exchange.city.read import CityRead

BOTTLENECKS = 12
CURVE_POINTS = 160


class _Ways:
    """Ways by their edges and vehicle, each kept once."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self.made: list[CityWay] = []

    def index(self, kind: int, edges: Sequence[int], seconds: np.ndarray) -> int:
        key = (kind, tuple(edges))
        if not edges:
            return -1
        if key not in self._known:
            self._known[key] = len(self.made)
            self.made.append(CityWay(points=_timed(self._network, edges, seconds)))
        return self._known[key]


def _timed(network: RoadNetwork, edges: Sequence[int], seconds: np.ndarray) -> tuple[tuple[float, float, float], ...]:
    points: list[tuple[float, float, float]] = []
    clock = 0.0
    for edge in edges:
        line = network.geometry(edge)
        along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
        share = along / along[-1] if along[-1] > 0 else along
        drive = float(seconds[edge])
        points += [
            (round(float(x), 5), round(float(y), 5), round(clock + s * drive, 1))
            for (x, y), s in zip(line[1 if points else 0 :], share[1 if points else 0 :].tolist(), strict=True)
        ]
        clock += drive
    return tuple(points)


def told(answer: Answer, read: CityRead, seed: int) -> CityPlan:
    """The plan in the folder's own ids; the same answer gives the same plan."""
    ground, city = answer.ground, answer.ground.city
    ways = _Ways(ground.network)
    runs = _runs(answer, ways)
    windows = _windows(answer, ways)
    left = tuple(
        LeftBehind(zone=city.zones[z].id, people=n, by_car=by_car, reason=reason)
        for z, n, by_car, reason in answer.left
        if n > 0
    )
    people = sum(zone.people for zone in city.zones)
    clears = max(answer.replay.bus_last, answer.replay.car_last)
    brought: dict[str, int] = defaultdict(int)
    for run in runs:
        for trip in run.trips:
            brought[trip.centre] += trip.people
    settings = city.settings
    return CityPlan(
        software=f"corridor {__version__}",
        operation=settings.name,
        timezone=settings.timezone,
        demonstration=settings.demonstration,
        as_of_s=int(settings.as_of.timestamp()),
        starts_s=city.starts_s,
        seed=seed,
        roads=ground.network.source,
        people=people,
        people_out=people - sum(one.people for one in left),
        clears_s=round(clears, 1),
        bound_s=round(answer.bound_s, 1),
        gap=clears / answer.bound_s - 1 if answer.bound_s > 0 else 0.0,
        bus_last_s=round(answer.replay.bus_last, 1),
        bus_bound_s=round(answer.bus_bound_s, 1),
        car_last_s=round(answer.replay.car_last, 1),
        car_bound_s=round(answer.cars.bound_s, 1),
        buses=sum(fleet.count for fleet in city.buses),
        buses_used=len(runs),
        zones=_fates(answer, runs, windows),
        left=left,
        runs=runs,
        windows=windows,
        ways=tuple(ways.made),
        curve=_curve(answer, windows),
        bound_curve=_bound_curve(answer),
        bottlenecks=_bottlenecks(answer),
        losses=tuple(
            RoadLoss(road=road_part(answer, one.lines), clears_s=one.clears_s, isolated=one.isolated)
            for one in answer.losses
        ),
        cuts=tuple(
            CutLevel(
                roads=tuple(road_part(answer, (line,)) for line in one.lines),
                people=one.people,
                zones=tuple(city.zones[z].id for z in one.zones),
            )
            for one in answer.few
        ),
        isolation=_isolation(answer),
        disobedience=tuple(
            Disobedience(share=d.share, last_s=round(d.seconds, 1), half_s=round(d.half_s, 1), stuck=round(d.stuck))
            for d in answer.cars.disobeyed
        ),
        centres=tuple((c.id, c.name, c.lon, c.lat, c.capacity, brought[c.id]) for c in city.centres),
        depots=tuple((d.id, d.name, d.lon, d.lat) for d in city.depots),
        notes=_notes(answer, read),
        seconds={name: round(spent, 2) for name, spent in answer.seconds.items()},
    )


def _runs(answer: Answer, ways: _Ways) -> tuple[BusRun, ...]:
    ground, city, fleets = answer.ground, answer.ground.city, answer.rounds.fleets
    seconds = [ground.bus_s(fleet) for fleet in fleets]
    made = []
    for run in answer.table.runs:
        fleet = fleets[run.fleet]
        trips = tuple(
            BusTrip(
                zone=city.zones[leg.zone].id,
                centre=city.centres[leg.centre].id,
                people=leg.people,
                sets_off_s=round(leg.there.sets_off, 1),
                at_zone_s=round(leg.there.arrives, 1),
                leaves_s=round(leg.out.sets_off, 1),
                arrives_s=round(leg.out.arrives, 1),
                empty_s=round(leg.empty, 1),
                way_there=ways.index(run.fleet, leg.there.edges, seconds[run.fleet]),
                way_out=ways.index(run.fleet, leg.out.edges, seconds[run.fleet]),
            )
            for leg in run.legs
        )
        made.append(BusRun(bus=f"{fleet.id}-{run.number:02}", fleet=fleet.id, depot=fleet.depot_id, seats=fleet.seats,
                           trips=trips))  # fmt: skip
    return tuple(made)


def _windows(answer: Answer, ways: _Ways) -> tuple[CarWindow, ...]:
    ground, city, roads = answer.ground, answer.ground.city, answer.cars.roads
    centre = {int(node): c.id for node, c in zip(ground.centre.tolist(), city.centres, strict=True)}
    made = []
    for convoy in answer.cars.convoys:
        zone = city.zones[int(roads.zones[convoy.zone])]
        edges = [int(roads.edge[road]) for road in convoy.roads if roads.edge[road] >= 0]
        names = dict.fromkeys(name for edge in edges if (name := ground.network.edge_name(edge)))
        start = float(convoy.enters[0]) if len(convoy.enters) else convoy.arrives
        end = int(ground.network.head[edges[-1]]) if edges else int(ground.zone[roads.zones[convoy.zone]])
        made.append(
            CarWindow(
                zone=zone.id,
                cars=round(convoy.vehicles, 1),
                people=round(convoy.vehicles * zone.people_per_car),
                from_s=round(start, 1),
                until_s=round(start + convoy.window, 1),
                arrives_s=round(convoy.ends, 1),
                centre=centre.get(end, ""),
                roads=tuple(names),
                way=ways.index(-1, edges, ground.car_s),
            )
        )
    return tuple(made)


def _fates(answer: Answer, runs: Iterable[BusRun], windows: Iterable[CarWindow]) -> tuple[ZoneFate, ...]:
    city = answer.ground.city
    last_out: dict[str, float] = {}
    last_bus: dict[str, float] = {}
    late: dict[str, int] = defaultdict(int)
    due = {zone.id: zone.deadline.timestamp() - city.starts_s for zone in city.zones if zone.deadline is not None}
    for run in runs:
        for trip in run.trips:
            last_out[trip.zone] = max(last_out.get(trip.zone, 0.0), trip.arrives_s)
            last_bus[trip.zone] = max(last_bus.get(trip.zone, 0.0), trip.leaves_s)
            late[trip.zone] += trip.people if trip.arrives_s > due.get(trip.zone, np.inf) else 0
    for one in windows:
        last_out[one.zone] = max(last_out.get(one.zone, 0.0), one.arrives_s)
        first = one.arrives_s - (one.until_s - one.from_s)
        over = (one.arrives_s - max(due.get(one.zone, np.inf), first)) / max(one.arrives_s - first, 1e-9)
        late[one.zone] += round(one.people * min(max(over, 0.0), 1.0))
    return tuple(
        ZoneFate(
            zone=zone.id,
            name=zone.name,
            lon=zone.lon,
            lat=zone.lat,
            priority=zone.priority,
            people=zone.people,
            by_bus=zone.people - zone.people_by_car,
            by_car=zone.people_by_car,
            out_s=last_out.get(zone.id),
            last_bus_s=last_bus.get(zone.id),
            latest_car_s=_moment(answer.latest_car[z]),
            latest_bus_s=_moment(answer.latest_bus[z]),
            late=late[zone.id],
        )
        for z, zone in enumerate(city.zones)
    )


def _moment(seconds: float) -> float | None:
    return round(float(seconds), 1) if np.isfinite(seconds) else None


def _curve(answer: Answer, windows: Sequence[CarWindow]) -> tuple[tuple[float, int], ...]:
    """People out by each moment: those of buses as they arrive, those of cars evenly."""
    bus = np.array(answer.replay.by_bus or [(0.0, 0)], float)
    last = max(answer.replay.bus_last, answer.replay.car_last)
    moments = np.linspace(0.0, last, CURVE_POINTS)
    out = np.zeros(len(moments))
    at = np.searchsorted(bus[:, 0], moments, side="right") - 1
    out += np.where(at >= 0, bus[np.maximum(at, 0), 1], 0)
    for one in windows:
        first, lasts = one.arrives_s - (one.until_s - one.from_s), max(one.until_s - one.from_s, 1e-9)
        out += one.people * np.clip((moments - first) / lasts, 0.0, 1.0)
    return tuple((round(float(t), 1), round(float(n))) for t, n in zip(moments, out, strict=True))


def _bound_curve(answer: Answer) -> tuple[tuple[float, int], ...]:
    """The sum of what buses and cars could have out at most, each by itself."""
    city = answer.ground.city
    cars = sum(one.vehicles for one in answer.cars.convoys)
    people = sum(
        c.vehicles * city.zones[int(answer.cars.roads.zones[c.zone])].people_per_car for c in answer.cars.convoys
    )
    most = max((zone.people_per_car for zone in city.zones), default=1.0)
    bus, car = answer.rounds.curve, answer.cars.curve
    moments = sorted({0.0, *(t for t, _n in bus), *(t for t, _n in car)})
    riders = float(sum(leg.people for run in answer.table.runs for leg in run.legs))
    points = []
    for t in moments:
        # Between two moments known no more can be out than at the later one: a straight line would promise less.
        by_bus = next((n for when, n in bus if when >= t - 1e-6), riders) if t > 0 else 0.0
        by_car = float(np.interp(t, [0.0, *(x for x, _ in car)], [0.0, *(n for _, n in car)])) if car else 0.0
        points.append((round(t, 1), round(min(by_bus, riders) + min(by_car * most, people if cars else 0.0))))
    return tuple(points)


def road_part(answer: Answer, lines: Sequence[int]) -> RoadPart:
    """Lines of the network as one stretch."""
    network = answer.ground.network
    edges = np.flatnonzero(np.isin(network.line, list(lines)))
    drawn: list[Line] = []
    for line in lines:
        span = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
        lon, lat = np.round(network.vertex_lon[span], 5), np.round(network.vertex_lat[span], 5)
        drawn.append(tuple(zip(lon.tolist(), lat.tolist(), strict=True)))
    return RoadPart(
        name=next((name for edge in edges.tolist() if (name := network.edge_name(edge))), ""),
        bridge=bool((network.flags[edges] & EdgeFlag.BRIDGE).any()),
        cars_per_hour=round(float(answer.ground.capacity[edges].max(initial=0.0)) * 3600, 1),
        lines=tuple(drawn),
    )


def _bottlenecks(answer: Answer) -> tuple[RoadPart, ...]:
    lines = dict.fromkeys(answer.ground.network.line[list(answer.cars.tight)].tolist())
    return tuple(road_part(answer, (line,)) for line in [*lines][:BOTTLENECKS])


def _isolation(answer: Answer) -> tuple[Isolation, ...]:
    ground, city = answer.ground, answer.ground.city
    people = np.array([zone.people for zone in city.zones], float)
    made = []
    for one in answer.isolation:
        latest = np.where(people > 0, one.latest, np.inf)
        cut = np.isfinite(latest)
        order = np.argsort(latest)
        gone = np.cumsum(people[order])
        half = order[int(np.searchsorted(gone, people.sum() / 2))] if people.sum() else 0
        made.append(
            Isolation(
                areas=tuple(ground.areas[a].name for a in one.areas),
                zones={city.zones[z].id: round(float(latest[z]), 1) for z in np.flatnonzero(cut).tolist()},
                first_s=_moment(latest.min(initial=np.inf)),
                half_s=_moment(latest[half]),
                all_s=_moment(latest[people > 0].max(initial=-np.inf)),
            )
        )
    return tuple(made)


def _notes(answer: Answer, read: CityRead) -> tuple[PlanNote, ...]:
    city = answer.ground.city
    notes = [PlanNote(code="as_given")]
    notes += [PlanNote(code="fleet_unfit", of=one.id) for one in answer.unfit]
    notes += [PlanNote(code="deadline_past", of=zone) for zone in sorted(read.late)]
    people = sum(zone.people for zone in city.zones)
    riders = people - sum(zone.people_by_car for zone in city.zones)
    room = sum(centre.capacity for centre in city.centres)
    if room < riders:
        notes.append(PlanNote(code="room_short", room=room, people=riders))
    if room < people and riders < people:
        notes.append(PlanNote(code="cars_drive_on"))
    if any(report.ends is not None for report in city.closures):
        notes.append(PlanNote(code="shut_for_good"))
    return tuple(notes)
