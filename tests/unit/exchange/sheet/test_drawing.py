from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from corridor.domain.base_map import BaseMap
from corridor.exchange.sheet.drawing import DANGER_STYLE, panel
from corridor.exchange.sheet.marks import spread
from corridor.exchange.sheet.scene import Ground, Mark, Scene, View
from corridor.exchange.sheet.typeset import SheetPress, scene_of


@pytest.fixture
def ground(demo_day):
    return Ground(demo_day.network, demo_day.danger, demo_day.base_map)


def box_of(day):
    line = [at for leg in day.plan.missions[0].trips[0].legs for at in leg.path.line]
    lon, lat = zip(*line, strict=True)
    return min(lon), min(lat), max(lon), max(lat)


def test_a_panel_is_svg_with_route_danger_stops_scale_and_north(demo_day, ground):
    svg = panel(scene_of(demo_day.plan.missions[0], demo_day.operation), ground, box_of(demo_day), (190, 104))
    root = ET.fromstring(svg)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "N" in texts
    assert any(text.endswith(" km") for text in texts)
    assert {"1", "2", "3", "4", "5", "6"} <= set(texts)
    assert "Verbove" in texts
    for colour, width in DANGER_STYLE:
        assert f'stroke="{colour}" stroke-width="{width}"' in svg
    assert "stroke-dasharray" in svg


def test_danger_is_told_by_width_and_by_darkness():
    widths = [width for _colour, width in DANGER_STYLE]
    light = [int(c[1:3], 16) * 0.3 + int(c[3:5], 16) * 0.59 + int(c[5:7], 16) * 0.11 for c, _width in DANGER_STYLE]
    assert widths == sorted(widths)
    assert light == sorted(light, reverse=True)
    assert min(np.diff(light[::-1])) > 20


def test_the_hours_of_the_drive_choose_the_danger(ground, demo_day):
    start = demo_day.danger.slots.start_s
    morning, noon = ground.levels(start, start + 3600), ground.levels(start + 3600, start + 13 * 3600)
    assert (noon >= morning).all()
    assert (noon > morning).any()
    assert (morning == -1).any()


def test_the_whole_box_is_in_view():
    box = (37.9, 48.5, 38.1, 48.7)
    view = View.around(box, 190, 104)
    at = view.millimetres([box[0], box[2]], [box[1], box[3]])
    assert (at >= 6.5).all()
    assert (at <= (183.5, 97.5)).all()
    west, south, east, north = view.degrees
    assert west < box[0] < box[2] < east
    assert south < box[1] < box[3] < north


def test_stops_at_one_place_are_pushed_apart():
    moved = spread(np.array([[50.0, 50.0]] * 6 + [[51.0, 50.0]]), 5.1, (190, 104))
    for first in range(len(moved)):
        for second in range(first):
            assert np.hypot(*(moved[first] - moved[second])) > 4.9
    assert np.hypot(*(moved.mean(axis=0) - 50)) < 4


def test_far_stops_stay_where_they_are():
    points = np.array([[20.0, 20.0], [90.0, 60.0]])
    assert (spread(points, 5.1, (190, 104)) == points).all()


def test_names_cannot_break_the_drawing(demo_day):
    bad = BaseMap(
        layer=demo_day.base_map.layer[1:],
        name=("<x>&", "b"),
        name_uk=("<x>&", "b"),
        name_en=('<x>&"', "b"),
        rank=demo_day.base_map.rank[1:],
        wkb=demo_day.base_map.wkb[1:],
    )
    ground = Ground(demo_day.network, demo_day.danger, bad)
    marks = (Mark(38.0, 48.6, "<&"),)
    scene = replace(scene_of(demo_day.plan.missions[0], demo_day.operation), marks=marks)
    ET.fromstring(panel(scene, ground, box_of(demo_day), (100, 100)))


def test_a_single_place_without_roads_is_drawn(demo_day, ground):
    svg = panel(Scene((), (), (Mark(38.0, 48.6, "1"),), 0, 0), ground, (38.0, 48.6, 38.0, 48.6), (100, 100))
    ET.fromstring(svg)


def test_far_away_centres_get_an_overview_and_a_close_up(demo_day):
    mission = demo_day.plan.missions[0]
    trip = mission.trips[0]
    far = trip.legs[-2].model_copy(
        update={"path": trip.legs[-2].path.model_copy(update={"line": (trip.legs[-2].path.line[0], (35.0, 48.4))})}
    )
    trip = trip.model_copy(update={"legs": (*trip.legs[:-2], far, trip.legs[-1])})
    press = SheetPress(
        demo_day.plan, demo_day.operation, demo_day.network, demo_day.danger, demo_day.base_map, language="en"
    )
    assert len(press.maps(mission)) == 1
    assert len(press.maps(mission.model_copy(update={"trips": (trip,)}))) == 2
