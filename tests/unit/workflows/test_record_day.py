from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from corridor.domain.plan import Figures, Mission, Plan, Stop, Trip
from corridor.errors import InputRefused
from corridor.exchange.operation import read_evidence, read_operation
from corridor.exchange.plan_json import dump_plan
from corridor.workflows.record_day import record_day

FOLDER = {
    "operation.toml": 'name = "T"\ntimezone = "Europe/Kyiv"\nday = 2023-02-14\nas_of = 2023-02-14T05:00:00+02:00\n',
    "depots.csv": "id,lon,lat\nd1,37.60,48.60\n",
    "centres.csv": "id,lon,lat,capacity\nc1,37.55,48.73,10\nc2,37.5,48.7,10\n",
    "shelters.csv": "id;lon;lat;people;hint\n#loc;#geo+lon;#geo+lat;#people;\n"
    "s1;38,00;48.60;12;Schule\ns2;38.01;48.59;5;\n",
    "households.csv": "id,shelter_id,people,decision\n"
    "h1,s1,3,leave\nh2,s2,2,undecided\nh3,s1,4,leave\nbad,s9,1,leave\n",
    "items.csv": "id,kg,litres,per_person_day\nwater,1,1,4\nbag,2,9,0\n",
    "stocks.csv": "shelter_id,item_id,amount,counted\ns1,water,48,2023-02-13T09:00+02:00\n"
    "s1,water,72,2023-02-14T03:00+02:00\n",
    "needs.csv": "id,shelter_id,item_id,amount,priority\nn1,s1,water,50,2\nn2,s1,water,20,1\nn3,s2,bag,2,2\n",
    "crews.csv": "id,members,risk_budget,cumulative_exposure\nk1,2,0.5,0.25\nk2,2,0.5,0\n",
    "vehicles.csv": "id,profile,depot_id,crew_id,seats,load_kg,load_litres\nv1,minibus,d1,k1,8,800,3000\n",
}
COLUMNS = (
    "id,time,what,mission_id,shelter_id,household_id,item_id,amount,people,lon,lat,to_lon,to_lat,reason,detail,reporter"
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "op"
    made.mkdir()
    for name, text in FOLDER.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def outcomes(folder: Path, *rows: dict[str, object], name: str = "outcomes.csv") -> Path:
    path = folder.parent / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS.split(","))
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({"id": f"o{number}", "time": "2023-02-14T09:00+02:00"} | row)
    return path


