"""Travel between sites for every departure hour and every rule of roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.danger import EdgeDanger
    from corridor.progress import Progress
    from corridor.routing.router import Router

RULES = (0.0, 3.0, 30.0)
"""Rules of roads, quickest first. A weight of 3 counts a second on a dangerous road (one at the 90th percentile of
rates on the network that day) as four seconds; a weight of 30 avoids it at nearly any price."""


@dataclass(frozen=True, eq=False)
class TravelTables:
    """float32[W, D, P, P] by rule, departure, from, to; inf in ``seconds`` where there is no way.

    Departure d leaves at ``start_s + d * step_s``. Exposure is that of an unprotected vehicle.
    """

    weights: tuple[float, ...]
    start_s: float
    step_s: float
    seconds: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float32]
    upper: npt.NDArray[np.float32]
    length_m: npt.NDArray[np.float32]
    grey_m: npt.NDArray[np.float32]


def risk_weights(danger: EdgeDanger) -> tuple[float, ...]:
    """Seconds that one unit of exposure counts as, for each rule in ``RULES``, scaled to the day's danger."""
    rate = float(np.quantile(danger.upper, 0.9)) if danger.upper.size else 0.0
    return tuple(rule / rate if rate > 0 else 0.0 for rule in RULES)


def travel_tables(
    router: Router,
    seconds: Sequence[npt.NDArray[np.float32]],
    nodes: npt.NDArray[np.int32],
    *,
    weights: tuple[float, ...],
    start_s: int,
    end_s: int,
    progress: Progress,
    step_s: int = 3600,
) -> tuple[TravelTables, ...]:
    """One set of tables for each class of vehicle.

    Args:
        router: of the placed network.
        seconds: per class, float32[E] travel time of each edge.
        nodes: int32[P] of the sites; -1 where a site has no road (never reached).
        weights: seconds per unit of exposure, one a rule.
        start_s, end_s: the day.
        progress: told of each class.
        step_s: between departures.
    """
    departures = np.arange(start_s, end_s + step_s, step_s, dtype=np.int64)
    tables: list[TravelTables] = []
    for done, edge_seconds in enumerate(seconds):
        progress(_("Travel tables"), done, len(seconds))
        found = router.matrices(edge_seconds, nodes, departures, weights)
        parts = (found.seconds, found.exposure_mean, found.exposure_upper, found.length_m, found.grey_m)
        full = [np.array(part, np.float32) for part in parts]
        unreachable = ~np.isfinite(full[0])
        for part in full[1:]:
            part[unreachable] = 0
        tables.append(TravelTables(weights, float(start_s), float(step_s), *full))
    progress(_("Travel tables"), len(seconds), len(seconds))
    return tuple(tables)
