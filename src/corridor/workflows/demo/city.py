"""The worked case as a city to bring out: seventy thousand people in the town, three directions closing. Made up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.city import BusFleet, City, RoadDamage, Zone
from corridor.domain.operation import EvacuationSettings, OperationSettings, ReceptionCentre
from corridor.domain.outlook import OutlookPlace, PlaceKind
from corridor.domain.profiles import Profile
from corridor.exchange.city.write import write_city
from corridor.exchange.operation.tables import PLACES
from corridor.exchange.operation.write import records_csv
from corridor.files import replacing_folder, write_bytes, write_text
from corridor.i18n import gettext as _
from corridor.i18n import using
from corridor.progress import silent
from corridor.workflows.demo import facts, fleet
from corridor.workflows.demo.people import DAY, ZONE
from corridor.workflows.demo.process import AS_OF_S
from corridor.workflows.demo.region import BEYOND, PLANE, draw_region, metres_of
from corridor.workflows.demo.roads_file import roads_document
from corridor.workflows.demo.run import MARKER, refuse_foreign, warning
from corridor.workflows.import_roads import import_roads

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.progress import Progress
    from corridor.workflows.demo.region import Region

PEOPLE = 70_000
ZONES = 44
BY_CAR = 0.45
"""Share that leaves in private cars."""
HOSPITALS = 3
STARTS = datetime.combine(DAY, datetime.min.time(), ZONE) + timedelta(hours=6)
CENTRES = (("Kostiantynivka", 9_000), ("Kramatorsk", 18_000), ("Druzhkivka", 8_000), ("Sloviansk", 10_000))
BUSES = (
    ("K-50", "Kostiantynivka", 60, 50, Profile.BUS, 10.0, (2.55, 3.2, 17.0)),
    ("S-45", "Kramatorsk", 84, 45, Profile.BUS, 9.0, (2.5, 3.2, 14.0)),
    ("D-18", "Druzhkivka", 60, 18, Profile.MINIBUS, 5.0, (2.1, 2.7, 4.2)),
)
CLOSING = (
    ("north", ((38.2, 48.81), (38.07, 48.735), (37.985, 48.705)), 430.0),
    ("east", ((38.075, 48.66), (38.085, 48.6), (38.06, 48.55)), 170.0),
    ("south", ((38.04, 48.52), (37.975, 48.49), (37.9, 48.455)), 520.0),
)
"""Lines from which roads close, and metres an hour."""


@dataclass(frozen=True, slots=True)
class CityDemo:
    """What was made."""

    folder: Path
    people: int
    zones: int
    buses: int


def write_demo_city(
    out: Path, *, seed: int = 2023, language: str = "en", progress: Progress = silent, people: int = PEOPLE
) -> CityDemo:
    """Make the operation folder ``out``, whole or not at all.

    Raises:
        InputRefused: ``output.not_ours`` where ``out`` holds anything else.
        OSError: the disk is full or may not be written.
    """
    out = out.resolve()
    if not (out / MARKER).is_file() or not (out / "zones.csv").is_file():
        refuse_foreign(out)
    with using(language), replacing_folder(out) as draft:
        region = draw_region(seed)
        write_text(draft / MARKER, warning() + "\n")
        write_text(draft / "roads.osm", roads_document(region, seed).to_xml())
        import_roads(draft / "roads.osm", draft / "roads", progress)
        city = demo_city(region, seed, people)
        write_city(city, draft)
        write_text(draft / "closing.geojson", closing_text())
        write_text(draft / "lines_of_control.geojson", facts.lines_of_control_text())
        write_bytes(draft / PLACES.file, records_csv(OutlookPlace, demo_places()))
    return CityDemo(out, sum(z.people for z in city.zones), len(city.zones), sum(b.count for b in city.buses))


def demo_city(region: Region, seed: int, people: int = PEOPLE) -> City:
    """Zones over the town's streets, buses in three towns, places in four."""
    return City(
        settings=OperationSettings(
            name=_("Bakhmut, the whole town out: a demonstration"),
            timezone="Europe/Kyiv",
            day=DAY,
            as_of=datetime.fromtimestamp(AS_OF_S, ZONE),
            demonstration=True,
            evacuation=EvacuationSettings(starts=STARTS),
        ),
        depots=fleet.depots(region),
        centres=tuple(
            ReceptionCentre(
                id=f"C{k}",
                name=_("Reception centre {town}").format(town=facts.places()[town].name),
                capacity=capacity,
                **fleet.near_town(region, town, -300.0, 200.0),
            )
            for k, (town, capacity) in enumerate(CENTRES, 1)
        ),
        zones=_zones(region, seed, people),
        buses=_buses(region),
        damage=_damage(region),
        closures=fleet.closures(region),
    )


