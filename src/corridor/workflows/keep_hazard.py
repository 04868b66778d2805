"""A fitted hazard model kept as a file: fitted from incident files, brought up to date, loaded again."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from corridor.errors import InputRefused
from corridor.exchange.incidents import read_incidents
from corridor.exchange.model_file import read_model, write_model
from corridor.hazard.clock import local_seconds
from corridor.hazard.daily.fit import fit_daily
from corridor.hazard.daily.lattice import Lattice
from corridor.hazard.daily.model import DailyModel
from corridor.hazard.daily.streams import COLUMNS, DAY_S, Stream, stream_of
from corridor.hazard.rhythm import HOURS, TIMED_S, fit_rhythm
from corridor.i18n import gettext as _
from corridor.workflows.score_hazard import Source, checked_lattice, pick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from corridor.domain.incidents import Incidents
    from corridor.domain.operation import HourPrior
    from corridor.errors import RowProblem
    from corridor.hazard.rhythm import Rhythm
    from corridor.workflows.score_hazard import Box

MOST_DAYS_ON = 400
"""An update further ahead than this is a new fit."""
QUANTILE = 0.975


@dataclass(frozen=True, eq=False)
class Kept:
    """A model at the start of a local day, the day's rhythm and how many timed reports it rests on."""

    model: DailyModel
    timezone: str
    rhythm: npt.NDArray[np.float64]
    """[3, 24] factor by local hour and the ends of its 95 % interval; all 1 where none is usable."""
    rhythm_usable: bool
    timed_reports: int

    @property
    def names(self) -> tuple[str, ...]:
        """The sources; the first is the target."""
        return tuple(memory.stream.name for memory in self.model.shares.memories)


def fit_hazard(
    files: Sequence[Path], *, as_of_s: int, cell_m: float, box: Box, target: str | None = None, timezone: str = "UTC",
    stated: Sequence[HourPrior] = (),
) -> tuple[Kept, tuple[RowProblem, ...]]:  # fmt: skip
    """A model that stands at the local day of ``as_of_s`` and knows what had been reported before it.

    Args and errors: as ``forecast_hazard``. ``stated``: what operators say of the hours. Deterministic.
    """
    lattice = checked_lattice(box, cell_m)
    read = [_read(path, timezone, as_of_s) for path in files]
    names = [path.name.split(".")[0] for path in files]
    sources = [
        Source(stream_of(name, incidents, lattice, timezone), len(incidents), problems)
        for name, (incidents, problems) in zip(names, read, strict=True)
    ]
    chosen = pick(sources, target)
    today = _local_day(as_of_s, timezone)
    own = sources.index(chosen)
    streams = [chosen.stream, *(source.stream for source in sources if source is not chosen)]
    before = [stream.take(stream.known_day < today) for stream in streams]
    model = fit_daily(before[0], before[1:], lattice, today)
    for i, stream in enumerate(streams):
        just_now = stream.take(stream.known_day >= today)
        if len(just_now):
            model.tell(_by(just_now, today), i)
    timed = _timed(read[own][0], lattice)
    rhythm = fit_rhythm(timed, stated, timezone=timezone, as_of_s=as_of_s, quantile=QUANTILE)
    kept = Kept(model, timezone, _rows(rhythm), rhythm.usable, len(timed))
    return kept, tuple(problem for source in sources for problem in source.problems)


def update_hazard(kept: Kept, files: Sequence[Path], *, as_of_s: int) -> tuple[Kept, int, tuple[RowProblem, ...]]:
    """The model at the local day of ``as_of_s`` with the reports of ``files`` that it did not hold, and their number.

    On the same day, new reports count at once; for later days the model is rolled on day by day. A file belongs to
    the source of its name. The day's rhythm is kept as it was fitted.

    Raises:
        InputRefused: a file of no known source (``model.source``), a day before the model's or too far after it
            (``model.day``), files that cannot be read.
    """
    model, today = kept.model, _local_day(as_of_s, kept.timezone)
    if not 0 <= today - model.today <= MOST_DAYS_ON:
        raise InputRefused(
            "model.day", _("The model cannot be brought to this day."), str(np.datetime64(today, "D")),
            _("Choose a day from {day} on, or fit it again.").format(day=np.datetime64(model.today, "D")),
        )  # fmt: skip
    problems: list[RowProblem] = []
    fresh = 0
    for path in files:
        name = path.name.split(".")[0]
        if name not in kept.names:
            raise InputRefused(
                "model.source", _("The model knows no source of this name."), path.name,
                _("Name the file after one of: {names}; for a new source, fit again.").format(
                    names=", ".join(kept.names)
                ),
            )  # fmt: skip
        source = kept.names.index(name)
        incidents, told = _read(path, kept.timezone, as_of_s)
        problems += told
        stream = stream_of(name, incidents, model.lattice, kept.timezone)
        new = _unheard(stream, model.shares.memories[source].stream)
        if len(new):
            model.tell(_by(new, today), source)
        fresh += len(new)
    if today > model.today:
        while model.today < today:
            model.forecast(fresh=False)
            model.advance()
        model.shares.fit(today)
    return kept, fresh, tuple(problems)


