from __future__ import annotations

from datetime import date, time

import pytest

from corridor.domain.operation import Decision
from corridor.errors import InputRefused
from corridor.exchange.operation import read_operation


def add(folder, file, *lines):
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def told(read):
    return [(p.code, p.file, p.line, p.column, p.value) for p in read.problems]


def ids(records):
    return [record.id for record in records]


def test_a_clean_folder_has_no_problems(folder):
    read = read_operation(folder)
    assert read.problems == ()
    operation = read.operation
    assert ids(operation.shelters) == ["s1", "s2"]
    assert operation.households[0].decision is Decision.LEAVE
    assert operation.checkpoints[0].checkin
    assert operation.settings.plan.day_starts == time(6)
    assert operation.settings.hazard.hours[0].factor == 2
    assert read.lines["households"] == {"h1": 2, "h2": 3}


@pytest.mark.parametrize(
    ("file", "row", "code", "column", "value"),
    [
        ("vehicles.csv", "v3,car,d1,k3,-1,300,600", "row.too_small", "seats", "-1"),
        ("vehicles.csv", "v3,car,d1,k3,4,-300,600", "row.too_small", "load_kg", "-300"),
        ("vehicles.csv", "v3,car,d1,k3,4,nan,600", "row.not_finite", "load_kg", "nan"),
        ("vehicles.csv", "v3,car,d1,k3,4,1e999,600", "row.not_finite", "load_kg", "1e999"),
        ("vehicles.csv", "v3,car,d1,k3,4.5,300,600", "row.not_a_whole_number", "seats", "4.5"),
        ("vehicles.csv", "v3,tank,d1,k3,4,300,600", "row.choice", "profile", "tank"),
        ("vehicles.csv", "v3,car,d9,k2,4,300,600", "row.unknown_reference", "depot_id", "d9"),
        ("vehicles.csv", "v3,car,d1,k2,4,300,600", "row.crew_taken", "crew_id", "k2"),
        ("vehicles.csv", "v1,car,d1,k3,4,300,600", "row.duplicate", "id", "v1"),
        ("shelters.csv", "s3,NaN,48.6,1", "row.not_finite", "lon", "NaN"),
        ("shelters.csv", "s3,38.0,-inf,1", "row.not_finite", "lat", "-inf"),
        ("shelters.csv", "s3,48.6,38.0,1", "row.swapped", "lon", "48.6, 38.0"),
        ("shelters.csv", "s3,0,0,1", "row.zero_point", "lon", "0, 0"),
        ("shelters.csv", "s3,38.0,486,1", "row.too_large", "lat", "486"),
        ("shelters.csv", "s3,38°,48.6,1", "row.not_a_number", "lon", "38°"),
        ("shelters.csv", "s3,,48.6,1", "row.missing_value", "lon", None),
        ("shelters.csv", "s 3,38.0,48.6,1", "row.id", "id", "s 3"),
        ("shelters.csv", "s3,38.0,48.6,1_000", "row.not_a_whole_number", "people", "1_000"),
        ("households.csv", "h3,s9,2,stay", "row.unknown_reference", "shelter_id", "s9"),
        ("households.csv", "h3,s1,0,stay", "row.too_small", "people", "0"),
        ("households.csv", "h3,s1,2,perhaps", "row.choice", "decision", "perhaps"),
        ("stocks.csv", "s1,bread,1,2023-02-13T10:00Z", "row.unknown_reference", "item_id", "bread"),
        ("stocks.csv", "s1,water,1,yesterday", "row.moment", "counted", "yesterday"),
        ("stocks.csv", "s1,water,1,1700000000", "row.moment", "counted", "1700000000"),
        ("needs.csv", "n2,s1,water,0", "row.too_small", "amount", "0"),
        ("depots.csv", "d2,X,37.6,48.6,20:00,05:00", "row.window", "closes", "20:00–05:00"),
        ("depots.csv", "d2,X,37.6,48.6,5am,", "row.clock_time", "opens", "5am"),
        ("depots.csv", "d2,X,37.6,48.6,3600,", "row.clock_time", "opens", "3600"),
        ("checkpoints.csv", "p2,37.8,48.6,1,maybe", "row.yes_no", "checkin", "maybe"),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_stay(folder, file, row, code, column, value):
    add(folder, "crews.csv", "k3,2,0.5")
    before = read_operation(folder).operation
    add(folder, file, row)
    read = read_operation(folder)
    line = (folder / file).read_text(encoding="utf-8").count("\n")
    assert told(read) == [(code, file, line, column, value)]
    assert read.problems[0].fatal
    assert read.problems[0].reason
    assert read.problems[0].remedy
    assert read.operation == before


def test_a_refused_row_takes_its_dependants_along(folder):
    (folder / "shelters.csv").write_text("id,lon,lat,people\ns1,38.00,48.60,x\ns2,38.01,48.59,5\n", encoding="utf-8")
    read = read_operation(folder)
    assert ids(read.operation.households) == ["h2"]
    assert read.operation.stocks == ()
    assert read.operation.needs == ()
    assert {p.code for p in read.problems} == {"row.not_a_whole_number", "row.unknown_reference"}


def test_only_the_refused_value_is_shown(folder):
    add(folder, "shelters.csv", "s3,38.0,Olena Kovalenko street,1,+380501234567")
    (problem,) = read_operation(folder).problems
    assert problem.code == "table.ragged"
    assert "Olena" not in str(problem)
    assert "380" not in str(problem)


def test_times_in_the_past_are_told_and_the_row_is_kept_as_overdue(folder):
    (folder / "households.csv").write_text(
        "id,shelter_id,people,deadline\nh1,s1,3,2023-02-13T18:00+02:00\nh2,s2,1,2023-02-15T18:00+02:00\n",
        encoding="utf-8",
    )
    read = read_operation(folder)
    assert [(p.code, p.line, p.fatal) for p in read.problems] == [("row.deadline_past", 2, False)]
    assert read.operation.households[0].deadline is None
    assert read.operation.households[1].deadline is not None


def test_counts_and_reports_from_the_future_are_told(folder):
    add(folder, "stocks.csv", "s2,water,5,2023-02-14T09:00+02:00")
    add(folder, "closures.csv", "r2,37.9,48.61,2023-02-14T09:00+02:00,a")
    assert [(p.code, p.file, p.fatal) for p in read_operation(folder).problems] == [
        ("row.after_as_of", "stocks.csv", False),
        ("row.after_as_of", "closures.csv", False),
    ]


def test_how_people_write_is_understood(folder):
    (folder / "checkpoints.csv").write_text(
        "ID;Назва;Latitude;Довгота;Opens;Queue-Minutes;checkin\np1;Пост;48,6;37,8;6:00;2,5;так\n", encoding="utf-8"
    )
    (folder / "households.csv").write_text(
        "id,shelter_id,people,ask_again,decision,deadline\nh1,s1,3,16.02.2023,LEAVE,15.02.2023 9:30\n", encoding="utf-8"
    )
    read = read_operation(folder)
    (checkpoint,), (household,) = read.operation.checkpoints, read.operation.households
    assert (checkpoint.lat, checkpoint.lon, checkpoint.queue_minutes, checkpoint.checkin) == (48.6, 37.8, 2.5, True)
    assert checkpoint.opens == time(6)
    assert household.ask_again == date(2023, 2, 16)
    assert household.deadline.isoformat() == "2023-02-15T09:30:00+02:00"
    assert [(p.code, p.column, p.fatal) for p in read.problems] == [
        ("row.no_offset", "deadline", False),
        ("column.unknown", "назва", False),
    ]


def test_a_missing_column_is_told_once(folder):
    (folder / "households.csv").write_text("id,people\nh1,3\nh2,2\n", encoding="utf-8")
    read = read_operation(folder)
    assert told(read) == [("column.missing", "households.csv", 1, "shelter_id", None)]
    assert read.operation.households == ()


def test_a_misspelt_column_is_recognised(folder):
    (folder / "shelters.csv").write_text("id,lon,lat,peple\ns1,38.00,48.60,3\ns2,38.01,48.59,5\n", encoding="utf-8")
    (problem,) = read_operation(folder).problems
    assert (problem.code, problem.fatal) == ("column.unknown", False)
    assert "people" in problem.remedy


@pytest.mark.parametrize("file", ["depots.csv", "shelters.csv", "crews.csv", "vehicles.csv"])
def test_required_files(folder, file):
    (folder / file).unlink()
    with pytest.raises(InputRefused) as refused:
        read_operation(folder)
    assert refused.value.code == "operation.missing_files"
    assert [p.file for p in refused.value.problems] == [file]


def test_a_required_file_without_usable_rows_shows_every_problem(folder):
    (folder / "shelters.csv").write_text("id,lon,lat\ns1,x,48.6\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_operation(folder)
    assert refused.value.code == "operation.nothing_usable"
    assert "shelters.csv" in refused.value.where
    assert "row.not_a_number" in {p.code for p in refused.value.problems}


@pytest.mark.parametrize("file", ["centres.csv", "households.csv", "stocks.csv", "needs.csv", "closures.csv"])
def test_optional_files(folder, file):
    (folder / file).unlink()
    assert read_operation(folder).problems == ()


def test_one_swapped_depot_is_seen_among_the_shelters(folder):
    (folder / "depots.csv").write_text("id,lon,lat\nd0,48.60,37.60\nd1,37.61,48.61\n", encoding="utf-8")
    read = read_operation(folder)
    assert ids(read.operation.depots) == ["d1"]
    assert [(p.code, p.line) for p in read.problems] == [("row.swapped", 2)]


def test_places_of_equal_coordinates_are_not_called_swapped(folder):
    for file in ("depots.csv", "centres.csv", "shelters.csv", "checkpoints.csv", "closures.csv"):
        text = (folder / file).read_text(encoding="utf-8")
        for number in ("37.60", "37.55", "38.00", "38.01", "37.8", "37.9"):
            text = text.replace(number, "48.9")
        (folder / file).write_text(text, encoding="utf-8")
    add(folder, "shelters.csv", "s3,48.60,48.90,1")
    assert read_operation(folder).problems == ()


def test_an_interrupted_change_is_completed_first(folder):
    from corridor.exchange import journal

    (folder / "needs.csv").write_text("id,shelter_id,item_id,amount\n", encoding="utf-8")
    body = {"version": 1, "files": {}}
    data = b"id,shelter_id,item_id,amount\nn7,s1,water,5\n"
    entry = {"sha256": journal.hashlib.sha256(data).hexdigest(), "data": journal.base64.b64encode(data).decode()}
    body["files"]["needs.csv"] = entry
    checksum = journal.hashlib.sha256(journal._canonical(body)).hexdigest()
    (folder / journal.JOURNAL).write_bytes(journal._canonical(body | {"sha256": checksum}))
    assert ids(read_operation(folder).operation.needs) == ["n7"]
    assert not (folder / journal.JOURNAL).exists()
