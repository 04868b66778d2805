from __future__ import annotations

from typing import Any

import pytest
import shapely

from corridor.domain.base_map import MapLayer
from corridor.osm.map_features import layer_of, population

ROAD = ([1, 2], {"highway": "residential"})


def square(first: int, lon: float, lat: float, side: float) -> dict[int, tuple[float, float]]:
    corners = [(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side)]
    return dict(enumerate(corners, first))


def test_layers_of_a_town(town: Any, row: dict[int, Any]) -> None:
    nodes = row | square(20, 30.01, 50.0, 0.001) | square(30, 30.02, 50.0, 0.001)
    ways = [
        ROAD,
        ([20, 21, 22, 23, 20], {"building": "yes", "name": "Школа", "name:en": "School"}),
        ([30, 31, 32, 33, 30], {"natural": "water"}),
        ([3, 4, 5], {"waterway": "river", "name": "Бахмутка"}),
        ([6, 7], {"waterway": "dam"}),
    ]
    base_map = town(nodes, ways).base_map
    assert base_map.layer.tolist() == [MapLayer.WATER, MapLayer.WATERWAY, MapLayer.BUILDING]
    assert base_map.name == ("", "Бахмутка", "Школа")
    assert base_map.name_uk[2] == "Школа"
    assert base_map.name_en[2] == "School"
    kinds = [shape.geom_type for shape in shapely.from_wkb(base_map.wkb)]
    assert kinds == ["Polygon", "LineString", "Polygon"]


def test_a_lake_with_an_island(town: Any, row: dict[int, Any]) -> None:
    nodes = row | square(20, 30.0, 50.0, 0.01) | square(30, 30.004, 50.004, 0.001)
    relation = (
        '<relation id="1"><member type="way" ref="2" role="outer"/><member type="way" ref="3" role="inner"/>'
        '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>'
    )
    base_map = town(nodes, [ROAD, ([20, 21, 22, 23, 20], {}), ([30, 31, 32, 33, 30], {})], relation).base_map
    (lake,) = shapely.from_wkb(base_map.wkb)
    assert lake.area == pytest.approx(0.01**2 - 0.001**2, rel=0.01)


def test_places_with_inhabitants(town: Any, row: dict[int, Any]) -> None:
    tags = {"place": "town", "name": "Бахмут", "name:en": "Bakhmut", "population": "71 094"}
    base_map = town(row | {40: (30.0, 50.0, tags), 41: (30.0, 50.0, {"place": "hamlet"})}, [ROAD]).base_map
    assert (base_map.name, base_map.name_en, base_map.rank.tolist()) == (("Бахмут",), ("Bakhmut",), [71094])


def test_sheds_are_left_out(town: Any, row: dict[int, Any]) -> None:
    shed = square(20, 30.01, 50.0, 0.00003)
    imported = town(row | shed, [ROAD, ([20, 21, 22, 23, 20], {"building": "shed"})])
    assert len(imported.base_map.layer) == 0
    assert imported.report.features == {}


@pytest.mark.parametrize(
    ("tags", "layer"),
    [
        ({"building": "no", "landuse": "farmland"}, MapLayer.FARMLAND),
        ({"landuse": "forest"}, MapLayer.WOOD),
        ({"waterway": "riverbank"}, MapLayer.WATER),
        ({"landuse": "residential"}, MapLayer.BUILT_UP),
        ({"amenity": "school"}, None),
    ],
)
def test_layer_by_tags(tags: dict[str, str], layer: MapLayer | None) -> None:
    assert layer_of(tags.get) == layer


@pytest.mark.parametrize(("text", "people"), [("12 345", 12345), ("12.345", 12345), ("~500", 0), (None, 0), ("", 0)])
def test_population(text: str | None, people: int) -> None:
    assert population(text) == people
