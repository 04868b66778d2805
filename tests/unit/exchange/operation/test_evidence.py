from __future__ import annotations

import gzip
import json

import pytest

from corridor.exchange.operation import read_evidence, read_operation
from corridor.exchange.operation.checks import area_of_operation

LINE = {"type": "LineString", "coordinates": [[37.6, 48.6], [37.7, 48.6, 120]]}
RING = [[38.3, 49.1], [38.2, 48.8], [38.6, 48.1], [38.3, 49.1]]


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def evidence_of(folder):
    operation = read_operation(folder).operation
    return read_evidence(folder, operation.settings, area_of_operation(operation))


def test_a_folder_without_evidence(folder):
    evidence = evidence_of(folder)
    assert (len(evidence.incidents.time_s), evidence.passages, evidence.fronts, evidence.files) == (0, (), (), ())
    assert evidence.problems == ()


def test_everything_is_read_and_each_bad_feature_told(folder):
    (folder / "incidents").mkdir()
    (folder / "incidents" / "b.csv").write_text("time,lat,lon\n2023-02-10T10:00Z,48.6,38.0\nx,48.6,38.0\n", "utf-8")
    (folder / "incidents" / "a.csv").write_text("time,lat,lon\n2023-02-11T10:00Z,38.0,48.6\n", "utf-8")
    (folder / "incidents" / "notes.txt").write_text("no table", "utf-8")
    (folder / "passages.geojson").write_text(
        collection(
            feature(LINE, time="2023-02-13T08:00+02:00", unharmed=False, source="k1"),
            feature(LINE, time="2023-02-12T08:00+02:00"),
            feature(LINE, time="yesterday"),
            feature({"type": "Point", "coordinates": [1, 2]}, time="2023-02-12T08:00+02:00"),
            {"type": "Feature", "properties": {}, "geometry": None},
        ),
        "utf-8",
    )
    fronts = collection(
        feature({"type": "Polygon", "coordinates": [RING]}, date="2023-02-01"),
        feature({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, date="2023-01-01"),
        feature({"type": "Polygon", "coordinates": [RING[:3]]}, date="2023-02-01"),
        feature({"type": "Polygon", "coordinates": [RING]}, date="soon"),
        feature({"type": "Polygon", "coordinates": [[["x", 1], *RING[1:]]]}, date="2023-02-01"),
    )
    (folder / "lines_of_control.geojson.gz").write_bytes(gzip.compress(fronts.encode()))
    evidence = evidence_of(folder)
    assert evidence.files == ("a.csv", "b.csv")
    assert len(evidence.incidents.time_s) == 1
    assert [(p.unharmed, p.source) for p in evidence.passages] == [(True, "passages.geojson"), (False, "k1")]
    assert evidence.passages[0].line == ((37.6, 48.6), (37.7, 48.6))
    assert [len(area.rings) for area in evidence.fronts] == [2, 1]
    told = [(p.file, p.code) for p in evidence.problems if p.fatal]
    assert told == [
        ("a.csv", "incidents.swapped"),
        ("b.csv", "incidents.date"),
        ("passages.geojson", "row.moment"),
        ("passages.geojson", "geojson.geometry"),
        ("passages.geojson", "geojson.no_geometry"),
        ("lines_of_control.geojson.gz", "geojson.geometry"),
        ("lines_of_control.geojson.gz", "row.date"),
        ("lines_of_control.geojson.gz", "geojson.geometry"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"type": "FeatureColl', "geojson.not_json"),
        (b"\xff\xfe\xff", "geojson.not_json"),
        (b"[]", "geojson.no_collection"),
        (gzip.compress(b"{}" * 5000, mtime=0)[:30], "geojson.truncated"),
        (b"[" * 200_000, "geojson.not_json"),
        (b"[" + b"9" * 5_000 + b"]", "geojson.number"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_the_rest_is_read(folder, data, code):
    (folder / "passages.geojson").write_bytes(data)
    (folder / "incidents").mkdir()
    (folder / "incidents" / "bad.csv").write_bytes(b"PK\x03\x04")
    evidence = evidence_of(folder)
    assert [p.code for p in evidence.problems] == ["table.spreadsheet", code]
    assert evidence.passages == ()
