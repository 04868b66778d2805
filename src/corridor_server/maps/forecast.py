"""Danger by hour, forecast from what the store knows and kept there."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.progress import silent
from corridor.workflows.danger_by_hour import CLASS_FROM, CLASS_LEVELS, danger_by_hour
from corridor.workflows.open_roads import open_roads
from corridor_server.maps.models import DangerForecast
from corridor_server.maps.roads import road_files, roads_in_force

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork
    from corridor.progress import Progress
    from corridor.workflows.danger_by_hour import DangerByHour

KEPT = 5
"""Forecasts kept; older ones are deleted when a new one is made."""


def forecast_in_force() -> DangerForecast | None:
    """The newest forecast for the roads in force, without its bytes."""
    roads = roads_in_force()
    return None if roads is None else DangerForecast.objects.filter(roads=roads).defer("block").first()


def make_forecast(operation_folder: Path, day: date | None = None, progress: Progress = silent) -> DangerForecast:
    """Forecast from an operation folder that names this desk's roads, and keep it.

    Raises:
        InputRefused: the folder cannot be used, or no roads were imported.
    """
    roads = roads_in_force()
    if roads is None:
        raise LookupError("no roads were imported")
    danger = danger_by_hour(operation_folder, day=day, progress=progress)
    network = open_roads(road_files().network).network
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


def facts_for_page(forecast: DangerForecast, address: str) -> dict[str, object]:
    """What the page must know beside the bytes: ``DangerFacts`` in ``frontend/coordinator/page_data.ts``."""
    return {
        "address": address,
        "as_of_s": int(forecast.as_of.timestamp()),
        "hours": forecast.hours,
        "lines": forecast.roads.lines,
        "class_levels": list(CLASS_LEVELS),
        "class_from": list(CLASS_FROM),
        "rhythm": forecast.rhythm,
        "rhythm_usable": forecast.rhythm_usable,
        "rests_on": forecast.rests_on,
    }


def bytes_for_page(forecast: DangerForecast) -> bytes:
    """The block, as the page reads it."""
    return zlib.decompress(bytes(forecast.block))
