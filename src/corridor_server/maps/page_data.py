"""What a page with a map carries: tiles, danger by hour, and marks; read by ``frontend/coordinator/page_data.ts``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from corridor_server.maps.forecast import facts_for_page, forecast_in_force
from corridor_server.maps.roads import roads_in_force
from corridor_server.web import assets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

FADED = 0.4
"""How faint the stalest mark is."""


class Spot(NamedTuple):
    """A mark on the map, with its words; ``tone`` as of chips, ``fresh`` from 1 (new) down to ``FADED`` (stale)."""

    id: str
    kind: str
    lon: float
    lat: float
    name: str
    words: str
    tone: str = ""
    fresh: float = 1.0
    address: str = ""
    label: str = ""


class Incidents(TypedDict):
    """Incidents on the map; each row points into the lists of words."""

    kinds: list[str]
    sources: list[str]
    ages: list[tuple[str, float]]
    """In words, and as ``Spot.fresh``."""
    rows: list[tuple[float, float, int, int, int]]
    """Longitude, latitude, kind, source, age."""


NO_INCIDENTS: Incidents = {"kinds": [], "sources": [], "ages": [], "rows": []}


def freshness(age_hours: float, stale_after_hours: float) -> float:
    """1 when new, falling evenly to ``FADED`` at ``stale_after_hours``."""
    return round(1 - (1 - FADED) * min(max(age_hours, 0.0) / stale_after_hours, 1.0), 2)


def map_data(request: HttpRequest, spots: Iterable[Spot] = (), incidents: Incidents = NO_INCIDENTS) -> dict[str, Any]:
    """Everything for the page's map; without tiles where no roads were imported, without danger where none is known."""
    roads, forecast = roads_in_force(), forecast_in_force()
    tiles = lines = ""
    if roads is not None:
        tiles = request.build_absolute_uri(reverse("maps:tiles", kwargs={"version": roads.version}))
        lines = reverse("maps:lines", kwargs={"version": roads.version})
    shown = list(spots)
    return {
        "tiles": tiles,
        "lines": lines,
        "worker": assets.address("worker.js"),
        "box": _box(roads.box if roads else None, shown),
        "timezone": forecast.timezone if forecast else settings.TIME_ZONE,
        "now_s": int(timezone.now().timestamp()),
        "source": roads.source if roads else "",
        "danger": facts_for_page(forecast, reverse("maps:danger", kwargs={"pk": forecast.pk})) if forecast else None,
        "spots": [spot._asdict() for spot in shown],
        "incidents": incidents,
    }


def _box(area: list[float] | None, spots: list[Spot]) -> list[float] | None:
    """The part of the area to show first: around the marks where there are any, the whole otherwise."""
    near = [spot for spot in spots if spot.kind in ("shelter", "depot", "mission", "closure", "report")]
    if not near:
        return area
    lon, lat = [spot.lon for spot in near], [spot.lat for spot in near]
    across = max(max(lon) - min(lon), max(lat) - min(lat), 0.02) * 0.12
    return [min(lon) - across, min(lat) - across, max(lon) + across, max(lat) + across]
