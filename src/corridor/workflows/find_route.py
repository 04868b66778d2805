"""Finds the few ways from A to B that are worth choosing between: which hour, which road."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.danger import Slots
from corridor.errors import InputRefused, NothingFeasible, RowProblem
from corridor.exchange.network_store import open_network
from corridor.exchange.operation import read_evidence, read_operation
from corridor.hazard.model import fit
from corridor.i18n import gettext as _
from corridor.missions.tables import risk_weights
from corridor.osm.reader import read_roads
from corridor.progress import silent
from corridor.routing.conditions import off_road, resolve_conditions
from corridor.routing.departures import by_departure, latest_within
from corridor.routing.describe import clock, describe, explain, main_roads, share_words
from corridor.routing.local_clock import moment
from corridor.routing.places import insert_places
from corridor.routing.router import Router
from corridor.routing.speeds import travel_seconds
from corridor.routing.stretches import REACH_M

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time
    from pathlib import Path as FilePath

    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Checkpoint, Depot, Operation, ReceptionCentre, Shelter
    from corridor.domain.plan import Path
    from corridor.domain.profiles import Profile
    from corridor.progress import Progress
    from corridor.routing.paths import RoutedPath

FARTHEST_M = 2_000.0
"""A place farther than this from every road that the vehicle may use is not reached by road."""
STEP_S = 900
"""Between departures."""
LONGEST_FACTOR, LONGEST_MORE_S = 2.0, 900.0
"""Trips longer than twice the quickest and a quarter of an hour are not looked for: the hour is the better lever."""
OPTIONS_SHOWN = 5
LEAST_GAIN = 0.02
"""An option that adds less than this share of the area between the extremes is not worth a line."""
LEAST_SPARED = 0.05


@dataclass(frozen=True, eq=False)
class RouteOption:
    """One way to go, its words, and its upper exposure against that of the earliest arrival (None: that has none)."""

    routed: RoutedPath
    roads: tuple[str, ...]
    why: str
    share: float | None


@dataclass(frozen=True, eq=False)
class FoundRoutes:
    """The options that matter, by arrival, out of ``found`` undominated trips."""

    operation: Operation
    network: RoadNetwork
    router: Router
    options: tuple[RouteOption, ...]
    found: int
    hours: tuple[RoutedPath, ...]
    """For each quarter hour of departure, the least exposed of a few careful roads that arrive in time."""
    window: tuple[int, int]
    """First departure and last arrival, epoch seconds."""
    problems: tuple[RowProblem, ...]

    def paths(self) -> tuple[Path, ...]:
        """The options with their exact lines, for the crew that drives."""
        return tuple(describe(self.network, option.routed, self.router.danger) for option in self.options)

    def latest(self, share: float) -> RoutedPath | None:
        """The last of ``hours`` to leave with at most ``share`` of the exposure of the earliest arrival."""
        return latest_within(self.hours, share * self.options[0].routed.exposure_upper)

    def as_dict(self) -> dict[str, object]:
        """Figures and words for ``--json``; coordinates are left out, for this is not a packet for a crew."""
        rows = []
        for option in self.options:
            path = describe(self.network, option.routed, self.router.danger, coordinates=False)
            row = path.model_dump(exclude={"line"})
            rows.append(row | {"share_of_earliest": option.share, "main_roads": option.roads, "why": option.why})
        hours = [
            {"depart_s": one.depart_s, "arrive_s": one.arrive_s, "exposure_upper": one.exposure_upper}
            for one in self.hours
        ]
        window = {"depart_from_s": self.window[0], "arrive_by_s": self.window[1]}
        timezone = self.operation.settings.timezone
        return {"timezone": timezone, **window, "trips_found": self.found, "options": rows, "by_departure": hours}


def find_route(
    folder: FilePath,
    origin: str,
    destination: str,
    *,
    depart: time,
    until: time,
    profile: Profile,
    progress: Progress = silent,
) -> FoundRoutes:
    """The options between two places, leaving from ``depart`` on and arriving by ``until`` (local clock of the day).

    Args:
        folder: operation folder.
        origin: ``lon,lat`` or the id of a depot, shelter, reception centre or checkpoint.
        destination: likewise.
        depart: local clock.
        until: local clock; where not later than ``depart``, on the next day.
        profile: class of vehicle.
        progress: told of each step.

    Raises:
        InputRefused: ``route.unknown_place``, ``route.off_roads``, or what the folder itself is refused for.
        NothingFeasible: ``route.none``.
    """
    progress(_("Reading the folder"), 0, 1)
    read = read_operation(folder)
    operation, settings = read.operation, read.operation.settings
    ends = [place_of(operation, text) for text in (origin, destination)]
    network = roads_of(folder / settings.roads, progress)
    window = _window(operation, depart, until)
    progress(_("Reading the folder"), 1, 1)

    placed = insert_places(network, [lon for lon, _lat in ends], [lat for _lon, lat in ends], profile.bit)
    refuse_far(placed.distance_m, (origin, destination))
    router, problems = router_on(folder, operation, placed.network, window, progress)
    seconds = travel_seconds(placed.network, profile)
    progress(_("Searching hours and roads"), 0, 1)
    trips = _trips(router, seconds, int(placed.node[0]), int(placed.node[1]), window)
    progress(_("Searching hours and roads"), 1, 1)
    if not trips:
        raise NothingFeasible(
            "route.none",
            _("No road leads there in that time."),
            f"{origin} → {destination}",
            _("Try another profile or later hours, and look at the road reports and checkpoint hours."),
        )
    options = tuple(_option(router, seconds, trip, trips[0], settings.timezone) for trip in choose(trips))
    departures = range(window[0], window[1], STEP_S)
    points = int(placed.node[0]), int(placed.node[1])
    hours = by_departure(router, seconds, points, departures, window[1], risk_weights(router.danger))
    told = (*read.problems, *problems)
    return FoundRoutes(operation, placed.network, router, options, len(trips), hours, window, told)


def place_of(operation: Operation, text: str) -> tuple[float, float]:
    """Longitude and latitude of ``lon,lat`` or of a place's id.

    Raises:
        InputRefused: ``route.unknown_place``.
    """
    pair = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*", text)
    if pair:
        lon, lat = float(pair[1]), float(pair[2])
        if abs(lon) <= 180 and abs(lat) <= 90:
            return lon, lat
    places: tuple[Depot | Shelter | ReceptionCentre | Checkpoint, ...]
    places = (*operation.depots, *operation.shelters, *operation.centres, *operation.checkpoints)
    for place in places:
        if place.id == text:
            return place.lon, place.lat
    raise InputRefused(
        "route.unknown_place",
        _("There is no such place in the operation."),
        text,
        _("Give longitude and latitude in degrees as lon,lat, or an id from the folder's tables of places."),
    )


def _window(operation: Operation, depart: time, until: time) -> tuple[int, int]:
    """First departure and last arrival, epoch seconds."""
    day, zone = operation.settings.day, operation.settings.timezone
    first, last = moment(day, depart, zone), moment(day, until, zone, last=True)
    return first, last if last > first else moment(day + timedelta(days=1), until, zone, last=True)


def roads_of(path: FilePath, progress: Progress) -> RoadNetwork:
    """The network of an OpenStreetMap file or of a stored one."""
    return read_roads(path, progress).network if path.is_file() else open_network(path)


def refuse_far(distance_m: npt.NDArray[np.float64], names: Sequence[str]) -> None:
    """Refuse a place farther than ``FARTHEST_M`` from every road: ``route.off_roads``."""
    for name, distance in zip(names, distance_m.tolist(), strict=True):
        if not distance <= FARTHEST_M:
            raise InputRefused(
                "route.off_roads",
                _("The place lies more than {km} km from every road that the vehicle may use.").format(
                    km=f"{FARTHEST_M / 1000:.0f}"
                ),
                name,
                _("Check the order (longitude first) and that the imported roads cover it."),
            )


def router_on(
    folder: FilePath, operation: Operation, network: RoadNetwork, window: tuple[int, int], progress: Progress
) -> tuple[Router, tuple[RowProblem, ...]]:
    """Danger and conditions on the placed network, for the hours of the window."""
    settings = operation.settings
    evidence = read_evidence(folder, settings)
    box = (network.node_lon.min(), network.node_lat.min(), network.node_lon.max(), network.node_lat.max())
    west, south, east, north = (float(side) for side in box)
    progress(_("Forecasting danger"), 0, 1)
    model = fit(
        evidence.incidents,
        evidence.passages,
        evidence.fronts,
        settings=settings.hazard,
        timezone=settings.timezone,
        as_of_s=operation.as_of_s,
        area=(west, south, east, north),
    )
    progress(_("Forecasting danger"), 1, 1)
    first = window[0] // 3600 * 3600
    danger = model.edge_danger(network, Slots(first, -(-(window[1] - first) // 3600)), progress)
    conditions = resolve_conditions(
        network,
        operation.closures,
        operation.checkpoints,
        (settings.plan.curfew_from, settings.plan.curfew_until),
        settings.day,
        settings.timezone,
        operation.as_of_s,
    )
    return Router(network, danger, conditions), (*evidence.problems, *_lost(network, operation))


def _lost(network: RoadNetwork, operation: Operation) -> tuple[RowProblem, ...]:
    """Warnings for road reports and checkpoints that lie on no road, so that they change nothing."""
    return tuple(
        RowProblem(
            "route.report_off_roads",
            "checkpoints.csv" if any(one.id == lost for one in operation.checkpoints) else "closures.csv",
            None,
            "id",
            lost,
            _("It lies farther than {metres} m from every road, so it changes nothing.").format(metres=round(REACH_M)),
            _("Correct its coordinates."),
            fatal=False,
        )
        for lost in off_road(network, operation.closures, operation.checkpoints)
    )


def _trips(
    router: Router, seconds: npt.NDArray[np.float32], origin: int, destination: int, window: tuple[int, int]
) -> tuple[RoutedPath, ...]:
    """Undominated trips, without those that dawdle (see ``corridor.routing.pareto``)."""
    departures = np.arange(window[0], window[1], STEP_S)
    quickest = router.path(seconds, origin, destination, window[0], 0.0)
    if quickest is None:
        return ()
    found = router.pareto_set(
        seconds,
        origin,
        destination,
        departures,
        window[1],
        longest_s=LONGEST_FACTOR * quickest.seconds + LONGEST_MORE_S,
        dawdling=False,
    )
    return found.paths


def choose(trips: Sequence[RoutedPath]) -> tuple[RoutedPath, ...]:
    """The few that matter: the earliest, the least exposed, and between them those that open up the most.

    Arrival and exposure are scaled to the extremes; trips are added, at most ``OPTIONS_SHOWN`` in all, by the area
    that they add to what is dominated, as long as that is worth ``LEAST_GAIN`` of the whole. One that spares less
    than ``LEAST_SPARED`` of the exposure of the one before is no choice.
    """
    first, last = trips[0], trips[-1]
    if len(trips) == 1:
        return (first,)
    time = np.array([trip.arrive_s - first.arrive_s for trip in trips]) / (last.arrive_s - first.arrive_s)
    spared = first.exposure_upper - last.exposure_upper
    danger = np.array([trip.exposure_upper - last.exposure_upper for trip in trips]) / spared
    chosen = [0, len(trips) - 1]
    while len(chosen) < OPTIONS_SHOWN:
        gains = []
        for place in range(len(trips)):
            before = max(one for one in chosen if one <= place)
            after = min(one for one in chosen if one >= place)
            gains.append((danger[before] - danger[place]) * (time[after] - time[place]))
        best = int(np.argmax(gains))
        if gains[best] < LEAST_GAIN:
            break
        chosen = sorted([*chosen, best])
    kept = [first]
    for place in chosen[1:]:
        if trips[place].exposure_upper <= (1 - LEAST_SPARED) * kept[-1].exposure_upper:
            kept.append(trips[place])
    return tuple(kept)


def _option(
    router: Router, seconds: npt.NDArray[np.float32], trip: RoutedPath, earliest: RoutedPath, timezone: str
) -> RouteOption:
    """Its words: against the quickest road at its own hour, and against the earliest arrival."""
    network = router.network
    why = explain(network, trip, trip, timezone)
    if len(trip.edges):
        ends = int(network.tail[trip.edges[0]]), int(network.head[trip.edges[-1]])
        quickest = router.path(seconds, *ends, trip.depart_s, 0.0) or trip
        why = explain(network, trip, quickest, timezone)
    if trip.depart_s != earliest.depart_s:
        why += " " + _("Against leaving at {hour} by the quickest road: {share}.").format(
            hour=clock(earliest.depart_s, ZoneInfo(timezone)), share=share_words(trip, earliest)
        )
    share = trip.exposure_upper / earliest.exposure_upper if earliest.exposure_upper > 0 else None
    return RouteOption(trip, main_roads(network, trip), why, share)
