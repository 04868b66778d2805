"""A forecast for the next days from incident files: the most exposed cells, the numbers, and how unsure they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.files import write_text
from corridor.hazard.daily.grey import grey
from corridor.hazard.scores.figures import plain
from corridor.i18n import gettext as _
from corridor.progress import silent
from corridor.workflows.foretell_hazard import by_hour, days_ahead
from corridor.workflows.keep_hazard import fit_hazard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from corridor.errors import RowProblem
    from corridor.hazard.daily.lattice import Lattice
    from corridor.hazard.daily.model import DayForecast
    from corridor.progress import Progress
    from corridor.workflows.score_hazard import Box

MARKED = 0.05
"""Share of the area that is marked as most exposed."""


@dataclass(frozen=True, eq=False)
class HazardForecast:
    """``days`` one after the other, ``grey`` [cells] as of now; ``figures`` with documented keys."""

    lattice: Lattice
    days: tuple[DayForecast, ...]
    grey: npt.NDArray[np.bool_]
    figures: dict[str, Any]
    problems: tuple[RowProblem, ...]


def forecast_hazard(
    files: Sequence[Path], *, as_of_s: int, days: int, cell_m: float, box: Box, target: str | None = None,
    timezone: str = "UTC", hours: int = 0, progress: Progress = silent,
) -> HazardForecast:  # fmt: skip
    """Forecast the local day of ``as_of_s`` and those after it from what had been reported before that day.

    Args:
        files: one source each.
        days: how many, 1 to 3.
        hours: as well by hour, for so many hours (to 72) from the day's start; 0: not.
        cell_m, box, target, timezone: as for ``score_hazard``.

    Raises:
        InputRefused: as ``score_hazard``.
    """
    step = _("Danger of the next days")
    progress(step, 0, 2)
    kept, problems = fit_hazard(
        files, as_of_s=as_of_s, cell_m=cell_m, box=box, target=target, timezone=timezone
    )  # fmt: skip
    progress(step, 1, 2)
    model = kept.model
    lattice, unheard = model.lattice, grey(model)
    ahead = days_ahead(kept, days)
    progress(step, 2, 2)
    figures: dict[str, Any] = {
        "version": 1, "target": kept.names[0], "box": list(box), "cells": len(lattice),
        "reports_used": len(model.stream), "target_silent": model.silent, "grey_share": plain(unheard.mean()),
        "rhythm_usable": kept.rhythm_usable, "hours": by_hour(kept, hours) if hours else [],
        "days": [_numbers(day) for day in ahead],
    }  # fmt: skip
    figures["words"] = _words(figures)
    return HazardForecast(lattice, tuple(ahead), unheard, figures, problems)


def _numbers(day: DayForecast) -> dict[str, Any]:
    low, high = day.total.interval(0.95)
    ranked = np.sort(day.share)[::-1]
    marked = max(1, round(MARKED * len(ranked)))
    return {
        "date": str(np.datetime64(day.day, "D")), "expected": plain(day.total.mean), "lower": low, "upper": high,
        "share_in_marked": plain(ranked[:marked].sum()),
    }  # fmt: skip


def _words(figures: dict[str, Any]) -> list[str]:
    out = [
        _(
            "{date}: about {n} reports are expected (95 %: {low} to {high}); {share} % of them inside the most exposed "
            "5 % of the area, the rest outside."
        ).format(
            date=day["date"], n=f"{day['expected']:.1f}", low=day["lower"], high=day["upper"],
            share=round(100 * day["share_in_marked"]),
        )
        for day in figures["days"]
    ]  # fmt: skip
    if figures["target_silent"]:
        out.append(_("The source has fallen silent: this is held from when it last spoke, and may be far too low."))
    if figures["hours"] and not figures["rhythm_usable"]:
        out.append(_("No usable rhythm: on what is known, no hour of the day can be told from another."))
    out.append(
        _("In {share} % of the area nothing was heard lately: that is not peace, it is not known.").format(
            share=round(100 * figures["grey_share"])
        )
    )
    return out


def write_cells(made: HazardForecast, path: Path) -> None:
    """The marked cells of the first day as GeoJSON polygons: rank, expected reports, chance of any, grey or not."""
    lattice, day = made.lattice, made.days[0]
    order = np.argsort(-day.share, kind="stable")[: max(1, round(MARKED * len(day.share)))]
    lon, lat = lattice.middles()
    half_x = (lattice.east - lattice.west) / lattice.columns / 2
    half_y = (lattice.north - lattice.south) / lattice.rows / 2
    features = []
    for rank, cell in enumerate(order.tolist(), start=1):
        x, y, rate = float(lon[cell]), float(lat[cell]), float(day.expected[cell])
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        ring = [[round(x + a * half_x, 6), round(y + b * half_y, 6)] for a, b in corners]
        chance = 1 - (day.total.size / (day.total.size + rate)) ** day.total.size
        features.append({
            "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"rank": rank, "expected": plain(rate), "chance": plain(chance),
                           "grey": bool(made.grey[cell])},
        })  # fmt: skip
    write_text(path, json.dumps({"type": "FeatureCollection", "features": features}) + "\n")
