"""``plan.geojson``: a plan as RFC 7946 features, for any map program.

One feature each, told apart by ``feature``:

- ``mission``: no geometry; vehicle, crew and what the mission costs.
- ``stop``: a point; who, what, when. Position in the trip in ``order``, from 0 at the depot.
- ``leg``: a line (no geometry in coarse copies) from stop ``order`` to the next.
- ``second_best``: the road kept ready for the same leg.
- ``unserved``: what is left out and why, at its shelter (exact copies only).

Times are ISO 8601 with the operation's offset; ``*_s`` seconds, ``*_m`` metres; exposures are dimensionless
(expected dangerous events within the harm radius), the vehicle's protection included. Coordinates are WGS84
longitude, latitude, rounded to 6 decimals (0.1 m).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from corridor.domain.plan import Plan, Sharing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.domain.operation import Operation
    from corridor.domain.plan import Delivery, Figures, Leg, Mission, Path, Stop, Trip

Feature = dict[str, Any]
_DECIMALS = 6


def plan_geojson(plan: Plan, operation: Operation) -> bytes:
    """``plan`` as the bytes of ``plan.geojson``. Same plan, same bytes.

    Args:
        plan: exact or coarse; a coarse one must come with the coarse operation.
        operation: names and places, and where the shelters of unserved needs are.
    """
    zone = ZoneInfo(plan.timezone)
    features: list[Feature] = []
    for mission in plan.missions:
        features.append(_mission(mission, zone))
        for trip in mission.trips:
            features.extend(_trip(mission, trip, zone))
    if plan.sharing is Sharing.EXACT:
        features.extend(_unserved(plan, operation))
    collection = {
        "type": "FeatureCollection",
        "corridor": {
            "version": plan.version,
            "software": plan.software,
            "operation": plan.operation,
            "day": plan.day,
            "timezone": plan.timezone,
            "as_of": _time(plan.as_of_s, zone),
            "sharing": plan.sharing.value,
            "demonstration": plan.demonstration,
            "not_for_driving": plan.demonstration or plan.sharing is Sharing.COARSE,
            "units": {"times": "ISO 8601", "_s": "seconds", "_m": "metres", "exposure": "expected events"},
        },
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _feature(feature_id: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def _mission(mission: Mission, zone: ZoneInfo) -> Feature:
    stops = [stop for trip in mission.trips for stop in trip.stops]
    return _feature(
        mission.id,
        None,
        {
            "feature": "mission",
            "mission": mission.id,
            "vehicle": mission.vehicle_id,
            "crew": mission.crew_id,
            "trips": len(mission.trips),
            "departs": _time(stops[0].depart_s, zone) if stops else None,
            "returns": _time(stops[-1].arrive_s, zone) if stops else None,
            "budget_used": mission.budget_used,
            **_figures(mission.figures),
        },
    )


def _trip(mission: Mission, trip: Trip, zone: ZoneInfo) -> Iterator[Feature]:
    common = {"mission": mission.id, "trip": trip.id}
    for order, stop in enumerate(trip.stops):
        yield _stop(f"{trip.id}/stop/{order}", common | {"feature": "stop", "order": order}, stop, zone)
    for order, leg in enumerate(trip.legs):
        yield _leg(f"{trip.id}/leg/{order}", common | {"feature": "leg", "order": order}, leg, zone)
        if leg.second_best is not None:
            yield _feature(
                f"{trip.id}/second/{order}",
                _line(leg.second_best),
                common | {"feature": "second_best", "order": order} | _path(leg.second_best, zone),
            )


def _stop(feature_id: str, common: dict[str, Any], stop: Stop, zone: ZoneInfo) -> Feature:
    point = None if stop.lon is None or stop.lat is None else _point(stop.lon, stop.lat)
    properties = common | {
        "kind": stop.kind.value,
        "place": stop.place_id,
        "arrive": _time(stop.arrive_s, zone),
        "begin": _time(stop.begin_s, zone),
        "depart": _time(stop.depart_s, zone),
        "deliveries": [_delivery(delivery) for delivery in stop.deliveries],
        "households_taken": list(stop.taken),
        "households_brought": list(stop.brought),
        "people_taken": stop.people_taken,
        "people_brought": stop.people_brought,
        "exposure_mean": stop.exposure_mean,
        "exposure_upper": stop.exposure_upper,
        "late_s": stop.late_s,
    }
    return _feature(feature_id, point, properties)


def _leg(feature_id: str, common: dict[str, Any], leg: Leg, zone: ZoneInfo) -> Feature:
    aboard = {"aboard": leg.aboard} if leg.aboard else {}
    return _feature(feature_id, _line(leg.path), common | aboard | _path(leg.path, zone) | {"why": leg.why})


def _path(path: Path, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "depart": _time(path.depart_s, zone),
        "arrive": _time(path.arrive_s, zone),
        "length_m": round(path.length_m, 1),
        "grey_m": round(path.grey_m, 1),
        "exposure_mean": path.exposure_mean,
        "exposure_upper": path.exposure_upper,
        "roads": [
            {"name": road.name, "length_m": round(road.length_m, 1), "enter": _time(road.enter_s, zone)}
            for road in path.roads
        ],
    }


def _unserved(plan: Plan, operation: Operation) -> Iterator[Feature]:
    places = {shelter.id: shelter for shelter in operation.shelters}
    for left in plan.unserved:
        place = places.get(left.shelter_id)
        yield _feature(
            f"unserved/{left.kind}/{left.id}",
            None if place is None else _point(place.lon, place.lat),
            {
                "feature": "unserved",
                "kind": left.kind,
                "unserved": left.id,
                "place": left.shelter_id,
                "priority": left.priority,
                "reason": left.reason,
                "detail": left.detail,
            },
        )


def _figures(figures: Figures) -> dict[str, float]:
    return {name: float(value) for name, value in figures.model_dump().items()}


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {"need": delivery.need_id, "item": delivery.item_id, "amount": delivery.amount}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon, _DECIMALS), round(lat, _DECIMALS)]}


def _line(path: Path) -> dict[str, Any] | None:
    if len(path.line) < 2:
        return None
    return {
        "type": "LineString",
        "coordinates": [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in path.line],
    }


def _time(time_s: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(time_s, UTC).astimezone(zone).isoformat()
