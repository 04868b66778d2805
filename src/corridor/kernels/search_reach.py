"""What the trips of a search tree meet, node by node."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.search import Danger, Roads, exposed


@njit(cache=True, nogil=True)
def tree_exposure(
    roads: Roads,
    danger: Danger,
    time: npt.NDArray[np.float64],
    via: npt.NDArray[np.int32],
    origin: int,
) -> npt.NDArray[np.float64]:  # pragma: no cover
    """Upper exposure [N] of the tree path of ``grow_tree`` to each node, infinite where none leads there.

    ``time`` [N] arrivals, ``via`` [N] edge driven last. Each path is the one before it and an edge more, so a node's
    figure is its parent's and that edge's: waiting before it and driving it, as in ``ride``.
    """
    nodes = len(time)
    met = np.full(nodes, np.inf)
    met[origin] = 0.0
    stack = np.empty(nodes, np.int32)
    for node in range(nodes):
        size = 0
        at = node
        while met[at] == np.inf and via[at] >= 0:
            stack[size] = at
            size += 1
            at = roads.tail[via[at]]
        for place in range(size - 1, -1, -1):
            at = stack[place]
            edge = via[at]
            tail = roads.tail[edge]
            here = exposed(danger.upper, danger.start_s, danger.slot_s, edge, time[tail], time[at])
            met[at] = met[tail] + (here + np.float64(danger.passage_upper[edge]))
    return met
