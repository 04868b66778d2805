"""A small invented town with a plan, its page written to disk, and a browser to open it in."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from playwright.sync_api import sync_playwright

from corridor.domain.base_map import BaseMap, MapLayer
from corridor.domain.danger import EdgeDanger, Slots
from corridor.domain.network import RoadClass, RoadNetwork
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
from corridor.exchange.page import write_page

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser

SIDE = 14
STEP = 0.004
WEST, SOUTH = 30.0, 50.0
DAY = date(2023, 2, 23)
AS_OF = datetime(2023, 2, 23, 2, 30, tzinfo=UTC)
MIDNIGHT = int(datetime(2023, 2, 22, 22, tzinfo=UTC).timestamp())
HOSTILE = '<img src=x onerror="document.title=1">&</script><script>document.title=2</script>'
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Town:
    """Everything that ``write_page`` takes."""

    plan: Plan
    operation: Operation
    network: RoadNetwork
    danger: EdgeDanger
    base_map: BaseMap

    def write(self, path: pathlib.Path, *, coarse: bool = False, language: str = "en", plan: Plan | None = None) -> str:
        """Write the page and return its file address."""
        write_page(
            path,
            plan or self.plan,
            self.operation,
            self.network,
            self.danger,
            self.base_map,
            coarse=coarse,
            language=language,
        )
        return path.as_uri()


def _corner(x: int, y: int) -> tuple[float, float]:
    bend = 0.0008 * np.sin(x * 1.3 + y * 0.7)
    return WEST + x * STEP * 1.5 + bend, SOUTH + y * STEP + bend


def grid_network() -> RoadNetwork:
    """Streets between the corners of a bent grid, both ways; every fourth street is a main road."""
    pairs = [((x, y), (x + 1, y)) for y in range(SIDE) for x in range(SIDE - 1)]
    pairs += [((x, y), (x, y + 1)) for y in range(SIDE - 1) for x in range(SIDE)]
    rows = []
    for line, (a, b) in enumerate(pairs):
        for tail, head, reverse in ((a, b, False), (b, a, True)):
            rows.append((tail[1] * SIDE + tail[0], head[1] * SIDE + head[0], line, reverse, a, b))
    rows.sort(key=lambda row: (row[0], row[1]))
    corners = [_corner(x, y) for y in range(SIDE) for x in range(SIDE)]
    lon, lat = np.array(corners).T
    tails = np.array([row[0] for row in rows])
    main = [
        (row[4][1] == row[5][1] and row[4][1] % 4 == 1) or (row[4][0] == row[5][0] and row[4][0] % 4 == 2)
        for row in rows
    ]
    edges = len(rows)
    vertices = np.array([(_corner(*a), _corner(*b)) for a, b in pairs]).reshape(-1, 2)
    nan = np.full(edges, np.nan, np.float32)
    return RoadNetwork(
        node_lon=lon,
        node_lat=lat,
        first_out=np.searchsorted(tails, np.arange(SIDE * SIDE + 1)).astype(np.int64),
        head=np.array([row[1] for row in rows], np.int32),
        length_m=np.full(edges, 440, np.float32),
        road_class=np.where(main, RoadClass.SECONDARY, RoadClass.RESIDENTIAL).astype(np.uint8),
        surface=np.zeros(edges, np.uint8),
        smoothness=np.zeros(edges, np.uint8),
        flags=np.zeros(edges, np.uint8),
        access=np.full(edges, 63, np.uint8),
        width_m=nan,
        maxspeed_kmh=nan,
        max_weight_t=nan,
        max_height_m=nan,
        osm_way=np.zeros(edges, np.int64),
        name=np.where(main, 1, 0).astype(np.int32),
        line=np.array([row[2] for row in rows], np.int32),
        reverse=np.array([row[3] for row in rows]),
        line_start=np.arange(0, 2 * len(pairs) + 1, 2, dtype=np.int64),
        vertex_lon=vertices[:, 0].copy(),
        vertex_lat=vertices[:, 1].copy(),
        names=("", "Широка вулиця"),
        source="invented town 2023-02-20",
    )


def grid_danger(network: RoadNetwork) -> EdgeDanger:
    """Worse to the north east and in the afternoon; nothing heard of the north-west corner."""
    x = (network.node_lon[network.tail] + network.node_lon[network.head]) / 2
    y = (network.node_lat[network.tail] + network.node_lat[network.head]) / 2
    east = (x - WEST) / (SIDE * STEP * 1.5)
    north = (y - SOUTH) / (SIDE * STEP)
    hours = np.arange(30) - 3
    rhythm = 0.4 + 1.8 * np.exp(-(((hours % 24) - 13) ** 2) / 14)
    base = 10 ** (-4.3 + 2.2 * (east + north) / 2 + 0.5 * np.maximum(0, east + north - 1.1))
    mean = (rhythm[:, None] * base / 3600).astype(np.float32)
    edges = network.edge_count
    return EdgeDanger(
        Slots(MIDNIGHT - 3 * 3600, 30),
        mean,
        mean * 2,
        np.zeros(edges, np.float32),
        np.zeros(edges, np.float32),
        np.where((east < 0.42) & (north > 0.62), 1, 0).astype(np.float32),
    )


def town_map() -> BaseMap:
    """A river, a wood, the built-up land and two named places."""
    river = shapely.LineString([(29.95, 50.012), (30.03, 50.02), (30.06, 50.005), (30.13, 50.008)]).buffer(0.0012)
    wood = shapely.Point(30.015, 50.047).buffer(0.012)
    built = shapely.box(30.018, 50.008, 30.07, 50.044)
    rows = [
        (MapLayer.BUILT_UP, "", "", "", 0, built),
        (MapLayer.WOOD, "", "", "", 0, wood),
        (MapLayer.WATER, "", "", "", 0, river),
        (MapLayer.PLACE, "Тестове", "Тестове", "Testove", 60_000, shapely.Point(30.042, 50.028)),
        (MapLayer.PLACE, "Хутір", "Хутір", "Khutir", 200, shapely.Point(30.012, 50.049)),
    ]
    return BaseMap(
        np.array([row[0] for row in rows], np.uint8),
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        tuple(row[3] for row in rows),
        np.array([row[4] for row in rows]),
        tuple(shapely.to_wkb(row[5]) for row in rows),
    )


def _clock(hour: int, minute: int = 0) -> int:
    return MIDNIGHT + hour * 3600 + minute * 60


def _road(corners: Sequence[tuple[int, int]], depart: int, arrive: int, upper: float, grey: float = 0) -> Path:
    line = tuple((float(lon), float(lat)) for lon, lat in (_corner(x, y) for x, y in corners))
    return Path(
        depart_s=depart,
        arrive_s=arrive,
        length_m=440.0 * (len(corners) - 1),
        grey_m=grey,
        exposure_mean=upper / 2,
        exposure_upper=upper,
        roads=(RoadStretch(name="Широка вулиця", length_m=900, enter_s=depart, exposure_upper=upper),),
        line=line,
    )


def _along(start: tuple[int, int], end: tuple[int, int], *, first_x: bool) -> list[tuple[int, int]]:
    (x0, y0), (x1, y1) = start, end
    xs = [(x, y0 if first_x else y1) for x in range(x0, x1 + (1 if x1 >= x0 else -1), 1 if x1 >= x0 else -1)]
    ys = [(x1 if first_x else x0, y) for y in range(y0, y1 + (1 if y1 >= y0 else -1), 1 if y1 >= y0 else -1)]
    return list(dict.fromkeys(xs + ys if first_x else ys + xs))


SHELTERS = {"S1": (6, 7), "S2": (9, 9), "S3": (11, 6), "S4": (4, 10), "S5": (12, 11)}


def _at(corner: tuple[int, int]) -> dict[str, float]:
    lon, lat = _corner(*corner)
    return {"lon": float(lon), "lat": float(lat)}


def _mission(number: int, ids: Sequence[str], hour: int, upper: float) -> Mission:
    corners = [(1, 1), *(SHELTERS[place] for place in ids), (2, 3), (1, 1)]
    kinds = [StopKind.DEPOT, *[StopKind.SHELTER] * len(ids), StopKind.CENTRE, StopKind.DEPOT]
    places = ["D1", *ids, "C1", "D1"]
    stops, legs = [], []
    for index, (corner, kind, place) in enumerate(zip(corners, kinds, places, strict=True)):
        arrive = _clock(hour) + index * 2400
        wait = 300 if index == 1 else 0
        shelter = kind is StopKind.SHELTER
        stops.append(
            Stop(
                kind=kind,
                place_id=place,
                **_at(corner),
                arrive_s=arrive,
                begin_s=arrive + wait,
                depart_s=arrive + 1200,
                deliveries=(
                    (
                        Delivery(need_id=f"n-{place}", item_id="water", amount=120),
                        Delivery(need_id=f"m-{place}", item_id="bags", amount=6),
                    )
                    if shelter
                    else ()
                ),
                taken=(f"H-{place}",) if shelter else (),
                brought=tuple(f"H-{one}" for one in ids) if kind is StopKind.CENTRE else (),
                exposure_mean=upper / 20,
                exposure_upper=upper / 10,
                late_s=arrive + 600 * index,
            )
        )
        if index + 1 < len(corners):
            share = upper * (0.04 if index else 0.005) / len(ids)
            grey = 900.0 if "S4" in (places[index], places[index + 1]) else 0.0
            legs.append(
                Leg(
                    path=_road(
                        _along(corner, corners[index + 1], first_x=True), arrive + 1200, arrive + 2400, share, grey
                    ),
                    aboard=2 + 4 * index,
                    second_best=_road(
                        _along(corner, corners[index + 1], first_x=False), arrive + 1200, arrive + 2700, share * 1.6
                    ),
                    why="Keeps to the south of the river at this hour: 40 % less exposed than the quickest road.",
                )
            )
    figures = Figures(
        person_exposure_mean=upper * 2,
        person_exposure_upper=upper * 5,
        crew_exposure_mean=upper / 3,
        crew_exposure_upper=upper,
        driving_s=4800,
        waiting_s=300,
        service_s=4800,
        length_m=14_200,
        grey_m=1800.0 if "S4" in ids else 0.0,
    )
    trip = Trip(
        id=f"M{number}-1",
        stops=tuple(stops),
        legs=tuple(legs),
        loads=(Delivery(need_id="", item_id="water", amount=240), Delivery(need_id="", item_id="bags", amount=12)),
        figures=figures,
        turn_back_s=_clock(hour, 35),
    )
    return Mission(
        id=f"M-0{number}",
        vehicle_id=f"V{number}",
        crew_id=f"K{number}",
        trips=(trip,),
        figures=figures,
        budget_used=0.22 * number,
    )


def town_operation() -> Operation:
    """Five shelters, one depot, one reception centre, three vehicles."""
    return Operation(
        settings=OperationSettings(name="Testove", timezone="Europe/Kyiv", day=DAY, as_of=AS_OF, demonstration=True),
        depots=(Depot(id="D1", name="Склад", **_at((1, 1))),),
        centres=(ReceptionCentre(id="C1", name="School 4", capacity=80, **_at((2, 3))),),
        shelters=tuple(
            Shelter(id=name, name=HOSTILE if name == "S2" else f"Cellar {name}", people=14, **_at(corner))
            for name, corner in SHELTERS.items()
        ),
        households=tuple(
            Household(id=f"H-{name}", shelter_id=name, people=number + 2) for number, name in enumerate(SHELTERS)
        ),
        items=(
            Item(id="water", name="Water", unit="litre", kg=1, litres=1),
            Item(id="bags", name="Sleeping bags", unit="piece", kg=2, litres=10),
        ),
        crews=tuple(Crew(id=f"K{n}", members=2, risk_budget=0.2) for n in (1, 2, 3)),
        vehicles=tuple(
            Vehicle(id=f"V{n}", profile=profile, depot_id="D1", crew_id=f"K{n}", seats=8, load_kg=900, load_litres=2000)
            for n, profile in ((1, Profile.MINIBUS), (2, Profile.ARMOURED_VAN), (3, Profile.CAR))
        ),
        checkpoints=(Checkpoint(id="P1", name="Bridge", checkin=True, **_at((3, 5))),),
    )


def town_plan() -> Plan:
    """Three missions, things left out, three comparisons, a silent source."""
    missions = (_mission(1, ("S1", "S2"), 5, 0.03), _mission(2, ("S4",), 6, 0.012), _mission(3, ("S3", "S1"), 13, 0.11))
    figures = Figures(
        person_exposure_mean=0.32,
        person_exposure_upper=0.74,
        crew_exposure_upper=0.09,
        driving_s=14_400,
        service_s=13_000,
        length_m=42_600,
        grey_m=1800,
    )
    quickest = figures.model_copy(
        update={
            "person_exposure_upper": 1.42,
            "person_exposure_mean": 0.6,
            "driving_s": 12_000.0,
            "length_m": 36_000.0,
            "grey_m": 5200.0,
        }
    )
    least = figures.model_copy(
        update={
            "person_exposure_upper": 0.61,
            "person_exposure_mean": 0.27,
            "driving_s": 19_000.0,
            "length_m": 58_000.0,
            "grey_m": 900.0,
        }
    )
    rhythm = tuple(
        HourDanger(start_s=_clock(hour), factor=factor, lower=factor * 0.6, upper=factor * 1.5)
        for hour in range(24)
        for factor in [
            0.5 + 1.3 * float(np.exp(-((hour - 13) ** 2) / 12)) + 0.7 * float(np.exp(-((hour - 23) ** 2) / 8))
        ]
    )
    return Plan(
        operation=f"Testove {HOSTILE[:9]}",
        demonstration=True,
        day=DAY.isoformat(),
        timezone="Europe/Kyiv",
        as_of_s=int(AS_OF.timestamp()),
        seed=7,
        iterations=2000,
        software="corridor 0.1.0",
        missions=missions,
        unserved=(
            Unserved(
                kind="household",
                id="H-S5",
                shelter_id="S5",
                priority=1,
                reason="risk",
                detail="Upper exposure 0.31, limit 0.2",
            ),
            Unserved(kind="need", id="n-S5", shelter_id="S5", priority=2, reason="risk"),
            Unserved(kind="need", id="n-S4", shelter_id="S4", priority=3, reason="capacity"),
            Unserved(kind="need", id="n-S9", shelter_id="S9", priority=2, reason="a_new_reason"),
        ),
        figures=figures,
        people_taken=21,
        deliveries=8,
        bound=0.70,
        objective=0.74,
        pool_size=412,
        comparisons=(
            Comparison(name="quickest", figures=quickest, people_taken=21, deliveries=8, unserved=4),
            Comparison(name="chosen", figures=figures, people_taken=21, deliveries=8, unserved=4),
            Comparison(name="least", figures=least, people_taken=17, deliveries=7, unserved=6),
        ),
        rhythm=rhythm,
        rhythm_usable=True,
        rests_on=(
            Evidence(name="hotline", rows=214, oldest_s=_clock(-24 * 60), newest_s=_clock(2)),
            Evidence(name="volunteers", rows=35, oldest_s=_clock(-24 * 30), newest_s=_clock(-24 * 8), silent=True),
            Evidence(name="passages", rows=58, oldest_s=_clock(-24 * 12), newest_s=_clock(-8)),
        ),
        reference=quickest,
        reference_name="quickest",
        warnings=("One vehicle fits no road to shelter S9: it is wider than the lane.",),
    )


@pytest.fixture(scope="session")
def town() -> Town:
    """The invented town, its plan and everything the page needs."""
    network = grid_network()
    return Town(town_plan(), town_operation(), network, grid_danger(network), town_map())


@pytest.fixture(scope="session")
def pages(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Addresses of the town's pages, each written once."""
    folder = tmp_path_factory.mktemp("pages")
    written: dict[tuple[bool, str], str] = {}

    def page(*, coarse: bool = False, language: str = "en") -> str:
        key = (coarse, language)
        if key not in written:
            written[key] = town.write(
                folder / f"{'coarse' if coarse else 'exact'}-{language}.html", coarse=coarse, language=language
            )
        return written[key]

    return page


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium as the machine has it; named by CORRIDOR_CHROMIUM or found on the path."""
    found = os.environ.get("CORRIDOR_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        reason = "no Chromium: install it or name it in CORRIDOR_CHROMIUM"
        if os.environ.get("CORRIDOR_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser without WebGL, as on machines without a graphics driver."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()
