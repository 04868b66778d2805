"""``corridor hazard fit|update|simulate|explain`` from incident files to a kept model and its answers."""

from __future__ import annotations

import csv
import json
import stat
from datetime import date, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from corridor.cli.app import build

BOX = "37,48,37.6,48.4"
FIRST = date(2022, 3, 1)


def rows(days, seed=11, hour=None):
    rng = np.random.default_rng(seed)
    out = []
    for day in range(days):
        for _ in range(rng.negative_binomial(2, 2 / 7)):
            lon, lat = 37.15 + rng.normal(0, 0.01), 48.15 + rng.normal(0, 0.01)
            when = f"{FIRST + timedelta(days=day)}"
            if hour is not None:
                when += f"T{hour(rng):02d}:{rng.integers(60):02d}:00Z"
            out.append([when, f"{lat:.5f}", f"{lon:.5f}", "shelling"])
    return out


def write(path, some):
    with path.open("w", newline="") as target:
        csv.writer(target).writerows([["time" if "T" in some[0][0] else "date", "lat", "lon", "kind"], *some])
    return path


def run(*arguments):
    return CliRunner().invoke(build(), ["hazard", *map(str, arguments)])


def figures(*arguments):
    told = run(*arguments, "--json", "-")
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def harm(tmp_path_factory):
    return write(tmp_path_factory.mktemp("told") / "harm.csv", rows(100))


