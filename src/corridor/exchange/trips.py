"""Single trips as GeoJSON and GPX, exact: for the crew that drives, not for sharing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from corridor.exchange.gpx import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor.domain.plan import Path


def trips_geojson(trips: Sequence[tuple[Path, Mapping[str, object]]]) -> bytes:
    """A feature collection (RFC 7946): a line a trip, WGS84, with the properties given."""
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": {"type": "LineString", "coordinates": [[round(x, 6), round(y, 6)] for x, y in path.line]}
            if len(path.line) > 1
            else None,
            "properties": {"depart": _utc(path.depart_s), "arrive": _utc(path.arrive_s), **properties},
        }
        for number, (path, properties) in enumerate(trips, 1)
    ]
    return collection(features)


def collection(features: Sequence[Mapping[str, Any]]) -> bytes:
    """The bytes of a feature collection."""
    whole = {"type": "FeatureCollection", "features": features}
    return (json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def trips_gpx(trips: Sequence[tuple[Path, str]], creator: str) -> bytes:
    """GPX 1.1 (https://www.topografix.com/GPX/1/1/): a track a trip, named, with times at its two ends."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}gpx", {"version": "1.1", "creator": creator})
    for number, (path, words) in enumerate(trips, 1):
        track = _child(root, "trk")
        _child(track, "name").text = str(number)
        _child(track, "desc").text = words
        segment = _child(track, "trkseg")
        for index, (lon, lat) in enumerate(path.line):
            point = _child(segment, "trkpt", lat=f"{lat:.6f}", lon=f"{lon:.6f}")
            if index in {0, len(path.line) - 1}:
                _child(point, "time").text = _utc(path.arrive_s if index else path.depart_s)
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
