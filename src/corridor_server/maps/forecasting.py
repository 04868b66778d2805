"""Danger by hour, forecast from what the store knows and kept there. It loads the engine: for jobs only."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor.errors import InputRefused
from corridor.progress import silent
from corridor.workflows.danger_by_hour import CLASS_FROM, CLASS_LEVELS, danger_of_day
from corridor.workflows.open_roads import open_roads
from corridor_server.maps.models import DangerForecast, RoadsImport
from corridor_server.maps.roads import road_files, roads_in_force
from corridor_server.operations import bridge

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork
    from corridor.progress import Progress
    from corridor.workflows.danger_by_hour import DangerByHour

KEPT = 5
"""Forecasts kept; older ones are deleted when a new one is made."""


def make_forecast(day: date | None = None, progress: Progress = silent) -> DangerForecast:
    """Forecast ``day`` (today where none is named) from what the store knows now, on the roads in force, and keep it.

    Raises:
        InputRefused: ``maps.no_roads_yet``.
    """
    roads = roads_in_force()
    if roads is None:
        raise InputRefused(
            "maps.no_roads_yet", _("No roads were imported."), "", _("Import an extract of your area first.")
        )
    network, now = open_roads(road_files().network).network, timezone.now()
    operation = bridge.operation_now(day, now)
    return keep(danger_of_day(operation, bridge.heard(now), network, day=day, progress=progress), network, roads)


def keep(danger: DangerByHour, network: RoadNetwork, roads: RoadsImport) -> DangerForecast:
    """Put a forecast for the roads in force into the store; the oldest ones go."""
    kept = DangerForecast.objects.create(
        roads=roads,
        as_of=datetime.fromtimestamp(danger.as_of_s, UTC),
        day=datetime.fromtimestamp(int(danger.starts_s[0]) + 7200, ZoneInfo(danger.timezone)).date(),
        timezone=danger.timezone,
        hours=danger.starts_s.tolist(),
        rhythm=[hour.model_dump() for hour in danger.rhythm],
        rhythm_usable=danger.rhythm_usable,
        rests_on=[source.model_dump() for source in danger.rests_on],
        expected_per_day=danger.expected_per_day,
        scale={"levels": list(CLASS_LEVELS), "from": list(CLASS_FROM)},
        block=zlib.compress(block_of(danger, network), 6),
    )
    outdated = DangerForecast.objects.values_list("pk", flat=True)[KEPT:]
    DangerForecast.objects.filter(pk__in=list(outdated)).delete()
    return kept


def block_of(danger: DangerByHour, network: RoadNetwork) -> bytes:
    """The bytes that the page reads: ``frontend/coordinator/danger_hours.ts``."""
    levels = np.ascontiguousarray(danger.levels).tobytes() + danger.grey.tobytes()
    return levels + bytes(-len(levels) % 4) + line_lengths(network).astype("<f4").tobytes()


def line_lengths(network: RoadNetwork) -> npt.NDArray[np.float32]:
    """[G] metres of each line; 0 for lines that no edge uses."""
    lengths = np.zeros(len(network.line_start) - 1, np.float32)
    lengths[network.line] = network.length_m
    return lengths
