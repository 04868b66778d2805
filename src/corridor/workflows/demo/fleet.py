"""Depots, reception centres, eight vehicles with their crews, checkpoints and road reports: all made up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.operation import Checkpoint, ClosureEffect, Crew, Depot, ReceptionCentre, RoadReport, Vehicle
from corridor.domain.profiles import Profile
from corridor.i18n import gettext as _
from corridor.workflows.demo import facts
from corridor.workflows.demo.people import DAY, ZONE
from corridor.workflows.demo.region import PLANE, Region, metres_of

if TYPE_CHECKING:
    import numpy.typing as npt


def depots(region: Region) -> tuple[Depot, ...]:
    """Three depots, each some streets off its town's middle."""
    rows = (
        ("D1", "Kostiantynivka", 900.0, 500.0, 12),
        ("D2", "Kramatorsk", 700.0, -900.0, 15),
        ("D3", "Druzhkivka", 300.0, 600.0, 20),
    )
    opens, closes = time(5), time(20)
    return tuple(
        Depot(id=i, name=_("Depot {town}").format(town=facts.places()[town].name),
              **near_town(region, town, east, north), opens=opens, closes=closes, loading_minutes=minutes)
        for i, town, east, north, minutes in rows
    )  # fmt: skip


def centres(region: Region) -> tuple[ReceptionCentre, ...]:
    """Three reception centres, the nearest the smallest."""
    rows = (
        ("C1", "Kostiantynivka", -600.0, -400.0, 60, 8),
        ("C2", "Kramatorsk", -500.0, 400.0, 140, 10),
        ("C3", "Druzhkivka", -400.0, -300.0, 200, 10),
    )
    return tuple(
        ReceptionCentre(id=i, name=_("Reception centre {town}").format(town=facts.places()[town].name),
                        **near_town(region, town, east, north), capacity=capacity, opens=time(6), closes=time(20),
                        unloading_minutes=minutes)
        for i, town, east, north, capacity, minutes in rows
    )  # fmt: skip


def near_town(region: Region, town: str, east: float, north: float) -> dict[str, float]:
    """Longitude and latitude beside the town's street corner nearest to a shift from its middle."""
    x, y = metres_of(town)
    spot = np.array((x + east, y + north))
    corners = np.array(sorted({p for way in region.ways if way.town == town for p in way.points}))
    corner = region.xy[corners[int(np.argmin(np.hypot(*(region.xy[corners] - spot).T)))]]
    return _degrees(corner + 12.0)


def _degrees(spot: npt.NDArray[np.float64]) -> dict[str, float]:
    lon, lat = PLANE.to_degrees(spot[0], spot[1])
    return {"lon": round(float(lon), 5), "lat": round(float(lat), 5)}


def crews(risk_budget: float) -> tuple[Crew, ...]:
    """Eight crews, unequally burdened so far; the car crews start early."""
    burden = (0.9, 0.4, 1.6, 1.2, 0.7, 2.1, 0.3, 0.5)
    early = (0, 2, 5)
    return tuple(
        Crew(id=f"K{i + 1}", members=3 if i == 5 else 2, risk_budget=risk_budget * (1.5 if i == 5 else 1.0),
             cumulative_exposure=round(share * risk_budget, 4), starts=time(5, 15) if i in early else time(5, 30),
             latest_return=time(18, 30))
        for i, share in enumerate(burden)
    )  # fmt: skip


