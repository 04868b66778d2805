"""Incident files as people send them: every dialect, every damage told, good rows kept."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import numpy as np
import pytest

from corridor.domain.incidents import IncidentKind
from corridor.errors import InputRefused
from corridor.exchange.incidents import read_incidents

KYIV = "Europe/Kyiv"
AS_OF = int(datetime(2023, 2, 14, 3, tzinfo=UTC).timestamp())
HEAD = "date,time,lat,lon,kind,source,confidence,precision,reported"
GOOD = "2023-02-10,08:30,48.59,38.0,shelling,monitors,0.9,150,2023-02-11"


def epoch(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def read(tmp_path, text, name="reports.csv", **options):
    path = tmp_path / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return read_incidents(path, KYIV, AS_OF, **options)


def one(tmp_path, row, head=HEAD, name="reports.csv", **options):
    incidents, problems = read(tmp_path, f"{head}\n{row}\n", name, **options)
    return incidents, [(p.code, p.column, p.fatal) for p in problems]


def test_a_full_row(tmp_path):
    incidents, problems = one(tmp_path, GOOD)
    assert problems == []
    assert incidents.time_s.tolist() == [epoch(2023, 2, 10, 6, 30)]
    assert incidents.time_precision_s.tolist() == [60]
    assert incidents.reported_s.tolist() == [epoch(2023, 2, 11, 22)]
    assert incidents.kind.tolist() == [IncidentKind.SHELLING]
    assert incidents.sources == ("monitors",)
    assert incidents.precision_m.tolist() == [150]
    np.testing.assert_allclose(incidents.confidence, 0.9)


@pytest.mark.parametrize(
    ("date", "time", "start", "width"),
    [
        ("2023-02-10", "", epoch(2023, 2, 9, 22), 86_400),
        ("10.02.2023", "", epoch(2023, 2, 9, 22), 86_400),
        ("2023-02-10", "8", epoch(2023, 2, 10, 6), 3_600),
        ("2023-02-10", "08:05:30", epoch(2023, 2, 10, 6, 5), 60),
        ("2023-02-10T08:30+01:00", "", epoch(2023, 2, 10, 7, 30), 60),
        ("", "2023-02-10T08:30:00Z", epoch(2023, 2, 10, 8, 30), 60),
        ("", "2023-02-10 08:30", epoch(2023, 2, 10, 6, 30), 60),
        ("", "2023-02-10", epoch(2023, 2, 9, 22), 86_400),
        ("2022-07-10", "08:30", epoch(2022, 7, 10, 5, 30), 60),
    ],
)
def test_times_as_people_write_them(tmp_path, date, time, start, width):
    incidents, problems = one(tmp_path, f"{date},{time},48.59,38.0,shelling,,,,")
    assert problems == []
    assert (incidents.time_s[0], incidents.time_precision_s[0]) == (start, width)


def test_what_is_not_said_has_defaults(tmp_path):
    incidents, problems = one(tmp_path, "2023-02-10,,48.59,38.0,gunfire,,,,")
    assert problems == []
    assert incidents.sources == ("reports",)
    assert incidents.reported_s[0] == epoch(2023, 2, 10, 22)
    assert 0 < incidents.confidence[0] < 1
    assert incidents.precision_m[0] > 0


def test_a_row_of_today_is_known_by_now(tmp_path):
    incidents, _problems = one(tmp_path, "2023-02-14,,48.59,38.0,shelling,,,,")
    assert len(incidents.known_by(AS_OF)) == 1


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("2023-02-30,,48.59,38.0,shelling,,,,", "incidents.date", "date"),
        ("yesterday,,48.59,38.0,shelling,,,,", "incidents.date", "date"),
        (",,48.59,38.0,shelling,,,,", "incidents.date", "time"),
        ("2023-02-10,,nan,38.0,shelling,,,,", "incidents.coordinate", "lat"),
        ("2023-02-10,,48.59,,shelling,,,,", "incidents.coordinate", "lon"),
        ("2023-02-10,,0,0,shelling,,,,", "incidents.coordinate", "lat"),
        ("2023-02-10,,5381000,441000,shelling,,,,", "incidents.coordinate", "lat"),
        ("2023-02-10,,138.0,48.59,shelling,,,,", "incidents.swapped", "lat"),
        ("2023-02-14,06:00,48.59,38.0,shelling,,,,", "incidents.future", "date"),
        ("2031-02-14,,48.59,38.0,shelling,,,,", "incidents.future", "date"),
    ],
)
def test_unusable_rows_are_told_and_good_ones_survive(tmp_path, row, code, column):
    incidents, problems = read(tmp_path, f"{HEAD}\n{GOOD}\n{row}\n{GOOD}\n")
    assert len(incidents) == 2
    [problem] = problems
    assert (problem.code, problem.line, problem.column, problem.fatal) == (code, 3, column, True)
    assert problem.file == "reports.csv"
    assert problem.reason
    assert problem.remedy


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("2023-02-10,evening,48.59,38.0,shelling,,,,", "incidents.time", "time"),
        ("2023-02-10,25:10,48.59,38.0,shelling,,,,", "incidents.time", "time"),
        ("2023-02-10,,48.59,38.0,earthquake,,,,", "incidents.kind", "kind"),
        ("2023-02-10,,48.59,38.0,shelling,,7,,", "incidents.confidence", "confidence"),
        ("2023-02-10,,48.59,38.0,shelling,,sure,,", "incidents.confidence", "confidence"),
        ("2023-02-10,,48.59,38.0,shelling,,,-5,", "incidents.precision", "precision"),
        ("2023-02-10,,48.59,38.0,shelling,,,,soon", "incidents.reported", "reported"),
    ],
)
def test_doubtful_cells_fall_to_defaults_with_a_warning_because_danger_must_not_be_lost(tmp_path, row, code, column):
    incidents, problems = one(tmp_path, row)
    assert len(incidents) == 1
    assert problems == [(code, column, False)]


def test_an_unknown_kind_is_kept_as_other(tmp_path):
    incidents, _problems = one(tmp_path, "2023-02-10,,48.59,38.0,earthquake,,,,")
    assert incidents.kind[0] == IncidentKind.OTHER


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Обстріл", IncidentKind.SHELLING),
        ("Small arms", IncidentKind.GUNFIRE),
        ("міна", IncidentKind.MINE),
        ("AIRSTRIKE", IncidentKind.STRIKE),
        ("пожежа", IncidentKind.FIRE),
        ("other", IncidentKind.OTHER),
    ],
)
def test_kinds_in_other_words(tmp_path, word, kind):
    incidents, problems = one(tmp_path, f"2023-02-10,,48.59,38.0,{word},,,,")
    assert problems == []
    assert incidents.kind[0] == kind


def test_swapped_rows_are_found_by_the_rest_of_the_file(tmp_path):
    rows = [GOOD] * 5 + ["2023-02-10,08:30,38.0,48.59,shelling,,,,"]
    incidents, problems = read(tmp_path, "\n".join([HEAD, *rows]))
    assert len(incidents) == 5
    assert [(p.code, p.line) for p in problems] == [("incidents.swapped", 7)]


def test_a_whole_swapped_file_is_found_by_the_area(tmp_path):
    row = "2023-02-10,08:30,38.0,48.59,shelling,,,,"
    incidents, problems = one(tmp_path, row, area=(37.8, 48.4, 38.2, 48.8))
    assert len(incidents) == 0
    assert problems == [("incidents.swapped", "lat", True)]


def test_a_far_place_that_no_swap_explains_is_kept(tmp_path):
    incidents, problems = one(tmp_path, "2023-02-10,08:30,10.0,10.0,shelling,,,,", area=(37.8, 48.4, 38.2, 48.8))
    assert len(incidents) == 1
    assert problems == []


def test_a_long_file_read_as_of_an_earlier_day_tells_the_later_rows_once(tmp_path):
    rows = [f"2023-03-{1 + i % 28:02},,48.59,38.0,shelling,,,," for i in range(500)]
    incidents, problems = read(tmp_path, "\n".join([HEAD, GOOD, *rows]))
    assert len(incidents) == 1
    assert len(problems) < 30
    assert any("480" in p.reason for p in problems)


def test_a_mine_stays_until_a_row_says_cleared(tmp_path):
    head = "date,lat,lon,kind,cleared"
    rows = [
        "2022-02-10,48.59,38.0,mine,",
        "2022-02-10,48.60,38.0,mine,2023-01-05",
        "2022-02-10,48.61,38.0,mine,2023-02-20",
    ]
    incidents, problems = read(tmp_path, "\n".join([head, *rows]))
    assert incidents.lat.tolist() == [48.59, 48.61]
    assert problems == ()


def test_a_semicolon_file_in_windows_1251_with_decimal_commas(tmp_path):
    text = "Дата;Широта;Довгота;Вид;Джерело\n10.02.2023;48,59;38,0;обстріл;штаб\n"
    incidents, problems = read(tmp_path, text.encode("cp1251"))
    assert len(incidents) == 1
    assert incidents.sources == ("штаб",)
    assert incidents.kind[0] == IncidentKind.SHELLING
    assert [p.fatal for p in problems] == [False]


class TestFirms:
    HEAD = "latitude,longitude,bright_ti4,acq_date,acq_time,satellite,confidence,version,bright_ti5,frp,daynight"

    def test_a_detection_is_a_fire_of_the_half_day_before_the_pass(self, tmp_path):
        row = "48.59,38.0,330.1,2023-02-10,1034,N,n,2.0NRT,280.1,3.2,D"
        incidents, problems = one(tmp_path, row, self.HEAD, "archive.csv")
        assert problems == []
        assert incidents.kind[0] == IncidentKind.FIRE
        assert incidents.time_s[0] + incidents.time_precision_s[0] == epoch(2023, 2, 10, 10, 34)
        assert incidents.time_precision_s[0] == 43_200
        np.testing.assert_allclose(incidents.confidence, 0.7)

    @pytest.mark.parametrize(("text", "share"), [("l", 0.3), ("h", 0.9), ("83", 0.83), ("0", 0.0)])
    def test_grades_and_percents(self, tmp_path, text, share):
        row = f"48.59,38.0,330.1,2023-02-10,234,T,{text},6.1,280.1,3.2,N"
        incidents, problems = one(tmp_path, row, self.HEAD, "modis.csv")
        assert problems == []
        np.testing.assert_allclose(incidents.confidence, share)

    def test_a_broken_pass_time_leaves_the_day(self, tmp_path):
        row = "48.59,38.0,330.1,2023-02-10,noon,T,n,6.1,280.1,3.2,N"
        incidents, _problems = one(tmp_path, row, self.HEAD, "modis.csv")
        assert (incidents.time_s[0], incidents.time_precision_s[0]) == (epoch(2023, 2, 10), 86_400)

    def test_bare_days_named_firms_are_fires_by_utc_day(self, tmp_path):
        incidents, problems = one(tmp_path, "2023-02-10,48.59,38.0", "date,lat,lon", "firms_box.csv.gz")
        assert problems == []
        assert incidents.kind[0] == IncidentKind.FIRE
        assert incidents.time_s[0] == epoch(2023, 2, 10)

    def test_bare_days_of_anyone_else_are_other_with_a_word_about_it(self, tmp_path):
        incidents, problems = one(tmp_path, "2023-02-10,48.59,38.0", "date,lat,lon", "harm.csv")
        assert problems == [("incidents.no_kind", "kind", False)]
        assert incidents.kind[0] == IncidentKind.OTHER
        assert incidents.time_s[0] == epoch(2023, 2, 9, 22)


class TestGeoJson:
    def read(self, tmp_path, *features, name="reports.geojson"):
        return read(tmp_path, json.dumps({"type": "FeatureCollection", "features": list(features)}), name)

    def feature(self, point=(38.0, 48.59), kind="Point", **properties):
        return {"type": "Feature", "geometry": {"type": kind, "coordinates": list(point)}, "properties": properties}

    @pytest.mark.parametrize("name", ["reports.geojson", "reports.geojson.gz", "reports.json"])
    def test_points(self, tmp_path, name):
        incidents, problems = self.read(
            tmp_path, self.feature(date="2023-02-10", kind_="", Type="shelling", confidence=0.5), name=name
        )
        assert problems == ()
        assert incidents.kind[0] == IncidentKind.SHELLING
        assert (incidents.lon[0], incidents.lat[0], incidents.confidence[0]) == (38.0, 48.59, 0.5)

    def test_other_shapes_are_told_by_feature_and_points_survive(self, tmp_path):
        good = self.feature(date="2023-02-10")
        incidents, problems = self.read(
            tmp_path, self.feature([[38, 48], [39, 48]], "LineString", date="2023-02-10"), good,
            self.feature(date="never"), self.feature(("x", None), date="2023-02-10"),
        )  # fmt: skip
        assert len(incidents) == 1
        assert [p.column for p in problems] == ["features[0]", "features[2].date", "features[3].lat"]

    def test_an_empty_collection_is_no_error(self, tmp_path):
        assert len(self.read(tmp_path)[0]) == 0

    def test_what_is_no_geojson_is_refused(self, tmp_path):
        with pytest.raises(InputRefused) as refused:
            read(tmp_path, '{"features": [', "x.geojson")
        assert refused.value.code == "geojson.not_json"


def test_an_empty_table_has_no_incidents(tmp_path):
    assert len(read(tmp_path, HEAD + "\n")[0]) == 0


@pytest.mark.parametrize("head", ["a,b", "date,lat", "lat,lon"])
def test_a_header_without_place_or_date_is_refused(tmp_path, head):
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, head + "\n1,2\n")
    assert refused.value.code == "incidents.columns"


def test_an_unknown_time_zone_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n")
    for zone in ("Europe/Atlantis", "", "../../etc"):
        with pytest.raises(InputRefused) as refused:
            read_incidents(path, zone, AS_OF)
        assert refused.value.code == "incidents.timezone"
