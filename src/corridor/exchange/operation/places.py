"""An operation against its roads: places that lie off the network, vehicles that no road lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.operation import Checkpoint, Depot, ReceptionCentre, RoadReport, Shelter
from corridor.domain.profiles import Profile
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.tables import TABLES
from corridor.i18n import gettext as _
from corridor.routing.nearest import nearest_edges
from corridor.routing.speeds import travel_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.errors import RowProblem

FARTHEST_M = 2_000.0
"""Metres from the nearest road beyond which a place cannot be meant to be reached by road."""

_Located = Depot | ReceptionCentre | Shelter | Checkpoint | RoadReport


def allowed_mask(operation: Operation) -> int:
    """``Profile.bit`` of every profile that a vehicle of the operation has; of a car where there is none."""
    mask = 0
    for vehicle in operation.vehicles:
        mask |= vehicle.profile.bit
    return mask or Profile.CAR.bit


def check_places(
    operation: Operation, network: RoadNetwork, lines: Mapping[str, Mapping[str, int]]
) -> tuple[RowProblem, ...]:
    """Problems of places farther than ``FARTHEST_M`` from every road that a vehicle may use.

    Args:
        operation: as read.
        network: its roads.
        lines: line of each record by table and id, as ``OperationRead.lines``.
    """
    found: list[RowProblem] = []
    for spec in TABLES:
        places = [record for record in getattr(operation, spec.attribute) if isinstance(record, _Located)]
        if not places:
            continue
        problems = ProblemList(spec.file)
        lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
        mask = allowed_mask(operation)
        distance = nearest_edges(network, lon, lat, mask).distance_m
        far = np.flatnonzero(~(distance <= FARTHEST_M))
        exchanged = _distance(network, lat[far], lon[far], mask) if len(far) else distance
        for index, other in zip(far, exchanged, strict=False):
            line = lines.get(spec.attribute, {}).get(places[index].id)
            _tell(problems, line, places[index], float(distance[index]), bool(other <= FARTHEST_M))
        found += problems.all()
    return tuple(found)


def _distance(
    network: RoadNetwork, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], mask: int
) -> npt.NDArray[np.float64]:
    """[P] metres to the nearest road; infinite for points that are no WGS84 degrees."""
    possible = np.abs(lat) <= 90
    distance = np.full(len(lon), np.inf)
    if possible.any():
        distance[possible] = nearest_edges(network, lon[possible], lat[possible], mask).distance_m
    return distance


def _tell(problems: ProblemList, line: int | None, place: _Located, distance_m: float, swapped: bool) -> None:
    if swapped:
        remedy = _("Longitude and latitude are swapped: exchange them.")
    else:
        remedy = _("Correct the coordinates, or import an extract of the roads that covers the place.")
    far = _("The nearest road that a vehicle may use is {km} km away.").format(km=f"{distance_m / 1000:.1f}")
    problems.add(
        "place.off_roads",
        line,
        "lon",
        f"{place.lon}, {place.lat}",
        reason=far if np.isfinite(distance_m) else _("There is no road that a vehicle may use."),
        remedy=remedy,
    )


def check_vehicles(
    operation: Operation, network: RoadNetwork, lines: Mapping[str, Mapping[str, int]]
) -> tuple[RowProblem, ...]:
    """Problems of vehicles that fit no road of the network: class, width, height or weight."""
    problems = ProblemList("vehicles.csv")
    for vehicle in operation.vehicles:
        seconds = travel_seconds(
            network,
            vehicle.profile,
            width_m=vehicle.width_m,
            height_m=vehicle.height_m,
            weight_t=vehicle.weight_t,
        )
        if np.isfinite(seconds).any():
            continue
        problems.add(
            "vehicle.fits_no_road",
            lines.get("vehicles", {}).get(vehicle.id),
            "profile",
            vehicle.profile.value,
            reason=_("No road of the network lets this vehicle through."),
            remedy=_("Check its profile, width_m (metres), height_m (metres) and weight_t (tonnes)."),
        )
    return problems.all()
