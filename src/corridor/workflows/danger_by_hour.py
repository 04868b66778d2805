"""Danger on every road of an operation by the hour of one day, small enough to send to a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.danger import Slots
from corridor.exchange.network_store import open_network
from corridor.exchange.operation import read_evidence, read_operation
from corridor.exchange.operation.checks import area_of_operation
from corridor.exchange.page_map import CLASS_FROM, danger_level, edge_danger_per_hour
from corridor.hazard.model import fit
from corridor.i18n import gettext as _
from corridor.osm.reader import read_roads
from corridor.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from corridor.domain.danger import EdgeDanger
    from corridor.domain.heard import Heard
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Evidence, HourDanger
    from corridor.errors import RowProblem
    from corridor.progress import Progress

__all__ = ["CLASS_FROM", "CLASS_LEVELS", "DangerByHour", "by_line", "danger_by_hour", "danger_of_day", "hours_of"]

MARGIN_DEGREES = 0.1
"""The hazard model's area reaches this far beyond the roads."""
CLASS_LEVELS = tuple(int(level) for level in danger_level(np.array(CLASS_FROM)))
"""First levels of guarded, raised, high and extreme; below the first is low. Grey lines are unknown, whatever level."""


@dataclass(frozen=True, eq=False)
class DangerByHour:
    """What a map of danger needs: H hours, G lines of the network.

    ``levels`` are upper estimates on the scale of ``danger_level`` (both directions' larger one); ``grey`` is the share
    of each line where nothing has been heard, in 255ths.
    """

    timezone: str
    as_of_s: int
    starts_s: npt.NDArray[np.int64]
    """[H] epoch seconds."""
    levels: npt.NDArray[np.uint8]
    """[H, G]"""
    grey: npt.NDArray[np.uint8]
    """[G]"""
    rhythm: tuple[HourDanger, ...]
    rhythm_usable: bool
    rests_on: tuple[Evidence, ...]
    expected_per_day: float
    """Incidents expected on the whole area in a day, mines apart."""
    problems: tuple[RowProblem, ...]


def danger_by_hour(folder: Path, *, day: date | None = None, progress: Progress = silent) -> DangerByHour:
    """Forecast the danger of each hour of ``day`` (local; the operation's day where none is named) on each road.

    Raises:
        InputRefused: the folder or its roads cannot be used.
    """
    progress(_("Reading the folder"), 0, 1)
    read = read_operation(folder)
    settings = read.operation.settings
    path = folder / settings.roads
    network = open_network(path) if path.is_dir() else read_roads(path, progress).network
    evidence = read_evidence(folder, settings, area_of_operation(read.operation))
    progress(_("Reading the folder"), 1, 1)
    found = danger_of_day(read.operation, evidence, network, day=day, progress=progress)
    return replace(found, problems=(*read.problems, *evidence.problems))


def danger_of_day(
    operation: Operation,
    heard: Heard,
    network: RoadNetwork,
    *,
    day: date | None = None,
    progress: Progress = silent,
) -> DangerByHour:
    """The same from what a program holds in memory."""
    settings = operation.settings
    progress(_("Forecasting danger"), 0, 1)
    model = fit(
        heard.incidents,
        heard.passages,
        heard.fronts,
        settings=settings.hazard,
        timezone=settings.timezone,
        as_of_s=operation.as_of_s,
        area=_area(network),
    )
    progress(_("Forecasting danger"), 1, 1)
    slots = hours_of(day or settings.day, settings.timezone)
    levels, grey = by_line(network, model.edge_danger(network, slots, progress))
    rhythm, usable = model.rhythm(slots)
    return DangerByHour(
        timezone=settings.timezone,
        as_of_s=operation.as_of_s,
        starts_s=slots.starts,
        levels=levels,
        grey=grey,
        rhythm=rhythm,
        rhythm_usable=usable,
        rests_on=model.evidence(),
        expected_per_day=model.expected_per_day(),
        problems=(),
    )


def hours_of(day: date, timezone: str) -> Slots:
    """The hours of a local day: 23 or 25 of them where clocks change."""
    zone = ZoneInfo(timezone)
    begin, end = (int(datetime.combine(d, time(), zone).timestamp()) for d in (day, day + timedelta(days=1)))
    first = begin // 3600 * 3600
    return Slots(first, -(-(end - first) // 3600))


def by_line(network: RoadNetwork, danger: EdgeDanger) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """[H, G] levels and [G] grey: of both directions of a line the more dangerous, and the less known."""
    count = len(network.line_start) - 1
    levels = np.zeros((danger.slots.count, count), np.uint8)
    grey = np.zeros(count, np.uint8)
    if network.edge_count:
        per_hour = edge_danger_per_hour(network, danger, np.arange(danger.slots.count))
        order = np.argsort(network.line, kind="stable")
        lines, first = np.unique(network.line[order], return_index=True)
        levels[:, lines] = danger_level(np.maximum.reduceat(per_hour[:, order], first, axis=1))
        unheard = np.rint(np.clip(danger.grey, 0, 1) * 255).astype(np.uint8)
        grey[lines] = np.maximum.reduceat(unheard[order], first)
    return levels, grey


def _area(network: RoadNetwork) -> tuple[float, float, float, float]:
    margin = MARGIN_DEGREES
    return (
        float(network.node_lon.min()) - margin, float(network.node_lat.min()) - margin,
        float(network.node_lon.max()) + margin, float(network.node_lat.max()) + margin,
    )  # fmt: skip
