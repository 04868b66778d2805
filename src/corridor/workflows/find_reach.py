"""Finds how far each vehicle gets from a place within a time and a limit of exposure, one way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from corridor.domain.projection import LocalPlane
from corridor.errors import InputRefused
from corridor.exchange.operation import read_operation
from corridor.exchange.trips import collection
from corridor.i18n import gettext as _
from corridor.missions.build import road_class
from corridor.missions.tables import risk_weights
from corridor.progress import silent
from corridor.routing.local_clock import moment
from corridor.routing.places import insert_places
from corridor.routing.reach import reach
from corridor.routing.speeds import travel_seconds
from corridor.workflows.find_route import place_of, refuse_far, roads_of, router_on

if TYPE_CHECKING:
    from datetime import time
    from pathlib import Path

    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation, Vehicle
    from corridor.errors import RowProblem
    from corridor.progress import Progress
    from corridor.routing.reach import Reach

BESIDE_M = 100.0
"""Polygons reach so far to both sides of the roads driven."""


@dataclass(frozen=True, eq=False)
class VehicleReach:
    """What one vehicle reaches, within its crew's limit of upper exposure aboard."""

    vehicle: str
    limit: float
    road_km: float
    """Of roads driven, each once."""
    shelters: tuple[str, ...]
    """Ids of the shelters reached."""
    area: BaseGeometry
    """WGS84 polygons around those roads; empty where none is reached."""


@dataclass(frozen=True, eq=False)
class FoundReach:
    """One row a vehicle."""

    operation: Operation
    minutes: float
    depart_s: int
    rows: tuple[VehicleReach, ...]
    problems: tuple[RowProblem, ...]

    def as_dict(self) -> dict[str, object]:
        """Figures without areas, for ``--json``."""
        rows = [
            {"vehicle": row.vehicle, "exposure_limit": row.limit, "road_km": row.road_km, "shelters": row.shelters}
            for row in self.rows
        ]
        return {
            "timezone": self.operation.settings.timezone,
            "depart_s": self.depart_s,
            "minutes": self.minutes,
            "vehicles": rows,
        }

    def geojson(self) -> bytes:
        """A feature collection (RFC 7946) with one area a vehicle."""
        return collection([_feature(row) for row in self.rows])


def find_reach(
    folder: Path,
    place: str,
    *,
    depart: time,
    minutes: float,
    exposure: float | None = None,
    progress: Progress = silent,
) -> FoundReach:
    """How far every vehicle of the operation gets from ``place``, leaving at ``depart``, in at most ``minutes``.

    Exposure is that aboard, the vehicle's protection counted. What is drawn was reached by a road found within both
    limits; what is not drawn may be in reach by a road that was not tried (see ``corridor.routing.reach``).

    Args:
        folder: operation folder.
        place: ``lon,lat`` or the id of a place, as for ``find_route``.
        depart: local clock of the operation's day.
        minutes: more than 0, at most a day.
        exposure: upper exposure that one way may cost each aboard; the risk budget of the vehicle's crew where None.
        progress: told of each step.

    Raises:
        InputRefused: ``reach.limit``, ``reach.no_vehicle``, or as ``find_route``.
    """
    if not 0 < minutes <= 24 * 60 or (exposure is not None and not 0 <= exposure < np.inf):
        raise InputRefused(
            "reach.limit",
            _("Minutes must lie between 0 and 1440, and exposure must be a number of at least 0."),
            f"--minutes {minutes:g}" + ("" if exposure is None else f" --exposure {exposure:g}"),
            _("Give for example --minutes 40, and leave --exposure out to use each crew's risk budget."),
        )
    progress(_("Reading the folder"), 0, 1)
    read = read_operation(folder)
    operation, settings = read.operation, read.operation.settings
    if not operation.vehicles:
        raise InputRefused(
            "reach.no_vehicle",
            _("The operation has no vehicle."),
            "vehicles.csv",
            _("Add the vehicles whose reach you ask for."),
        )
    points = [place_of(operation, place), *((one.lon, one.lat) for one in operation.shelters)]
    network = roads_of(folder / settings.roads, progress)
    progress(_("Reading the folder"), 1, 1)
    mask = int(np.bitwise_or.reduce([vehicle.profile.bit for vehicle in operation.vehicles]))
    placed = insert_places(network, [lon for lon, _lat in points], [lat for _lon, lat in points], mask)
    refuse_far(placed.distance_m[:1], (place,))
    depart_s = moment(settings.day, depart, settings.timezone)
    router, problems = router_on(folder, operation, placed.network, (depart_s, depart_s + int(60 * minutes)), progress)
    weights = risk_weights(router.danger)
    budgets = {crew.id: crew.risk_budget for crew in operation.crews}
    rows = []
    for done, vehicle in enumerate(operation.vehicles):
        progress(_("Searching hours and roads"), done, len(operation.vehicles))
        limit = budgets[vehicle.crew_id] if exposure is None else exposure
        seconds = _seconds(placed.network, vehicle)
        origin = int(placed.node[0])
        found = reach(router, seconds, origin, depart_s, 60 * minutes, limit / vehicle.protection, weights)
        shelters = [one.id for one, node in zip(operation.shelters, placed.node[1:], strict=True) if found.node[node]]
        rows.append(_row(placed.network, vehicle, limit, found, shelters))
    progress(_("Searching hours and roads"), len(rows), len(rows))
    return FoundReach(operation, minutes, depart_s, tuple(rows), (*read.problems, *problems))


def _seconds(network: RoadNetwork, vehicle: Vehicle) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    profile, width, height, weight = road_class(vehicle)
    return travel_seconds(network, profile, width_m=width, height_m=height, weight_t=weight)


def _row(network: RoadNetwork, vehicle: Vehicle, limit: float, found: Reach, shelters: list[str]) -> VehicleReach:
    lines = np.unique(network.line[found.edge])
    _unused, first = np.unique(network.line, return_index=True)
    kilometres = float(network.length_m[first[lines]].sum(dtype=np.float64)) / 1000
    return VehicleReach(vehicle.id, limit, round(kilometres, 1), tuple(shelters), _area(network, lines))


def _area(network: RoadNetwork, lines: np.ndarray[tuple[int], np.dtype[np.int32]]) -> BaseGeometry:
    """Polygons ``BESIDE_M`` around lines, in degrees."""
    if not len(lines):
        return shapely.MultiPolygon()
    plane = LocalPlane(float(network.node_lon.mean()), float(network.node_lat.mean()))
    x, y = plane.to_metres(network.vertex_lon, network.vertex_lat)
    points = np.column_stack((x, y))
    starts = network.line_start
    drawn = [points[starts[line] : starts[line + 1]] for line in lines.tolist()]
    around = shapely.buffer(shapely.MultiLineString(drawn), BESIDE_M, quad_segs=2)
    around = shapely.simplify(around, BESIDE_M / 10)
    return shapely.transform(around, lambda xy: np.column_stack(plane.to_degrees(xy[:, 0], xy[:, 1])))


def _feature(row: VehicleReach) -> dict[str, Any]:
    geometry = None if row.area.is_empty else json.loads(shapely.to_geojson(shapely.set_precision(row.area, 1e-6)))
    properties = {
        "vehicle": row.vehicle,
        "exposure_limit": row.limit,
        "road_km": row.road_km,
        "shelters": list(row.shelters),
    }
    return {"type": "Feature", "id": row.vehicle, "geometry": geometry, "properties": properties}