def table(folder: Path, name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def state(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def plan_file(folder: Path, day: str = "2023-02-14") -> Path:
    stop = {"lon": None, "lat": None, "arrive_s": 0, "begin_s": 0, "depart_s": 0}
    stops = (
        Stop(kind="shelter", place_id="s1", taken=("h1",), **stop),
        Stop(kind="centre", place_id="c2", brought=("h1",), **stop),
    )
    figures = Figures(crew_exposure_mean=0.125)
    missions = tuple(
        Mission(
            id=name,
            vehicle_id="v1",
            crew_id="k1",
            trips=(Trip(id="t", stops=stops, legs=(), figures=figures),),
            figures=figures,
            budget_used=0.1,
        )
        for name in ("m1", "m2")
    )
    plan = Plan(
        operation="T", demonstration=False, day=day, timezone="Europe/Kyiv", as_of_s=0, seed=1, iterations=1,
        software="x", missions=missions, figures=figures,
    )  # fmt: skip
    path = folder.parent / "plan.json"
    path.write_bytes(dump_plan(plan))
    return path


DELIVERED = {"what": "delivered", "shelter_id": "s1", "item_id": "water", "amount": 60, "mission_id": "m1"}


def test_a_delivery_raises_the_stock_left_and_lowers_needs_most_urgent_first(folder):
    summary = record_day(folder, outcomes(folder, DELIVERED))
    # 12 people x 4 l a day, six hours after the newest count of 72 l: 12 l used, 60 l left, 60 l brought.
    rows = table(folder, "stocks.csv")
    assert [row["amount"] for row in rows] == ["48", "120"]
    assert rows[1]["counted"] == "2023-02-14T09:00:00+02:00"
    assert [(row["id"], row["amount"]) for row in table(folder, "needs.csv")] == [("n1", "10"), ("n3", "2")]
    assert summary.delivered == {"water": 60}
    assert summary.shelters_served == 1
    assert [(s.shelter_id, s.days_left) for s in summary.supply] == [("s1", 2.5)]


def test_a_first_delivery_makes_a_stock(folder):
    record_day(folder, outcomes(folder, DELIVERED | {"shelter_id": "s2", "item_id": "bag", "amount": 3}))
    assert table(folder, "stocks.csv")[-1] == {
        "shelter_id": "s2",
        "item_id": "bag",
        "amount": "3",
        "counted": "2023-02-14T09:00:00+02:00",
    }
    assert [row["id"] for row in table(folder, "needs.csv")] == ["n1", "n2"]


def test_a_later_count_stands(folder):
    summary = record_day(folder, outcomes(folder, DELIVERED | {"time": "2023-02-14T02:00+02:00"}))
    assert [row["amount"] for row in table(folder, "stocks.csv")] == ["48", "72"]
    assert [p.code for p in summary.problems] == ["outcome.counted_later"]


def test_people_taken_leave_the_lists_and_fill_the_planned_centre(folder):
    taken = {"what": "taken", "household_id": "h1", "mission_id": "m1", "time": "2023-02-14T09:00+02:00"}
    summary = record_day(folder, outcomes(folder, taken), plan_file(folder))
    assert [row["id"] for row in table(folder, "households.csv")] == ["h2", "h3", "bad"]
    assert table(folder, "departed.csv") == [
        {
            "household_id": "h1",
            "shelter_id": "s1",
            "people": "3",
            "time": "2023-02-14T07:00:00+00:00",
            "centre_id": "c2",
            "mission_id": "m1",
        }
    ]
    assert [row["capacity"] for row in table(folder, "centres.csv")] == ["10", "7"]
    text = (folder / "shelters.csv").read_text(encoding="utf-8")
    assert (
        text == "id;lon;lat;people;hint\n#loc;#geo+lon;#geo+lat;#people;\ns1;38,00;48.60;9;Schule\ns2;38.01;48.59;5;\n"
    )
    assert (summary.people_out, summary.households_out, summary.people_left) == (3, 1, 14)


def test_part_of_a_household_taken_leaves_the_rest_listed(folder):
    summary = record_day(folder, outcomes(folder, {"what": "taken", "household_id": "h3", "people": 1, "detail": "c1"}))
    assert next(row for row in table(folder, "households.csv") if row["id"] == "h3")["people"] == "3"
    assert table(folder, "centres.csv")[0]["capacity"] == "9"
    assert summary.people_out == 1


def test_an_unknown_centre_is_told(folder):
    summary = record_day(folder, outcomes(folder, {"what": "taken", "household_id": "h1"}))
    assert [p.code for p in summary.problems] == ["outcome.unknown_centre"]
    assert [row["capacity"] for row in table(folder, "centres.csv")] == ["10", "10"]


def test_refused_and_not_found(folder):
    refused = {"what": "refused", "household_id": "h1", "reason": "pets", "detail": "20.02.2023"}
    summary = record_day(folder, outcomes(folder, refused, {"what": "not_found", "household_id": "h3"}))
    rows = {row["id"]: row for row in table(folder, "households.csv")}
    assert (rows["h1"]["decision"], rows["h1"]["reason"], rows["h1"]["ask_again"]) == ("stay", "pets", "2023-02-20")
    assert (rows["h3"]["decision"], rows["h3"]["reason"]) == ("leave", "not_found")
    assert (summary.refused_by_reason, summary.not_found) == ({"pets": 1}, 1)
    assert read_operation(folder).operation.households[0].ask_again.isoformat() == "2023-02-20"


def test_roads_and_what_was_seen_become_reports_passages_and_incidents(folder):
    end = {"to_lon": 38.0, "to_lat": 48.6}
    summary = record_day(
        folder,
        outcomes(
            folder,
            {"what": "road_shut", "lon": 37.9, "lat": 48.6, "reporter": "r1", **end},
            {"what": "road_open", "lon": 37.8, "lat": 48.6, "mission_id": "m1"},
            {"what": "road_passed", "lon": 37.7, "lat": 48.6, **end},
            {"what": "road_passed", "lon": 37.7, "lat": 48.6},
            {"what": "seen", "lon": 37.9, "lat": 48.6, "reason": "mine"},
            {"what": "seen", "lon": 37.9, "lat": 48.6, "reason": "ufo"},
        ),
    )
    read = read_operation(folder)
    reports = read.operation.closures
    assert [(r.effect.value, r.to_lon, r.reporter, r.coordinator) for r in reports] == [
        ("shut", 38.0, "r1", False),
        ("open", None, "m1", False),
    ]
    evidence = read_evidence(folder, read.operation.settings.model_copy(update={"as_of": reports[0].reported}))
    assert [p.line for p in evidence.passages] == [((37.7, 48.6), (38.0, 48.6))]
    assert len(evidence.incidents.time_s) == 2
    assert (summary.roads_shut, summary.roads_opened, summary.roads_passed) == (1, 1, 2)
    assert summary.seen_by_kind == {"mine": 1, "ufo": 1}
    assert [p.code for p in summary.problems] == ["outcome.kind", "outcome.passage_place"]


def test_passages_already_there_are_kept(folder):
    (folder / "passages.geojson").write_text('{"type":"FeatureCollection","name":"x","features":[{"odd":1}]}', "utf-8")
    record_day(
        folder, outcomes(folder, {"what": "road_passed", "lon": 37.7, "lat": 48.6, "to_lon": 38, "to_lat": 48.6})
    )
    collection = json.loads((folder / "passages.geojson").read_text(encoding="utf-8"))
    assert collection["name"] == "x"
    assert collection["features"][0] == {"odd": 1}
    assert len(collection["features"]) == 2


def test_exposure_of_missions_driven_is_added_once(folder):
    plan = plan_file(folder)
    record_day(folder, outcomes(folder, DELIVERED))
    assert table(folder, "crews.csv")[0]["cumulative_exposure"] == "0.25"
    first = record_day(folder, outcomes(folder, DELIVERED), plan)
    assert table(folder, "crews.csv")[0]["cumulative_exposure"] == "0.375"
    record_day(folder, outcomes(folder, DELIVERED, DELIVERED | {"id": "x"}), plan)
    assert [row["cumulative_exposure"] for row in table(folder, "crews.csv")] == ["0.375", "0"]
    assert first.exposure_by_crew == {"k1": 0.125}


def test_a_plan_of_another_day_is_refused(folder):
    before = state(folder)
    with pytest.raises(InputRefused) as refused:
        record_day(folder, outcomes(folder, DELIVERED), plan_file(folder, day="2023-02-13"))
    assert refused.value.code == "record.other_plan"
    assert state(folder) == before


def test_recording_again_changes_nothing_and_tells_the_same_day(folder):
    rows = (DELIVERED, {"what": "taken", "household_id": "h1", "detail": "c1"}, DELIVERED | {"amount": 5})
    first = record_day(folder, outcomes(folder, *rows))
    before = state(folder)
    again = record_day(folder, outcomes(folder, *rows))
    assert state(folder) == before
    assert (first.recorded, first.already, again.recorded, again.already) == (3, 0, 0, 3)
    assert (again.delivered, again.people_out, again.supply) == (first.delivered, first.people_out, first.supply)


def test_a_second_file_of_the_same_day_adds_to_its_summary(folder):
    record_day(folder, outcomes(folder, DELIVERED))
    second = record_day(folder, outcomes(folder, DELIVERED | {"id": "other", "amount": 4}, name="two.csv"))
    assert second.delivered == {"water": 64}
    assert second.recorded == 1


def test_rows_without_ids_are_known_again_by_their_content(folder):
    path = folder.parent / "paper.csv"
    path.write_text("time;what;shelter_id;item_id;amount\n14.02.2023 9:00;delivered;s1;water;2,5\n", encoding="utf-8")
    assert record_day(folder, path).recorded == 1
    again = record_day(folder, path)
    assert (again.recorded, again.already, again.delivered) == (0, 1, {"water": 2.5})


def test_the_same_id_with_other_content_is_told_and_the_first_stands(folder):
    record_day(folder, outcomes(folder, DELIVERED))
    before = state(folder)
    summary = record_day(folder, outcomes(folder, DELIVERED | {"amount": 61}))
    assert [(p.code, p.line, p.fatal) for p in summary.problems] == [("outcome.altered", 2, True)]
    assert state(folder) == before


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (DELIVERED | {"amount": ""}, "outcome.missing_value", "amount"),
        (DELIVERED | {"amount": -3}, "row.too_small", "amount"),
        (DELIVERED | {"shelter_id": "s9"}, "outcome.unknown_reference", "shelter_id"),
        ({"what": "taken", "household_id": "h9"}, "outcome.unknown_reference", "household_id"),
        ({"what": "refused", "household_id": "h1"}, "outcome.missing_value", "reason"),
        ({"what": "road_shut", "lon": 37.9}, "outcome.missing_value", "lat"),
        ({"what": "road_shut", "lon": 48.6, "lat": 37.9}, "row.swapped", "lon"),
        ({"what": "vanished"}, "row.choice", "what"),
        (DELIVERED | {"time": "noon"}, "row.moment", "time"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_recorded(folder, row, code, column):
    summary = record_day(folder, outcomes(folder, row, DELIVERED))
    assert [(p.code, p.line, p.column) for p in summary.problems] == [(code, 2, column)]
    assert summary.recorded == 1
    assert summary.refused_rows == 1


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"what": "delivered", "shelter_id": "s1", "item_id": "water", "amount": 2401}, "outcome.amount", "amount"),
        ({"what": "taken", "household_id": "h1", "people": 4}, "outcome.people", "people"),
        ({"what": "not_found", "household_id": "h1", "time": "2032-02-14T09:00+02:00"}, "outcome.far_day", "time"),
    ],
)
def test_what_cannot_be_true_is_refused_and_changes_nothing(folder, row, code, column):
    before = state(folder)
    recorded = record_day(folder, outcomes(folder, row))
    assert [(p.code, p.column, p.fatal) for p in recorded.problems if p.file == "outcomes.csv"] == [
        (code, column, True)
    ]
    after = state(folder)
    assert {name for name in before if after[name] != before[name]} <= {"operation.toml"}


