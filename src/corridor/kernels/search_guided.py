"""Time-dependent searches that a contraction hierarchy guides; the reasoning is in ``corridor.routing.guided``.

The potentials of a node are lower bounds of what is left to the target, in K lanes: lane 0 seconds, lane 1 upper
exposure, lane 2 + i seconds + ``weight[i]`` * exposure. They are found when first asked for (Strasser and Zeitz 2021,
"A fast and tight heuristic for A* in road networks", doi:10.4230/LIPIcs.SEA.2021.6).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.cch_customize import Shape
from corridor.kernels.cch_query import DOWN, UP
from corridor.kernels.search import NEVER, Danger, Roads, drop_first, exposed, opening, push
from corridor.kernels.search_pareto import Labels, room, start
from corridor.kernels.vectors import WIDTH, relax


class Compass(NamedTuple):
    """Lower bounds on a hierarchy, customized in K lanes."""

    shape: Shape
    rank: npt.NDArray[np.int32]
    """[N]"""
    costs: npt.NDArray[np.float32]
    """[M * 2 * K]"""
    weight: npt.NDArray[np.float64]
    """[K - 2] of lanes 2 and up."""
    slack: float
    """Bounds are multiplied by it, so that rounding never lifts them."""


class Lateness(NamedTuple):
    """What a partial trip's lead can cost it, J moments at which that changes; see ``search_pareto.Guide``."""

    moment: npt.NDArray[np.float64]
    """[J] sorted."""
    rate: npt.NDArray[np.float64]
    """[J + 1] exposure per second of lead."""
    stretch: npt.NDArray[np.float64]
    """[J + 1] seconds by which a lead may still grow."""
    gain: float
    """Exposure that a second of lead is worth: 0, or 1 / weight where nobody can be made to wait."""
    critical: npt.NDArray[np.int8]
    """[N] number of a node that may be visited once only, 0 to 63; -1 for the others."""


class Potentials(NamedTuple):
    """Bounds to one target, by rank, as far as known."""

    bound: npt.NDArray[np.float32]
    """[N * K]"""
    known: npt.NDArray[np.uint8]
    """[N] 0: not yet; 1: ways straight down from an ancestor of the target only; 2: final."""
    stack: npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def aim(compass: Compass, target: int, rows: int) -> Potentials:  # pragma: no cover
    """Potentials to ``target``, to be completed by ``look``; ``rows`` exceeds every depth."""
    shape = compass.shape
    lanes = len(compass.weight) + 2
    nodes = len(compass.rank)
    found = Potentials(np.empty(nodes * lanes, np.float32), np.zeros(nodes, np.uint8), np.empty(rows + 1, np.int32))
    node = compass.rank[target]
    at = node
    while at >= 0:
        found.bound[at * lanes : (at + 1) * lanes] = np.inf
        found.known[at] = 1
        at = shape.parent[at]
    found.bound[node * lanes : (node + 1) * lanes] = 0.0
    while node >= 0:
        for arc in range(shape.first_arc[node], shape.first_arc[node + 1]):
            for lane in range(0, lanes, WIDTH):
                row = (2 * arc + DOWN) * lanes + lane
                there = shape.upper[arc] * lanes + lane
                relax(found.bound, there, found.bound, node * lanes + lane, compass.costs, row)
        node = shape.parent[node]
    return found


@njit(cache=True, nogil=True)
def look(compass: Compass, found: Potentials, node: int) -> int:  # pragma: no cover
    """Where the bounds of ``node`` begin in ``found.bound``, made final."""
    shape = compass.shape
    lanes = len(compass.weight) + 2
    at = compass.rank[node]
    size = 0
    while at >= 0 and found.known[at] != 2:
        found.stack[size] = at
        size += 1
        at = shape.parent[at]
    while size > 0:
        size -= 1
        at = found.stack[size]
        if found.known[at] == 0:
            found.bound[at * lanes : (at + 1) * lanes] = np.inf
        for arc in range(shape.first_arc[at], shape.first_arc[at + 1]):
            for lane in range(0, lanes, WIDTH):
                row = (2 * arc + UP) * lanes + lane
                there = shape.upper[arc] * lanes + lane
                relax(found.bound, at * lanes + lane, found.bound, there, compass.costs, row)
        found.known[at] = 2
    return int(compass.rank[node]) * lanes


@njit(cache=True, nogil=True)
def _superfluous(labels: Labels, late: Lateness, top: npt.NDArray[np.int32], label: int) -> bool:  # pragma: no cover
    """Whether a settled label at the same node does as well for every way to go on (``corridor.routing.guided``)."""
    other = top[labels.node[label]]
    while other >= 0:
        lead = labels.time[label] - labels.time[other]
        if lead >= 0.0 and labels.visited[other] & ~labels.visited[label] == np.uint64(0):
            price = labels.exposure[other] - late.gain * lead
            if lead > 0.0:
                period = np.searchsorted(late.moment, labels.time[other], side="right")
                price += (lead + late.stretch[period]) * late.rate[period]
            if price <= labels.exposure[label]:
                return True
        other = labels.below[other]
    return False


