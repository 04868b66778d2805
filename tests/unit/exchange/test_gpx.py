from __future__ import annotations

from xml.etree import ElementTree as ET

from corridor.exchange.coarse import coarse, coarse_operation
from corridor.exchange.gpx import NAMESPACE, vehicle_gpx

ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"],
    "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
    "trkseg": ["trkpt", "extensions"],
}
POINT = ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"]
ORDER |= {"wpt": POINT, "rtept": POINT, "trkpt": POINT}
NS = {"g": NAMESPACE}


def local(element):
    namespace, name = element.tag[1:].split("}")
    assert namespace == NAMESPACE
    return name


def check_gpx11(content):
    """Element order, attributes and values as the GPX 1.1 schema asks for."""
    root = ET.fromstring(content)
    assert local(root) == "gpx"
    assert root.get("version") == "1.1"
    assert root.get("creator")
    for element in root.iter():
        name = local(element)
        order = ORDER.get(name)
        if order is None:
            assert len(element) == 0
            continue
        places = [order.index(local(child)) for child in element]
        assert places == sorted(places)
        if name in {"wpt", "rtept", "trkpt"}:
            assert -90 <= float(element.get("lat")) <= 90
            assert -180 <= float(element.get("lon")) < 180
    for time in root.iterfind(".//g:time", NS):
        assert time.text.endswith("Z")
        assert len(time.text) == 20
    return root


def test_a_route_and_a_track_a_trip_and_a_waypoint_a_stop(demo_day):
    mission = demo_day.plan.missions[0]
    root = check_gpx11(vehicle_gpx(demo_day.plan, demo_day.operation, [mission]))
    stops = [stop for trip in mission.trips for stop in trip.stops]
    assert len(root.findall("g:wpt", NS)) == len(stops)
    assert len(root.findall("g:rte", NS)) == len(root.findall("g:trk", NS)) == len(mission.trips)
    points = root.findall("g:trk/g:trkseg/g:trkpt", NS)
    assert len(points) == sum(len(leg.path.line) for trip in mission.trips for leg in trip.legs)
    assert root.find("g:wpt/g:time", NS).text == "2023-02-24T03:11:40Z"
    assert "Школа Джерело" in root.findall("g:wpt/g:name", NS)[2].text
    assert "Never drive" in root.find("g:metadata/g:desc", NS).text


def test_a_coarse_copy_cannot_be_driven_by(real_day):
    plan = coarse(real_day.plan, real_day.operation)
    content = vehicle_gpx(plan, coarse_operation(real_day.operation), [plan.missions[0]])
    root = check_gpx11(content)
    assert root.findall("g:rte", NS) == root.findall("g:trk", NS) == []
    for point in root.findall("g:wpt", NS):
        assert "not for driving" in point.find("g:desc", NS).text


def test_the_same_plan_gives_the_same_bytes(demo_day):
    missions = [demo_day.plan.missions[0]]
    first = vehicle_gpx(demo_day.plan, demo_day.operation, missions)
    assert first == vehicle_gpx(demo_day.plan, demo_day.operation, missions)


def test_what_xml_forbids_does_not_get_in(demo_day):
    items = tuple(one.model_copy(update={"name": "<&\x08>"}) for one in demo_day.operation.items)
    operation = demo_day.operation.model_copy(update={"items": items})
    root = check_gpx11(vehicle_gpx(demo_day.plan, operation, [demo_day.plan.missions[0]]))
    assert any("<&>" in (desc.text or "") for desc in root.iterfind("g:wpt/g:desc", NS))
