"""GeoJSON feature collections, plain or gzipped: each unusable feature told, the others kept (RFC 7946)."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from typing import TYPE_CHECKING, Any

from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corridor.exchange.lines import ProblemList

LARGEST = 400_000_000
"""Bytes of the unpacked file."""

Line = tuple[tuple[float, float], ...]


def read_features(path: Path, problems: ProblemList) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield (``features[i]``, properties, geometry) of each feature that has both.

    Raises:
        InputRefused: ``geojson.*``: too large, damaged, not JSON (with the line), no feature collection.
    """
    data = _json(path)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise InputRefused(
            "geojson.no_collection",
            _("The file is no GeoJSON feature collection."),
            path.name,
            _("Export it as GeoJSON (RFC 7946), coordinates in WGS84."),
        )
    for index, feature in enumerate(features):
        name = f"features[{index}]"
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(geometry, dict):
            yield name, properties if isinstance(properties, dict) else {}, geometry
            continue
        problems.add(
            "geojson.no_geometry",
            None,
            name,
            None,
            reason=_("The feature has no geometry."),
            remedy=_("Draw it, or delete it."),
        )


def _json(path: Path) -> Any:
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            stream = gzip.GzipFile(fileobj=raw) if packed else raw
            data = stream.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputRefused(
            "geojson.truncated",
            _("The compressed file ends early or is damaged."),
            path.name,
            _("Copy or download it again."),
        ) from error
    if len(data) > LARGEST:
        raise InputRefused(
            "geojson.too_large", _("The file is too large."), path.name, _("Split it into smaller files.")
        )
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise InputRefused(
            "geojson.not_json",
            _("The file is not valid JSON; it may have been cut off."),
            f"{path.name}:{error.lineno}:{error.colno}",
            _("Export or copy it again."),
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise InputRefused(
            "geojson.not_json", _("The file is not valid JSON in UTF-8."), path.name, _("Export it again as UTF-8.")
        ) from error
    except ValueError as error:  # Python refuses integers of more than 4,300 digits
        raise InputRefused(
            "geojson.number",
            _("The file holds a number far too long to be a coordinate."),
            path.name,
            _("Export it again; coordinates are degrees such as 37.9981."),
        ) from error


def line_of_points(coordinates: object, least: int = 2) -> Line | None:
    """Lon, lat points of a coordinate array; None unless there are ``least`` and all are finite WGS84 degrees."""
    if not isinstance(coordinates, list) or len(coordinates) < least:
        return None
    points = []
    for point in coordinates:
        if not isinstance(point, list) or len(point) < 2:
            return None
        lon, lat = point[:2]
        if isinstance(lon, bool) or isinstance(lat, bool):
            return None
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            return None
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            return None
        points.append((float(lon), float(lat)))
    return tuple(points)
