"""A small invented day, plan included, for everything that turns plans into files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely

from corridor.domain.base_map import BaseMap, MapLayer
from corridor.domain.danger import EdgeDanger, Slots
from corridor.domain.network import RoadNetwork
from corridor.domain.operation import (
    Checkpoint,
    Crew,
    Depot,
    Household,
    Item,
    Operation,
    OperationSettings,
    ReceptionCentre,
    Shelter,
    Vehicle,
)
from corridor.domain.plan import (
    Comparison,
    Delivery,
    Evidence,
    Figures,
    HourDanger,
    Leg,
    Mission,
    Path,
    Plan,
    RoadStretch,
    Stop,
    StopKind,
    Trip,
    Unserved,
)
from corridor.domain.profiles import Profile

SIDE = 24
WEST, SOUTH = 37.90123, 48.55321
STEP_LON, STEP_LAT = 0.0061, 0.0043
MIDNIGHT = int(datetime(2023, 2, 24, tzinfo=UTC).timestamp())
ROADS = ("", "Вулиця Ковальська", "H-77 Verbova road", "Липова алея")


@dataclass(frozen=True, eq=False)
class Day:
    plan: Plan
    operation: Operation
    network: RoadNetwork
    danger: EdgeDanger
    base_map: BaseMap

    def but(self, **plan: object) -> Day:
        return replace(self, plan=self.plan.model_copy(update=plan))


def _node(column: int, row: int) -> int:
    return row * SIDE + column


def _at(node: int) -> tuple[float, float]:
    row, column = divmod(node, SIDE)
    bend = 0.0013 * np.sin(row * 0.9 + column * 0.4)
    return round(WEST + column * STEP_LON + bend, 6), round(SOUTH + row * STEP_LAT + bend * 0.7, 6)


def grid_network() -> RoadNetwork:
    """``SIDE`` x ``SIDE`` crossings, two-way streets, three named."""
    lon, lat = np.array([_at(node) for node in range(SIDE * SIDE)]).T
    pairs = [(_node(c, r), _node(c + 1, r)) for r in range(SIDE) for c in range(SIDE - 1)]
    pairs += [(_node(c, r), _node(c, r + 1)) for r in range(SIDE - 1) for c in range(SIDE)]
    tails = np.array([a for a, b in pairs] + [b for a, b in pairs])
    heads = np.array([b for a, b in pairs] + [a for a, b in pairs])
    lines = np.tile(np.arange(len(pairs)), 2)
    order = np.lexsort((heads, tails))
    tails, heads, lines, back = tails[order], heads[order], lines[order], (np.arange(len(tails)) >= len(pairs))[order]
    count = len(tails)
    row = tails // SIDE
    main = (row == 5) & (heads // SIDE == 5)
    vertex = np.array([at for pair in pairs for at in (pair[0], pair[1])])
    unknown = np.full(count, np.nan, np.float32)
    return RoadNetwork(
        node_lon=lon,
        node_lat=lat,
        first_out=np.concatenate(([0], np.cumsum(np.bincount(tails, minlength=SIDE * SIDE)))).astype(np.int64),
        head=heads.astype(np.int32),
        length_m=np.full(count, 460, np.float32),
        road_class=np.where(main, 2, np.where(tails % 4 == 0, 4, 6)).astype(np.uint8),
        surface=np.ones(count, np.uint8),
        smoothness=np.zeros(count, np.uint8),
        flags=np.zeros(count, np.uint8),
        access=np.full(count, 63, np.uint8),
        width_m=unknown,
        maxspeed_kmh=unknown,
        max_weight_t=unknown,
        max_height_m=unknown,
        osm_way=np.arange(1, count + 1),
        name=np.where(main, 2, np.where(row % 2 == 0, 1, 3)).astype(np.int32),
        line=lines.astype(np.int32),
        reverse=back,
        line_start=np.arange(0, len(vertex) + 1, 2, dtype=np.int64),
        vertex_lon=lon[vertex],
        vertex_lat=lat[vertex],
        names=ROADS,
        source="invented.osm 2023-02-20",
    )


def danger_on(network: RoadNetwork) -> EdgeDanger:
    """Danger that grows eastwards and doubles by day; grey in the far north."""
    slots = Slots(MIDNIGHT, 24)
    east = (network.node_lon[network.head] - WEST) / (SIDE * STEP_LON)
    rate = (10.0 ** (-7.6 + 2.9 * east))[None, :] * (1 + (np.arange(24) > 10)[:, None])
    return EdgeDanger(
        slots=slots,
        mean=(rate / 2).astype(np.float32),
        upper=rate.astype(np.float32),
        passage_mean=np.zeros(network.edge_count, np.float32),
        passage_upper=np.zeros(network.edge_count, np.float32),
        grey=((network.node_lat[network.head] - SOUTH) / (SIDE * STEP_LAT) > 0.8).astype(np.float32),
    )


def base_map() -> BaseMap:
    lon, lat = _at(_node(6, 12))
    water = shapely.box(lon, lat, lon + 0.03, lat + 0.012)
    towns = [shapely.Point(*_at(_node(4, 4))), shapely.Point(*_at(_node(17, 16)))]
    return BaseMap(
        layer=np.array([MapLayer.WATER, MapLayer.PLACE, MapLayer.PLACE], np.uint8),
        name=("", "Вербове", "Липівка"),
        name_uk=("", "Вербове", "Липівка"),
        name_en=("", "Verbove", "Lypivka"),
        rank=np.array([0, 12000, 800]),
        wkb=tuple(shapely.to_wkb(shape) for shape in (water, *towns)),
    )


def _path(nodes: list[int], depart_s: int, seconds_an_edge: int = 55) -> Path:
    corners = [nodes[0]]
    for goal in nodes[1:]:
        row, column = divmod(corners[-1], SIDE)
        goal_row, goal_column = divmod(goal, SIDE)
        while column != goal_column:
            column += 1 if goal_column > column else -1
            corners.append(_node(column, row))
        while row != goal_row:
            row += 1 if goal_row > row else -1
            corners.append(_node(column, row))
    edges = len(corners) - 1
    return Path(
        depart_s=depart_s,
        arrive_s=depart_s + edges * seconds_an_edge,
        length_m=edges * 460.0,
        grey_m=460.0 if edges > 6 else 0.0,
        exposure_mean=0.00041 * edges,
        exposure_upper=0.00123 * edges,
        roads=(
            RoadStretch(name=ROADS[2], length_m=edges * 300.0, enter_s=depart_s, exposure_upper=0.0004),
            RoadStretch(name="", length_m=edges * 60.0, enter_s=depart_s + 90, exposure_upper=0.0001),
            RoadStretch(name=ROADS[1], length_m=edges * 100.0, enter_s=depart_s + 120, exposure_upper=0.0002),
        )
        if edges
        else (),
        line=tuple(_at(node) for node in corners) if edges else (),
    )


def _trip(trip_id: str, operation: Operation, shelters: list[str], start_s: int) -> Trip:
    spot = {place.id: place for place in (*operation.depots, *operation.centres, *operation.shelters)}
    spot |= {place.id: place for place in operation.checkpoints}
    node_of = {_at(node): node for node in range(SIDE * SIDE)}
    order = ["depot-west", "kp-1", *shelters, "centre-south", "depot-west"]
    nodes = [node_of[spot[one].lon, spot[one].lat] for one in order]
    homes: dict[str, list[str]] = {}
    for household in operation.households:
        homes.setdefault(household.shelter_id, []).append(household.id)
    stops, legs, now = [], [], start_s
    taken: list[str] = []
    for index, place_id in enumerate(order):
        if index:
            path = _path([nodes[index - 1], nodes[index]], now)
            detour = [nodes[index - 1], min(nodes[index - 1] + 3 * SIDE, SIDE * SIDE - 1), nodes[index]]
            second = _path(detour, now) if index % 2 else None
            legs.append(Leg(path=path, aboard=2 + len(taken), second_best=second, why=f"keeps off {ROADS[2]}"))
            now = path.arrive_s
        kind = {"depot": StopKind.DEPOT, "kp": StopKind.CHECKIN, "centre": StopKind.CENTRE}.get(
            place_id.split("-")[0], StopKind.SHELTER
        )
        out = tuple(homes.get(place_id, ())[:2]) if kind is StopKind.SHELTER else ()
        gifts = (
            (
                Delivery(need_id=f"need-{place_id}-w", item_id="water", amount=118.5),
                Delivery(need_id=f"need-{place_id}-f", item_id="food", amount=37),
            )
            if kind is StopKind.SHELTER
            else ()
        )
        stops.append(
            Stop(
                kind=kind,
                place_id=place_id,
                lon=spot[place_id].lon,
                lat=spot[place_id].lat,
                arrive_s=now,
                begin_s=now,
                depart_s=now + 420,
                deliveries=gifts,
                taken=out,
                brought=tuple(taken) if kind is StopKind.CENTRE else (),
                exposure_mean=0.00021,
                exposure_upper=0.00073,
                late_s=640 if index > 2 else 0,
            )
        )
        taken += out
        now += 420
    figures = Figures(
        person_exposure_mean=0.2141,
        person_exposure_upper=0.5512,
        crew_exposure_mean=0.0213,
        crew_exposure_upper=0.0534,
        driving_s=3721,
        service_s=2511,
        length_m=sum(leg.path.length_m for leg in legs),
        grey_m=sum(leg.path.grey_m for leg in legs),
    )
    return Trip(
        id=trip_id,
        stops=tuple(stops),
        legs=tuple(legs),
        loads=(
            Delivery(need_id="", item_id="water", amount=118.5 * len(shelters)),
            Delivery(need_id="", item_id="food", amount=37.0 * len(shelters)),
        ),
        figures=figures,
        turn_back_s=start_s + 3900,
    )


def invented_operation(*, demonstration: bool, shelters: int, long_names: bool) -> Operation:
    rng = np.random.default_rng(7)
    nodes = rng.choice(SIDE * SIDE // 2, shelters, replace=False) + SIDE * 4
    name = "Підвал дитячого садка «Сонечко» біля старого елеватора, вхід з двору" if long_names else "Школа Джерело"
    places = tuple(
        Shelter(id=f"sh-{n:03d}-zelena", name=f"{name} {n}", lon=_at(int(at))[0], lat=_at(int(at))[1], people=20 + n)
        for n, at in enumerate(nodes)
    )
    homes = tuple(
        Household(
            id=f"hh-{shelter.id[3:6]}-{n}",
            shelter_id=shelter.id,
            people=2 + n,
            wheelchairs=n == 1,
            stretchers=n == 2,
            pet_cages=n % 2,
        )
        for shelter in places
        for n in range(3)
    )
    west, south, kp = _at(_node(1, 5)), _at(_node(3, 1)), _at(_node(5, 5))
    return Operation(
        settings=OperationSettings(
            name="Invented town",
            timezone="Europe/Kyiv",
            day=date(2023, 2, 24),
            as_of=datetime(2023, 2, 24, 2, 40, tzinfo=UTC),
            demonstration=demonstration,
        ),
        depots=(Depot(id="depot-west", name="Депо Захід", lon=west[0], lat=west[1]),),
        centres=(
            ReceptionCentre(id="centre-south", name="Прихисток Південь", lon=south[0], lat=south[1], capacity=300),
        ),
        shelters=places,
        households=homes,
        items=(
            Item(id="water", name="Drinking water", unit="litre", kg=1, litres=1, per_person_day=3),
            Item(id="food", name="Food parcel", unit="piece", kg=9, litres=20),
        ),
        crews=(
            Crew(id="crew-a", members=2, risk_budget=0.2),
            Crew(id="crew-b", members=3, risk_budget=0.2),
        ),
        vehicles=tuple(
            Vehicle(
                id=one,
                profile=Profile.MINIBUS,
                depot_id="depot-west",
                crew_id=crew,
                seats=12,
                load_kg=900,
                load_litres=4000,
            )
            for one, crew in (("van-1", "crew-a"), ("van-2", "crew-b"))
        ),
        checkpoints=(Checkpoint(id="kp-1", name="Блокпост Яр", lon=kp[0], lat=kp[1], checkin=True),),
    )


def invented_day(*, demonstration: bool = False, stops: int = 4, long_names: bool = False) -> Day:
    operation = invented_operation(demonstration=demonstration, shelters=2 * stops, long_names=long_names)
    ids = [shelter.id for shelter in operation.shelters]
    start = MIDNIGHT + 3 * 3600 + 700
    missions = tuple(
        Mission(
            id=f"M-{number}",
            vehicle_id=f"van-{number}",
            crew_id=crew,
            trips=(trip := _trip(f"M-{number}.1", operation, own, start),),
            figures=trip.figures,
            budget_used=0.2671,
        )
        for number, crew, own in ((1, "crew-a", ids[:stops]), (2, "crew-b", ids[stops:]))
    )
    network = grid_network()
    plan = Plan(
        operation=operation.settings.name,
        demonstration=demonstration,
        day="2023-02-24",
        timezone="Europe/Kyiv",
        as_of_s=operation.as_of_s,
        seed=1,
        iterations=300,
        software="Corridor 0.1.0",
        missions=missions,
        unserved=(
            Unserved(
                kind="household",
                id="hh-999-0",
                shelter_id=ids[0],
                priority=2,
                reason="risk",
                detail=f"only by {ROADS[3]}",
            ),
        ),
        figures=Figures(person_exposure_upper=1.1024, crew_exposure_upper=0.0534, length_m=61_500, grey_m=2300),
        people_taken=23,
        deliveries=16,
        comparisons=(Comparison(name="quickest", figures=Figures(), people_taken=23, deliveries=16, unserved=1),),
        rhythm=(HourDanger(start_s=MIDNIGHT, factor=1.2, lower=0.8, upper=1.7),),
        rests_on=(
            Evidence(name="канал Марічки", rows=412, oldest_s=MIDNIGHT - 90 * 86400, newest_s=MIDNIGHT - 4211),
            Evidence(name="FIRMS", rows=80, oldest_s=None, newest_s=MIDNIGHT - 700_000, silent=True),
        ),
        reference=Figures(crew_exposure_upper=0.1071, person_exposure_upper=2.3),
        reference_name="quickest",
        warnings=(f"closure on {ROADS[1]} ends today",),
    )
    return Day(plan, operation, network, danger_on(network), base_map())


@pytest.fixture(scope="session")
def invent() -> Callable[..., Day]:
    """Make an invented day: ``invent(demonstration=False, stops=4, long_names=False)``."""
    return invented_day


@pytest.fixture(scope="session")
def real_day() -> Day:
    return invented_day()


@pytest.fixture(scope="session")
def demo_day() -> Day:
    return invented_day(demonstration=True)
