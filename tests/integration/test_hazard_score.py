"""``corridor hazard score`` from files to figures, on an invented front that moves."""

from __future__ import annotations

import csv
import html
import json
from datetime import date, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from corridor.cli.app import build

BOX = "37,48,37.6,48.4"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    rng = np.random.default_rng(11)
    first = date(2022, 3, 1)
    paths = {}
    for name, rate, jitter in (("harm", 5, 0.01), ("fires", 8, 0.03)):
        paths[name] = folder / f"{name}.csv"
        with paths[name].open("w", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(["date", "lat", "lon", "kind"])
            for day in range(120):
                for _ in range(rng.negative_binomial(2, 2 / (2 + rate))):
                    town = rng.choice(3, p=[0.6, 0.25, 0.15])
                    lon = 37.1 + 0.2 * town + 0.0006 * day + rng.normal(0, jitter)
                    lat = (48.1, 48.3, 48.2)[town] + rng.normal(0, jitter)
                    writer.writerow([first + timedelta(days=day), f"{lat:.5f}", f"{lon:.5f}", "shelling"])
    return paths


def score(*arguments):
    return CliRunner().invoke(build(), ["hazard", "score", *map(str, arguments)])


@pytest.fixture(scope="module")
def figures(files, tmp_path_factory):
    plots = tmp_path_factory.mktemp("plots")
    told = score(
        files["harm"], files["fires"], "--from", "2022-05-01", "--to", "2022-06-15", "--cell", 2000, "--bbox", BOX,
        "--target", "harm", "--plots", plots, "--json", "-",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    page = (plots / "index.html").read_text()
    return json.loads(told.stdout) | {"plots": sorted(path.name for path in plots.iterdir()), "page": page}


def test_every_table_is_there_and_the_model_beats_knowing_nothing(figures):
    assert figures["target"] == "harm"
    assert figures["events"] > 100
    assert set(figures["information_gain"]["where"]) == {"uniform", "mean_90", "kernel_30", "kernel_all", "etas"}
    gain = figures["information_gain"]["where"]["uniform"]
    assert gain["lower"] > 1
    assert gain["p"] < 0.01
    for name in ("corridor", "uniform", "mean_90", "kernel_30", "kernel_all", "etas"):
        assert [row["area"] for row in figures["ranking"][name]] == [0.01, 0.05, 0.1]
        assert figures["totals"][name]["expected"] > 0
        assert 0 <= figures["tests"][name]["S"]["quantile"] <= 1
        assert sum(row["observed"] for row in figures["reliability"][name]) == figures["events"]
    assert figures["ranking"]["corridor"][1]["hit_rate"] > 3 * figures["ranking"]["uniform"][1]["hit_rate"]
    assert figures["brier"]["uniform"]["skill_of_corridor"] > 0
    assert [row["days"] for row in figures["silence"]] == [14, 30]
    assert all(row["grey_after"] > row["grey_otherwise"] for row in figures["silence"])
    assert all(row["lowest_hot_cell_ratio"] >= 0.5 for row in figures["silence"])
    assert len(figures["daily"]) == 46
    assert figures["plots"] == ["days.svg", "gain.svg", "index.html", "marked.svg", "reliability.svg"]


def test_the_page_holds_the_words_the_pictures_and_every_table(figures):
    page = html.unescape(figures["page"])
    assert page.count("<svg") == 4
    assert all(words in page for words in figures["words"])
    for name, row in figures["information_gain"]["joint"].items():
        assert f"<td>{name}</td><td>{row['bits_per_event']:.2f}</td>" in page
    for name, rows in figures["ranking"].items():
        assert f"<td>{name}</td><td>{rows[0]['hit_rate']:.2f}</td>" in page
    assert page.count("<h2>Reliability: ") == 6
    assert page.count("<td>corridor, 2022-Q2</td>") == 1
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_words_say_what_share_fell_outside_the_marked_area(figures):
    outside = round(100 * (1 - figures["ranking"]["corridor"][1]["hit_rate"]))
    assert f"{outside} % fell outside the 5 % of the area" in figures["words"][1]


def test_what_happens_later_changes_no_earlier_forecast(files, tmp_path):
    head, *rows = files["harm"].read_text().splitlines()
    past = tmp_path / "harm.csv"
    past.write_text("\n".join([head, *(row for row in rows if row < "2022-05-21"), ""]))
    both = []
    for file, last in ((files["harm"], "2022-05-31"), (past, "2022-05-20")):
        told = score(file, "--from", "2022-05-01", "--to", last, "--bbox", BOX, "--json", "-")
        both.append([row["expected"] for row in json.loads(told.stdout)["daily"]][:20])
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"--from": "2022-13-01"}, "hazard.date"),
        ({"--to": "2022-04-01"}, "score.dates"),
        ({"--bbox": "38,48,37,49"}, "score.box"),
        ({"--bbox": "a,b"}, "score.box"),
        ({"--cell": "1"}, "score.cells"),
        ({"--target": "nobody"}, "score.target"),
    ],
)
def test_nonsense_is_refused_in_words(files, changed, code):
    options = {"--from": "2022-05-01", "--to": "2022-05-31", "--bbox": BOX, "--cell": "2000"} | changed
    told = score(files["harm"], *(part for pair in options.items() for part in pair))
    assert told.exit_code != 0
    assert getattr(told.exception, "code", "") == code


def test_days_without_any_event_are_said_not_crashed_on(files):
    told = score(files["harm"], "--from", "2023-05-01", "--to", "2023-05-10", "--bbox", BOX, "--json", "-")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["events"] == 0
