"""What a kept model says of the next hours and days: numbers by hour, and drawn futures."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from corridor.files import write_text
from corridor.hazard.clock import local_seconds
from corridor.hazard.daily.futures import draw_futures
from corridor.hazard.daily.totals import DayTotal
from corridor.hazard.scores.figures import plain
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.hazard.daily.futures import Futures
    from corridor.hazard.daily.lattice import Lattice
    from corridor.hazard.daily.model import DayForecast
    from corridor.workflows.keep_hazard import Kept

HOUR_S = 3_600


def days_ahead(kept: Kept, days: int) -> list[DayForecast]:
    """Forecasts of the model's day and those after it, from what it knows now; the model itself stays where it is."""
    model = kept.model.without_target()
    for memory in model.shares.memories[1:]:
        memory.stream = memory.stream.take(memory.stream.known_day < model.today)
    out = []
    for _day in range(days):
        out.append(model.forecast(fresh=False))
        model.advance()
    return out


def by_hour(kept: Kept, hours: int) -> list[dict[str, Any]]:
    """The next ``hours`` (1 to 72) from the day's start: start in UTC, local hour, expected number, 95 % interval.

    A day's number is shared out by the rhythm over the hours that the day has (23 to 25); the hours of one day share
    its luck, so that each is negative binomial with the day's size.
    """
    zone = ZoneInfo(kept.timezone)
    first = date(1970, 1, 1) + timedelta(days=kept.model.today)
    begin = int(datetime.combine(first, time(), zone).timestamp())
    starts = begin + HOUR_S * np.arange(hours + 48, dtype=np.int64)
    local = local_seconds(starts, zone)
    day, clock = local // 86_400 - kept.model.today, local // HOUR_S % 24
    factor = kept.rhythm[0][clock]
    ahead = days_ahead(kept, int(day[hours - 1]) + 1)
    rows = []
    for i in range(hours):
        total = ahead[int(day[i])].total
        number = DayTotal(total.mean * float(factor[i] / factor[day == day[i]].sum()), total.size)
        low, high = number.interval(0.95)
        rows.append({
            "start": datetime.fromtimestamp(int(starts[i]), UTC).isoformat(), "local_hour": int(clock[i]),
            "expected": plain(number.mean), "lower": low, "upper": high,
        })  # fmt: skip
    return rows


def simulate_hazard(kept: Kept, *, days: int, draws: int, seed: int) -> tuple[Futures, dict[str, Any]]:
    """Drawn futures and what they say: by day the mean and quantiles of the number, and in words."""
    ahead = days_ahead(kept, days)
    made = draw_futures(ahead, kept.rhythm[0], draws, np.random.default_rng(seed))
    figures: dict[str, Any] = {
        "version": 1, "target": kept.names[0], "draws": draws, "seed": seed, "rhythm_usable": kept.rhythm_usable,
        "days": [
            {"date": str(np.datetime64(day.day, "D")), "mean": plain(made.numbers[:, d].mean()),
             "none": plain((made.numbers[:, d] == 0).mean())}
            | {f"q{round(100 * q):02d}": int(np.quantile(made.numbers[:, d], q, method="higher"))
               for q in (0.05, 0.5, 0.95)}
            for d, day in enumerate(ahead)
        ],
    }  # fmt: skip
    figures["words"] = [
        _("{date}: half of the futures have {middle} reports or fewer, one in twenty over {most}; {none} % have none.")
        .format(date=row["date"], middle=row["q50"], most=row["q95"], none=round(100 * row["none"]))
        for row in figures["days"]
    ]  # fmt: skip
    return made, figures


def write_futures(made: Futures, lattice: Lattice, path: Path) -> None:
    """One row a drawn report: draw, date, local hour, and the middle of its cell."""
    lon, lat = lattice.middles()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["draw", "date", "hour", "lon", "lat"])
    dates = made.day.astype("datetime64[D]").astype(str)
    for draw, day, hour, cell in zip(made.draw.tolist(), dates, made.hour.tolist(), made.cell.tolist(), strict=True):
        writer.writerow([draw, day, hour, f"{lon[cell]:.5f}", f"{lat[cell]:.5f}"])
    write_text(path, text.getvalue())
