"""The hazard model: scores on real reports, and speed.

    python benchmarks/hazard.py speed [--json FILE]
    python benchmarks/hazard.py scores DATA [--json FILE]     DATA: a folder with the incident files named below

``scores`` runs the back-tests that docs/reference/measurements.md tells of: places where civilians were harmed, May to
July 2022, and masked thermal anomalies, October to December 2022, both on 2 km cells, every row with its bar.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

# As the command line does: threads of small matrix products only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from corridor.domain.danger import Slots
from corridor.domain.incidents import IncidentKind, Incidents
from corridor.domain.operation import HazardSettings
from corridor.hazard.daily.fit import fit_daily
from corridor.hazard.daily.lattice import lattice_over
from corridor.hazard.daily.streams import Stream
from corridor.hazard.model import fit
from corridor.kernels.hazard import line_averages
from corridor.workflows.score_hazard import score_hazard

BOX = (36.8, 47.8, 38.8, 49.2)
HARM = ("harm_eyesonrussia_donbas.csv", "harm_bellingcat_donbas.csv", "firms_donbas_masked.csv.gz")
FIRES = ("firms_donbas_masked.csv.gz",)
DAY_S = 86_400


def marks(files: list[Path], first: date, last: date, *, joint: bool) -> dict[str, float | bool]:
    """The figures that have bars, of one back-test."""
    figures = score_hazard(files, first=first, last=last, cell_m=2000, box=BOX, timezone="UTC").figures
    where, jointly = figures["information_gain"]["where"], figures["information_gain"]["joint"]
    gains = jointly if joint else where
    hits = {name: rows[1]["hit_rate"] for name, rows in figures["ranking"].items()}
    bins = [row for row in figures["reliability"]["corridor"] if row["expected"] >= 30]
    silence = {row["days"]: row for row in figures["silence"]}
    row = {f"gain over {name}": value["bits_per_event"] for name, value in gains.items()}
    row |= {f"lower bound over {name}": value["lower"] for name, value in gains.items()}
    row |= {
        "events": figures["events"],
        "share inside 5 % of area": hits["corridor"],
        "best baseline inside 5 %": max(hit for name, hit in hits.items() if name != "corridor"),
        "days inside the 95 % interval": figures["totals"]["corridor"]["coverage"][-1]["days_inside"],
        "least bin observed/expected": min(b["observed_by_expected"] for b in bins),
        "most bin observed/expected": max(b["observed_by_expected"] for b in bins),
    }
    for quarter in figures["totals"]["corridor"]["quarters"]:
        row[f"observed/expected {quarter['quarter']}"] = quarter["observed_by_expected"]
    for days, kept in silence.items():
        row[f"least hot cell after {days} silent days"] = kept["lowest_hot_cell_ratio"]
        row[f"bits an event withheld {days} days"] = kept["bits_per_event"]
        row[f"grey after {days}"], row["grey otherwise"] = kept["grey_after"], kept["grey_otherwise"]
    return row | {"seconds": figures["seconds"]}


def many_reports(count: int, days: int, rng: np.random.Generator) -> tuple[Incidents, Stream]:
    """``count`` reports from 40 shifting places over ``days`` days, as incidents and on 100 by 100 cells of 1 km."""
    box = (37.0, 48.0, 38.347, 48.9)
    lattice = lattice_over(box, 1000)
    day = np.sort(rng.integers(0, days, count))
    place = rng.integers(0, 40, count)
    lon = rng.uniform(37.1, 38.2, 40)[place] + rng.normal(0, 0.03, count) + 0.0002 * day
    lat = rng.uniform(48.1, 48.8, 40)[place] + rng.normal(0, 0.02, count)
    stream = Stream(
        "told", np.maximum(lattice.wide_cell(lon, lat), 0), day, day, np.ones(count), np.ones(count),
        np.zeros(count, np.int64), lon, lat,
    )  # fmt: skip
    time_s = day * DAY_S + DAY_S // 2
    incidents = Incidents(
        time_s=time_s, time_precision_s=np.full(count, 60), reported_s=time_s, lon=lon, lat=lat,
        precision_m=np.full(count, 300, np.float32), kind=np.full(count, IncidentKind.SHELLING, np.uint8),
        confidence=np.ones(count, np.float32), source=np.zeros(count, np.int32), sources=("told",),
    )  # fmt: skip
    return incidents, stream


def speed() -> dict[str, float]:
    """Seconds of each step; kernels are compiled on a small case first, as any later run finds them."""
    rng = np.random.default_rng(1)
    box = (37.0, 48.0, 38.347, 48.9)
    lattice, days = lattice_over(box, 1000), 365
    small, _stream = many_reports(500, 60, rng)
    area, settings = box, HazardSettings()
    fit(small, [], [], settings=settings, timezone="UTC", as_of_s=60 * DAY_S, area=area)
    incidents, stream = many_reports(100_000, days, rng)
    rows: dict[str, float] = {"cells": len(lattice), "events": len(stream)}

    model = timed(rows, "daily model, cold fit", lambda: fit_daily(stream, [], lattice, days))
    model.forecast()
    timed(rows, "daily model, weights fitted warm", lambda: model.shares.fit(days))
    one = stream.take(np.array([len(stream) - 1]))
    timed(rows, "daily model, one report taken in and forecast", lambda: (model.tell(one), model.forecast(fresh=False)))
    day_model = timed(
        rows, "plan's model, fit",
        lambda: fit(incidents, [], [], settings=settings, timezone="UTC", as_of_s=days * DAY_S, area=area),
    )  # fmt: skip
    exposure(rows, day_model, rng)
    rows["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return rows


def timed(rows: dict[str, float], name: str, step):  # type: ignore[no-untyped-def]
    """What ``step`` returns; its wall and processor seconds go to ``rows``."""
    wall, processor = perf_counter(), process_time()
    out = step()
    rows[f"{name}, wall s"] = perf_counter() - wall
    rows[f"{name}, CPU s"] = process_time() - processor
    return out


def exposure(rows: dict[str, float], model, rng: np.random.Generator, edges: int = 1_000_000) -> None:  # type: ignore[no-untyped-def]
    """A million edges of two pieces each, 24 hours: averages along each line, then mean and upper by hour."""
    grid = model.field.grid
    start = np.arange(0, 3 * edges + 1, 3)
    x = np.repeat(rng.uniform(grid.x0 + 1, grid.x0 + (grid.columns - 1) * grid.cell - 1, edges), 3)
    y = np.repeat(rng.uniform(grid.y0 + 1, grid.y0 + (grid.rows - 1) * grid.cell - 1, edges), 3)
    x += np.tile([0.0, 0.04, 0.08], edges)
    ground = (model.field.rates, model.field.unsure, model.field.floor, grid.x0, grid.y0, grid.cell, 0.1)
    line_averages(start[:2], x[:3], y[:3], *ground)

    def price() -> tuple[int, ...]:
        lines = line_averages(start, x, y, *ground).astype(np.float32)
        factor, widened = model._by_slot(Slots(model.as_of_s, 24))
        mean = factor[:, None] * lines[:, 0]
        upper = np.maximum(widened[:, None] * lines[:, 1], mean)
        return upper.shape

    assert timed(rows, "exposure of 1,000,000 edges x 24 hours", price) == (24, edges)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("speed", "scores"))
    options.add_argument("data", type=Path, nargs="?")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    if asked.what == "speed":
        tables = {"speed": speed()}
    else:
        tables = {
            "harm, where, May to July 2022, three sources": marks(
                [asked.data / name for name in HARM], date(2022, 5, 1), date(2022, 7, 31), joint=False
            ),
            "harm, where, May to July 2022, its file alone": marks(
                [asked.data / HARM[0]], date(2022, 5, 1), date(2022, 7, 31), joint=False
            ),
            "thermal, joint, October to December 2022": marks(
                [asked.data / name for name in FIRES], date(2022, 10, 1), date(2022, 12, 31), joint=True
            ),
        }
    for title, rows in tables.items():
        print(title)
        for name, value in rows.items():
            print(f"  {name:45} {value:,.4g}")
    if asked.json:
        asked.json.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
