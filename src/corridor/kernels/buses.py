"""Compiled loops of the Bus Evacuation Problem: the best route by dynamic programming, and annealing over routes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Worth = npt.NDArray[np.int64] | npt.NDArray[np.float64]

NOTHING = -(1 << 60)
MOVES = 7
SWAPS = 0.6
"""Share of moves that exchange parts of trips between two buses."""


@njit(cache=True)
def best_routes(
    horizon: int,
    drive: Ints,
    worth_point: Worth,
    worth_shelter: Worth,
    open_point: npt.NDArray[np.bool_],
    open_shelter: npt.NDArray[np.bool_],
    at_point: Worth,
    at_shelter: Worth,
    to_shelter: npt.NDArray[np.int16],
    to_point: npt.NDArray[np.int16],
) -> None:  # pragma: no cover
    """Fill the greatest worth of what a bus can still do in the time left.

    A trip from point i to shelter j takes ``drive[i, j]`` > 0 steps and is worth ``worth_point[i] + worth_shelter[j]``;
    from shelter j to point i takes as long and is worth nothing. Points may be visited beyond their need.

    Args:
        horizon: T, steps.
        drive: [P, S] steps, positive.
        worth_point: [P] of any numeric type; whole numbers make the answer exact.
        worth_shelter: [S]
        open_point: [P] bool.
        open_shelter: [S] bool.
        at_point: [P, >= T + 1] out: worth from point i with t steps left; ``NOTHING`` where no shelter is in reach.
        at_shelter: [S, >= T + 1] out.
        to_shelter: [P, >= T + 1] out, next shelter or -1.
        to_point: [S, >= T + 1] out, next point or -1.
    """
    points, shelters = drive.shape
    for t in range(horizon + 1):
        for j in range(shelters):
            best = at_shelter[j, 0] * 0
            choice = -1
            if open_shelter[j]:
                for i in range(points):
                    left = t - drive[i, j]
                    if left >= 0 and open_point[i] and at_point[i, left] > best:
                        best = at_point[i, left]
                        choice = i
            at_shelter[j, t] = best
            to_point[j, t] = choice
        for i in range(points):
            value = at_shelter[0, 0] * 0 + NOTHING
            choice = -1
            if open_point[i]:
                for j in range(shelters):
                    left = t - drive[i, j]
                    if left >= 0 and open_shelter[j]:
                        one = worth_shelter[j] + at_shelter[j, left]
                        if choice < 0 or one > value:
                            value = one
                            choice = j
                if choice >= 0:
                    value = value + worth_point[i]
            at_point[i, t] = value
            to_shelter[i, t] = choice


@njit(cache=True)
def route_length(
    depot: int, count: int, point: Ints, shelter: Ints, approach: Ints, drive: Ints
) -> int:  # pragma: no cover
    """Steps of one route: ``count`` trips given by ``point`` and ``shelter``."""
    if count == 0:
        return 0
    total = approach[depot, point[0]] + drive[point[0], shelter[0]]
    for k in range(1, count):
        total += drive[point[k], shelter[k - 1]] + drive[point[k], shelter[k]]
    return int(total)


@njit(cache=True)
def _around(
    b: int, x: int, count: Ints, point: Ints, shelter: Ints, depot: Ints, approach: Ints, drive: Ints
) -> int:  # pragma: no cover
    """Steps of trip x of route b with the drives to and from it."""
    p, s = point[b, x], shelter[b, x]
    total = drive[p, s] + (approach[depot[b], p] if x == 0 else drive[p, shelter[b, x - 1]])
    if x + 1 < count[b]:
        total += drive[point[b, x + 1], s]
    return int(total)


@njit(cache=True)
def _swap_parts(move: int, b: int, x: int, c: int, y: int, point: Ints, shelter: Ints) -> None:  # pragma: no cover
    """Exchange the point (1), the shelter (0) or both (2) of two trips."""
    if move != 0:
        point[b, x], point[c, y] = point[c, y], point[b, x]
    if move != 1:
        shelter[b, x], shelter[c, y] = shelter[c, y], shelter[b, x]


@njit(cache=True)
def _relocate(b: int, x: int, c: int, count: Ints, point: Ints, shelter: Ints) -> bool:  # pragma: no cover
    """Take trip x out of route b and put it anywhere into route c; false where c is full."""
    width = point.shape[1]
    a, s = point[b, x], shelter[b, x]
    if c != b and count[c] >= width:
        return False
    for k in range(x, count[b] - 1):
        point[b, k], shelter[b, k] = point[b, k + 1], shelter[b, k + 1]
    count[b] -= 1
    y = np.random.randint(0, count[c] + 1)
    for k in range(count[c], y, -1):
        point[c, k], shelter[c, k] = point[c, k - 1], shelter[c, k - 1]
    point[c, y], shelter[c, y] = a, s
    count[c] += 1
    return True


@njit(cache=True)
def _exchange_tails(
    b: int, x: int, c: int, y: int, count: Ints, point: Ints, shelter: Ints
) -> bool:  # pragma: no cover
    """Routes b and c go on, from x and y, as the other did; false where one would grow too long."""
    width = point.shape[1]
    tail_b, tail_c = count[b] - x, count[c] - y
    if x + tail_c > width or y + tail_b > width:
        return False
    for k in range(max(tail_b, tail_c)):
        if k < tail_b and k < tail_c:
            _swap_parts(2, b, x + k, c, y + k, point, shelter)
        elif k < tail_b:
            point[c, y + k], shelter[c, y + k] = point[b, x + k], shelter[b, x + k]
        else:
            point[b, x + k], shelter[b, x + k] = point[c, y + k], shelter[c, y + k]
    count[b], count[c] = x + tail_c, y + tail_b
    return True


@njit(cache=True, nogil=True)
def anneal(
    seed: int,
    rounds: int,
    target: int,
    hot: float,
    cold: float,
    count: Ints,
    point: Ints,
    shelter: Ints,
    depot: Ints,
    approach: Ints,
    drive: Ints,
    spare: Ints,
    halt: npt.NDArray[np.bool_],
) -> tuple[int, int]:  # pragma: no cover
    """Search routes whose excess over ``target`` steps, summed over buses, is least; in place.

    Moves: exchange shelters, points or trips of two places; move a trip; exchange tails; use spare shelter room;
    reverse a stretch of points. Metropolis acceptance, geometric cooling from ``hot`` to ``cold`` steps.

    Args:
        seed: of this search alone.
        rounds: moves tried.
        target: steps that every route should keep.
        hot: first temperature, steps.
        cold: last temperature, steps.
        count: [B] trips of each bus.
        point: [B, W] their points.
        shelter: [B, W] their shelters.
        depot: [B]
        approach: [K, P] steps.
        drive: [P, S] steps.
        spare: [S] full buses that each shelter still takes.
        halt: [1] set by another thread: end now with the best so far.

    Returns:
        (excess, makespan) of the best found, which ``count``, ``point``, ``shelter`` and ``spare`` then hold.
    """
    np.random.seed(seed)
    buses = len(count)
    length = np.zeros(buses, np.int64)
    excess = 0
    for b in range(buses):
        length[b] = route_length(depot[b], count[b], point[b], shelter[b], approach, drive)
        excess += max(0, length[b] - target)
    best, best_makespan = excess, length.max()
    kept = (count.copy(), point.copy(), shelter.copy(), spare.copy())
    save_pb, save_sb = point[0].copy(), shelter[0].copy()
    save_pc, save_sc = point[0].copy(), shelter[0].copy()
    heat = float(hot)
    cooling = (cold / hot) ** (1.0 / max(rounds, 1))
    for _ in range(rounds):
        if best <= 0 or halt[0]:
            break
        heat *= cooling
        b = np.random.randint(0, buses)
        c = np.random.randint(0, buses)
        if count[b] == 0:
            continue
        nb, nc = count[b], count[c]
        if b != c and nc > 0 and np.random.random() < SWAPS:
            # By far the most moves: what they change is counted on the spot, and they undo themselves.
            move = np.random.randint(0, 3)
            x, y = np.random.randint(0, nb), np.random.randint(0, nc)
            change_b = -_around(b, x, count, point, shelter, depot, approach, drive)
            change_c = -_around(c, y, count, point, shelter, depot, approach, drive)
            _swap_parts(move, b, x, c, y, point, shelter)
            change_b += _around(b, x, count, point, shelter, depot, approach, drive)
            change_c += _around(c, y, count, point, shelter, depot, approach, drive)
            now = excess - max(0, length[b] - target) - max(0, length[c] - target)
            now += max(0, length[b] + change_b - target) + max(0, length[c] + change_c - target)
            if now <= excess or np.random.random() < np.exp((excess - now) / heat):
                excess = now
                length[b] += change_b
                length[c] += change_c
                makespan = length.max() if now <= best else best_makespan
                if now < best or (now == best and makespan < best_makespan):
                    best, best_makespan = now, makespan
                    kept[0][:], kept[1][:], kept[2][:], kept[3][:] = count, point, shelter, spare
            else:
                _swap_parts(move, b, x, c, y, point, shelter)
            continue
        save_pb[:nb], save_sb[:nb] = point[b, :nb], shelter[b, :nb]
        save_pc[:nc], save_sc[:nc] = point[c, :nc], shelter[c, :nc]
        move = np.random.randint(0, MOVES)
        x = np.random.randint(0, nb)
        given, taken = -1, -1
        if move <= 2:
            if nc == 0:
                continue
            _swap_parts(move, b, x, c, np.random.randint(0, nc), point, shelter)
        elif move == 3:
            if not _relocate(b, x, c, count, point, shelter):
                continue
        elif move == 4:
            if b == c or not _exchange_tails(b, x, c, np.random.randint(0, nc + 1), count, point, shelter):
                continue
        elif move == 5:
            taken = np.random.randint(0, len(spare))
            if spare[taken] <= 0:
                continue
            given = shelter[b, x]
            shelter[b, x] = taken
            c, nc = b, nb
        else:
            y = np.random.randint(0, nb)
            first, last = min(x, y), max(x, y)
            point[b, first : last + 1] = save_pb[first : last + 1][::-1]
            if np.random.randint(0, 2) == 0:
                shelter[b, first : last + 1] = save_sb[first : last + 1][::-1]
            c, nc = b, nb
        new_b = route_length(depot[b], count[b], point[b], shelter[b], approach, drive)
        new_c = new_b if c == b else route_length(depot[c], count[c], point[c], shelter[c], approach, drive)
        now = excess - max(0, length[b] - target) + max(0, new_b - target)
        if c != b:
            now += max(0, new_c - target) - max(0, length[c] - target)
        if now <= excess or np.random.random() < np.exp((excess - now) / heat):
            excess = now
            length[b], length[c] = new_b, new_c
            if given >= 0:
                spare[given] += 1
                spare[taken] -= 1
            makespan = length.max() if now <= best else best_makespan
            if now < best or (now == best and makespan < best_makespan):
                best, best_makespan = now, makespan
                kept[0][:], kept[1][:], kept[2][:], kept[3][:] = count, point, shelter, spare
        else:
            count[b], count[c] = nb, nc
            point[b, :nb], shelter[b, :nb] = save_pb[:nb], save_sb[:nb]
            if c != b:
                point[c, :nc], shelter[c, :nc] = save_pc[:nc], save_sc[:nc]
    count[:], point[:], shelter[:], spare[:] = kept[0], kept[1], kept[2], kept[3]
    return best, best_makespan