@njit(cache=True, nogil=True)
def _drive(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    late: Lateness,
    labels: Labels,
    label: int,
    edge: int,
    origin: int,
    fresh: int,
) -> bool:  # pragma: no cover
    """Make label ``fresh`` for driving ``edge`` after ``label``; false where that may not be."""
    to = roads.head[edge]
    if to == origin or seconds[edge] == np.inf:
        return False
    bit = np.uint64(0)
    if late.critical[to] >= 0:
        bit = np.uint64(1) << np.uint64(late.critical[to])
        if labels.visited[label] & bit != np.uint64(0):
            return False
    now = labels.time[label]
    begin = opening(roads, edge, now)
    if begin >= NEVER:
        return False
    end = begin + seconds[edge]
    inside = exposed(danger.upper, danger.start_s, danger.slot_s, edge, now, end)
    labels.node[fresh] = to
    labels.edge[fresh] = edge
    labels.parent[fresh] = label
    labels.time[fresh] = end
    labels.exposure[fresh] = labels.exposure[label] + (inside + np.float64(danger.passage_upper[edge]))
    labels.visited[fresh] = labels.visited[label] | bit
    return True


@njit(cache=True, nogil=True)
def guided_way(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    compass: Compass,
    found: Potentials,
    lane: int,
    late: Lateness,
    origin: int,
    target: int,
    depart: float,
    below: float,
    limit: int,
) -> tuple[bool, int, Labels, int]:  # pragma: no cover
    """The trip with the least seconds + weight * exposure under ``below``; ``lane`` is 2 + the weight's place.

    Returns whether it ended within ``limit`` labels, their number, the labels, the trip's last one (-1: none).
    """
    weight = compass.weight[lane - 2]
    labels = room(limit)
    top = np.full(len(roads.first_out) - 1, -1, np.int32)
    keys = np.empty(1024)
    items = np.empty(1024, np.int64)
    start(labels, origin, depart)
    rest = np.float64(found.bound[look(compass, found, origin) + lane]) * compass.slack
    size = push(keys, items, 0, rest, 0) if rest < np.inf else 0
    count = 1
    while size > 0 and keys[0] < below:
        label = items[0]
        size = drop_first(keys, items, size)
        node = labels.node[label]
        if _superfluous(labels, late, top, label):
            continue
        labels.below[label] = top[node]
        top[node] = label
        if node == target:
            return True, count, labels, label
        for edge in range(roads.first_out[node], roads.first_out[node + 1]):
            if count == limit:
                return False, count, labels, -1
            if not _drive(roads, danger, seconds, late, labels, label, edge, origin, count):
                continue
            rest = np.float64(found.bound[look(compass, found, roads.head[edge]) + lane]) * compass.slack
            key = labels.time[count] - depart + rest + weight * labels.exposure[count]
            if key >= below or key == np.inf:
                continue
            if size == len(keys):
                keys = np.append(keys, np.empty(size))
                items = np.append(items, np.empty(size, np.int64))
            size = push(keys, items, size, key, count)
            count += 1
    return True, count, labels, -1


@njit(cache=True, nogil=True)
def _open_corner(
    compass: Compass,
    found: Potentials,
    row: int,
    time: float,
    exposure: float,
    corner_time: npt.NDArray[np.float64],
    corner_exposure: npt.NDArray[np.float64],
    corners: int,
) -> bool:  # pragma: no cover
    """Whether a label's rest can end below and before any corner: what no trip known so far matches."""
    slack = compass.slack
    soonest = time + np.float64(found.bound[row]) * slack
    least = exposure + np.float64(found.bound[row + 1]) * slack
    if soonest == np.inf:
        return False
    # Corners by time ascending, exposure descending: those later than ``soonest`` are a tail of the list.
    corner = np.searchsorted(corner_time[:corners], soonest, side="right")
    while corner < corners and least < corner_exposure[corner]:
        fits = True
        for i in range(len(compass.weight)):
            weight = compass.weight[i]
            sum_least = time + weight * exposure + np.float64(found.bound[row + 2 + i]) * slack
            if sum_least >= corner_time[corner] + weight * corner_exposure[corner]:
                fits = False
                break
        if fits:
            return True
        corner += 1
    return False


