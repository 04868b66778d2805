"""GPX 1.1, one file a vehicle: waypoints of the stops with their times, a route and a track a trip.

Schema: https://www.topografix.com/GPX/1/1/ . Elements stand in the order that the schema asks for. Coarse copies
hold waypoints in the middle of cells only, so that no device can drive by them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from corridor.domain.plan import Plan, Sharing
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor.domain.operation import Checkpoint, Depot, Operation, ReceptionCentre, Shelter
    from corridor.domain.plan import Leg, Mission, Stop, Trip

NAMESPACE = "http://www.topografix.com/GPX/1/1"
_SCHEMA = f"{NAMESPACE} http://www.topografix.com/GPX/1/1/gpx.xsd"


def warning(plan: Plan) -> str:
    """What must stand on every sheet and track of ``plan``, empty where nothing must."""
    if plan.demonstration:
        return _("Demonstration: invented data. Never drive by it.")
    if plan.sharing is Sharing.COARSE:
        return _("Coarse copy: not for driving.")
    return ""


def vehicle_gpx(plan: Plan, operation: Operation, missions: Sequence[Mission]) -> bytes:
    """The GPX of one vehicle's ``missions``. Same plan, same bytes.

    Args:
        plan: exact or coarse; decides what is drawn.
        operation: names of places and items.
        missions: those of one vehicle, in order.
    """
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(
        _tag("gpx"),
        {
            "version": "1.1",
            "creator": plan.software,
            "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation": _SCHEMA,
        },
    )
    ET.register_namespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")
    metadata = _child(root, "metadata")
    title = " · ".join((plan.operation, plan.day, *(mission.id for mission in missions)))
    _text(metadata, "name", title)
    _text(metadata, "desc", warning(plan))
    _text(metadata, "time", _utc(plan.as_of_s))
    names = _names(operation)
    trips = [trip for mission in missions for trip in mission.trips]
    for trip in trips:
        for number, stop in enumerate(trip.stops):
            _point(_place(root, "wpt", stop), stop, number, names, plan)
    if plan.sharing is Sharing.EXACT:
        for trip in trips:
            _route(root, trip, names, plan)
        for trip in trips:
            _track(root, trip, plan)
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


def _names(operation: Operation) -> Mapping[str, str]:
    places: list[Depot | ReceptionCentre | Checkpoint | Shelter]
    places = [*operation.depots, *operation.centres, *operation.checkpoints, *operation.shelters]
    return {place.id: place.name for place in places} | {item.id: item.name or item.id for item in operation.items}


def _place(parent: ET.Element, name: str, stop: Stop) -> ET.Element:
    return _child(parent, name, lat=f"{stop.lat or 0:.6f}", lon=f"{stop.lon or 0:.6f}")


def _point(point: ET.Element, stop: Stop, number: int, names: Mapping[str, str], plan: Plan) -> None:
    _text(point, "time", _utc(stop.arrive_s))
    _text(point, "name", " ".join(part for part in (f"{number}.", stop.place_id, names.get(stop.place_id, "")) if part))
    _text(point, "desc", "; ".join(part for part in (warning(plan), _what(stop, names)) if part))
    _text(point, "type", stop.kind.value)


def _what(stop: Stop, names: Mapping[str, str]) -> str:
    parts = [f"{names.get(one.item_id, one.item_id)} {one.amount:g}" for one in stop.deliveries]
    if stop.taken:
        parts.append(_("take aboard: {households}").format(households=", ".join(stop.taken)))
    if stop.brought:
        parts.append(_("hand over: {households}").format(households=", ".join(stop.brought)))
    return "; ".join(parts)


def _route(root: ET.Element, trip: Trip, names: Mapping[str, str], plan: Plan) -> None:
    route = _child(root, "rte")
    _text(route, "name", trip.id)
    _text(route, "desc", warning(plan))
    for number, stop in enumerate(trip.stops):
        _point(_place(route, "rtept", stop), stop, number, names, plan)


def _track(root: ET.Element, trip: Trip, plan: Plan) -> None:
    lines = [leg for leg in trip.legs if len(leg.path.line) > 1]
    if not lines:
        return
    track = _child(root, "trk")
    _text(track, "name", trip.id)
    _text(track, "desc", warning(plan))
    for leg in lines:
        _segment(track, leg)


def _segment(track: ET.Element, leg: Leg) -> None:
    """A leg; times stand at its two ends only, since the hours between are the planner's business."""
    segment = _child(track, "trkseg")
    last = len(leg.path.line) - 1
    for index, (lon, lat) in enumerate(leg.path.line):
        point = _child(segment, "trkpt", lat=f"{lat:.6f}", lon=f"{lon:.6f}")
        if index in {0, last}:
            _text(point, "time", _utc(leg.path.arrive_s if index else leg.path.depart_s))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _tag(name), attributes)


def _text(parent: ET.Element, name: str, text: str) -> None:
    if text:
        _child(parent, name).text = "".join(one for one in text if one.isprintable())


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
