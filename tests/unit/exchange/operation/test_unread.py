from __future__ import annotations

import pytest

from corridor.exchange.operation import unread_files


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Closures.csv", "closures.csv"), ("vehicle.csv", "vehicles.csv"), ("STOCKS.CSV.GZ", "stocks.csv")],
)
def test_a_file_named_nearly_right_is_told(folder, name, meant):
    (folder / name).write_text("id\n", encoding="utf-8")
    (told,) = unread_files(folder)
    assert (told.code, told.file, told.fatal) == ("file.misnamed", name, False)
    assert meant in told.remedy


def test_incidents_in_a_kind_of_file_that_is_not_read_are_told(folder):
    (folder / "incidents").mkdir(exist_ok=True)
    (folder / "incidents" / "may.xlsx").write_bytes(b"PK")
    (folder / "incidents" / "june.csv").write_text("date,lat,lon\n", encoding="utf-8")
    assert [(p.code, p.file) for p in unread_files(folder)] == [("file.not_incidents", "incidents/may.xlsx")]


def test_files_of_other_purposes_are_nobodys_business(folder):
    for name in ("notes.txt", "outcomes.csv", "recorded.csv", "closures.csv.gz", "town.osm.pbf"):
        (folder / name).write_bytes(b"")
    assert unread_files(folder) == ()
