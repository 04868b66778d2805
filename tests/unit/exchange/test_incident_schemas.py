"""ACLED, UCDP GED, VIINA 2 and HXL files, each a few rows written by hand to the published schema."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corridor.domain.incidents import IncidentKind
from corridor.exchange.incidents import read_incidents

AS_OF = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
DAY = 86_400

FILES = Path(__file__).parent / "incident_files"


def read(path):
    incidents, problems = read_incidents(path, "UTC", AS_OF)
    return incidents, [(p.code, p.line, p.column, p.fatal) for p in problems]


def day(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def test_acled():
    incidents, problems = read(FILES / "acled.csv")
    assert incidents.kind.tolist() == [IncidentKind.SHELLING, IncidentKind.MINE, IncidentKind.GUNFIRE]
    assert incidents.precision_m.tolist() == [1500, 50_000, 15_000]
    assert incidents.time_s.tolist() == [day(2022, 2, 24), day(2022, 2, 28), day(2022, 3, 7)]
    assert incidents.time_precision_s.tolist() == [DAY, 31 * DAY, 7 * DAY]
    assert incidents.reported_s.tolist() == [1646092800, 1648900000, day(2022, 3, 20)]
    assert incidents.sources == ("acled",)
    assert problems == [("incidents.no_danger", None, None, False), ("incidents.date", 5, "event_date", True)]


def test_ucdp_ged():
    incidents, problems = read(FILES / "ucdp.csv")
    assert incidents.time_s.tolist() == [day(2022, 3, 2), day(2022, 3, 7)]
    assert incidents.time_precision_s.tolist() == [DAY, 7 * DAY]
    assert incidents.precision_m.tolist() == [1000, 75_000]
    assert incidents.confidence.tolist() == pytest.approx([0.9, 0.6])
    assert incidents.reported_s.tolist() == [day(2022, 3, 4), day(2022, 3, 21)]
    assert problems == [("incidents.no_danger", None, None, False)]


def test_viina():
    incidents, problems = read(FILES / "viina.csv")
    assert incidents.kind.tolist() == [IncidentKind.SHELLING, IncidentKind.STRIKE, IncidentKind.OTHER]
    assert incidents.precision_m.tolist() == [2500, 300, 60_000]
    assert incidents.time_s.tolist() == [day(2022, 3, 1), day(2022, 3, 1), day(2022, 3, 2)]
    assert incidents.time_precision_s.tolist() == [DAY] * 3
    assert incidents.reported_s.tolist() == [day(2022, 3, 1, 8, 40), day(2022, 3, 1, 23, 10), day(2022, 3, 2, 10)]
    assert problems == [("incidents.no_danger", None, None, False)]


@pytest.mark.parametrize("header", [True, False])
def test_hxl_names_columns_in_any_language(tmp_path, header):
    tagged = (FILES / "hxl.csv").read_text(encoding="utf-8")
    path = tmp_path / "told.csv"
    path.write_text(tagged if header else tagged.split("\n", 1)[1], encoding="utf-8")
    incidents, problems = read(path)
    assert incidents.kind.tolist() == [IncidentKind.SHELLING, IncidentKind.OTHER]
    assert incidents.lat.tolist() == [48.5, 48.6]
    assert incidents.reported_s.tolist() == [day(2022, 3, 4), day(2022, 3, 3)]
    assert incidents.sources == ("hospital",)
    assert [code for code, *_rest in problems] == ["incidents.kind"]
    assert problems[0][2] == ("Що сталося" if header else "#event+type").casefold().replace(" ", "_")