def _buses(region: Region) -> tuple[BusFleet, ...]:
    depot = {"Kostiantynivka": "D1", "Kramatorsk": "D2", "Druzhkivka": "D3"}
    return tuple(
        BusFleet(id=i, depot_id=depot[town], count=count, seats=seats, profile=profile, boarding_minutes=boarding,
                 alighting_minutes=round(boarding * 0.6, 1), width_m=size[0], height_m=size[1], weight_t=size[2])
        for i, town, count, seats, profile, boarding, size in BUSES
    )  # fmt: skip


def _damage(region: Region) -> tuple[RoadDamage, ...]:
    """A cratered stretch of the main road west, and a damaged bridge in the town."""
    line = region.link_line("Ivanivske", "Stupochky")
    here, there = line[len(line) // 3], line[len(line) // 2]
    first, last = _degrees(here), _degrees(there)
    reported = datetime.fromtimestamp(AS_OF_S, ZONE) - timedelta(hours=11)
    return (RoadDamage(id="B1", **first, to_lon=last["lon"], to_lat=last["lat"], capacity_share=0.6,
                       reported=reported),)  # fmt: skip


def _degrees(spot: np.ndarray) -> dict[str, float]:
    lon, lat = PLANE.to_degrees(spot[0], spot[1])
    return {"lon": round(float(lon), 5), "lat": round(float(lat), 5)}


def _zones(region: Region, seed: int, people: int) -> tuple[Zone, ...]:
    """Zones far from one another (farthest point sampling over street corners), fuller towards the middle."""
    rng = np.random.default_rng([seed, 9])
    corners = np.array(sorted({p for way in region.ways if way.town == "Bakhmut" for p in way.points}))
    xy = region.xy[corners]
    middle = np.array(metres_of("Bakhmut"))
    chosen = [int(np.argmin(np.hypot(*(xy - middle).T)))]
    far = np.hypot(*(xy - xy[chosen[0]]).T)
    while len(chosen) < ZONES:
        chosen.append(int(np.argmax(far)))
        far = np.minimum(far, np.hypot(*(xy - xy[chosen[-1]]).T))
    weight = np.exp(-np.hypot(*(xy[chosen] - middle).T) / 1600.0) * rng.uniform(0.7, 1.3, ZONES)
    count = np.floor(weight / weight.sum() * people).astype(int)
    count[0] += people - int(count.sum())
    hospital = set(rng.choice(np.arange(1, ZONES), HOSPITALS, replace=False).tolist())
    zones = []
    for k, (corner, inside) in enumerate(zip(chosen, count.tolist(), strict=True)):
        share = 0.1 if k in hospital else BY_CAR * float(rng.uniform(0.8, 1.2))
        title = _("Quarter {number}, hospital") if k in hospital else _("Quarter {number}")
        zones.append(
            Zone(id=f"Z{k + 1:02}", name=title.format(number=k + 1), people=inside, people_by_car=int(inside * share),
                 priority=1 if k in hospital else 2, **_degrees(xy[corner] + 8.0))
        )  # fmt: skip
    return tuple(zones)


def demo_places() -> tuple[OutlookPlace, ...]:
    """The region's towns with the people of January 2022; hospitals and stocks are made up."""
    known = facts.places()
    towns = [
        OutlookPlace(id=f"T{k:02}", name=place.name, lon=place.lon, lat=place.lat, people=place.population)
        for k, place in enumerate(known.values(), 1)
        if place.population and place.name_en not in BEYOND
    ]
    beds = {"Bakhmut": 120, "Kostiantynivka": 260, "Sloviansk": 310}
    hospitals = [
        OutlookPlace(id=f"H{k}", name=_("Hospital {town}").format(town=known[town].name), lon=known[town].lon,
                     lat=known[town].lat, kind=PlaceKind.HOSPITAL, people=people)
        for k, (town, people) in enumerate(beds.items(), 1)
    ]  # fmt: skip
    tonnes = {"Chasiv Yar": 18.0, "Kramatorsk": 240.0}
    stocks = [
        OutlookPlace(id=f"S{k}", name=_("Stock {town}").format(town=known[town].name), lon=known[town].lon,
                     lat=known[town].lat, kind=PlaceKind.STOCK, amount=amount)
        for k, (town, amount) in enumerate(tonnes.items(), 1)
    ]  # fmt: skip
    return (*towns, *hospitals, *stocks)


def closing_text() -> str:
    """``closing.geojson``: three lines that advance."""
    names = {"north": _("from the north"), "east": _("from the east"), "south": _("from the south")}
    features = [
        {
            "type": "Feature",
            "properties": {"id": i, "name": names[i], "metres_per_hour": speed, "starts": STARTS.isoformat()},
            "geometry": {"type": "LineString", "coordinates": [list(point) for point in line]},
        }
        for i, line, speed in CLOSING
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
