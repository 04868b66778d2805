"""Every kind of bad input that the guide names, through the command line: the message, and the exit code."""

from __future__ import annotations

import json

import pytest

from corridor.cli import app as application


def replace(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def add(folder, file, line):
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def test_good_input(folder, corridor, tmp_path):
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, figures["usable"], figures["problems"]) == (0, True, [])
    assert figures["counts"] == {
        "depots": 1, "centres": 1, "shelters": 2, "households": 2, "items": 1, "stocks": 1, "needs": 1, "crews": 2,
        "vehicles": 1, "checkpoints": 0, "closures": 0, "people": 17, "incidents": 1, "passages": 0, "fronts": 0,
    }  # fmt: skip
    assert figures["roads"]["edges"] == 8
    assert "Town" in shown


ROWS = {
    "place outside the roads": ("shelters.csv", "s3,Far,38.300,48.600,1", "place.off_roads", "km away"),
    "negative load": ("vehicles.csv", "v2,car,d1,k2,3,-5,100,", "row.too_small", "0 or more"),
    "duplicate id": ("shelters.csv", "s1,Again,38.010,48.600,4", "row.duplicate", "line 2"),
    "NaN coordinates": ("shelters.csv", "s3,X,nan,48.600,4", "row.not_finite", "NaN"),
    "infinite coordinates": ("shelters.csv", "s3,X,38.0,inf,4", "row.not_finite", "infinite"),
    "swapped coordinates": ("shelters.csv", "s3,X,48.600,38.010,4", "row.swapped", "swapped"),
    "coordinates never filled in": ("shelters.csv", "s3,X,0,0,4", "row.zero_point", "never filled in"),
    "unknown shelter": ("households.csv", "h3,s7,2,leave", "row.unknown_reference", "shelters.csv"),
    "vehicle that fits no road": ("vehicles.csv", "v2,truck,d1,k2,3,500,900,9.5", "vehicle.fits_no_road", "No road"),
    "ragged row": ("needs.csv", "n2,s1,water,5,6", "table.ragged", "5 cells"),
    "incident in the future": (
        "incidents/own.csv",
        "2023-02-16T10:00+02:00,48.6,38.0,shelling",
        "incidents.future",
        "2023-02-16",
    ),
    "incident with swapped coordinates": (
        "incidents/own.csv",
        "2023-02-12T10:00+02:00,38.0,48.6,shelling",
        "incidents.swapped",
        "xchange",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_is_shown_and_the_good_ones_are_counted(folder, corridor, tmp_path, case):
    file, row, problem, words = ROWS[case]
    _, before, _ = corridor("check", folder, figures=tmp_path / "before.json")
    add(folder, file, row)
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert code == 2
    line = (folder / file).read_text(encoding="utf-8").count("\n")
    (told,) = figures["problems"]
    assert (told["code"], told["line"], told["fatal"]) == (problem, line, True)
    assert f"{told['file']}:{line}" in shown
    assert words in shown
    kept = {name: count for name, count in figures["counts"].items() if name != "people"}
    expected = dict(before["counts"]) | ({"shelters": 3} if case == "place outside the roads" else {})
    expected |= {"vehicles": 2} if case == "vehicle that fits no road" else {}
    assert kept == {name: count for name, count in expected.items() if name != "people"}


def test_times_in_the_past_are_warned_of(folder, corridor, tmp_path):
    (folder / "needs.csv").write_text(
        "id,shelter_id,item_id,amount,by\nn1,s1,water,50,2023-02-13T08:00+02:00\n", encoding="utf-8"
    )
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, figures["refused"], figures["warnings"]) == (0, 0, 1)
    assert figures["problems"][0]["code"] == "row.deadline_past"
    assert "overdue" in shown


WHOLE = {
    "unknown time zone": ("operation.toml", "Europe/Kyiv", "Europe/Bachmut", "operation.timezone", "time zone"),
    "day before what is known": (
        "operation.toml",
        "day = 2023-02-14",
        "day = 2023-02-01",
        "operation.day_past",
        "as_of",
    ),
    "settings that are no TOML": ("operation.toml", '"Town"', "Town", "operation.toml_syntax", "operation.toml:1"),
    "setting misspelt": ("operation.toml", 'roads = "', 'raods = "', "operation.settings", "raods"),
    "missing column": ("shelters.csv", "id,name,lon,lat", "id,name,lon,width", "operation.nothing_usable", "missing"),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_folder_that_cannot_be_used_is_refused(folder, corridor, tmp_path, case):
    file, old, new, problem, words = WHOLE[case]
    replace(folder, file, old, new)
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, figures["error"]["code"]) == (2, problem)
    assert words in shown
    assert problem in shown
    assert "Traceback" not in shown


def test_missing_files_are_named(folder, corridor, tmp_path):
    (folder / "crews.csv").unlink()
    (folder / "vehicles.csv").unlink()
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, figures["error"]["code"]) == (2, "operation.missing_files")
    assert "crews.csv, vehicles.csv" in shown


def test_no_folder_and_no_operation(tmp_path, corridor):
    code, _, shown = corridor("check", tmp_path / "nowhere")
    assert (code, "operation.no_settings" in shown) == (2, True)


