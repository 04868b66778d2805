"""The measures as plain values with documented keys (``docs/guide/forecast.md``); absent figures are None."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.hazard.scores.bootstrap import block_draws, ratio_interval
from corridor.hazard.scores.compare import diebold_mariano
from corridor.hazard.scores.consistency import number_test
from corridor.hazard.scores.ranking import AREAS
from corridor.hazard.scores.replay import MODEL
from corridor.hazard.scores.tally import EDGES, LEVELS, marked

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.scores.tally import Record, Tally

Figures = dict[str, Any]


def measures(record: Record, seed: int) -> Figures:
    """Every table of the back-test."""
    index = block_draws(len(record.days), np.random.default_rng(seed))
    return {
        "information_gain": information_gain(record, index),
        "information": {t.name: _information(record, t, index) for t in record.tallies},
        "tests": {t.name: _tests(record, t) for t in record.tallies},
        "reliability": {t.name: reliability(t, index) for t in record.tallies},
        "ranking": {t.name: _ranking(record, t, index) for t in record.tallies},
        "brier": _brier(record, index),
        "totals": {t.name: _totals(record, t, index) for t in record.tallies},
    }


def information_gain(record: Record, index: npt.NDArray[np.intp]) -> Figures:
    """Bits an event by which the model beats each baseline, where only and jointly."""
    own = record.of(MODEL)
    out: Figures = {"where": {}, "joint": {}}
    for other in record.tallies:
        if other.name == MODEL:
            continue
        for what, gain in (
            ("where", own.where_bits - other.where_bits),
            ("joint", own.joint_bits - other.joint_bits),
        ):
            tested = diebold_mariano(gain)
            out[what][other.name] = {
                **_ratio("bits_per_event", gain, record.counts, index),
                "diebold_mariano": plain(tested.statistic),
                "p": plain(tested.p),
            }
    return out


def daily(record: Record) -> list[Figures]:
    """Each day's number: observed, expected, and the ends of its 95 % interval."""
    own = record.of(MODEL)
    return [
        {"date": str(np.datetime64(day, "D")), "observed": int(record.counts[i]), "expected": plain(own.mean[i]),
         "lower": int(own.interval[i, 0]), "upper": int(own.interval[i, 1])}
        for i, day in enumerate(record.days.tolist())
    ]  # fmt: skip


def reliability(tally: Tally, index: npt.NDArray[np.intp]) -> list[Figures]:
    """Bins of expected reports a cell and day: expected, observed, and their ratio with its interval."""
    rows = []
    for b in range(len(EDGES) - 1):
        expected, observed = tally.expected[:, b], tally.observed[:, b]
        if expected.sum() <= 0:
            continue
        rows.append({
            "from": plain(EDGES[b]), "to": plain(EDGES[b + 1]),
            "expected": plain(expected.sum()), "observed": plain(observed.sum()),
            **_ratio("observed_by_expected", observed, expected, index),
        })  # fmt: skip
    return rows


def _information(record: Record, tally: Tally, index: npt.NDArray[np.intp]) -> Figures:
    return {
        "where": _ratio("bits_per_event", tally.where_bits, record.counts, index),
        "joint": _ratio("bits_per_event", tally.joint_bits, record.counts, index),
    }


def _tests(record: Record, tally: Tally) -> Figures:
    seen = int(record.counts.sum())
    at_least, at_most = number_test(float(tally.mean.sum()), float(tally.variance.sum()), seen)
    return {
        "N": {"at_least": plain(at_least), "at_most": plain(at_most), "passes": min(at_least, at_most) >= 0.025},
        "N_days": {"share_passed": plain(np.mean((tally.spread >= 0.025) & (tally.spread <= 0.975)))},
        "S": {"quantile": plain(tally.s_quantile), "passes": tally.s_quantile >= 0.05},
        "L": {"quantile": plain(tally.l_quantile), "passes": tally.l_quantile >= 0.025},
    }


def _ranking(record: Record, tally: Tally, index: npt.NDArray[np.intp]) -> list[Figures]:
    rows = []
    for a, (area, cells) in enumerate(zip(AREAS, marked(record.cells), strict=True)):
        rate = _ratio("hit_rate", tally.hits[:, a], record.counts, index)
        best = float(record.best[:, a].sum())
        share = cells / record.cells
        rows.append({
            "area": area, "cells": cells, **rate,
            "pai": plain((rate["hit_rate"] or 0) / share) if record.counts.sum() else None,
            "pei": plain(tally.hits[:, a].sum() / best) if best else None,
        })  # fmt: skip
    return rows


def _brier(record: Record, index: npt.NDArray[np.intp]) -> Figures:
    own = record.of(MODEL)
    out: Figures = {}
    for tally in record.tallies:
        low, high = ratio_interval(own.brier, tally.brier, index)
        total = float(tally.brier.sum())
        out[tally.name] = {"score": plain(tally.brier.mean())}
        if tally.name != MODEL:
            out[tally.name] |= {
                "skill_of_corridor": plain(1 - own.brier.sum() / total if total else float("nan")),
                "lower": plain(1 - high), "upper": plain(1 - low),
            }  # fmt: skip
    return out


def _totals(record: Record, tally: Tally, index: npt.NDArray[np.intp]) -> Figures:
    quarters: dict[str, list[int]] = {}
    for i, day in enumerate(record.days.tolist()):
        then = date(1970, 1, 1) + timedelta(days=day)
        quarters.setdefault(f"{then.year}-Q{(then.month + 2) // 3}", []).append(i)
    ones = np.ones(len(record.days))
    return {
        "expected": plain(tally.mean.sum()), "observed": int(record.counts.sum()),
        **_ratio("observed_by_expected", record.counts, tally.mean, index),
        "quarters": [
            {"quarter": name, "days": len(rows), "expected": plain(tally.mean[rows].sum()),
             "observed": int(record.counts[rows].sum()),
             "observed_by_expected": plain(record.counts[rows].sum() / tally.mean[rows].sum())}
            for name, rows in quarters.items()
        ],
        "coverage": [
            {"level": level, **_ratio("days_inside", tally.covered[:, i], ones, index),
             "randomised": plain(np.mean(np.abs(tally.spread - 0.5) <= level / 2))}
            for i, level in enumerate(LEVELS)
        ],
    }  # fmt: skip


def _ratio(
    name: str, above: npt.NDArray[np.float64], below: npt.NDArray[np.float64], index: npt.NDArray[np.intp]
) -> Figures:
    low, high = ratio_interval(above, below, index)
    total = float(below.sum())
    value = float(above.sum()) / total if total else float("nan")
    return {name: plain(value), "lower": plain(low), "upper": plain(high)}


def plain(value: float | np.floating[Any]) -> float | None:
    """A number of six digits, or None where there is none."""
    value = float(value)
    return float(f"{value:.6g}") if isfinite(value) else None