def save_hazard(kept: Kept, path: Path) -> None:
    """Write the model atomically."""
    lattice = kept.model.lattice
    header = {
        "box": [lattice.west, lattice.south, lattice.east, lattice.north], "rows": lattice.rows,
        "columns": lattice.columns, "timezone": kept.timezone, "today": kept.model.today, "sources": list(kept.names),
        "rhythm_usable": kept.rhythm_usable, "timed_reports": kept.timed_reports,
    }  # fmt: skip
    arrays = {f"state.{name}": array for name, array in kept.model.state().items()} | {"rhythm": kept.rhythm}
    for i, memory in enumerate(kept.model.shares.memories):
        arrays |= {f"stream{i}.{column}": getattr(memory.stream, column) for column in COLUMNS}
    write_model(path, header, arrays)


def load_hazard(path: Path) -> Kept:
    """The model of a file.

    Raises:
        InputRefused: as ``read_model``.
    """
    header, arrays = read_model(path)
    try:
        west, south, east, north = header["box"]
        lattice = Lattice(west, south, east, north, header["rows"], header["columns"])
        streams = [
            Stream(name, **{column: arrays[f"stream{i}.{column}"] for column in COLUMNS})
            for i, name in enumerate(header["sources"])
        ]
        state = {name.removeprefix("state."): array for name, array in arrays.items() if name.startswith("state.")}
        model = DailyModel.resumed(streams[0], streams[1:], lattice, header["today"], state)
        return Kept(model, header["timezone"], arrays["rhythm"], header["rhythm_usable"], header["timed_reports"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputRefused(
            "model.damaged", _("The model file is damaged."), path.name,
            _("Take a copy of it, or fit it again with corridor hazard fit."),
        ) from error  # fmt: skip


def kept_figures(kept: Kept) -> dict[str, Any]:
    """What the model is, as plain values."""
    return {
        "version": 1, "target": kept.names[0], "sources": list(kept.names), "cells": len(kept.model.lattice),
        "today": str(np.datetime64(kept.model.today, "D")), "timezone": kept.timezone,
        "reports": [len(memory.stream) for memory in kept.model.shares.memories],
        "target_silent": kept.model.silent, "rhythm_usable": kept.rhythm_usable, "timed_reports": kept.timed_reports,
    }  # fmt: skip


def _read(path: Path, timezone: str, as_of_s: int) -> tuple[Incidents, tuple[RowProblem, ...]]:
    """What the file tells that was known at ``as_of_s``; later rows are no mistakes when looking back."""
    incidents, problems = read_incidents(path, timezone, max(as_of_s, int(time.time())))
    # Of a day that only begins nothing is known, though its reports without clock time are filed under its start.
    known = incidents.known_by(as_of_s)
    return known.take(known.time_s < as_of_s), problems


def _rows(rhythm: Rhythm) -> npt.NDArray[np.float64]:
    if not rhythm.usable:
        return np.ones((3, HOURS))
    return np.stack((rhythm.factor, rhythm.lower, rhythm.upper))


def _timed(incidents: Incidents, lattice: Lattice) -> Incidents:
    inside = lattice.wide_cell(incidents.lon, incidents.lat) >= 0
    return incidents.take(inside & (incidents.time_precision_s <= TIMED_S))


def _by(reports: Stream, today: int) -> Stream:
    """What became known on the very day to which the model is brought counts at once."""
    return replace(reports, known_day=np.minimum(reports.known_day, today - 1))


def _unheard(stream: Stream, held: Stream) -> Stream:
    """Rows that ``held`` has not, by day and place; a place told twice on a day counts twice."""
    left: dict[tuple[int, float, float], int] = {}
    held = held.take(np.isin(held.day, stream.day) & np.isin(held.lon, stream.lon))
    for key in zip(held.day.tolist(), held.lon.tolist(), held.lat.tolist(), strict=True):
        left[key] = left.get(key, 0) + 1
    new = np.zeros(len(stream), bool)
    for row, key in enumerate(zip(stream.day.tolist(), stream.lon.tolist(), stream.lat.tolist(), strict=True)):
        left[key] = left.get(key, 0) - 1
        new[row] = left[key] < 0
    return stream.take(new)


def _local_day(time_s: int, timezone: str) -> int:
    return int(local_seconds(np.array([time_s]), ZoneInfo(timezone))[0] // DAY_S)
