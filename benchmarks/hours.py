"""What the hour of the day is worth: the rhythm fitted week by week on air-raid alerts, scored on the next week's.

    python benchmarks/hours.py ALERTS.csv      columns oblast, start_utc, end_utc

Each week the rhythm knows the alerts that had begun before it; its gain is log2 of the factor of each alert's local
hour, over a flat day. ``stated`` adds an operator's word at the first day: quiet from 6 to 9, half the average. Alerts
warn of an oblast and are no impacts: this tests the method, not the danger of any hour.
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.incidents import IncidentKind, Incidents
from corridor.domain.operation import HourPrior
from corridor.hazard.clock import local_seconds
from corridor.hazard.rhythm import HOURS, fit_rhythm
from corridor.hazard.scores.bootstrap import block_draws, ratio_interval

ZONE, DAY_S, WEEK_S = "Europe/Kyiv", 86_400, 7 * 86_400


def alerts(path: Path) -> dict[str, Incidents]:
    """Alerts by oblast, each a report at its start."""
    starts: dict[str, list[int]] = {}
    with path.open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            starts.setdefault(row["oblast"], []).append(int(datetime.fromisoformat(row["start_utc"]).timestamp()))
    return {name: _incidents(np.sort(np.array(times, np.int64))) for name, times in sorted(starts.items())}


def _incidents(time_s: np.ndarray) -> Incidents:
    count = len(time_s)
    return Incidents(
        time_s=time_s, time_precision_s=np.full(count, 60), reported_s=time_s, lon=np.full(count, 37.0),
        lat=np.full(count, 48.0), precision_m=np.full(count, 30_000, np.float32),
        kind=np.full(count, IncidentKind.OTHER, np.uint8), confidence=np.ones(count, np.float32),
        source=np.zeros(count, np.int32), sources=("alerts",),
    )  # fmt: skip


def score(told: Incidents, stated: list[HourPrior]) -> dict[str, float]:
    """Gain in bits an alert with its interval, over all weeks and over the first eight; weeks with a usable rhythm."""
    first = int(told.time_s[0] // DAY_S * DAY_S)
    weeks = int((told.time_s[-1] - first) // WEEK_S)
    gain, number = np.zeros(7 * weeks), np.zeros(7 * weeks)
    usable = 0
    for week in range(weeks):
        now = first + week * WEEK_S
        rhythm = fit_rhythm(told.known_by(now - 1), stated, timezone=ZONE, as_of_s=now, quantile=0.975)
        usable += rhythm.usable
        next_week = told.time_s[(told.time_s >= now) & (told.time_s < now + WEEK_S)]
        hour = local_seconds(next_week, ZoneInfo(ZONE)) // 3600 % HOURS
        day = (next_week - first) // DAY_S
        np.add.at(gain, day, np.log2(rhythm.factor[hour]))
        np.add.at(number, day, 1)
    low, high = ratio_interval(gain, number, block_draws(len(gain), np.random.default_rng(1)))
    return {
        "alerts": float(number.sum()), "weeks": weeks, "usable": usable, "bits": gain.sum() / number.sum(),
        "lower": low, "upper": high, "bits, first 8 weeks": gain[:56].sum() / number[:56].sum(),
    }  # fmt: skip


def main() -> None:
    for name, told in alerts(Path(sys.argv[1])).items():
        day = datetime.fromtimestamp(int(told.time_s[0]), UTC).date()
        word = [HourPrior(from_hour=6, to_hour=9, factor=0.5, stated=day)]
        for title, stated in (("reports alone", []), ("stated 6-9=0.5", word)):
            row = score(told, stated)
            print(f"{name:24} {title:15}", " ".join(f"{key} {value:.3g};" for key, value in row.items()))
        middle = local_seconds(told.time_s, ZoneInfo(ZONE)) // 3600 % HOURS
        counts = np.bincount(middle, minlength=HOURS)
        round_the_clock = np.array([counts[(np.arange(4) + h) % HOURS].sum() for h in range(HOURS)])
        print(
            f"{'':24} most against least four hours {round_the_clock.max() / round_the_clock.min():.2f}, "
            f"least from {int(round_the_clock.argmin()):02d} local"
        )


if __name__ == "__main__":
    main()
