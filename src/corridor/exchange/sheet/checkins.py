"""Check-in points that a trip passes, and about when: told by letters on the sheet and its map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from corridor.domain.projection import LocalPlane

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.operation import Checkpoint, Operation
    from corridor.domain.plan import Leg, Mission

NEAR_M = 80.0
"""A road this near to a check-in point passes it: posts stand beside the road, and are mapped by hand."""


@dataclass(frozen=True, slots=True)
class Passing:
    """The first time a trip comes by a check-in point; ``letter`` is the same for all trips of the mission."""

    letter: str
    point: Checkpoint
    time_s: float


def passings(mission: Mission, operation: Operation) -> tuple[tuple[Passing, ...], ...]:
    """For each trip the check-in points on its roads, in driving order.

    The time is read off the leg's clock by the share of its length driven until there.
    """
    letters: dict[str, str] = {}
    points = [point for point in operation.checkpoints if point.checkin]
    if not points:
        return tuple(() for _trip in mission.trips)
    lon, lat = np.array([(point.lon, point.lat) for point in points]).T
    plane = LocalPlane(float(lon.mean()), float(lat.mean()))
    at = np.asarray(shapely.points(np.column_stack(plane.to_metres(lon, lat))))
    trips = []
    for trip in mission.trips:
        first: dict[str, tuple[float, Checkpoint]] = {}
        for leg in trip.legs:
            for time_s, point in _on_leg(leg, points, at, plane):
                first.setdefault(point.id, (time_s, point))
        found = []
        for time_s, point in sorted(first.values(), key=lambda one: (one[0], one[1].id)):
            letter = letters.setdefault(point.id, chr(ord("A") + len(letters) % 26))
            found.append(Passing(letter, point, time_s))
        trips.append(tuple(found))
    return tuple(trips)


def _on_leg(
    leg: Leg, points: Sequence[Checkpoint], at: npt.NDArray[Any], plane: LocalPlane
) -> list[tuple[float, Checkpoint]]:
    """Times and points of one leg; ``at`` are the points on the ``plane``."""
    path = leg.path
    if len(path.line) < 2:
        return []
    lon, lat = np.array(path.line).T
    line = shapely.linestrings(np.column_stack(plane.to_metres(lon, lat)))
    near = np.asarray(shapely.distance(line, at)) <= NEAR_M
    share = np.asarray(shapely.line_locate_point(line, at, normalized=True))
    times = path.depart_s + share * (path.arrive_s - path.depart_s)
    return [(float(time), point) for time, point, is_near in zip(times, points, near, strict=True) if is_near]
