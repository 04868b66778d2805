"""Things by the group they belong to: edges by the node they leave, arcs by the node that they enter."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True, nogil=True)
def group(
    keys: npt.NDArray[np.int32] | npt.NDArray[np.int64], groups: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:  # pragma: no cover
    """Members by key, stable (counting sort): first [groups + 1] and member; negative keys are left out."""
    first = np.zeros(groups + 1, np.int64)
    for key in keys:
        if key >= 0:
            first[key + 1] += 1
    for key in range(groups):
        first[key + 1] += first[key]
    place = first[:-1].copy()
    member = np.empty(first[groups], np.int32)
    for i in range(len(keys)):
        if keys[i] >= 0:
            member[place[keys[i]]] = i
            place[keys[i]] += 1
    return first, member
