"""Danger by hour as the store keeps it, for pages."""

from __future__ import annotations

import zlib

from corridor_server.maps.models import DangerForecast
from corridor_server.maps.roads import roads_in_force


def forecast_in_force() -> DangerForecast | None:
    """The newest forecast for the roads in force, without its bytes."""
    roads = roads_in_force()
    return None if roads is None else DangerForecast.objects.filter(roads=roads).defer("block").first()


def facts_for_page(forecast: DangerForecast, address: str) -> dict[str, object]:
    """What the page must know beside the bytes: ``DangerFacts`` in ``frontend/coordinator/page_data.ts``."""
    return {
        "address": address,
        "as_of_s": int(forecast.as_of.timestamp()),
        "hours": forecast.hours,
        "lines": forecast.roads.lines,
        "class_levels": forecast.scale["levels"],
        "class_from": forecast.scale["from"],
        "rhythm": forecast.rhythm,
        "rhythm_usable": forecast.rhythm_usable,
        "rests_on": forecast.rests_on,
    }


def bytes_for_page(forecast: DangerForecast) -> bytes:
    """The block, as the page reads it."""
    return zlib.decompress(bytes(forecast.block))
