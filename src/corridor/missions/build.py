"""From an operation on a placed network to a ``Problem``: sites, tasks, vehicles, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.profiles import Profile
from corridor.missions.clock import FOREVER, clock_window, curfews, day_window
from corridor.missions.demand import demands, households_of, parcel_limits, parcels_of
from corridor.missions.problem import COVERED, Problem, Rules, Site, SiteKind, VehicleSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.domain.danger import PlaceDanger
    from corridor.domain.operation import Operation, Vehicle
    from corridor.missions.tables import TravelTables

RoadClassKey = tuple[Profile, float | None, float | None, float | None]
"""Profile, width, height and weight: vehicles alike in these share travel times."""


def sites_of(operation: Operation) -> tuple[Site, ...]:
    """Depots, centres and shelters, in that order, numbered through."""
    settings = operation.settings
    sites: list[Site] = []

    def add(kind: SiteKind, place: object, minutes: float, cover: float = COVERED, capacity: int = 0) -> None:
        opens, closes = clock_window(settings, place.opens, place.closes)  # type: ignore[attr-defined]
        sites.append(
            Site(
                len(sites), kind, place.id, place.lon, place.lat,  # type: ignore[attr-defined]
                opens, closes, 60.0 * minutes, cover, capacity,
            )
        )  # fmt: skip

    for depot in operation.depots:
        add(SiteKind.DEPOT, depot, depot.loading_minutes)
    for centre in operation.centres:
        add(SiteKind.CENTRE, centre, centre.unloading_minutes, capacity=centre.capacity)
    for shelter in operation.shelters:
        add(SiteKind.SHELTER, shelter, shelter.access_minutes, COVERED if shelter.covered else 1.0)
    return tuple(sites)


def road_class(vehicle: Vehicle) -> RoadClassKey:
    """What decides a vehicle's travel times."""
    return (vehicle.profile, vehicle.width_m, vehicle.height_m, vehicle.weight_t)


def road_classes(operation: Operation) -> tuple[RoadClassKey, ...]:
    """Each class in use once, in file order."""
    return tuple(dict.fromkeys(road_class(vehicle) for vehicle in operation.vehicles))


def vehicles_of(operation: Operation, sites: Sequence[Site]) -> tuple[VehicleSpec, ...]:
    """Vehicles with their crews' hours, budgets and the room that is left for people."""
    start, end = day_window(operation.settings)
    depots = {site.id: site for site in sites if site.kind is SiteKind.DEPOT}
    crews = {crew.id: (number, crew) for number, crew in enumerate(operation.crews)}
    classes = road_classes(operation)
    specs: list[VehicleSpec] = []
    for number, vehicle in enumerate(operation.vehicles):
        index, crew = crews[vehicle.crew_id]
        starts, returns = clock_window(operation.settings, crew.starts, crew.latest_return)
        specs.append(
            VehicleSpec(
                number=number,
                id=vehicle.id,
                crew_id=crew.id,
                crew=index,
                members=crew.members,
                depot=depots[vehicle.depot_id].number,
                table=classes.index(road_class(vehicle)),
                capacity=(
                    vehicle.load_kg, vehicle.load_litres, float(max(vehicle.seats - vehicle.reserve_seats, 0)),
                    float(vehicle.wheelchair_places), float(vehicle.stretchers), float(vehicle.pet_cages),
                ),
                protection=vehicle.protection,
                range_m=1000.0 * vehicle.range_km,
                earliest_s=max(starts, float(start)),
                latest_s=min(returns, float(end)),
                budget=crew.risk_budget,
                duty_s=FOREVER if crew.duty_hours is None else 3600.0 * crew.duty_hours,
            )
        )  # fmt: skip
    return tuple(specs)


def rules_of(operation: Operation) -> Rules:
    """Rules of the day as numbers."""
    start, end = day_window(operation.settings)
    plan = operation.settings.plan
    return Rules(
        float(start),
        float(max(end, start)),
        curfews(operation.settings),
        plan.max_trips,
        FOREVER if plan.max_grey_km is None else 1000.0 * plan.max_grey_km,
        FOREVER if plan.max_trip_exposure is None else plan.max_trip_exposure,
        plan.service_spread,
        plan.gain_least,
        FOREVER if plan.max_driving_hours is None else 3600.0 * plan.max_driving_hours,
    )


def build_problem(
    operation: Operation, sites: tuple[Site, ...], tables: tuple[TravelTables, ...], danger: PlaceDanger
) -> Problem:
    """The day as numbers.

    Args:
        operation: as read.
        sites: from ``sites_of``.
        tables: one for each of ``road_classes(operation)``.
        danger: of the sites, by number.
    """
    rules = rules_of(operation)
    vehicles = vehicles_of(operation, sites)
    site_of = {site.id: site.number for site in sites if site.kind is SiteKind.SHELTER}
    now = float(operation.as_of_s)
    parcels = parcels_of(
        demands(operation, operation.as_of_s), site_of, parcel_limits(vehicles), now_s=now, day_end_s=rules.day_end_s
    )
    people = households_of(operation, site_of, len(parcels), now_s=now, day_end_s=rules.day_end_s)
    return Problem(sites, (*parcels, *people), vehicles, rules, tables, danger)


def positions(sites: Sequence[Site]) -> tuple[np.ndarray, np.ndarray]:
    """[P] longitudes and latitudes."""
    return np.array([site.lon for site in sites]), np.array([site.lat for site in sites])
