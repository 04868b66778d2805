"""Compiled dynamic programme of a bus that drives rounds between zones and centres, by the clock."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Slots = npt.NDArray[np.int32]
Worth = npt.NDArray[np.int64] | npt.NDArray[np.float64]

NEVER = 1 << 40
"""Steps of a drive that cannot be made."""


@njit(cache=True)
def best_rounds(
    slot: Slots,
    out: Ints,
    back: Ints,
    worth: Worth,
    slope: Worth,
    at_zone: Worth,
    at_centre: Worth,
    to_centre: npt.NDArray[np.int16],
    to_zone: npt.NDArray[np.int16],
) -> None:  # pragma: no cover
    """Fill the greatest worth of what a bus can still do from each place and step on.

    A trip from zone p that begins boarding at step t ends at ``t + out[slot[t], p, s]``, must end by the horizon, and
    is worth ``worth[p, s] - slope[p] x its end``; the bus is then at zone q at ``+ back[slot of the end, s, q]``.

    Args:
        slot: [T + 1] slot of each step; T is the horizon.
        out: [K, P, S] steps, at least 1.
        back: [K, S, P] steps, at least 1.
        worth: [P, S]
        slope: [P]
        at_zone: [P, >= T + 1] out; never below 0, for a bus may stop.
        at_centre: [S, >= T + 1] out.
        to_centre: [P, >= T + 1] out, -1 where it stops.
        to_zone: [S, >= T + 1] out, -1 where it stops.
    """
    horizon = len(slot) - 1
    zones, centres = worth.shape
    for t in range(horizon, -1, -1):
        k = slot[t]
        for s in range(centres):
            best = worth[0, 0] * 0
            choice = -1
            for p in range(zones):
                then = t + back[k, s, p]
                if then <= horizon and at_zone[p, then] > best:
                    best = at_zone[p, then]
                    choice = p
            at_centre[s, t] = best
            to_zone[s, t] = choice
        for p in range(zones):
            best = worth[0, 0] * 0
            choice = -1
            for s in range(centres):
                end = t + out[k, p, s]
                if end > horizon:
                    continue
                value = worth[p, s] - slope[p] * end + at_centre[s, end]
                if value > best:
                    best = value
                    choice = s
            at_zone[p, t] = best
            to_centre[p, t] = choice
