from __future__ import annotations

import pytest

from corridor.errors import InputRefused
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.settings import line_of, read_settings, settings_text


def refused(folder, text):
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "operation.toml").write_bytes(data)
    with pytest.raises(InputRefused) as caught:
        read_settings(folder, ProblemList("operation.toml"))
    return caught.value


GOOD = 'name = "T"\ntimezone = "Europe/Kyiv"\nday = 2023-02-14\nas_of = 2023-02-14T05:00:00+02:00\n'


def test_no_settings(tmp_path):
    with pytest.raises(InputRefused) as caught:
        read_settings(tmp_path, ProblemList("operation.toml"))
    assert caught.value.code == "operation.no_settings"


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ('name = "T"\ntimezone = \n', "operation.toml_syntax", "operation.toml:2"),
        (GOOD.replace("Kyiv", "Kiyv"), "operation.timezone", "timezone"),
        (GOOD.replace('timezone = "Europe/Kyiv"\n', ""), "operation.timezone", "timezone"),
        (GOOD.replace('"Europe/Kyiv"', "3"), "operation.timezone", "timezone"),
        (GOOD.replace("day = 2023-02-14", "day = 2023-02-13"), "operation.day_past", "operation.toml:3"),
        (GOOD + "[plan]\nday_starts = 10:00:00\nday_ends = 09:00:00\n", "operation.day_window", "operation.toml:7"),
        ("назва".encode("cp1251"), "operation.settings_encoding", "operation.toml:1"),
        ("#" * 1_000_001, "operation.settings_too_large", "operation.toml"),
        ("a = " + "[" * 100_000, "operation.toml_syntax", "operation.toml"),
    ],
)
def test_refused(tmp_path, text, code, where):
    error = refused(tmp_path, text)
    assert error.code == code
    assert where in error.where
    assert error.remedy


def test_a_misspelt_zone_is_offered(tmp_path):
    assert "Europe/Kyiv" in refused(tmp_path, GOOD.replace("Kyiv", "Kiyv")).remedy


def test_every_wrong_setting_is_listed_with_its_line(tmp_path):
    text = (
        GOOD
        + '[plan]\nmax_trips = 9\ncurfew_form = "20:00"\n[[hazard.hours]]\nfrom_hour = 1\nto_hour = 2\nfactor = 1\n'
    )
    text += "stated = 2023-01-01\n[[hazard.hours]]\nfrom_hour = 1\nto_hour = 25\nfactor = 1.0\nstated = 2023-01-01\n"
    problems = refused(tmp_path, text).problems
    assert [(p.code, p.line, p.column) for p in problems] == [
        ("row.too_large", 6, "plan.max_trips"),
        ("row.unknown_setting", 7, "plan.curfew_form"),
        ("row.too_large", 15, "hazard.hours.1.to_hour"),
    ]


@pytest.mark.parametrize("as_of", ["2023-02-14T05:00:00", '"2023-02-14 05:00"', '"14.02.2023 5:00"'])
def test_as_of_without_offset_is_local_and_told(tmp_path, as_of):
    (tmp_path / "operation.toml").write_text(GOOD.replace("2023-02-14T05:00:00+02:00", as_of), encoding="utf-8")
    problems = ProblemList("operation.toml")
    settings = read_settings(tmp_path, problems)
    assert settings.as_of.isoformat() == "2023-02-14T05:00:00+02:00"
    assert [(p.code, p.line, p.fatal) for p in problems.all()] == [("row.no_offset", 4, False)]


def test_old_knowledge_is_told(tmp_path):
    (tmp_path / "operation.toml").write_text(GOOD.replace("day = 2023-02-14", "day = 2023-02-28"), encoding="utf-8")
    problems = ProblemList("operation.toml")
    read_settings(tmp_path, problems)
    assert [(p.code, p.fatal) for p in problems.all()] == [("operation.as_of_old", False)]


def test_bom_and_windows_line_ends(tmp_path):
    (tmp_path / "operation.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_settings(tmp_path, ProblemList("operation.toml")).name == "T"


def test_text_reads_back(tmp_path):
    awkward = GOOD.replace('"T"', '"a \\"b\\" \\\\ \\u0007 Ї"') + '[plan]\ncurfew_from = "21:00"\nmax_grey_km = 5\n'
    (tmp_path / "operation.toml").write_text(awkward, encoding="utf-8")
    settings = read_settings(tmp_path, ProblemList("operation.toml"))
    (tmp_path / "operation.toml").write_text(settings_text(settings), encoding="utf-8")
    assert read_settings(tmp_path, ProblemList("operation.toml")) == settings


def test_line_of():
    text = "a = 1\n[plan]\nb = 2\n[[hazard.hours]]\nc = 3\n[[hazard.hours]]\nc = 4\n"
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("plan", "b")) == 3
    assert line_of(text, ("plan", "missing")) == 2
    assert line_of(text, ("hazard", "hours", 0, "c")) == 5
    assert line_of(text, ("hazard", "hours", 1, "c")) == 7
    assert line_of(text, ("nowhere",)) is None
