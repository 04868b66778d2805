"""Parts of a network that can be driven from anywhere to anywhere, and the islands beside the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.network import RoadNetwork


def components(network: RoadNetwork, allowed: int, *, strong: bool) -> npt.NDArray[np.int32]:
    """[N] component of each node over the edges that any profile of the mask ``allowed`` may use.

    ``strong``: from anywhere to anywhere by one-way rules; otherwise joined at all.
    """
    use = (network.access & np.uint8(allowed)) != 0
    size = network.node_count
    matrix = csr_array((np.ones(int(use.sum()), np.int8), (network.tail[use], network.head[use])), shape=(size, size))
    _, label = connected_components(matrix, directed=True, connection="strong" if strong else "weak")
    return np.asarray(label, np.int32)


def edges_within(
    network: RoadNetwork, allowed: int, label: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Edges of the mask that stay in one component, and the metres of line of each component.

    Returns:
        [E] bool, and [components] metres with each line counted once.
    """
    inside = ((network.access & np.uint8(allowed)) != 0) & (label[network.tail] == label[network.head])
    chosen = np.flatnonzero(inside)
    _, first = np.unique(network.line[chosen], return_index=True)
    once = chosen[first]
    count = int(label.max()) + 1 if len(label) else 0
    metres = np.bincount(label[network.tail[once]], weights=network.length_m[once], minlength=count)
    return np.asarray(inside), np.asarray(metres, np.float64)
