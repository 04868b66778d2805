"""If a published line of control came nearer: which towns, people, hospitals, stocks and roads, and what comes first.

Distances from a line are all that is used or told; the line itself is a published one, and its shift is supposed by
whoever asks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from corridor.domain.network import RoadClass
from corridor.domain.outlook import Band, Outlook, OutlookPlace, PlaceKind, PlaceOutlook
from corridor.domain.projection import LocalPlane
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.lines import ProblemList
from corridor.exchange.network_store import open_network
from corridor.exchange.operation.evidence import FRONTS_FILE, read_fronts
from corridor.exchange.operation.read import table_path
from corridor.exchange.operation.rows import read_records
from corridor.exchange.operation.settings import read_settings
from corridor.exchange.operation.tables import PLACES, SETTINGS_FILE
from corridor.files import write_bytes
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from corridor.domain.front import ControlArea
    from corridor.domain.network import RoadNetwork

    Floats = npt.NDArray[np.float64]

ORDER = {PlaceKind.HOSPITAL: 0, PlaceKind.TOWN: 1, PlaceKind.STOCK: 2}
PIECE_M = 250.0
"""Roads are measured in pieces about so long."""


@dataclass(frozen=True, eq=False)
class OutlookFound:
    """The answer and every doubt about the input."""

    outlook: Outlook
    problems: tuple[RowProblem, ...]


def look_ahead(
    folder: Path, *, shift_km: float = 0.0, shifted: Path | None = None, within_km: Sequence[float] = (5, 10, 20, 30)
) -> OutlookFound:
    """Measure the places and roads of ``folder`` against its latest published line and the supposed one.

    Args:
        folder: an operation folder with ``lines_of_control.geojson`` and ``places.csv``; roads where it has them.
        shift_km: how much nearer the line is supposed, everywhere; negative: farther.
        shifted: a file like ``lines_of_control.geojson`` with the line as supposed, instead.
        within_km: distances asked about.

    Raises:
        InputRefused: ``operation.*``, ``table.*``, ``geojson.*``; ``outlook.no_line``, ``outlook.no_places``.
    """
    told = ProblemList(SETTINGS_FILE)
    settings = read_settings(folder, told)
    zone = ZoneInfo(settings.timezone)
    lines = ProblemList(FRONTS_FILE)
    known = [a for a in _areas(folder / FRONTS_FILE, zone, lines) if a.published_s <= settings.as_of.timestamp()]
    if not known:
        raise InputRefused(
            "outlook.no_line",
            _("There is no published line of control to measure from."),
            FRONTS_FILE,
            _("Add areas with the day of their publication, by as_of."),
            lines.all(),
        )
    rows = ProblemList(PLACES.file)
    path = table_path(folder, PLACES.file)
    records = read_records(path, OutlookPlace, zone, rows) if path is not None else ()
    if not records:
        raise InputRefused(
            "outlook.no_places",
            _("There are no places to measure."),
            PLACES.file,
            _("Add towns, hospitals and stocks with lon, lat, kind and people."),
            rows.all(),
        )
    places = [row.record for row in records]
    plane = LocalPlane(
        round(float(np.mean([p.lon for p in places])), 4), round(float(np.mean([p.lat for p in places])), 4)
    )
    newest = max(area.published_s for area in known)
    now = _shape([area for area in known if area.published_s == newest], plane)
    if shifted is not None:
        then, words = (
            _shape(list(_areas(shifted, zone, lines)), plane),
            _("as drawn in {file}").format(file=shifted.name),
        )
    else:
        then = shapely.buffer(now, shift_km * 1000)
        words = _("{km} km nearer, everywhere").format(km=f"{shift_km:g}")
    roads = open_network(folder / settings.roads) if (folder / settings.roads).is_dir() else None
    outlook = Outlook(
        operation=settings.name,
        demonstration=settings.demonstration,
        published=f"{datetime.fromtimestamp(newest, UTC).astimezone(zone):%Y-%m-%d}",
        supposed=words,
        **_measured(places, roads, plane, now, then, sorted(set(within_km))),
    )
    return OutlookFound(outlook, told.all() + lines.all() + rows.all())


def _areas(path: Path, zone: ZoneInfo, problems: ProblemList) -> tuple[ControlArea, ...]:
    if not path.is_file():
        raise InputRefused(
            "outlook.no_line",
            _("There is no published line of control to measure from."),
            path.name,
            _("Add areas with the day of their publication, by as_of."),
        )
    return read_fronts(path, zone, problems)


def _shape(areas: Sequence[ControlArea], plane: LocalPlane) -> shapely.Geometry:
    rings = [np.column_stack(plane.to_metres(*np.array(ring, float).T)) for area in areas for ring in area.rings]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])


def _measured(
    places: Sequence[OutlookPlace],
    roads: RoadNetwork | None,
    plane: LocalPlane,
    now: shapely.Geometry,
    then: shapely.Geometry,
    within: Sequence[float],
) -> dict[str, tuple[Band, ...] | tuple[PlaceOutlook, ...]]:
    points = shapely.points(*plane.to_metres([p.lon for p in places], [p.lat for p in places]))
    near = np.asarray(shapely.distance(now, points), float) / 1000
    after = np.asarray(shapely.distance(then, points), float) / 1000
    pieces = _pieces(roads, plane) if roads is not None else None
    bands = []
    for km in within:
        inside, soon = near < km, after < km
        town = np.array([p.kind is PlaceKind.TOWN for p in places])
        sick = np.array([p.kind is PlaceKind.HOSPITAL for p in places])
        people = np.array([p.people for p in places])
        amount = np.array([p.amount for p in places])
        road = _road_band(pieces, now, then, km) if pieces is not None else (0.0, 0.0, ())
        bands.append(
            Band(
                within_km=km,
                towns_now=int((town & inside).sum()),
                towns_then=int((town & soon).sum()),
                people_now=int(people[town & inside].sum()),
                people_then=int(people[town & soon].sum()),
                hospitals_then=int((sick & soon).sum()),
                patients_then=int(people[sick & soon].sum()),
                stock_then=round(float(amount[soon].sum()), 3),
                road_km_now=road[0],
                road_km_then=road[1],
                main_roads_then=road[2],
            )
        )

    def band(distance: float) -> float | None:
        return next((km for km in within if distance < km), None)

    listed = [
        PlaceOutlook(
            place=p.id, name=p.name, lon=p.lon, lat=p.lat, kind=p.kind, people=p.people, amount=p.amount,
            now_km=round(float(near[k]), 2), then_km=round(float(after[k]), 2), band_now_km=band(float(near[k])),
            band_then_km=band(float(after[k])),
        )
        for k, p in enumerate(places)
        if band(float(after[k])) is not None
    ]  # fmt: skip
    # The nearest band first; within it the sick before people before stocks, and the many before the few.
    first = sorted(
        listed, key=lambda one: (one.band_then_km or 0.0, ORDER[one.kind], -one.people, one.then_km, one.place)
    )
    return {"bands": tuple(bands), "places": tuple(first)}


@dataclass(frozen=True, eq=False)
class _Pieces:
    middle: npt.NDArray[np.object_]
    km: Floats
    main: npt.NDArray[np.bool_]
    name: npt.NDArray[np.object_]


def _pieces(network: RoadNetwork, plane: LocalPlane) -> _Pieces:
    """Roads for vehicles, each line once, in pieces with their middles."""
    edges = np.flatnonzero(network.road_class <= RoadClass.RESIDENTIAL)
    _lines, first = np.unique(network.line[edges], return_index=True)
    x: list[float] = []
    y: list[float] = []
    km: list[float] = []
    main: list[bool] = []
    name: list[str] = []
    for edge in edges[np.sort(first)].tolist():
        line = shapely.LineString(np.column_stack(plane.to_metres(*network.geometry(edge).T)))
        count = max(1, round(line.length / PIECE_M))
        for share in (np.arange(count) + 0.5) / count:
            middle = line.interpolate(float(share), normalized=True)
            x.append(middle.x)
            y.append(middle.y)
        km += [line.length / 1000 / count] * count
        main += [bool(network.road_class[edge] <= RoadClass.SECONDARY)] * count
        name += [network.edge_name(edge)] * count
    return _Pieces(shapely.points(x, y), np.array(km), np.array(main), np.array(name, object))


def _road_band(
    pieces: _Pieces, now: shapely.Geometry, then: shapely.Geometry, km: float
) -> tuple[float, float, tuple[str, ...]]:
    inside = shapely.distance(now, pieces.middle) < km * 1000
    soon = shapely.distance(then, pieces.middle) < km * 1000
    fresh = {str(name) for name in pieces.name[soon & ~inside & pieces.main] if name}
    return round(float(pieces.km[inside].sum()), 1), round(float(pieces.km[soon].sum()), 1), tuple(sorted(fresh))


def write_outlook(outlook: Outlook, path: Path) -> None:
    """``outlook`` as GeoJSON: a point for each place.

    Raises:
        OSError: the file cannot be written.
    """
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
         "properties": one.model_dump(mode="json", exclude={"lon", "lat"})}
        for one in outlook.places
    ]  # fmt: skip
    head = {"for_whom": outlook.for_whom, "published": outlook.published, "demonstration": outlook.demonstration}
    collection = {"type": "FeatureCollection", "corridor": head, "features": features}
    write_bytes(path, json.dumps(collection, ensure_ascii=False, allow_nan=False).encode() + b"\n")