@pytest.fixture(scope="module")
def model(harm, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "area.model"
    made = figures("fit", harm, "--bbox", BOX, "--as-of", "2022-06-01", "--out", path)
    assert made["today"] == "2022-06-01"
    assert made["reports"][0] == sum(row[0] < "2022-06-01" for row in rows(100))
    return path


def test_the_same_reports_give_the_same_bytes_for_the_owner_only(model, harm, tmp_path):
    again = tmp_path / "again.model"
    figures("fit", harm, "--bbox", BOX, "--as-of", "2022-06-01", "--out", again)
    assert again.read_bytes() == model.read_bytes()
    assert stat.S_IMODE(again.stat().st_mode) == 0o600


def test_a_new_report_moves_its_own_place_at_once_and_is_not_counted_twice(model, tmp_path):
    place = "37.5,48.35"
    before = figures("explain", model, place)
    one = write(tmp_path / "harm.csv", [["2022-05-31", "48.35", "37.5", "shelling"]])
    kept = tmp_path / "next.model"
    assert figures("update", model, one, "--as-of", "2022-06-01", "--out", kept)["new_reports"] == 1
    after = figures("explain", kept, place)
    assert after["expected"] > 2 * before["expected"]
    assert after["reports"][0] == {
        "source": "harm", "date": "2022-05-31", "age_days": 1,
        "distance_km": after["reports"][0]["distance_km"], "share": after["reports"][0]["share"],
    }  # fmt: skip
    assert after["reports"][0]["share"] > 0.3
    assert figures("update", kept, one, "--as-of", "2022-06-01")["new_reports"] == 0
    assert figures("explain", kept, place)["expected"] == after["expected"]


def test_of_a_day_that_begins_nothing_is_known_though_its_reports_bear_its_date(model, tmp_path):
    today = write(tmp_path / "harm.csv", [["2022-06-01", "48.35", "37.5", "shelling"]])
    kept = tmp_path / "next.model"
    assert figures("update", model, today, "--as-of", "2022-06-01", "--out", kept)["new_reports"] == 0
    assert figures("update", kept, today, "--as-of", "2022-06-02")["new_reports"] == 1


def test_brought_to_a_later_day_it_is_near_a_new_fit(model, harm, tmp_path):
    kept, fresh = tmp_path / "kept.model", tmp_path / "fresh.model"
    later = figures("update", model, harm, "--as-of", "2022-06-05", "--out", kept)
    made = figures("fit", harm, "--bbox", BOX, "--as-of", "2022-06-05", "--out", fresh)
    assert later["today"] == made["today"] == "2022-06-05"
    assert later["reports"] == made["reports"]
    one, other = (figures("explain", path, "37.15,48.15")["expected"] for path in (kept, fresh))
    assert one == pytest.approx(other, rel=0.1)


def test_a_road_is_explained_by_its_reports_and_the_floor(model):
    told = figures("explain", model, "37.1,48.1", "37.2,48.2", "--hour", 11)
    assert told["cells"] > 4
    assert told["times_the_average"] > 5
    assert sum(told["by_source"].values()) + told["floor"] == pytest.approx(1, abs=1e-4)
    listed = sum(row["share"] for row in told["reports"]) + told["share_not_shown"]
    assert listed == pytest.approx(told["by_source"]["harm"], abs=1e-4)
    assert told["hour"]["usable"] is False
    assert "no usable rhythm" in told["words"][-1]
    far = figures("explain", model, "37.59,48.39")
    assert far["floor"] > told["floor"]
    assert far["grey"] == 1


def test_futures_agree_with_the_forecast_and_repeat_with_their_seed(model, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    told = figures("simulate", model, "--days", 2, "--draws", 2000, "--seed", 5, "--out", one)
    figures("simulate", model, "--days", 2, "--draws", 2000, "--seed", 5, "--out", two)
    assert one.read_bytes() == two.read_bytes()
    with one.open() as source:
        drawn = list(csv.DictReader(source))
    assert len(drawn) == round(2000 * sum(day["mean"] for day in told["days"]))
    assert {row["date"] for row in drawn} == {"2022-06-01", "2022-06-02"}
    near = np.mean([abs(float(row["lon"]) - 37.15) < 0.06 for row in drawn])
    assert near > 0.8


def test_by_hour_the_day_is_shared_out_by_its_rhythm(tmp_path):
    timed = write(tmp_path / "timed.csv", rows(100, hour=lambda rng: rng.choice([11, 12, 13, 14, 20])))
    made = figures(
        "forecast", timed, "--bbox", BOX, "--as-of", "2022-06-01", "--days", 1, "--hours", 72,
        "--timezone", "Europe/Kyiv",
    )  # fmt: skip
    assert made["rhythm_usable"]
    assert len(made["hours"]) == 72
    assert made["hours"][0]["start"] == "2022-05-31T21:00:00+00:00"
    assert made["hours"][0]["local_hour"] == 0
    day = made["hours"][:24]
    assert sum(row["expected"] for row in day) == pytest.approx(made["days"][0]["expected"], rel=1e-4)
    at = {row["local_hour"]: row["expected"] for row in day}
    assert at[15] > 3 * at[4]
    kept = tmp_path / "timed.model"
    figures("fit", timed, "--bbox", BOX, "--as-of", "2022-06-01", "--timezone", "Europe/Kyiv", "--out", kept)
    assert figures("explain", kept, "37.15,48.15", "--hour", 15)["hour"]["lower"] > 1


def test_a_day_of_23_hours_has_23(tmp_path):
    harm = write(tmp_path / "harm.csv", [[f"2022-03-{day:02d}", "48.15", "37.15", "shelling"] for day in range(1, 26)])
    made = figures("forecast", harm, "--bbox", BOX, "--as-of", "2022-03-27", "--hours", 23, "--timezone", "Europe/Kyiv")
    assert [row["local_hour"] for row in made["hours"]] == [0, 1, 2, *range(4, 24)]
    assert sum(row["expected"] for row in made["hours"]) == pytest.approx(made["days"][0]["expected"], rel=1e-4)


def damaged(data):
    return data[:-200] + bytes(200)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: b"", "model.format"),
        (lambda data: b"date,lat,lon\n", "model.format"),
        (lambda data: data.replace(b"model 1", b"model 2", 1), "model.version"),
        (damaged, "model.damaged"),
        (lambda data: data[: len(data) // 2], "model.damaged"),
    ],
)
def test_a_file_that_is_no_good_model_is_refused_in_words(model, tmp_path, change, code):
    bad = tmp_path / "bad.model"
    bad.write_bytes(change(model.read_bytes()))
    told = run("explain", bad, "37.1,48.1")
    assert getattr(told.exception, "code", "") == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("explain", "MODEL", "39,49"), "model.outside"),
        (("explain", "MODEL", "nan,48"), "hours.place"),
        (("explain", "nowhere.model", "37,48"), "model.unreadable"),
        (("update", "MODEL", "--as-of", "2022-05-01"), "model.day"),
        (("update", "MODEL", "--as-of", "2030-05-01"), "model.day"),
    ],
)
def test_nonsense_is_refused_in_words(model, arguments, code):
    before = model.read_bytes()
    told = run(*(model if part == "MODEL" else part for part in arguments))
    assert getattr(told.exception, "code", "") == code
    assert model.read_bytes() == before


def test_a_file_of_no_known_source_is_refused_and_the_model_stays(model, tmp_path):
    before = model.read_bytes()
    other = write(tmp_path / "other.csv", [["2022-05-31", "48.35", "37.5", "shelling"]])
    told = run("update", model, other, "--as-of", "2022-06-01")
    assert getattr(told.exception, "code", "") == "model.source"
    assert model.read_bytes() == before