def test_the_most_that_the_vehicles_can_bring_is_believed(folder):
    row = {"what": "delivered", "shelter_id": "s1", "item_id": "water", "amount": 2400}
    assert not [p for p in record_day(folder, outcomes(folder, row)).problems if p.file == "outcomes.csv"]


def test_a_table_that_would_lose_rows_is_not_rewritten(folder):
    with (folder / "needs.csv").open("a", encoding="utf-8") as stream:
        stream.write("n4,s1,water,1,2,surplus\n")
    before = state(folder)
    with pytest.raises(InputRefused) as refused:
        record_day(folder, outcomes(folder, DELIVERED))
    assert refused.value.code == "record.table_damaged"
    assert state(folder) == before


def test_damaged_memory_is_refused(folder):
    record_day(folder, outcomes(folder, DELIVERED))
    (folder / "recorded.csv").write_text("id,what\no0,delivered\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        record_day(folder, outcomes(folder, DELIVERED))
    assert refused.value.code == "record.memory_damaged"


def test_a_crash_at_any_step_is_made_good_by_recording_again(folder, monkeypatch):
    import shutil

    rows = (
        DELIVERED,
        {"what": "taken", "household_id": "h1", "detail": "c1"},
        {"what": "seen", "lon": 38, "lat": 48.6},
    )
    rows[2]["reason"] = "mine"
    file = outcomes(folder, *rows)
    whole = folder.parent / "whole"
    shutil.copytree(folder, whole)
    record_day(whole, file)
    real = Path.replace
    for stop in range(8):
        crashed = folder.parent / f"crashed{stop}"
        shutil.copytree(folder, crashed)
        left = iter(range(stop))

        def failing(self, target, left=left):
            if next(left, None) is None:
                raise OSError(28, "No space left on device")
            return real(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", failing)
            with pytest.raises(OSError, match="No space"):
                record_day(crashed, file)
        record_day(crashed, file)
        assert state(crashed) == state(whole)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_no_order_of_recording_changes_the_stocks(folder, tmp_path, order):
    rows = (
        DELIVERED | {"id": "a", "time": "2023-02-14T09:00+02:00", "amount": 48},
        DELIVERED | {"id": "b", "time": "2023-02-14T06:20+02:00", "amount": 50},
        {"id": "c", "time": "2023-02-14T08:00+02:00", "what": "taken", "household_id": "h1", "detail": "c1"},
    )
    together = tmp_path / "together"
    shutil.copytree(folder, together)
    record_day(together, outcomes(folder, *rows))
    for number in order:
        summary = record_day(folder, outcomes(folder, rows[number], name=f"{number}.csv"))
        assert "outcome.counted_later" not in {p.code for p in summary.problems}
    assert table(folder, "stocks.csv") == table(together, "stocks.csv")
