"""Scores forecasts on incident files of any readable format: what was said each day against what happened then."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.errors import InputRefused
from corridor.exchange.incidents import read_incidents
from corridor.hazard.daily.lattice import MARGIN_KM, Lattice, lattice_over
from corridor.hazard.daily.streams import LONGEST_SPAN_DAYS, Stream, stream_of
from corridor.hazard.scores.figures import daily, measures, plain
from corridor.hazard.scores.replay import Day, replay
from corridor.hazard.scores.silence import DAYS as SILENT_DAYS
from corridor.hazard.scores.silence import silence
from corridor.hazard.scores.tally import tally_up
from corridor.hazard.scores.words import sentences
from corridor.i18n import gettext as _
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import numpy.typing as npt

    from corridor.errors import RowProblem
    from corridor.hazard.daily.model import DailyModel
    from corridor.progress import Progress

MOST_CELLS = 400_000
"""Beyond this many cells the back-test would need more than about a gigabyte."""
MOST_DAYS = 1_500
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Source:
    """One file as a source."""

    stream: Stream
    rows: int
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, eq=False)
class Score:
    """The figures with documented keys, and every row that could not be used."""

    figures: dict[str, Any]
    problems: tuple[RowProblem, ...]


def score_hazard(
    files: Sequence[Path], *, first: date, last: date, cell_m: float, box: Box, target: str | None = None,
    timezone: str = "UTC", seed: int = 1, progress: Progress = silent,
) -> Score:  # fmt: skip
    """Back-test the model and its baselines one day ahead on the days ``first`` to ``last``.

    Args:
        files: one source each, named by the file without its endings.
        cell_m: edge of the cells in metres; the box is divided evenly into cells as near to it as possible.
        box: west, south, east, north in degrees.
        target: the source that is to be predicted; by default the first file.
        timezone: of days.

    Raises:
        InputRefused: dates, box or cells that make no sense (``score.dates``, ``score.box``, ``score.cells``), an
            unknown ``target`` (``score.target``), files that cannot be read.
    """
    begun = time.perf_counter()
    lattice = checked_lattice(box, cell_m)
    if last < first or (last - first).days >= MOST_DAYS:
        raise InputRefused(
            "score.dates", _("The days do not follow each other, or are more than {n}.").format(n=MOST_DAYS),
            f"--from {first} --to {last}", _("Give --from a day before --to, such as 2022-05-01 and 2022-07-31."),
        )  # fmt: skip
    sources = [read_source(path, lattice, timezone) for path in files]
    chosen = pick(sources, target)
    others = [source.stream for source in sources if source is not chosen and len(source.stream)]
    start, end = (int(np.datetime64(day, "D").astype(np.int64)) for day in (first, last))
    kept: dict[int, DailyModel | None] = {end - days: None for days in (0, *SILENT_DAYS)}
    counts: dict[int, npt.NDArray[np.float64]] = {}

    def days() -> Iterator[Day]:
        for day in replay(chosen.stream, others, lattice, start, end, progress=progress, keep=kept):
            counts[day.day] = day.counts
            counts.pop(day.day - max(SILENT_DAYS) - 1, None)
            yield day

    record = tally_up(days(), len(lattice), np.random.default_rng(seed))
    figures = _head(sources, chosen, lattice, first, last, timezone, seed)
    figures |= {"events": int(record.counts.sum())} | measures(record, seed)
    figures["silence"] = silence({d: m for d, m in kept.items() if m is not None}, counts, end, SILENT_DAYS)
    figures["daily"] = daily(record)
    figures["words"] = sentences(figures)
    figures["seconds"] = round(time.perf_counter() - begun, 2)
    return Score(figures, tuple(problem for source in sources for problem in source.problems))


def checked_lattice(box: Box, cell_m: float) -> Lattice:
    """The lattice over ``box``, or a refusal in words."""
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise InputRefused(
            "score.box", _("This is no box on the Earth."), f"--bbox {west},{south},{east},{north}",
            _("Give west,south,east,north in degrees, such as 36.8,47.8,38.8,49.2."),
        )  # fmt: skip
    if cell_m > 0:
        lattice = lattice_over(box, cell_m)
        if 4 <= len(lattice) <= MOST_CELLS:
            return lattice
    raise InputRefused(
        "score.cells", _("The box would hold fewer than 4 or more than {n} cells.").format(n=MOST_CELLS),
        f"--cell {cell_m:g}", _("Choose other cells, such as --cell 2000 for a region 150 km wide."),
    )  # fmt: skip


def read_source(path: Path, lattice: Lattice, timezone: str) -> Source:
    """One file as a stream of reports within the box and its margin."""
    incidents, problems = read_incidents(path, timezone, int(time.time()))
    name = path.name.split(".")[0]
    return Source(stream_of(name, incidents, lattice, timezone), len(incidents), problems)


def pick(sources: Sequence[Source], target: str | None) -> Source:
    """The source that is to be predicted."""
    if target is None:
        return sources[0]
    wanted = target.split("/")[-1].split(".")[0]
    for source in sources:
        if source.stream.name == wanted:
            return source
    raise InputRefused(
        "score.target", _("No file is called {name}.").format(name=repr(target)), "--target",
        _("Name one of: {names}.").format(names=", ".join(source.stream.name for source in sources)),
    )  # fmt: skip


def _head(
    sources: Sequence[Source], chosen: Source, lattice: Lattice, first: date, last: date, timezone: str, seed: int
) -> dict[str, Any]:
    return {
        "version": 1,
        "target": chosen.stream.name,
        "from": str(first), "to": str(last), "timezone": timezone, "seed": seed,
        "box": [lattice.west, lattice.south, lattice.east, lattice.north],
        "cells": len(lattice), "cell_m": [round(1000 * size) for size in lattice.size_km],
        "area_km2": plain(lattice.area_km2), "margin_km": MARGIN_KM, "longest_span_days": LONGEST_SPAN_DAYS,
        "sources": [
            {"name": s.stream.name, "rows_read": s.rows, "rows_used": len(s.stream),
             "rows_refused": sum(problem.fatal for problem in s.problems),
             "rows_in_box": int((lattice.narrow_cell(s.stream.cell) >= 0).sum()),
             "first": _day(s.stream.day.min()) if len(s.stream) else None,
             "last": _day(s.stream.day.max()) if len(s.stream) else None,
             "mean_delay_days": plain(float((s.stream.known_day - s.stream.day).mean())) if len(s.stream) else None}
            for s in sources
        ],
    }  # fmt: skip


def _day(day: int) -> str:
    return str(np.datetime64(int(day), "D"))
