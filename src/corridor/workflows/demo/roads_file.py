"""The drawn region as an OpenStreetMap file: roads with their tags, places, land, water, buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.workflows.demo import facts
from corridor.workflows.demo.osm_xml import OsmDocument
from corridor.workflows.demo.region import BEYOND, PLANE, DrawnWay, Region, chaikin, hash_of, metres_of, road_number

if TYPE_CHECKING:
    import numpy.typing as npt

STREETS = (
    ("Центральна", "Tsentralna"), ("Садова", "Sadova"), ("Шкільна", "Shkilna"), ("Вишнева", "Vyshneva"),
    ("Річкова", "Richkova"), ("Лісова", "Lisova"), ("Польова", "Polova"), ("Зелена", "Zelena"),
    ("Миру", "Myru"), ("Степова", "Stepova"), ("Заводська", "Zavodska"), ("Вокзальна", "Vokzalna"),
    ("Молодіжна", "Molodizhna"), ("Яблунева", "Yabluneva"), ("Тиха", "Tykha"), ("Набережна", "Naberezhna"),
    ("Соляна", "Soliana"), ("Каштанова", "Kashtanova"), ("Лугова", "Luhova"), ("Кленова", "Klenova"),
    ("Базарна", "Bazarna"), ("Калинова", "Kalynova"), ("Липова", "Lypova"), ("Горіхова", "Horikhova"),
    ("Тополина", "Topolyna"), ("Джерельна", "Dzherelna"), ("Північна", "Pivnichna"), ("Південна", "Pivdenna"),
    ("Східна", "Skhidna"), ("Західна", "Zakhidna"), ("Паркова", "Parkova"), ("Сонячна", "Soniachna"),
)  # fmt: skip
"""Common street names, given out in turn; none stands where it stands in life."""

_ROAD_TAGS = {
    "trunk": {"surface": "asphalt", "maxspeed": "90", "width": "9"},
    "primary": {"surface": "asphalt", "maxspeed": "90", "width": "8"},
    "secondary": {"surface": "asphalt", "maxspeed": "70", "width": "7", "smoothness": "intermediate"},
    "tertiary": {"surface": "asphalt", "maxspeed": "60", "width": "6", "smoothness": "bad"},
    "residential": {"surface": "asphalt", "smoothness": "bad"},
    "track": {"surface": "ground", "smoothness": "bad", "tracktype": "grade3", "width": "2.8"},
}
_IN_TOWN_KMH = "50"


def roads_document(region: Region, seed: int) -> OsmDocument:
    """Everything the roads importer and the base map need, as one document."""
    rng = np.random.default_rng([seed, 2])
    document = OsmDocument()
    used = sorted({point for way in region.ways for point in way.points})
    lonlat = region.lonlat
    node_id = {point: document.node(float(lonlat[point, 0]), float(lonlat[point, 1])) for point in used}
    for way in region.ways:
        document.way([node_id[point] for point in way.points], _tags(way))
    _places(document)
    _land(document, rng)
    _water(document, region)
    _buildings(document, region, rng)
    return document


def _tags(way: DrawnWay) -> dict[str, str]:
    tags = {"highway": way.road_class} | _ROAD_TAGS[way.road_class]
    if way.town:
        tags["maxspeed"] = _IN_TOWN_KMH
        tags |= _street_name(way)
    else:
        tags |= _link_name(facts.links()[way.link])
    if way.ref:
        tags["ref"] = way.ref
    if way.bridge:
        tags |= {"bridge": "yes", "layer": "1"}
    if way.max_weight:
        tags |= {"maxweight": way.max_weight}
    return tags


def _street_name(way: DrawnWay) -> dict[str, str]:
    kind, number = way.street[0], int(way.street[1:].split(".")[0])
    if kind == "d":
        native, latin = "Соборна", "Soborna"
    else:
        native, latin = STREETS[(2 * number + (kind == "c") + hash_of(way.town)) % len(STREETS)]
    return {"name": f"вулиця {native}", "name:uk": f"вулиця {native}", "name:en": f"{latin} Street"}


def _link_name(link: facts.Link) -> dict[str, str]:
    if road_number(link):
        return {}
    known = facts.places()
    native = f"{known[link.start].name_uk} – {known[link.end].name_uk}"
    return {"name": native, "name:uk": native, "name:en": f"{link.start} – {link.end}"}


def _places(document: OsmDocument) -> None:
    for place in facts.places().values():
        if place.name_en in BEYOND:
            continue
        kind = "village" if place.kind == "settlement" else place.kind
        tags = {"place": kind, "name": place.name_uk, "name:uk": place.name_uk, "name:en": place.name_en}
        document.node(place.lon, place.lat, tags | ({"population": str(place.population)} if place.population else {}))


def _blob(
    x: float, y: float, radius: float, rng: np.random.Generator, *, squash: float = 1.0
) -> list[tuple[float, float]]:
    """A rounded outline around a middle, lon and lat."""
    angle = np.linspace(0, 2 * np.pi, 9)[:-1] + rng.uniform(0, 0.7)
    reach = radius * rng.uniform(0.7, 1.25, 8)
    outline = chaikin(np.column_stack((x + reach * np.cos(angle), y + squash * reach * np.sin(angle))), 2, closed=True)
    return _lonlat(outline)


def _lonlat(metres: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    lon, lat = PLANE.to_degrees(metres[:, 0], metres[:, 1])
    return list(zip(np.round(lon, 7).tolist(), np.round(lat, 7).tolist(), strict=True))


def _land(document: OsmDocument, rng: np.random.Generator) -> None:
    reach = {"city": 1750.0, "town": 950.0, "settlement": 480.0, "village": 330.0}
    size = {"Bakhmut": 2650.0, "Kostiantynivka": 2250.0, "Kramatorsk": 2700.0, "Chasiv Yar": 1250.0}
    for place in facts.places().values():
        if place.name_en in BEYOND:
            continue
        radius = size.get(place.name_en, reach[place.kind])
        outline = _blob(*metres_of(place.name_en), radius, rng, squash=0.85 if place.name_en == "Bakhmut" else 1.0)
        document.area(outline, {"landuse": "residential"})
    for _field in range(60):
        x, y = rng.uniform(-38_000, 25_000), rng.uniform(-33_000, 32_000)
        document.area(_blob(x, y, rng.uniform(700, 2000), rng, squash=0.7), {"landuse": "farmland"})
    for _wood in range(34):
        x, y = rng.uniform(-38_000, 25_000), rng.uniform(-33_000, 34_000)
        document.area(_blob(x, y, rng.uniform(300, 1100), rng, squash=0.6), {"natural": "wood"})
    x, y = metres_of("Bakhmut")
    for dx, dy, radius in ((-1250, 700, 240.0), (1150, -600, 280.0), (-500, -1250, 210.0)):
        document.area(_blob(x + dx, y + dy, radius, rng), {"leisure": "park"})


def _water(document: OsmDocument, region: Region) -> None:
    names = (
        {"waterway": "river", "name": "Бахмутка", "name:uk": "Бахмутка", "name:en": "Bakhmutka"},
        {"waterway": "stream"},
    )
    for course, tags in zip(region.rivers, names, strict=True):
        document.way([document.node(lon, lat) for lon, lat in _lonlat(course)], tags)
    rng = np.random.default_rng(7)
    x, y = metres_of("Bakhmut")
    for dx, dy, radius in ((620, -3300, 260.0), (560, 2900, 300.0), (-2900, 1500, 180.0)):
        document.area(_blob(x + dx, y + dy, radius, rng, squash=0.6), {"natural": "water"})
    x, y = metres_of("Kostiantynivka")
    document.area(_blob(x + 2900, y - 1400, 420.0, rng, squash=0.5), {"natural": "water"})


def _buildings(document: OsmDocument, region: Region, rng: np.random.Generator) -> None:
    """A house beside about every third piece of a street in the towns where people wait."""
    towns = {"Bakhmut", "Chasiv Yar", "Ivanivske", "Khromove", "Krasna Hora"}
    for way in region.ways:
        if way.town not in towns:
            continue
        for a, b in zip(way.points, way.points[1:], strict=False):
            draw = rng.uniform(0, 1, 5)
            along = region.xy[b] - region.xy[a]
            far = float(np.hypot(*along))
            if draw[0] > 0.35 or far < 60:
                continue
            unit = along / far
            side = np.array((-unit[1], unit[0])) * (1 if draw[1] < 0.5 else -1)
            half, deep = 8 + 14 * draw[2], 8 + 8 * draw[3]
            near = region.xy[a] + along * (0.3 + 0.4 * draw[4]) + side * 14
            box = np.array((near - unit * half, near + unit * half, near + unit * half + side * deep,
                            near - unit * half + side * deep))  # fmt: skip
            document.area(_lonlat(box), {"building": "yes"})
