"""``corridor hazard hours`` and ``forecast`` from files to table, chart, leaflet and cells."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta

import numpy as np
import pypdf
import pytest
from typer.testing import CliRunner

from corridor.cli.app import build
from corridor.exchange.leaflet.content import spans

PLACE, AS_OF = "38.0,48.59", "2023-03-02"


def reports(path, weights, *, timed=True, per_day=14):
    rng = np.random.default_rng(3)
    chances = np.array(weights, float) / sum(weights)
    with path.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["time", "lat", "lon", "kind"])
        for day in range(60):
            for _ in range(rng.poisson(per_day)):
                when = datetime(2023, 1, 1) + timedelta(  # noqa: DTZ001  # local clock, as crews write it
                    days=day, hours=int(rng.choice(24, p=chances)), minutes=int(rng.integers(60))
                )
                at = when.isoformat(" ") if timed else when.date().isoformat()
                writer.writerow([at, 48.59 + rng.normal(0, 0.02), 38 + rng.normal(0, 0.03), "shelling"])
    return path


QUIET_MORNING = [1.0] * 4 + [0.2] * 4 + [1.2] * 16


def run(*arguments):
    return CliRunner().invoke(build(), ["hazard", *map(str, arguments)])


def hours(*arguments):
    told = run("hours", PLACE, *arguments, "--as-of", AS_OF, "--json", "-")
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_quiet_hours_are_found_and_those_that_span_the_average_stay_blank(tmp_path):
    figures = hours(reports(tmp_path / "told.csv", QUIET_MORNING))
    assert figures["usable"]
    verdicts = {row["hour"]: row["verdict"] for row in figures["hours"]}
    assert {hour for hour, verdict in verdicts.items() if verdict == "less"} == {4, 5, 6, 7}
    for row in figures["hours"]:
        if row["lower"] <= 1 <= row["upper"]:
            assert row["verdict"] is None


@pytest.mark.parametrize("case", ["flat", "untimed", "far", "none"])
def test_no_usable_rhythm_is_an_answer(tmp_path, case):
    flat, timed = case == "flat", case != "untimed"
    files = [] if case == "none" else [reports(tmp_path / "t.csv", [1] * 24 if flat else QUIET_MORNING, timed=timed)]
    place = "39.5,48.59" if case == "far" else PLACE
    told = run("hours", place, *files, "--as-of", AS_OF, "--json", "-")
    figures = json.loads(told.stdout)
    assert not figures["usable"]
    assert all(row["verdict"] is None and row["factor"] == 1 for row in figures["hours"])
    assert "No usable rhythm" in told.stderr


def test_what_people_say_counts_and_fades_with_its_age(tmp_path):
    weak = reports(tmp_path / "few.csv", [1] * 24, per_day=1)
    lately, long_ago = (
        hours(weak, "--stated", f"6-9=0.3@{day}")["hours"][7]["upper"] for day in ("2023-02-25", "2021-02-25")
    )
    assert lately < long_ago


def test_the_leaflet_is_one_page_in_both_languages_and_only_released(tmp_path):
    file = reports(tmp_path / "told.csv", QUIET_MORNING)
    refused = run("hours", PLACE, file, "--as-of", AS_OF, "--leaflets", tmp_path / "out")
    assert getattr(refused.exception, "code", "") == "hours.not_released"
    assert not (tmp_path / "out").exists()
    hours(
        file, "--leaflets", tmp_path / "out", "--released-by", "the coordinator", "--name", "Verbove",
        "--chart", tmp_path / "hours.svg",
    )  # fmt: skip
    texts = {}
    for language in ("en", "uk"):
        pdf = pypdf.PdfReader(tmp_path / "out" / f"hours-{language}.pdf")
        assert len(pdf.pages) == 1
        texts[language] = " ".join(pdf.pages[0].extract_text().split())
    assert "04:00–08:00" in texts["en"]
    assert "Released by the coordinator" in texts["en"]
    assert "04:00–08:00" in texts["uk"]
    assert "менш небезпечно" in texts["uk"]
    for word in ("safe", "безпечно"):
        assert word not in texts["en"].lower().split()
        assert word not in texts["uk"].lower().split()
    assert (tmp_path / "hours.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_leaflet_without_a_rhythm_shows_no_hours(tmp_path):
    file = reports(tmp_path / "told.csv", [1] * 24)
    hours(file, "--leaflets", tmp_path, "--released-by", "the coordinator")
    text = pypdf.PdfReader(tmp_path / "hours-en.pdf").pages[0].extract_text()
    assert "No usable rhythm" in text
    assert "13:00" not in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["200,3"], "hours.place"),
        ([PLACE, "--stated", "morning"], "hours.stated"),
        ([PLACE, "--stated", "25-3=1@2023-01-01"], "hours.stated"),
        ([PLACE, "--as-of", "soon"], "hazard.date"),
        ([PLACE, "--timezone", "Europe/Kyyiv"], "incidents.timezone"),
        ([PLACE, "--timezone", ""], "incidents.timezone"),
    ],
)
def test_nonsense_is_refused_in_words(arguments, code):
    told = run("hours", *arguments)
    assert getattr(told.exception, "code", "") == code


def test_spans_join_over_midnight():
    assert spans([0, 5, 6, 22, 23]) == ["05:00–07:00", "22:00–01:00"]
    assert spans(list(range(24))) == ["00:00–00:00"]


def test_a_forecast_marks_cells_and_says_what_lies_outside(tmp_path):
    file = reports(tmp_path / "told.csv", QUIET_MORNING, per_day=5)
    out = tmp_path / "cells.geojson"
    told = run(
        "forecast", file, "--as-of", "2023-02-20", "--days", 3, "--bbox", "37.8,48.4,38.2,48.8", "--out", out,
        "--json", "-",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    figures = json.loads(told.stdout)
    assert [row["date"] for row in figures["days"]] == ["2023-02-20", "2023-02-21", "2023-02-22"]
    assert 2 < figures["days"][0]["expected"] < 10
    assert figures["days"][0]["share_in_marked"] > 0.3
    first, *_rest = cells = json.loads(out.read_text())["features"]
    assert len(cells) == round(0.05 * figures["cells"])
    west, south = first["geometry"]["coordinates"][0][0]
    assert abs(west - 38) < 0.06
    assert abs(south - 48.59) < 0.06
    assert 0 < first["properties"]["chance"] < 1


def test_a_day_begins_in_the_time_zone(tmp_path):
    file = tmp_path / "told.csv"
    rows = [f"2023-02-19T{hour:02d}:30:00Z,48.59,38.0,shelling" for hour in (20, 21, 22, 23)]
    file.write_text("\n".join(["time,lat,lon,kind", *rows]) + "\n", encoding="utf-8")

    def counted(zone):
        told = run("hours", PLACE, file, "--as-of", "2023-02-20", "--timezone", zone, "--json", "-")
        return sum(row["reports"] for row in json.loads(told.stdout)["hours"])

    assert [counted(zone) for zone in ("UTC", "Europe/Kyiv", "America/New_York")] == [4, 2, 4]


def test_a_forecast_of_a_local_day_is_called_by_its_date(tmp_path):
    file = reports(tmp_path / "told.csv", QUIET_MORNING, per_day=5)
    told = run(
        "forecast", file, "--as-of", "2023-02-20", "--timezone", "Europe/Kyiv", "--days", 2, "--bbox",
        "37.8,48.4,38.2,48.8", "--json", "-",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert [row["date"] for row in json.loads(told.stdout)["days"]] == ["2023-02-20", "2023-02-21"]
    refused = run("forecast", file, "--timezone", "Kyiv", "--bbox", "37.8,48.4,38.2,48.8")
    assert getattr(refused.exception, "code", "") == "incidents.timezone"
    assert getattr(refused.exception, "where", "") == "--timezone"