@njit(cache=True, nogil=True)
def _close_corner(
    corner_time: npt.NDArray[np.float64],
    corner_exposure: npt.NDArray[np.float64],
    corners: int,
    time: float,
    least: float,
) -> int:  # pragma: no cover
    """Take a new trip in: it arrives at ``time`` and matches what has at least ``least`` exposure; corners left.

    Corner i holds what arrives before ``corner_time[i]`` with less than ``corner_exposure[i]``.
    """
    first = 0
    while first < corners and corner_time[first] <= time:
        first += 1
    last = first
    while last < corners and corner_exposure[last] > least:
        last += 1
    if last == first:
        return corners
    # Corners first:last reach into what the trip matches: one ends at its arrival, one begins at its exposure.
    before, after = corner_exposure[first], corner_time[last - 1]
    shift = 2 - (last - first)
    if shift > 0:
        for i in range(corners - 1, last - 1, -1):
            corner_time[i + shift] = corner_time[i]
            corner_exposure[i + shift] = corner_exposure[i]
    else:
        for i in range(last, corners):
            corner_time[i + shift] = corner_time[i]
            corner_exposure[i + shift] = corner_exposure[i]
    corner_time[first] = time
    corner_exposure[first] = before
    corner_time[first + 1] = after
    corner_exposure[first + 1] = least
    return corners + shift


@njit(cache=True, nogil=True)
def guided_front(
    roads: Roads,
    danger: Danger,
    seconds: npt.NDArray[np.float64],
    compass: Compass,
    found: Potentials,
    late: Lateness,
    origin: int,
    target: int,
    depart: float,
    arrive_by: float,
    known_time: npt.NDArray[np.float64],
    known_exposure: npt.NDArray[np.float64],
    epsilon: float,
    limit: int,
) -> tuple[bool, int, Labels, npt.NDArray[np.int32]]:  # pragma: no cover
    """Trips so that every trip is matched, within ``epsilon``, by one of them or of those known.

    As ``search_pareto.pareto_labels``: ended within ``limit`` labels, their number, the labels, those at the target.
    """
    labels = room(limit)
    top = np.full(len(roads.first_out) - 1, -1, np.int32)
    keys = np.empty(1024)
    items = np.empty(1024, np.int64)
    ends = np.empty(1024, np.int32)
    corner_time = np.empty(4096 + 2 * len(known_time))
    corner_exposure = np.empty(len(corner_time))
    # Just above the last arrival allowed, so that arriving at it counts as before.
    corner_time[0] = np.nextafter(arrive_by, np.inf)
    corner_exposure[0] = np.inf
    corners = 1
    reach = (1.0 + 1e-12) / (1.0 + epsilon) if epsilon > 0.0 else 1.0
    for i in range(len(known_time)):
        corners = _close_corner(corner_time, corner_exposure, corners, known_time[i], known_exposure[i] * reach)
    start(labels, origin, depart)
    arrivals = 0
    row = look(compass, found, origin)
    size = 0
    if _open_corner(compass, found, row, depart, 0.0, corner_time, corner_exposure, corners):
        size = push(keys, items, 0, depart + np.float64(found.bound[row]) * compass.slack, 0)
    count = 1
    while size > 0:
        label = items[0]
        size = drop_first(keys, items, size)
        node = labels.node[label]
        now, so_far = labels.time[label], labels.exposure[label]
        row = look(compass, found, node)
        if not _open_corner(compass, found, row, now, so_far, corner_time, corner_exposure, corners):
            continue
        if _superfluous(labels, late, top, label):
            continue
        labels.below[label] = top[node]
        top[node] = label
        if node == target:
            if arrivals == len(ends):
                ends = np.append(ends, np.empty(arrivals, np.int32))
            ends[arrivals] = label
            arrivals += 1
            if corners + 2 > len(corner_time):
                corner_time = np.append(corner_time, np.empty(corners))
                corner_exposure = np.append(corner_exposure, np.empty(corners))
            corners = _close_corner(corner_time, corner_exposure, corners, now, so_far * reach)
            continue
        for edge in range(roads.first_out[node], roads.first_out[node + 1]):
            if count == limit:
                return False, count, labels, ends[:arrivals]
            if not _drive(roads, danger, seconds, late, labels, label, edge, origin, count):
                continue
            row = look(compass, found, roads.head[edge])
            time, exposure = labels.time[count], labels.exposure[count]
            if not _open_corner(compass, found, row, time, exposure, corner_time, corner_exposure, corners):
                continue
            if _superfluous(labels, late, top, count):
                continue
            if size == len(keys):
                keys = np.append(keys, np.empty(size))
                items = np.append(items, np.empty(size, np.int64))
            size = push(keys, items, size, time + np.float64(found.bound[row]) * compass.slack, count)
            count += 1
    return True, count, labels, ends[:arrivals]
