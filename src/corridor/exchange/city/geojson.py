"""``city.geojson``: a city's plan as RFC 7946 features; ``feature``: zone, centre, way, bottleneck or loss."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.domain.city_plan import CityPlan, Line, RoadPart


def city_geojson(plan: CityPlan) -> bytes:
    """``plan`` as bytes; the same plan gives the same bytes. Seconds count from ``starts_s``."""
    left: dict[str, int] = {}
    for one in plan.left:
        left[one.zone] = left.get(one.zone, 0) + one.people
    features: list[dict[str, Any]] = [
        _feature("zone", _point(zone.lon, zone.lat), zone.model_dump() | {"left": left.get(zone.zone, 0)})
        for zone in plan.zones
    ]
    features += [
        _feature("centre", _point(lon, lat), {"centre": i, "name": name, "places": places, "brought": brought})
        for i, name, lon, lat, places, brought in plan.centres
    ]
    for window in plan.windows:
        if window.way >= 0:
            line = [[x, y] for x, y, _s in plan.ways[window.way].points]
            features.append(_feature("way", {"type": "LineString", "coordinates": line}, window.model_dump()))
    features += [_feature("bottleneck", _lines(part.lines), _road(part)) for part in plan.bottlenecks]
    features += [
        _feature("loss", _lines(loss.road.lines), _road(loss.road) | {"clears_s": loss.clears_s,
                 "isolated": loss.isolated})
        for loss in plan.losses
    ]  # fmt: skip
    collection = {
        "type": "FeatureCollection",
        "corridor": {
            "software": plan.software,
            "operation": plan.operation,
            "for_whom": plan.for_whom,
            "demonstration": plan.demonstration,
            "starts_s": plan.starts_s,
            "timezone": plan.timezone,
        },
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _feature(kind: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"feature": kind} | properties}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _lines(lines: tuple[Line, ...]) -> dict[str, Any]:
    return {"type": "MultiLineString", "coordinates": [[list(point) for point in line] for line in lines]}


def _road(part: RoadPart) -> dict[str, Any]:
    return {"name": part.name, "bridge": part.bridge, "cars_per_hour": part.cars_per_hour}
