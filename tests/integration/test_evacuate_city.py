"""``corridor evacuate FOLDER``: the worked case, and folders with everything wrong that a tired person gets wrong."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from datetime import datetime

import pytest

from corridor.cli.app import run

PEOPLE = 70_000


def command(*arguments: str) -> int:
    try:
        run(["evacuate", *arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("city") / "demo"
    assert command("demo", "--out", str(made)) == 0
    return made


@pytest.fixture(scope="module")
def planned(folder):
    told = folder.parent / "figures.json"
    assert command(str(folder), "--time-limit", "12", "--json", str(told)) == 0
    return json.loads(told.read_text("utf-8")), folder / "evacuation"


@pytest.fixture
def copy(folder, tmp_path):
    target = tmp_path / "copy"
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("evacuation"))
    return target


def rewrite(path, change):
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        names = reader.fieldnames
    rows = [row for row in (change(row) for row in rows) if row is not None]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def figures(folder, *more: str):
    target = folder / "figures.json"
    code = command(str(folder), "--time-limit", "5", "--json", str(target), *more)
    return code, json.loads(target.read_text("utf-8"))


def test_seventy_thousand_people_are_out_above_a_bound(planned):
    told, _out = planned
    assert told["people"] == PEOPLE == told["people_out"]
    assert not told["left"]
    assert 0 < told["bound_s"] <= told["clears_s"]
    assert told["bound_s"] >= max(told["bus_bound_s"], told["car_bound_s"])
    assert told["for_whom"] == "coordinators and planners only"
    assert told["demonstration"]


def test_no_moment_of_the_plan_is_above_the_curve_that_none_exceeds(planned):
    told, _out = planned
    bound = told["bound_curve"]
    assert told["curve"][-1][1] == pytest.approx(PEOPLE, abs=60)
    for moment, people in told["curve"]:
        most = next((n for t, n in bound if t >= moment), bound[-1][1])
        assert people <= most + 60


def test_the_timetable_serves_every_rider_and_no_bus_is_in_two_places(planned):
    told, out = planned
    with (out / "timetable.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(int(row["people"]) for row in rows) == sum(zone["by_bus"] for zone in told["zones"])
    trips = defaultdict(list)
    for row in rows:
        trips[row["bus"]].append(
            [datetime.fromisoformat(row[k]) for k in ("sets_off", "at_zone", "leaves", "arrives", "empty")]
        )
    for own in trips.values():
        moments = [moment for trip in own for moment in trip]
        assert moments == sorted(moments)
    places = {centre[0]: centre[4] for centre in told["centres"]}
    brought = defaultdict(int)
    for row in rows:
        brought[row["centre"]] += int(row["people"])
    assert all(people <= places[centre] for centre, people in brought.items())


def test_three_directions_are_told_one_by_one_and_together(planned):
    told, _out = planned
    assert len(told["isolation"]) == 7
    alone = [one for one in told["isolation"] if len(one["areas"]) == 1]
    every = next(one for one in told["isolation"] if len(one["areas"]) == 3)
    assert every["first_s"] == min(one["first_s"] for one in told["isolation"] if one["first_s"] is not None)
    assert all(one["all_s"] is None or one["all_s"] >= every["all_s"] for one in alone)
    for zone in told["zones"]:
        assert zone["last_bus_s"] <= zone["latest_bus_s"]


def test_what_holds_up_and_what_cuts_off_is_told(planned):
    told, _out = planned
    assert "M03" in {road["name"] for road in told["bottlenecks"]}
    assert told["losses"]
    assert all(loss["isolated"] or loss["clears_s"] >= told["car_bound_s"] for loss in told["losses"])
    assert told["cuts"][-1]["people"] == PEOPLE


def test_the_page_is_whole_and_fetches_nothing(planned):
    _told, out = planned
    page = (out / "index.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert "For coordinators and planners only" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert (out / "timetable.html").read_text("utf-8").count("<section>") > 100
    kinds = {f["properties"]["feature"] for f in json.loads((out / "city.geojson").read_text("utf-8"))["features"]}
    assert {"zone", "centre", "way", "bottleneck", "loss"} <= kinds


def test_a_zone_off_the_roads_is_told_and_the_rest_is_planned(copy):
    rewrite(copy / "zones.csv", lambda row: row | ({"lon": "38.4", "lat": "48.2"} if row["id"] == "Z05" else {}))
    code, told = figures(copy)
    assert code == 0
    lost = [one for one in told["left"] if one["zone"] == "Z05"]
    assert {one["reason"] for one in lost} == {"off_roads"}
    assert sum(one["people"] for one in lost) == next(z["people"] for z in told["zones"] if z["zone"] == "Z05")
    assert told["people_out"] == PEOPLE - sum(one["people"] for one in told["left"])


def test_centres_too_small_leave_people_and_say_so(copy):
    rewrite(copy / "centres.csv", lambda row: row | {"capacity": "2000"})
    rewrite(copy / "zones.csv", lambda row: row | {"priority": "1" if row["id"] in ("Z01", "Z02") else "3"})
    code, told = figures(copy)
    assert code == 0
    assert not {one["zone"] for one in told["left"] if not one["by_car"]} & {"Z01", "Z02"}, "those of priority 1 go"
    assert told["bus_bound_s"] <= told["bus_last_s"], "and none is said where the clock left fewer out than it is of"
    assert sum(one["people"] for one in told["left"] if one["reason"] == "no_room") > 0
    assert all(centre[5] <= 2000 for centre in told["centres"])
    assert ("room_short", 8000) in {(note["code"], note["room"]) for note in told["notes"]}


def test_buses_wider_than_every_road_leave_riders_but_not_cars(copy):
    rewrite(copy / "buses.csv", lambda row: row | {"width_m": "30"})
    code, told = figures(copy)
    assert code == 0
    assert told["buses_used"] == 0
    assert {one["reason"] for one in told["left"]} == {"no_bus_fits"}
    assert told["people_out"] == sum(zone["by_car"] for zone in told["zones"])


def test_rows_that_make_no_sense_are_told_with_their_line(copy):
    def change(row):
        if row["id"] == "Z02":
            return row | {"people_by_car": "999999"}
        if row["id"] == "Z03":
            return row | {"people": "0", "people_by_car": "0"}
        return row | ({"deadline": "2020-01-01T00:00+02:00"} if row["id"] == "Z04" else {})

    rewrite(copy / "zones.csv", change)
    code, told = figures(copy)
    assert code == 0
    found = {(problem["code"], problem["line"]) for problem in told["problems"]}
    assert {("row.more_by_car_than_people", 3), ("row.nobody", 4), ("row.deadline_past", 5)} <= found
    assert ("deadline_past", "Z04") in {(note["code"], note["of"]) for note in told["notes"]}


def test_when_every_road_out_is_shut_nobody_is_claimed_to_leave(copy):
    line = [[37.6, 48.4], [38.3, 48.4], [38.3, 48.9], [37.6, 48.9], [37.6, 48.4]]
    feature = {
        "type": "Feature",
        "properties": {"id": "all", "metres_per_hour": 0},
        "geometry": {"type": "Polygon", "coordinates": [line]},
    }
    (copy / "closing.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    code, told = figures(copy)
    assert code == 3
    assert told["error"]["code"] == "city.no_way_out"


@pytest.mark.parametrize(
    ("file", "code"), [("zones.csv", "city.missing_files"), ("operation.toml", "operation.no_settings")]
)
def test_missing_files_are_named(copy, file, code):
    (copy / file).unlink()
    exit_code, told = figures(copy)
    assert exit_code == 2
    assert told["error"]["code"] == code


def test_a_closing_area_without_a_speed_is_told_and_the_others_close(copy):
    path = copy / "closing.geojson"
    data = json.loads(path.read_text("utf-8"))
    data["features"][0]["properties"]["metres_per_hour"] = "fast"
    path.write_text(json.dumps(data), "utf-8")
    code, told = figures(copy)
    assert code == 0
    assert "closing.speed" in {problem["code"] for problem in told["problems"]}
    assert len(told["isolation"]) == 3