@pytest.mark.parametrize(("codec", "said"), [("cp1251", "Windows-1251"), ("utf-16", "UTF-16")])
def test_other_encodings_and_semicolons_are_read_with_a_word(folder, corridor, tmp_path, codec, said):
    text = "id;name;lon;lat;people\ns1;Підвал школи;38,010;48,600;12\ns2;Їдальня;38,010;48,610;5\n"
    (folder / "shelters.csv").write_bytes(text.encode(codec))
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, figures["counts"]["shelters"]) == (0, 2)
    assert [p["code"] for p in figures["problems"]] == ["table.encoding"]
    assert said in shown
    assert "UTF-8" in shown


def test_missing_and_broken_roads(folder, corridor, tmp_path):
    (folder / "town.osm").unlink()
    code, figures, _ = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, [p["code"] for p in figures["problems"]]) == (2, ["operation.roads_missing"])
    (folder / "town.osm").write_text("<osm version='0.6'></osm>", encoding="utf-8")
    code, figures, _ = corridor("check", folder, figures=tmp_path / "g.json")
    assert (code, [p["code"] for p in figures["problems"]]) == (2, ["roads.no_roads"])


def test_a_workbook_named_csv_is_recognised(folder, corridor, tmp_path):
    (folder / "households.csv").write_bytes(b"PK\x03\x04" + bytes(100))
    code, figures, shown = corridor("check", folder, figures=tmp_path / "f.json")
    assert (code, figures["error"]["code"]) == (2, "table.spreadsheet")
    assert "CSV UTF-8" in shown


def test_signs_that_terminals_could_take_for_markup_are_shown_as_they_are(folder, corridor):
    add(folder, "shelters.csv", "s3,X,[/bold],48.6,4")
    code, _, shown = corridor("check", folder)
    assert code == 2
    assert "[/bold]" in shown


def test_record_tells_bad_rows_and_keeps_the_rest(folder, corridor, tmp_path):
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text(
        "id,time,what,shelter_id,item_id,amount\n"
        "a,2023-02-14T09:00+02:00,delivered,s1,water,10\n"
        "b,2023-02-14T09:00+02:00,delivered,s9,water,10\n",
        encoding="utf-8",
    )
    code, figures, shown = corridor("record", folder, outcomes, figures=tmp_path / "f.json")
    assert (code, figures["recorded"], figures["refused_rows"]) == (2, 1, 1)
    assert figures["delivered"] == {"water": 10}
    assert "outcomes.csv:3" in shown
    outcomes.write_text(outcomes.read_text(encoding="utf-8").replace("s9", "s2"), encoding="utf-8")
    code, figures, _ = corridor("record", folder, outcomes, figures=tmp_path / "g.json")
    assert (code, figures["recorded"], figures["already"]) == (0, 1, 1)


def with_an_island(folder):
    """A street of four kilometres that no road joins to the town, with a shelter and a household that would leave."""
    nodes = "".join(f'<node id="{90 + i}" lat="48.7" lon="{38 + i * 0.054}"/>' for i in range(2))
    street = '<way id="90"><nd ref="90"/><nd ref="91"/><tag k="highway" v="residential"/></way>'
    replace(folder, "town.osm", '<way id="1">', f'{nodes}<way id="1">')
    replace(folder, "town.osm", "</osm>", f"{street}</osm>")
    add(folder, "shelters.csv", "s3,Island,38.020,48.700,4")
    add(folder, "households.csv", "h3,s3,4,leave")


def test_a_plan_leaves_out_whom_no_road_reaches_and_what_fits_no_road(folder, corridor, tmp_path):
    with_an_island(folder)
    add(folder, "vehicles.csv", "v2,truck,d1,k2,3,500,900,9.5")
    out = tmp_path / "plan"
    code, _, shown = corridor("plan", folder, "--out", out, "--iterations", 2, figures=tmp_path / "f.json")
    assert code == 0, shown
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert {mission["vehicle_id"] for mission in plan["missions"]} == {"v1"}
    assert {(u["id"], u["reason"]) for u in plan["unserved"] if u["kind"] == "household"} == {("h3", "unreachable")}
    assert any("h1" in stop["taken"] for m in plan["missions"] for t in m["trips"] for stop in t["stops"])


def test_nothing_to_drive_with_is_told_with_its_own_exit_code(folder, corridor, tmp_path):
    replace(folder, "vehicles.csv", "8,800,3000,", "8,800,3000,9.5")
    code, figures, shown = corridor("plan", folder, "--out", tmp_path / "plan", figures=tmp_path / "f.json")
    assert (code, figures["error"]["code"]) == (3, "plan.nothing_feasible")
    assert "Traceback" not in shown
    assert not (tmp_path / "plan" / "plan.json").exists()


def test_json_on_standard_output_stands_alone(folder, corridor, capsys, monkeypatch):
    monkeypatch.setattr(application, "COMMANDS", ("check",))
    application_run(["check", str(folder), "--json", "-"])
    captured = capsys.readouterr()
    assert json.loads(captured.out)["usable"] is True
    assert "Town" in captured.err


def application_run(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        application.run(words)
    assert not left.value.code
