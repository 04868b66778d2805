"""How long buses take between depots, zones and centres, by the hour they leave: roads close, so it only grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.kernels.closing import arrivals
from corridor.kernels.rounds import NEVER

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.city import BusFleet
    from corridor.evacuation.city.ground import Ground

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

SLOTS = 144
"""Drives are known for so many moments of the time considered, where anything shuts in it."""


@dataclass(frozen=True, eq=False)
class Drives:
    """Seconds of one kind of bus when it sets off at the moments ``begins``; infinity where it never gets there."""

    begins: Floats
    """[K] seconds, ascending from 0; after the last nothing changes any more."""
    out: Floats
    """[K, Z, X] zone to centre."""
    back: Floats
    """[K, X, Z] centre to zone."""
    approach: Floats
    """[K, D, Z] depot to zone."""


def drives(ground: Ground, seconds: Floats, until: float) -> Drives:
    """All drives of a bus that takes ``seconds`` [E], for departures before ``until``."""
    shut = ground.shut
    closing = shut[np.isfinite(shut) & np.isfinite(seconds) & (shut < until)]
    last = float(closing.max()) if len(closing) else 0.0
    begins = np.arange(0.0, last + until / SLOTS, until / SLOTS) if last > 0 else np.zeros(1)
    zone, centre, depot = ground.zone, ground.centre, ground.depot
    return Drives(
        begins,
        _table(ground, seconds, begins, zone, centre),
        _table(ground, seconds, begins, centre, zone),
        _table(ground, seconds, begins[:1], depot, zone),
    )


def _table(ground: Ground, seconds: Floats, begins: Floats, sources: Ints, goals: Ints) -> Floats:
    """[K, sources, goals] seconds of the quickest way when setting off at each of ``begins``."""
    table = np.full((len(begins), len(sources), len(goals)), np.inf)
    network = ground.network
    for a, node in enumerate(sources.tolist()):
        good_until = -np.inf
        for k, begin in enumerate(begins.tolist()):
            if node < 0 or begin <= good_until:
                # The ways found before are still open, and there were no quicker ones: roads only shut.
                table[k, a] = table[k - 1, a]
                continue
            arrive, via = arrivals(network.first_out, network.head, seconds, ground.shut, node, begin)
            table[k, a] = np.where(goals >= 0, arrive[goals] - begin, np.inf)
            good_until = begin + _spare(ground, arrive, via, goals)
            if not np.isfinite(table[k, a]).any():
                good_until = np.inf
    return table


def _spare(ground: Ground, arrive: Floats, via: Ints, goals: Ints) -> float:
    """Seconds by which all ways to ``goals`` could be driven later before a road on them shuts."""
    spare, seen = np.inf, set()
    for goal in goals.tolist():
        node = goal
        while node >= 0 and via[node] >= 0 and node not in seen:
            seen.add(node)
            edge = int(via[node])
            spare = min(spare, float(ground.shut[edge] - arrive[node]))
            node = int(ground.tail[edge])
    return spare


@dataclass(frozen=True, eq=False)
class Steps:
    """Drives in whole steps by slot of the step in which a stop begins; stops included.

    ``out`` counts from stopping at a zone to stopping at a centre, ``back`` from stopping at a centre to stopping at a
    zone, ``approach`` from the start to stopping at a zone.
    """

    unit: float
    slot_of: npt.NDArray[np.int32]
    """[T + 1]"""
    out: Ints
    """[K, Z, X]"""
    back: Ints
    """[K, X, Z]"""
    approach: Ints
    """[D, Z]"""


def steps(drive: Drives, fleet: BusFleet, unit: float, horizon: int, *, late: bool) -> Steps:
    """``late``: as slow as a stop at the end of its slot, rounded up, so that a plan can keep it; else as quick as one
    at its beginning, rounded down, so that a bound may count on it."""
    stop, empty = fleet.boarding_minutes * 60, fleet.alighting_minutes * 60
    begins = np.append(drive.begins, np.inf)
    moments = np.arange(horizon + 1) * unit
    slot_of = (np.searchsorted(drive.begins, moments, side="right") - 1).astype(np.int32)
    # A stop in slot k sets off in the slot in which k ends (late) or begins, the stop itself added.
    reference = begins[1:] if late else begins[:-1]
    return Steps(
        unit,
        slot_of,
        _whole(stop + _at(drive.out, drive.begins, reference + stop, late), unit, late),
        _whole(empty + _at(drive.back, drive.begins, reference + empty, late), unit, late),
        _whole(drive.approach[0], unit, late, least=0),
    )


def _at(drive: Floats, begins: Floats, moments: Floats, late: bool) -> Floats:
    """Drives when setting off at each of ``moments``: those of the next moment known (late) or of the one before."""
    side = np.searchsorted(begins, moments, side="left") if late else np.searchsorted(begins, moments, side="right") - 1
    return drive[np.clip(side, 0, len(begins) - 1)]


def _whole(seconds: Floats, unit: float, late: bool, least: int = 1) -> Ints:
    # Within a millisecond of a whole step is that step.
    count = np.ceil(seconds / unit - 1e-6) if late else np.floor(seconds / unit + 1e-6)
    return np.where(np.isfinite(seconds), np.maximum(np.where(np.isfinite(count), count, 0), least), NEVER).astype(
        np.int64
    )
