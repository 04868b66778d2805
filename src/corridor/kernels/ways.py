"""Compiled loops over whole ways: one way and window a zone by annealing, reservations (CCRP), and queues."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from corridor.kernels.flows import heap_pop, heap_push
from corridor.kernels.grouping import group

Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@njit(cache=True)
def _lay(
    load: Floats,
    capacity: Floats,
    roads: Ints,
    enters: Floats,
    first: int,
    last: int,
    rate: float,
    start: float,
    until: float,
    bin_s: float,
) -> float:  # pragma: no cover
    """Add ``rate`` to the bins of every road of a way while the window passes; returns the change of overload."""
    change = 0.0
    bins = load.shape[1]
    for k in range(first, last):
        road = roads[k]
        b0 = int(np.floor((start + enters[k]) / bin_s + 1e-9))
        b1 = min(int(np.ceil((until + enters[k]) / bin_s - 1e-9)), bins)
        limit = capacity[road]
        for b in range(b0, b1):
            before = load[road, b]
            after = before + rate
            load[road, b] = after
            change += max(0.0, after - limit) - max(0.0, before - limit)
    return change


@njit(cache=True)
def one_way_each(
    seed: int,
    rounds: int,
    capacity: Floats,
    roads: Ints,
    enters: Floats,
    way_first: Ints,
    latest: Floats,
    zone_first: Ints,
    vehicles: Floats,
    windows: Floats,
    bin_s: float,
    bins: int,
    chosen_way: Ints,
    chosen_window: Ints,
) -> float:  # pragma: no cover
    """Choose a way and a departure window for each zone so that no road is overloaded; in place.

    Loads are counted on bins of time, a bin that is touched counting whole, so that no overload means feasible.

    Args:
        seed: of this search alone.
        rounds: moves tried at most.
        capacity: [M] vehicles a second.
        roads: [entries] roads of the ways, laid end to end.
        enters: [entries] seconds from departure to entering each.
        way_first: [ways + 1]
        latest: [ways] last departure; not positive where the way cannot be used.
        zone_first: [Z + 1] ways of each zone.
        vehicles: [Z]
        windows: [W, 2] shares of ``latest`` at which departures begin and end.
        bin_s: seconds of a bin.
        bins: number of bins.
        chosen_way: [Z]
        chosen_window: [Z]

    Returns:
        Overload left, vehicles a second summed over bins; 0 where the choice is feasible.
    """
    np.random.seed(seed)
    zones = len(vehicles)
    load = np.zeros((len(capacity), bins))
    total = 0.0
    for z in range(zones):
        w = chosen_way[z]
        start, until = latest[w] * windows[chosen_window[z], 0], latest[w] * windows[chosen_window[z], 1]
        rate = vehicles[z] / (until - start)
        total += _lay(load, capacity, roads, enters, way_first[w], way_first[w + 1], rate, start, until, bin_s)
    heat = max(total * 0.02, 1e-3)
    cooling = (1e-4 / heat) ** (1.0 / rounds) if heat > 1e-4 else 1.0
    for _ in range(rounds):
        if total <= 1e-7:
            return 0.0
        heat *= cooling
        z = np.random.randint(0, zones)
        old_w, old_n = chosen_way[z], chosen_window[z]
        new_w, new_n = old_w, old_n
        if np.random.random() < 0.7:
            new_w = np.random.randint(zone_first[z], zone_first[z + 1])
        if np.random.random() < 0.5:
            new_n = np.random.randint(0, len(windows))
        if (new_w == old_w and new_n == old_n) or latest[new_w] <= 1.0:
            continue
        s0, u0 = latest[old_w] * windows[old_n, 0], latest[old_w] * windows[old_n, 1]
        s1, u1 = latest[new_w] * windows[new_n, 0], latest[new_w] * windows[new_n, 1]
        r0, r1 = vehicles[z] / (u0 - s0), vehicles[z] / (u1 - s1)
        change = _lay(load, capacity, roads, enters, way_first[old_w], way_first[old_w + 1], -r0, s0, u0, bin_s)
        change += _lay(load, capacity, roads, enters, way_first[new_w], way_first[new_w + 1], r1, s1, u1, bin_s)
        if change <= 0 or np.random.random() < np.exp(-change / heat):
            total += change
            chosen_way[z], chosen_window[z] = new_w, new_n
        else:
            _lay(load, capacity, roads, enters, way_first[new_w], way_first[new_w + 1], -r1, s1, u1, bin_s)
            _lay(load, capacity, roads, enters, way_first[old_w], way_first[old_w + 1], r0, s0, u0, bin_s)
    return max(total, 1e-7)


@njit(cache=True)
def reserve(
    node_count: int,
    tail: Nodes,
    head: Nodes,
    capacity: Ints,
    takes: Ints,
    zone: Nodes,
    vehicles: Ints,
    exits: Nodes,
    horizon: int,
) -> tuple[int, int, int]:  # pragma: no cover
    """The Capacity Constrained Route Planner: the earliest way for one zone after another, reserving its capacity.

    Args:
        node_count: N.
        tail: [M]
        head: [M]
        capacity: [M] whole vehicles a step.
        takes: [M] whole steps.
        zone: [Z] nodes.
        vehicles: [Z] whole.
        exits: [X] nodes.
        horizon: steps reserved at most.

    Returns:
        (last step of an arrival, ways made, vehicles left when the horizon was reached).

    Source: Q. Lu, B. George, S. Shekhar, "Capacity constrained routing algorithms for evacuation planning", 2005,
    doi:10.1007/11535331_17.
    """
    first, out = group(tail, node_count)
    used = np.zeros((len(tail), horizon), np.int32)
    free = np.empty((len(tail), horizon + 1), np.int32)
    for k in range(horizon + 1):
        free[:, k] = k
    is_exit = np.zeros(node_count, np.bool_)
    for x in exits:
        is_exit[x] = True
    left = vehicles.copy()
    keys = np.empty(len(tail) + len(zone) + 16)
    items = np.empty(len(tail) + len(zone) + 16, np.int64)
    zone_at = np.full(node_count, -1, np.int64)
    for z in range(len(zone)):
        zone_at[zone[z]] = z
    last, ways = 0, 0
    while True:
        soonest = np.full(node_count, horizon + 1, np.int64)
        via = np.full(node_count, -1, np.int64)
        entered = np.zeros(node_count, np.int64)
        done = np.zeros(node_count, np.bool_)
        size = 0
        for z in range(len(zone)):
            if left[z] > 0:
                soonest[zone[z]] = 0
                size = heap_push(keys, items, size, 0.0, zone[z])
        end = -1
        while size:
            _key, v, size = heap_pop(keys, items, size)
            if done[v]:
                continue
            done[v] = True
            if is_exit[v]:
                end = v
                break
            t = soonest[v]
            for k in range(first[v], first[v + 1]):
                a = out[k]
                w = head[a]
                if done[w]:
                    continue
                root = t
                while root < horizon and free[a, root] != root:
                    root = free[a, root]
                at = t
                while at < root:
                    at, free[a, at] = free[a, at], root
                if root >= horizon:
                    continue
                new = root + takes[a]
                if new < soonest[w]:
                    soonest[w] = new
                    via[w] = a
                    entered[w] = root
                    size = heap_push(keys, items, size, float(new), w)
        if end < 0:
            return last, ways, left.sum()
        v = end
        amount = np.int64(1) << 60
        while via[v] >= 0:
            amount = min(amount, np.int64(capacity[via[v]] - used[via[v], entered[v]]))
            v = tail[via[v]]
        amount = min(amount, left[zone_at[v]])
        left[zone_at[v]] -= amount
        v = end
        while via[v] >= 0:
            a = via[v]
            used[a, entered[v]] += amount
            if used[a, entered[v]] >= capacity[a]:
                free[a, entered[v]] = entered[v] + 1
            v = tail[a]
        last = max(last, soonest[end])
        ways += 1
        if left.sum() <= 0:
            return last, ways, 0


@njit(cache=True)
def drive_queues(
    capacity: Floats,
    seconds: Floats,
    shut: Floats,
    roads: Ints,
    way_first: Ints,
    way: Ints,
    departs: Floats,
    arrived: Floats,
) -> None:  # pragma: no cover
    """Drive each vehicle along its way; whoever comes to a full road waits in line before it.

    Args:
        capacity: [M] vehicles a second that may enter.
        seconds: [M]
        shut: [M] seconds from which nobody may enter any more.
        roads: [entries]
        way_first: [ways + 1]
        way: [V] way of each vehicle.
        departs: [V] seconds.
        arrived: [V] out: seconds of arrival, infinity for those stopped before a road that is shut.
    """
    turn = np.zeros(len(capacity))
    at = np.empty(len(way), np.int64)
    keys = np.empty(len(way) + 1)
    items = np.empty(len(way) + 1, np.int64)
    size = 0
    for v in range(len(way)):
        at[v] = way_first[way[v]]
        size = heap_push(keys, items, size, departs[v], v)
    while size:
        now, v, size = heap_pop(keys, items, size)
        if at[v] == way_first[way[v] + 1]:
            arrived[v] = now
            continue
        road = roads[at[v]]
        enter = max(now, turn[road])
        if enter + seconds[road] > shut[road]:
            arrived[v] = np.inf
            continue
        turn[road] = enter + 1.0 / capacity[road]
        at[v] += 1
        size = heap_push(keys, items, size, enter + seconds[road], v)
