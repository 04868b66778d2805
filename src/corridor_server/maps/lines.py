"""Roads and place names as one small document, for browsers without WebGL 2."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.base_map import MapLayer
from corridor.files import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.base_map import BaseMap
    from corridor.domain.network import RoadNetwork

TOLERANCE_DEGREES = 5e-5
"""About 5 m."""
DECIMALS = 5


def write_lines(path: Path, network: RoadNetwork, base_map: BaseMap) -> None:
    """Write ``path``, gzip of JSON, atomically: ``roads`` as [line, class, name, lon, lat, ...], ``places``."""
    lines, first = np.unique(network.line, return_index=True)
    roads = []
    for line, edge in zip(lines.tolist(), first.tolist(), strict=True):
        span = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
        points = np.column_stack((network.vertex_lon[span], network.vertex_lat[span]))
        if len(points) > 2:
            points = shapely.get_coordinates(shapely.simplify(shapely.linestrings(points), TOLERANCE_DEGREES))
        flat = np.round(points, DECIMALS).ravel().tolist()
        roads.append([line, int(network.road_class[edge]), network.edge_name(edge), *flat])
    places = []
    for row in np.flatnonzero(np.asarray(base_map.layer) == MapLayer.PLACE).tolist():
        point = shapely.from_wkb(base_map.wkb[row]).centroid
        names = (base_map.name_en[row] or base_map.name[row], base_map.name_uk[row] or base_map.name[row])
        places.append([round(point.x, DECIMALS), round(point.y, DECIMALS), *names, int(base_map.rank[row])])
    text = json.dumps({"roads": roads, "places": places}, ensure_ascii=False, separators=(",", ":"))
    write_bytes(path, gzip.compress(text.encode(), 6, mtime=0))
