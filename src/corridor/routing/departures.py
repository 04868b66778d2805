"""What each hour of departure costs: the least exposed of a few careful roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from corridor.routing.paths import RoutedPath
    from corridor.routing.router import Router


def by_departure(
    router: Router,
    seconds: npt.NDArray[np.float32],
    ends: tuple[int, int],
    departures_s: Sequence[float],
    arrive_by_s: float,
    risk_weights: Sequence[float],
) -> tuple[RoutedPath, ...]:
    """For each departure the least exposed of the roads of ``Router.path`` that arrive in time, where one does.

    Each is priced by the true clock. A road between those that the weights choose may be less exposed still: what is
    told of an hour can be done, more may be possible.

    Args:
        router: network, danger and conditions.
        seconds: float32[E] travel time of the vehicle, infinite where not allowed.
        ends: nodes from and to.
        departures_s: epoch seconds.
        arrive_by_s: epoch seconds.
        risk_weights: seconds per unit of exposure, at least one.
    """
    found = []
    for depart in departures_s:
        roads = [router.path(seconds, *ends, float(depart), weight) for weight in risk_weights]
        fitting = [road for road in roads if road is not None and road.arrive_s <= arrive_by_s]
        if fitting:
            found.append(min(fitting, key=lambda road: (road.exposure_upper, road.arrive_s)))
    return tuple(found)


def latest_within(trips: Sequence[RoutedPath], most_exposure: float) -> RoutedPath | None:
    """The last to leave of those with at most ``most_exposure`` (upper); None where there is none."""
    fitting = [trip for trip in trips if trip.exposure_upper <= most_exposure]
    return max(fitting, key=lambda trip: trip.depart_s, default=None)
