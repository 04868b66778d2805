"""How far a vehicle gets within a time and a limit of exposure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.search import grow_tree
from corridor.kernels.search_reach import tree_exposure

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.routing.router import Router


@dataclass(frozen=True, eq=False)
class Reach:
    """What is reached from a place; N nodes, E edges."""

    node: npt.NDArray[np.bool_]
    """[N]"""
    edge: npt.NDArray[np.bool_]
    """[E] edges driven on the way to a node that is reached."""
    seconds: npt.NDArray[np.float64]
    """[N] travel time of the quickest of the ways found within both limits, infinite where there is none."""


def reach(
    router: Router,
    seconds: npt.NDArray[np.float32],
    origin: int,
    depart_s: float,
    most_seconds: float,
    most_exposure: float,
    risk_weights: Sequence[float],
) -> Reach:
    """Nodes to which a way was found that takes at most ``most_seconds`` and ``most_exposure`` (upper, unprotected).

    One tree is grown for each weight (seconds per unit of exposure): what is reached is so, by the true clock; a node
    that needs a trade-off between those of the weights may be missed, never the other way round. With an infinite limit
    of exposure and a weight of 0 among them, nothing is missed.

    Args:
        router: network, danger and conditions.
        seconds: float32[E] travel time of the vehicle, infinite where not allowed.
        origin: node.
        depart_s: epoch seconds.
        most_seconds: from departure, waiting at closures included.
        most_exposure: expected events within the harm radius, dimensionless.
        risk_weights: at least one.
    """
    durations = router.durations(seconds)
    network = router.network
    least = np.full(network.node_count, np.inf)
    driven = np.zeros(network.edge_count, bool)
    everywhere = np.arange(network.node_count, dtype=np.int32)
    for weight in risk_weights:
        time, via = grow_tree(
            *(router.roads, router.rates, durations, np.empty(0), float(weight), int(origin), float(depart_s)),
            everywhere,
        )
        met = tree_exposure(router.roads, router.rates, time, via, int(origin))
        spent = time - depart_s
        within = (spent <= most_seconds) & (met <= most_exposure)
        least[within] = np.minimum(least[within], spent[within])
        driven[via[within & (via >= 0)]] = True
    return Reach(np.isfinite(least), driven, least)
