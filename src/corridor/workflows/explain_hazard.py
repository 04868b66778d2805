"""Why a place or road is called dangerous at an hour: from which reports that comes, how old and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.domain.projection import LocalPlane
from corridor.errors import InputRefused
from corridor.hazard.daily.explain import explain
from corridor.hazard.daily.grey import grey
from corridor.hazard.scores.figures import plain
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.hazard.daily.explain import Cause
    from corridor.hazard.daily.lattice import Lattice
    from corridor.workflows.keep_hazard import Kept

SHOWN = 10
"""Causes told one by one."""
_STEP_KM = 0.25


def explain_hazard(kept: Kept, line: Sequence[tuple[float, float]], *, hour: int | None = None) -> dict[str, Any]:
    """Reasons for the danger along ``line`` (lon, lat; one point is a place), as plain values with documented keys.

    Args:
        hour: local hour of the day, 0 to 23, for the day's rhythm.

    Raises:
        InputRefused: nothing of the line lies in the model's box (``model.outside``).
    """
    model = kept.model
    cells = cells_along(model.lattice, line)
    if not len(cells):
        raise InputRefused(
            "model.outside", _("This lies outside the model's box."),
            " ".join(f"{lon:g},{lat:g}" for lon, lat in line), _("Choose a place inside the box that was fitted."),
        )  # fmt: skip
    forecast = model.forecast(fresh=False)
    expected = float(forecast.expected[cells].sum())
    size = forecast.total.size
    reasons = explain(model, cells)
    usual = float(forecast.total.mean) * len(cells) / len(model.lattice)
    figures: dict[str, Any] = {
        "version": 1, "date": str(np.datetime64(model.today, "D")), "cells": len(cells), "expected": plain(expected),
        "chance": plain(1 - (size / (size + expected)) ** size), "times_the_average": plain(expected / usual),
        "grey": plain(grey(model)[cells].mean()), "target_silent": model.silent, "floor": plain(reasons.floor),
        "by_source": {name: plain(share) for name, share in reasons.by_source.items()},
        "reports": [_row(cause, model.today) for cause in reasons.causes[:SHOWN]],
        "reports_not_shown": max(len(reasons.causes) - SHOWN, 0),
        "share_not_shown": plain(sum(cause.share for cause in reasons.causes[SHOWN:])),
        "hour": None if hour is None else _hour(kept, hour),
    }  # fmt: skip
    figures["words"] = _words(figures)
    return figures


def cells_along(lattice: Lattice, line: Sequence[tuple[float, float]]) -> npt.NDArray[np.int64]:
    """Cells of the box through which ``line`` (lon, lat) runs, each once."""
    lon, lat = np.array(line, float).reshape(-1, 2).T
    x, y = LocalPlane(float(lon[0]), float(lat[0])).to_metres(lon, lat)
    lengths = np.hypot(np.diff(x), np.diff(y)) / 1000
    along = [np.array([0.0])]
    along += [i + np.linspace(0, 1, min(int(length / _STEP_KM), 10_000) + 2) for i, length in enumerate(lengths)]
    at, knots = np.concatenate(along), np.arange(len(lon))
    cells = np.unique(lattice.cell(np.interp(at, knots, lon), np.interp(at, knots, lat)))
    return cells[cells >= 0]


def _row(cause: Cause, today: int) -> dict[str, Any]:
    return {
        "source": cause.source, "date": str(np.datetime64(cause.day, "D")), "age_days": today - cause.day,
        "distance_km": round(cause.distance_km, 1), "share": plain(cause.share),
    }  # fmt: skip


def _hour(kept: Kept, hour: int) -> dict[str, Any]:
    factor, lower, upper = kept.rhythm[:, hour].tolist()
    return {
        "hour": hour, "usable": kept.rhythm_usable, "factor": plain(factor), "lower": plain(lower),
        "upper": plain(upper), "timed_reports": kept.timed_reports,
    }  # fmt: skip


def _words(figures: dict[str, Any]) -> list[str]:
    out = [
        _("{date}: {times} times the area's average; about {n} reports are expected (chance of any: {p} %).").format(
            date=figures["date"], times=f"{figures['times_the_average']:.1f}", n=f"{figures['expected']:.2f}",
            p=round(100 * figures["chance"]),
        )
    ]  # fmt: skip
    out += [
        _("{share} % of it rests on reports of {source} near by.").format(share=round(100 * share), source=name)
        for name, share in figures["by_source"].items()
    ]
    out.append(
        _("{share} % rests on no report near by: so much is believed of every place, since surprises happen.").format(
            share=round(100 * figures["floor"])
        )
    )
    if figures["target_silent"]:
        out.append(_("The source has fallen silent: this is held from when it last spoke, and may be far too low."))
    if figures["grey"] > 0:
        out.append(
            _("In {share} % of this place nothing was heard lately: that is not peace, it is not known.").format(
                share=round(100 * figures["grey"])
            )
        )
    hour = figures["hour"]
    if hour is not None and not hour["usable"]:
        out.append(_("At {hour}:00: no usable rhythm, this hour counts like any other.").format(hour=hour["hour"]))
    elif hour is not None:
        out.append(
            _("At {hour}:00: {factor} times the day's average (95 %: {low} to {high}), from {n} timed reports.").format(
                hour=hour["hour"], factor=f"{hour['factor']:.2f}", low=f"{hour['lower']:.2f}",
                high=f"{hour['upper']:.2f}", n=hour["timed_reports"],
            )
        )  # fmt: skip
    return out
