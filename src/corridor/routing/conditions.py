"""Reports of shut roads, checkpoints and curfews, laid on the edges that they mean."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.danger import RoadConditions
from corridor.domain.operation import ClosureEffect, epoch
from corridor.routing.local_clock import daily_windows, merge, subtract
from corridor.routing.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, time

    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Checkpoint, RoadReport
    from corridor.routing.local_clock import Window

FOREVER = 2**62
"""End of a closure without end."""


def resolve_conditions(
    network: RoadNetwork,
    reports: Sequence[RoadReport],
    checkpoints: Sequence[Checkpoint],
    curfew: tuple[time | None, time | None],
    day: date,
    timezone: str,
    as_of_s: int,
) -> RoadConditions:
    """Closing windows and queues on edges, for routes around ``day``.

    1. Only reports made by ``as_of_s`` count. One report shuts its stretch, both ways, from its start (or from when
       it was made) to its end (or for good).
    2. Opening takes back what was reported shut before it, where a coordinator says so or two different reporters
       do, during the time that both say; one voice without a name is one reporter, however often it is heard.
    3. A checkpoint may be passed in its hours only, of the day before, the day and the day after, and its queue adds
       to the travel time, both ways.
    4. During the curfew (from, until; local clock, over midnight where until is not later) no edge may be entered:
       a vehicle finishes the edge it is on and waits at the next junction.

    Points farther than ``stretches.REACH_M`` from any road change nothing; ``off_road`` names them.
    """
    stretches = Stretches(network)
    windows: dict[int, list[Window]] = {}
    for edge, told in _reports_by_edge(stretches, reports, as_of_s).items():
        shut = _shut_windows(told)
        if shut:
            windows[edge] = shut
    delay = np.zeros(network.edge_count, np.float32)
    for checkpoint in checkpoints:
        edges = stretches.at(checkpoint.lon, checkpoint.lat)
        delay[edges] += np.float32(checkpoint.queue_minutes * 60)
        if checkpoint.opens == checkpoint.closes:
            continue  # no hours given, or round the clock
        closed = daily_windows(day, checkpoint.closes, checkpoint.opens, timezone)
        for edge in edges.tolist():
            windows.setdefault(edge, []).extend(closed)
    nightly = daily_windows(day, *curfew, timezone) if None not in curfew else []
    return _columns(network.edge_count, windows, merge(nightly), delay)


def off_road(network: RoadNetwork, reports: Sequence[RoadReport], checkpoints: Sequence[Checkpoint]) -> tuple[str, ...]:
    """Ids of reports and checkpoints that lie too far from any road to be laid on it."""
    stretches = Stretches(network)
    lost = [report.id for report in reports if not len(_stretch(stretches, report))]
    return (*lost, *(one.id for one in checkpoints if not len(stretches.at(one.lon, one.lat))))


def _stretch(stretches: Stretches, report: RoadReport) -> npt.NDArray[np.int32]:
    if report.to_lon is None or report.to_lat is None:
        return stretches.at(report.lon, report.lat)
    return stretches.between(report.lon, report.lat, report.to_lon, report.to_lat)


def _reports_by_edge(stretches: Stretches, reports: Sequence[RoadReport], as_of_s: int) -> dict[int, list[RoadReport]]:
    """Reports known by ``as_of_s`` on each edge that one of them means, in the order in which they were made."""
    by_edge: dict[int, list[RoadReport]] = {}
    for report in sorted(reports, key=lambda report: (report.reported, report.id)):
        if epoch(report.reported) <= as_of_s:
            for edge in _stretch(stretches, report).tolist():
                by_edge.setdefault(edge, []).append(report)
    return by_edge


def _span(report: RoadReport) -> Window:
    """When a report's effect holds."""
    return epoch(report.starts or report.reported), FOREVER if report.ends is None else epoch(report.ends)


def _shut_windows(told: Sequence[RoadReport]) -> list[Window]:
    """When one edge is shut, by the reports about it in the order in which they were made."""
    shut: list[Window] = []
    for place, report in enumerate(told):
        if report.effect is ClosureEffect.SHUT:
            later = [other for other in told[place + 1 :] if other.effect is ClosureEffect.OPEN]
            shut += subtract([_span(report)], _openings(later))
    return merge(shut)


def _openings(reports: Sequence[RoadReport]) -> list[Window]:
    """When opening reports, taken together, are believed."""
    believed = [_span(report) for report in reports if report.coordinator]
    for one, other in combinations(reports, 2):
        if one.reporter != other.reporter:
            begin, end = zip(_span(one), _span(other), strict=True)
            believed.append((max(begin), min(end)))
    return merge(believed)


def _columns(
    edge_count: int,
    windows: dict[int, list[Window]],
    everywhere: list[Window],
    delay: npt.NDArray[np.float32],
) -> RoadConditions:
    """Windows as the sorted columns of ``RoadConditions``, those of ``everywhere`` added on all edges."""
    special = {edge: merge(told + everywhere) for edge, told in windows.items()}
    others = np.setdiff1d(np.arange(edge_count), np.fromiter(special, np.int64, len(special)))
    rows = np.array([(edge, *window) for edge, told in special.items() for window in told], np.int64).reshape(-1, 3)
    common = np.array(everywhere, np.int64).reshape(-1, 2)
    repeated = np.column_stack((np.repeat(others, len(common)), np.tile(common, (len(others), 1))))
    table = np.concatenate((rows, repeated.astype(np.int64)))
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    return RoadConditions(table[:, 0].astype(np.int32), table[:, 1].copy(), table[:, 2].copy(), delay)
