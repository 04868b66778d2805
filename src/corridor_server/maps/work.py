"""Jobs of maps: bringing in roads, forecasting danger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor_server.maps.bringing import bring_in_roads
from corridor_server.maps.forecasting import make_forecast
from corridor_server.maps.roads import road_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress


def import_area(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Import the extract ``file`` of the incoming folder for the user ``by``, then forecast on the new roads."""
    name = str(params["file"])
    roads = bring_in_roads(road_files().incoming / name, by=params.get("by"), name=name, progress=progress)
    if not cancelled():
        make_forecast(progress=progress)
    return {"edges": roads.edges, "length_km": roads.length_km}


def forecast(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Forecast danger by hour from what the store knows now."""
    del params, cancelled
    made = make_forecast(progress=progress)
    return {"hours": len(made.hours), "expected_per_day": made.expected_per_day}
