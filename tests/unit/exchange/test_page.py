"""The page's payload and file: levels, hours, encoding, refusal, whole files, the same bytes."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely

from corridor.domain.base_map import BaseMap, MapLayer
from corridor.domain.danger import EdgeDanger, Slots
from corridor.domain.operation import Crew, Depot, Item, Operation, OperationSettings, Shelter, Vehicle
from corridor.domain.plan import Delivery, Figures, Plan
from corridor.domain.profiles import Profile
from corridor.errors import InternalFault
from corridor.exchange import page
from corridor.exchange.page import inline_json, source_hash, write_page
from corridor.exchange.page_map import CLASS_FROM, Scale, danger_level, edge_danger_per_hour, encode_line
from corridor.exchange.page_payload import Page, payload, rounded, shown_hours


@pytest.fixture
def roads(build_network):
    """Three corners in a row, both ways."""
    return build_network([(0, 1, 700), (1, 0, 700), (1, 2, 700), (2, 1, 700)])


def danger_on(network, upper):
    count = network.edge_count
    rates = np.broadcast_to(np.asarray(upper, np.float32) / 3600, (24, count)).copy()
    nothing = np.zeros(count, np.float32)
    return EdgeDanger(Slots(_midnight(), 24), rates / 2, rates, nothing, nothing, nothing)


def _midnight() -> int:
    return int(datetime(2024, 3, 30, 22, tzinfo=UTC).timestamp())


@pytest.fixture
def operation(roads):
    at = {"lon": float(roads.node_lon[0]), "lat": float(roads.node_lat[0])}
    return Operation(
        settings=OperationSettings(
            name="Test", timezone="Europe/Kyiv", day=date(2024, 3, 31), as_of=datetime(2024, 3, 30, tzinfo=UTC)
        ),
        depots=(Depot(id="D", **at),),
        shelters=(Shelter(id="S", people=9, **at),),
        crews=(Crew(id="K", risk_budget=1),),
        vehicles=(Vehicle(id="V", profile=Profile.CAR, depot_id="D", crew_id="K", seats=3, load_kg=1, load_litres=1),),
    )


@pytest.fixture
def plan():
    return Plan(
        operation="Test </script><!--",
        demonstration=False,
        day="2024-03-31",
        timezone="Europe/Kyiv",
        as_of_s=_midnight(),
        seed=1,
        iterations=1,
        software="x",
        missions=(),
        figures=Figures(),
    )


@pytest.fixture
def nothing_else():
    return BaseMap(np.empty(0, np.uint8), (), (), (), np.empty(0, np.int64), ())


def test_levels_grow_with_the_danger_and_keep_within_a_byte():
    rates = np.array([0, 1e-9, 1e-6, *CLASS_FROM, 1, 50])
    levels = danger_level(rates)
    assert levels[0] == levels[2] == 0
    assert levels[-1] == levels[-2] == 255
    assert (np.diff(levels.astype(int)) >= 0).all()
    assert len(set(levels[2:-1].tolist())) == len(CLASS_FROM) + 2


def test_a_mine_counts_as_if_driven_at_thirty_kilometres_an_hour(roads):
    danger = danger_on(roads, [0, 0, 0, 0])
    mined = replace(danger, passage_upper=np.array([0.01, 0, 0, 0], np.float32))
    per_hour = edge_danger_per_hour(roads, mined, np.arange(24))
    assert per_hour[0, 0] == pytest.approx(0.01 / (700 / (30_000 / 3600)) * 3600)
    assert per_hour[0, 1] == 0


def test_a_day_with_a_changing_clock_has_its_own_number_of_hours():
    slots = Slots(int(datetime(2024, 3, 29, tzinfo=UTC).timestamp()), 24 * 6)
    assert len(shown_hours(slots, "2024-03-31", "Europe/Kyiv")) == 23
    assert len(shown_hours(slots, "2024-03-30", "Europe/Kyiv")) == 24
    assert len(shown_hours(slots, "2030-01-01", "Europe/Kyiv")) == slots.count


def test_a_line_shows_the_worse_of_its_two_directions(roads, operation, plan, nothing_else):
    worse = danger_on(roads, [1e-4, 0.02, 1e-4, 1e-4])
    told = payload(plan, operation, roads, worse, nothing_else, coarse=False, language="en")["map"]
    start, length = told["sections"]["danger"]
    levels = np.frombuffer(zlib.decompress(b64decode(told["block"]))[start : start + length], np.uint8)
    assert told["lines"] == 2
    assert len(levels) == 2 * len(told["hours"])
    assert levels.reshape(-1, 2)[0].tolist() == danger_level(np.array([0.02, 1e-4])).tolist()


def test_routes_are_thinned_to_what_five_metres_show_and_come_back():
    scale = Scale.of((30, 50, 31, 51))
    line = (*((30 + i * 1e-4, 50.0 + (2e-6 if i % 2 else 0)) for i in range(100)), (30.0099, 50.01))
    steps = np.array(encode_line(line, scale)).reshape(-1, 2)
    assert len(steps) == 3
    assert steps.cumsum(axis=0)[-1].tolist() == [3_000_990, 5_001_000]
    assert encode_line((), scale) == []


def test_the_file_is_the_same_byte_for_byte_and_cannot_be_left_by_its_data(
    tmp_path, monkeypatch, roads, operation, plan, nothing_else
):
    monkeypatch.setattr(page, "ASSETS", tmp_path)
    (tmp_path / "page.css").write_text("b{}")
    (tmp_path / "page.js").write_text("0")
    danger = danger_on(roads, [0.1] * 4)
    texts = []
    for name in ("a.html", "b.html"):
        write_page(tmp_path / name, plan, operation, roads, danger, nothing_else, coarse=False, language="uk")
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]
    html = texts[0].decode()
    assert html.count("</script>") == 2
    assert "<!--" not in html
    assert '<html lang="uk">' in html
    assert source_hash("0") in html
    data = re.search(r'id="payload">(.*?)</script>', html, re.S)
    assert data
    assert json.loads(data[1])["plan"]["operation"] == plan.operation
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html", "page.css", "page.js"]


def test_without_the_built_front_end_the_remedy_is_told(tmp_path, monkeypatch, roads, operation, plan, nothing_else):
    monkeypatch.setattr(page, "ASSETS", tmp_path / "nowhere")
    with pytest.raises(InternalFault) as refused:
        write_page(
            tmp_path / "a.html", plan, operation, roads, danger_on(roads, [0] * 4), nothing_else,
            coarse=False, language="en",
        )  # fmt: skip
    assert refused.value.code == "page.not_built"
    assert "uv sync" in refused.value.remedy
    assert not (tmp_path / "a.html").exists()


def test_danger_of_another_network_is_refused(tmp_path, roads, build_network, operation, plan, nothing_else):
    other = danger_on(build_network([(0, 1, 10)]), [0])
    with pytest.raises(InternalFault, match=r"another road network"):
        write_page(tmp_path / "a.html", plan, operation, roads, other, nothing_else, coarse=False, language="en")


def test_a_coarse_page_joins_roads_cut_at_places_and_tells_cells(roads, operation, plan, nothing_else):
    told = payload(plan, operation, roads, danger_on(roads, [0.1] * 4), nothing_else, coarse=True, language="en")
    assert told["map"]["lines"] == 1
    assert told["map"]["cells"] >= 1
    assert set(told["operation"]["places"]) == {"area-1"}
    assert "road_name" not in told["map"]["sections"]


def test_a_road_without_length_has_no_cell(build_network, operation, plan, nothing_else):
    roads = build_network([(0, 1, 1), (1, 0, 1), (1, 2, 700), (2, 1, 700)], lon=(0, 0, 0.01), lat=(0, 0, 0))
    danger = danger_on(roads, [0.1] * 4)
    told = payload(plan, operation, roads, danger, nothing_else, coarse=True, language="en")
    assert told["map"]["cells"] >= 1


def test_goods_are_whole_pieces_as_on_the_crew_sheet(operation, plan):
    items = (Item(id="box", unit="piece", kg=1, litres=1), Item(id="water", unit="litre", kg=1, litres=1))
    page = Page(plan, operation.model_copy(update={"items": items}), coarse=False, scale=Scale(1))
    given = [Delivery(need_id=need, item_id=item, amount=amount) for need, item, amount in (
        ("", "water", 12.34), ("a", "box", 1.2), ("b", "box", 0.9), ("", "water", 1))]  # fmt: skip
    assert page.goods(given) == [["box", 3], ["water", pytest.approx(13.4)]]


def test_the_base_map_keeps_areas_lines_and_names_in_both_languages(roads, operation, plan):
    shapes = (
        (MapLayer.WATER, shapely.Point(float(roads.node_lon[0]), float(roads.node_lat[0])).buffer(0.01)),
        (MapLayer.WATERWAY, shapely.LineString([(roads.node_lon[0], roads.node_lat[0]), (roads.node_lon[2], 0.01)])),
        (MapLayer.PLACE, shapely.Point(float(roads.node_lon[1]), float(roads.node_lat[1]))),
    )
    land = BaseMap(
        np.array([layer for layer, _ in shapes], np.uint8),
        ("", "", "Село"),
        ("", "", "Село"),
        ("", "", "Selo"),
        np.array([0, 0, 500]),
        tuple(shapely.to_wkb(shape) for _, shape in shapes),
    )
    told = payload(plan, operation, roads, danger_on(roads, [0.1] * 4), land, coarse=False, language="en")["map"]
    assert told["land"] == 2
    assert told["places"][0][2:] == ["Selo", "Село", 500]


def test_rounding_keeps_six_digits_and_drops_negative_nothing():
    assert rounded({"a": (0.123456789, -0.0, 7)}) == {"a": [0.123457, 0, 7]}
    assert inline_json("</script>&") == '"\\u003c/script\\u003e\\u0026"'