def vehicles() -> tuple[Vehicle, ...]:
    """Eight vehicles of five kinds; width, height and weight decide which tracks and bridges carry them."""
    car = {"profile": Profile.CAR, "width_m": 1.9, "height_m": 1.9, "weight_t": 2.6}
    van = {"profile": Profile.MINIBUS, "width_m": 2.1, "height_m": 2.7, "weight_t": 4.2}
    return (
        Vehicle(id="car-1", depot_id="D1", crew_id="K1", seats=4, pet_cages=1, load_kg=350, load_litres=900,
                range_km=450, **car),
        Vehicle(id="car-2", depot_id="D2", crew_id="K2", seats=6, pet_cages=1, load_kg=450, load_litres=1200,
                range_km=500, **car),
        Vehicle(id="minibus-1", depot_id="D1", crew_id="K3", seats=16, reserve_seats=2, pet_cages=3, load_kg=1100,
                load_litres=3500, **van),
        Vehicle(id="minibus-2", depot_id="D1", crew_id="K4", seats=12, reserve_seats=1, wheelchair_places=2,
                pet_cages=2, load_kg=1000, load_litres=3200, **van),
        Vehicle(id="minibus-3", depot_id="D2", crew_id="K5", seats=14, reserve_seats=1, wheelchair_places=1,
                stretchers=1, pet_cages=2, load_kg=1000, load_litres=3200, **van),
        Vehicle(id="armoured-1", depot_id="D2", crew_id="K6", profile=Profile.ARMOURED_VAN, seats=8,
                wheelchair_places=1, stretchers=2, pet_cages=2, load_kg=900, load_litres=2500, protection=0.35,
                range_km=320, width_m=2.2, height_m=2.8, weight_t=7.2),
        Vehicle(id="bus-1", depot_id="D3", crew_id="K7", profile=Profile.BUS, seats=38, reserve_seats=3,
                wheelchair_places=1, pet_cages=6, load_kg=1500, load_litres=5000, range_km=500, width_m=2.55,
                height_m=3.2, weight_t=12.5),
        Vehicle(id="truck-1", depot_id="D3", crew_id="K8", profile=Profile.TRUCK, seats=1, load_kg=4500,
                load_litres=16000, range_km=600, width_m=2.5, height_m=3.4, weight_t=9.5),
    )  # fmt: skip


def checkpoints(region: Region) -> tuple[Checkpoint, ...]:
    """Two checkpoints with queues, and the check-in point before the last stretch."""
    rows = (
        ("P1", _("Checkpoint {town}"), ("Stupochky", "Kostiantynivka"), 0.3, 6.0, False),
        ("P2", _("Checkpoint {town}, west"), ("Chasiv Yar", "Kostiantynivka"), 0.2, 8.0, True),
        ("P3", _("Checkpoint {town}"), ("Minkivka", "Sloviansk"), 0.1, 5.0, False),
    )
    return tuple(
        Checkpoint(id=i, name=name.format(town=facts.places()[link[0]].name), **_along(region, *link, share),
                   opens=time(5), closes=time(19), queue_minutes=queue, checkin=checkin)
        for i, name, link, share, queue, checkin in rows
    )  # fmt: skip


def _along(region: Region, start: str, end: str, share: float) -> dict[str, float]:
    """A spot in the middle of the piece of a link at a share of its points."""
    line = region.link_line(start, end)
    at = min(int(share * (len(line) - 1)), len(line) - 2)
    return _degrees((line[at] + line[at + 1]) / 2)


def closures(region: Region) -> tuple[RoadReport, ...]:
    """What is shut: roads that lead to the line, one washed-out track that one person says is open again."""
    rows = (
        ("R1", ("Bakhmut", "Opytne"), 0.3, 0.9, ClosureEffect.SHUT, 200, "crew-4", True),
        ("R2", ("Bakhmut", "Siversk"), 0.12, 0.9, ClosureEffect.SHUT, 330, "crew-1", True),
        ("R3", ("Krasna Hora", "Paraskoviivka"), 0.3, 0.8, ClosureEffect.SHUT, 90, "crew-2", False),
        ("R4", ("Berkhivka", "Paraskoviivka"), 0.2, 0.8, ClosureEffect.SHUT, 90, "crew-2", False),
        ("R5", ("Bakhmut", "Klishchiivka"), 0.5, 0.9, ClosureEffect.SHUT, 60, "crew-6", False),
        ("R6", ("Chasiv Yar", "Bohdanivka"), 0.45, 0.6, ClosureEffect.SHUT, 70, "crew-3", False),
        ("R7", ("Chasiv Yar", "Bohdanivka"), 0.45, 0.6, ClosureEffect.OPEN, 20, "caller-9", False),
    )
    morning = datetime.combine(DAY, time(4), ZONE)
    reports = []
    for i, link, first, last, effect, hours, reporter, coordinator in rows:
        here, there = _along(region, *link, first), _along(region, *link, last)
        reports.append(
            RoadReport(id=i, **here, to_lon=there["lon"], to_lat=there["lat"], effect=effect,
                       reported=morning - timedelta(hours=hours), reporter=reporter, coordinator=coordinator)
        )  # fmt: skip
    return tuple(reports)
