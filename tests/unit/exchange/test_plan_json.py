from __future__ import annotations

import json

import pytest

from corridor.domain.plan import Sharing
from corridor.errors import InputRefused
from corridor.exchange.plan_json import desk_copy, dump_plan, load_plan


def test_a_plan_comes_back_as_it_was(real_day, tmp_path):
    path = tmp_path / "plan.json"
    path.write_bytes(dump_plan(real_day.plan))
    assert load_plan(path) == real_day.plan


def test_the_desk_copy_keeps_ids_times_loads_and_exposures(real_day):
    desk = desk_copy(real_day.plan)
    assert desk.sharing is Sharing.DESK
    for before, after in zip(real_day.plan.missions, desk.missions, strict=True):
        for trip, kept in zip(before.trips, after.trips, strict=True):
            assert [s.place_id for s in kept.stops] == [s.place_id for s in trip.stops]
            assert [s.arrive_s for s in kept.stops] == [s.arrive_s for s in trip.stops]
            assert [s.deliveries for s in kept.stops] == [s.deliveries for s in trip.stops]
            assert [s.taken for s in kept.stops] == [s.taken for s in trip.stops]
            assert kept.figures == trip.figures


def test_the_desk_copy_has_no_coordinate_line_road_or_words_about_roads(real_day):
    text = dump_plan(desk_copy(real_day.plan)).decode()
    assert "Verbova" not in text
    assert "Ковальська" not in text
    assert "Липова" not in text
    values = json.loads(text)
    for mission in values["missions"]:
        for trip in mission["trips"]:
            assert all(stop["lon"] is None and stop["lat"] is None for stop in trip["stops"])
            for leg in trip["legs"]:
                assert leg["path"]["line"] == leg["path"]["roads"] == []
                assert leg["second_best"] is None or leg["second_best"]["line"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"not": "a plan"}', "plan.unreadable"),
        ("no json", "plan.unreadable"),
        (None, "plan.version"),
    ],
)
def test_what_is_no_plan_is_refused(real_day, tmp_path, content, code):
    path = tmp_path / "plan.json"
    path.write_text(content or dump_plan(real_day.plan.model_copy(update={"version": 99})).decode())
    with pytest.raises(InputRefused) as refused:
        load_plan(path)
    assert refused.value.code == code
    assert "plan.json" in refused.value.where
