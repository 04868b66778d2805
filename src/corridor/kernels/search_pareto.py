"""Label-setting search for all (arrival, exposure) trade-offs; the reasoning is in ``corridor.routing.pareto``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.search import NEVER, Danger, Roads, exposed, opening


class Guide(NamedTuple):
    """Bounds that prune, J moments at which the penalty of lateness changes."""

    least_seconds: npt.NDArray[np.float64]
    """[N] lower bound of the time from each node to the target, infinite where it cannot be reached."""
    least_exposure: npt.NDArray[np.float64]
    """[N] lower bound of the upper exposure from each node to the target."""
    moment: npt.NDArray[np.float64]
    """[J] sorted."""
    rate: npt.NDArray[np.float64]
    """[J + 1] exposure per second of lateness; entry j holds from ``moment[j - 1]`` up to ``moment[j]``."""
    stretch: npt.NDArray[np.float64]
    """[J + 1] seconds by which lateness may still grow at closures; as ``rate``."""
    critical: npt.NDArray[np.int8]
    """[N] number of a node that may be visited once only, 0 to 63; -1 for the others."""


class Labels(NamedTuple):
    """L partial trips, in the order of their making."""

    node: npt.NDArray[np.int32]
    edge: npt.NDArray[np.int32]
    """Edge driven last, -1 at the start."""
    parent: npt.NDArray[np.int32]
    """Label before, -1 at the start."""
    time: npt.NDArray[np.float64]
    exposure: npt.NDArray[np.float64]
    visited: npt.NDArray[np.uint64]
    """Bits of the critical nodes visited."""
    below: npt.NDArray[np.int32]
    """Label settled before at the same node, -1 for none."""


@njit(cache=True, nogil=True)
def room(limit: int) -> Labels:  # pragma: no cover
    """Labels not made yet."""
    return Labels(
        np.empty(limit, np.int32),
        np.empty(limit, np.int32),
        np.empty(limit, np.int32),
        np.empty(limit, np.float64),
        np.empty(limit, np.float64),
        np.empty(limit, np.uint64),
        np.empty(limit, np.int32),
    )


@njit(cache=True, nogil=True)
def start(labels: Labels, origin: int, depart: float) -> None:  # pragma: no cover
    """Make label 0: nothing driven, nothing met."""
    labels.node[0] = origin
    labels.edge[0] = -1
    labels.parent[0] = -1
    labels.time[0] = depart
    labels.exposure[0] = 0.0
    labels.visited[0] = 0


@njit(cache=True, nogil=True)
def _dominated(
    labels: Labels, guide: Guide, top: npt.NDArray[np.int32], last: npt.NDArray[np.int32], label: int
) -> bool:  # pragma: no cover
    """Whether a settled label at the same node makes ``label`` superfluous for every way to go on."""
    other = top[labels.node[label]]
    while other >= 0:
        late = labels.time[label] - labels.time[other]
        visits_less = labels.visited[other] & ~labels.visited[label] == np.uint64(0)
        if visits_less and late >= 0.0:
            price = labels.exposure[other]
            if late > 0.0:
                price += (late + guide.stretch[last[other]]) * guide.rate[last[other]]
            if price <= labels.exposure[label]:
                return True
        other = labels.below[other]
    return False


@njit(cache=True, nogil=True)
def _known(
    known_time: npt.NDArray[np.float64], known_exposure: npt.NDArray[np.float64], key: float, hoped: float
) -> bool:  # pragma: no cover
    """Whether a known trip arrives by ``key`` with at most the exposure ``hoped`` for."""
    place = np.searchsorted(known_time, key, side="right") - 1
    return bool(place >= 0 and known_exposure[place] <= hoped)


@njit(cache=True, nogil=True)
def pareto_labels(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    guide: Guide,
    origin: int,
    target: int,
    depart: float,
    arrive_by: float,
    known_time: npt.NDArray[np.float64],
    known_exposure: npt.NDArray[np.float64],
    epsilon: float,
    limit: int,
) -> tuple[bool, int, Labels, npt.NDArray[np.int32]]:  # pragma: no cover
    """All undominated trips from ``origin`` to ``target``, leaving at ``depart``, that beat those known already.

    ``known_time`` [F] are arrivals of known trips, sorted, ``known_exposure`` [F] the least exposure up to each.
    Labels are settled by (time + least time to the target, exposure), so that the target's are settled by arrival.
    Returns whether it ended within ``limit`` labels, how many there are, the labels, and those at the target.
    """
    labels = room(limit)
    period = np.empty(limit, np.int32)
    top = np.full(len(roads.first_out) - 1, -1, np.int32)
    ends = np.empty(1024, np.int32)
    found = 0
    keys = np.empty(1024)
    heap = np.empty(1024, np.int64)
    size = 0
    best_time = np.inf
    best_exposure = np.inf
    start(labels, origin, depart)
    period[0] = np.searchsorted(guide.moment, depart, side="right")
    if depart + guide.least_seconds[origin] <= arrive_by:
        size = _push(labels, keys, heap, size, depart + guide.least_seconds[origin], 0)
    count = 1
    while size > 0:
        key = keys[0]
        label = heap[0]
        size = _drop_first(labels, keys, heap, size)
        node = labels.node[label]
        hoped = (labels.exposure[label] + guide.least_exposure[node]) * (1.0 + epsilon)
        if (key >= best_time and hoped >= best_exposure) or _known(known_time, known_exposure, key, hoped):
            continue
        if _dominated(labels, guide, top, period, label):
            continue
        labels.below[label] = top[node]
        top[node] = label
        if node == target:
            if found == len(ends):
                ends = np.append(ends, np.empty(found, np.int32))
            ends[found] = label
            found += 1
            best_time = labels.time[label]
            best_exposure = labels.exposure[label]
            continue
        now = labels.time[label]
        for edge in range(roads.first_out[node], roads.first_out[node + 1]):
            to = roads.head[edge]
            if to == origin or seconds[edge] == np.inf or guide.least_seconds[to] == np.inf:
                continue
            bit = np.uint64(0)
            if guide.critical[to] >= 0:
                bit = np.uint64(1) << np.uint64(guide.critical[to])
                if labels.visited[label] & bit != np.uint64(0):
                    continue
            begin = opening(roads, edge, now)
            if begin >= NEVER:
                continue
            end = begin + seconds[edge]
            key = end + guide.least_seconds[to]
            if key > arrive_by:
                continue
            inside = exposed(danger.upper, danger.start_s, danger.slot_s, edge, now, end)
            exposure = labels.exposure[label] + (inside + np.float64(danger.passage_upper[edge]))
            hoped = (exposure + guide.least_exposure[to]) * (1.0 + epsilon)
            if (key >= best_time and hoped >= best_exposure) or _known(known_time, known_exposure, key, hoped):
                continue
            if count == limit:
                return False, count, labels, ends[:found]
            labels.node[count] = to
            labels.edge[count] = edge
            labels.parent[count] = label
            labels.time[count] = end
            labels.exposure[count] = exposure
            labels.visited[count] = labels.visited[label] | bit
            period[count] = np.searchsorted(guide.moment, end, side="right")
            if size == len(keys):
                keys = np.append(keys, np.empty(size))
                heap = np.append(heap, np.empty(size, np.int64))
            size = _push(labels, keys, heap, size, key, count)
            count += 1
    return True, count, labels, ends[:found]


@njit(cache=True, nogil=True)
def _before(labels: Labels, key: float, label: int, other_key: float, other: int) -> bool:  # pragma: no cover
    if key != other_key:
        return key < other_key
    gap = labels.exposure[label] - labels.exposure[other]
    return gap < 0.0 or (gap == 0.0 and label < other)


@njit(cache=True, nogil=True)
def _push(
    labels: Labels, keys: npt.NDArray[np.float64], heap: npt.NDArray[np.int64], size: int, key: float, label: int
) -> int:  # pragma: no cover
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if _before(labels, keys[above], heap[above], key, label):
            break
        keys[at] = keys[above]
        heap[at] = heap[above]
        at = above
    keys[at] = key
    heap[at] = label
    return size + 1


@njit(cache=True, nogil=True)
def _drop_first(
    labels: Labels, keys: npt.NDArray[np.float64], heap: npt.NDArray[np.int64], size: int
) -> int:  # pragma: no cover
    size -= 1
    key = keys[size]
    label = heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        other = below + 1
        if other < size and _before(labels, keys[other], heap[other], keys[below], heap[below]):
            below = other
        if _before(labels, key, label, keys[below], heap[below]):
            break
        keys[at] = keys[below]
        heap[at] = heap[below]
        at = below
    keys[at] = key
    heap[at] = label
    return size
