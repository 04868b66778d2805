"""The worked case's facts, carried in ``facts/``: places, road links, made-up dated areas.

Coordinates are good to about 1 km and links are simplified: enough for a believable demonstration, never enough
to drive by.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from corridor.domain.front import ControlArea
from corridor.i18n import current_language


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village; ``population`` is the estimate of January 2022, 0 where none is known."""

    name_en: str
    name_uk: str
    lon: float
    lat: float
    population: int
    kind: str

    @property
    def name(self) -> str:
        """Its name in the language in force."""
        return self.name_uk if current_language() == "uk" else self.name_en


@dataclass(frozen=True, slots=True)
class Link:
    """A road between two places; ``road`` holds its number where it has one, ``road_class`` OpenStreetMap's."""

    start: str
    end: str
    road: str
    road_class: str


def _text(name: str) -> str:
    return files(__package__).joinpath(f"facts/{name}").read_text(encoding="utf-8")


@cache
def places() -> dict[str, Place]:
    """Every place by its English name, in the file's order."""
    rows = csv.DictReader(_text("places.csv").splitlines())
    return {
        row["name_en"]: Place(
            row["name_en"],
            row["name_uk"],
            float(row["lon"]),
            float(row["lat"]),
            int(row["population_2022"] or 0),
            row["kind"],
        )
        for row in rows
    }


@cache
def links() -> tuple[Link, ...]:
    """Every road link, in the file's order."""
    rows = csv.DictReader(_text("links.csv").splitlines())
    return tuple(Link(row["from"], row["to"], row["road"], row["class"]) for row in rows)


def lines_of_control_text() -> str:
    """The GeoJSON text of the made-up areas."""
    return _text("lines_of_control.geojson")


@cache
def control_areas() -> tuple[ControlArea, ...]:
    """The made-up areas closing on the town, oldest first."""
    areas = []
    for feature in json.loads(lines_of_control_text())["features"]:
        published = datetime.fromisoformat(feature["properties"]["date"]).replace(tzinfo=UTC)
        rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in feature["geometry"]["coordinates"])
        areas.append(ControlArea(int(published.timestamp()), rings))
    return tuple(sorted(areas, key=lambda area: area.published_s))
