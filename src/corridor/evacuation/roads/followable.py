"""A plan that people can follow: each zone one way out and one window in which it departs evenly."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.flows import Convoy
from corridor.evacuation.roads.shares import sharing_ways
from corridor.evacuation.roads.ways import candidate_ways, laid_out
from corridor.i18n import gettext as _
from corridor.kernels.ways import one_way_each
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from corridor.domain.flows import FlowTask
    from corridor.evacuation.roads.ways import Ways
    from corridor.progress import Progress

BINS = 160
MOVES = 300_000
FAILURES = 40
WINDOWS = np.array(
    [(0, 1)] * 5
    + [(0, until) for until in (0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.8, 0.85, 0.9, 0.95)]
    + [(since, 1) for since in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5)],
    np.float64,
)
"""Shares of the time in which a zone may depart; the whole of it is tried most."""
CLOSE = 1.002
GROWTH = 1.3
"""Of the time allowed, while no plan keeps it: the clock ends no search before it has a plan."""


def followable_plan(
    task: FlowTask,
    bound_s: float,
    *,
    seconds: float,
    seed: int = 1,
    allowed_s: float = np.inf,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> tuple[Convoy, ...]:
    """One convoy a zone with vehicles, the last out as early as the search finds.

    Args:
        task: every zone with vehicles has a way out.
        bound_s: what no plan can beat: the search ends close above it.
        seconds: of the search, once it has a plan.
        seed: of the search.
        allowed_s: latest arrival; infinity where there is none.
        stop: asked between runs.
        progress: told of bound and plan.

    Returns:
        Convoys; empty where no such plan was found (a zone too large for any one way before it is shut).
    """
    begun = time.monotonic()
    rng = np.random.default_rng(seed)
    found_ways = candidate_ways(task, bound_s, rng)
    best_ways = sharing_ways(task, bound_s * 1.02, found_ways)
    ways = laid_out(task, found_ways, best_ways)
    zones = np.flatnonzero((task.vehicles > 0) & (np.diff(ways.zone_first) > 0))
    if not len(zones):
        return ()
    watched = _likely_full(task, ways, zones, bound_s)
    best: tuple[float, npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
    target, failed, grown = bound_s * 1.1, 0, 0
    step = _("Finding a plan that people can follow")
    while (best is None or time.monotonic() - begun < seconds) and not stop() and failed < FAILURES:
        progress(step, bound_s, best[0] if best else target)
        start = None if best is None or failed % 2 else (best[1], best[2])
        found = _try(task, ways, zones, watched, min(target, allowed_s), int(rng.integers(1 << 31)), start)
        if found is not None:
            best, failed = (min(target, allowed_s), *found), 0
            if best[0] <= bound_s * CLOSE:
                break
            target = bound_s + (best[0] - bound_s) * (0.85 if best[0] > 1.07 * bound_s else 0.95)
        elif best is None:
            grown += 1
            if target >= allowed_s or grown > 40:
                break
            target *= GROWTH
        else:
            failed += 1
            target = best[0] - 0.6 * (best[0] - target) if failed % 2 else target
    return _convoys(task, ways, zones, best) if best is not None else ()


def _latest(ways: Ways, target: float) -> npt.NDArray[np.float64]:
    return np.minimum(target - ways.seconds, ways.open_s)


def _try(
    task: FlowTask,
    ways: Ways,
    zones: npt.NDArray[np.intp],
    watched: npt.NDArray[np.bool_],
    target: float,
    seed: int,
    start: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Way and window of each zone so that all are out by ``target``; None where the search finds none."""
    latest = _latest(ways, target)
    if start is None:
        way = np.array([_first_way(ways, latest, z) for z in zones.tolist()], np.int64)
        window = np.zeros(len(zones), np.int64)
    else:
        way, window = start[0].copy(), start[1].copy()
    if (latest[way] <= 1.0).any():
        return None
    first = np.concatenate((ways.zone_first[zones], ways.zone_first[zones[-1:] + 1]))
    # Zones in between without vehicles have no ways, so each zone's ways end where the next one's begin.
    while True:
        seen = watched[ways.roads]
        over = one_way_each(
            seed,
            MOVES,
            task.capacity,
            ways.roads[seen],
            ways.enters[seen],
            np.concatenate(([0], np.cumsum(seen)))[ways.first],
            latest,
            first,
            task.vehicles[zones],
            WINDOWS,
            target / BINS,
            BINS,
            way,
            window,
        )
        if over > 0.0:
            return None
        full = overloaded(task, _convoys(task, ways, zones, (target, way, window)))
        if not len(full):
            return way, window
        watched[full] = True


def _likely_full(task: FlowTask, ways: Ways, zones: npt.NDArray[np.intp], seconds: float) -> npt.NDArray[np.bool_]:
    """[M] roads that the ways to begin with fill by half: the search watches these, and any that it overloads."""
    load = np.zeros(len(task.tail))
    for z in zones.tolist():
        load[ways.of(int(ways.begin[z]))] += task.vehicles[z] / seconds
    return load > 0.5 * task.capacity


def overloaded(task: FlowTask, convoys: Sequence[Convoy]) -> npt.NDArray[np.intp]:
    """Roads that the convoys enter, at some moment, faster than their capacity."""
    road = np.concatenate([convoy.roads for convoy in convoys]).astype(np.intp)
    rate = np.repeat([c.vehicles / c.window for c in convoys], [len(c.roads) for c in convoys])
    start = np.concatenate([convoy.enters for convoy in convoys])
    end = start + np.repeat([c.window for c in convoys], [len(c.roads) for c in convoys])
    # At the same moment, those who end go before those who begin; a microsecond either way is no overload.
    moment, change = np.concatenate((start + 1e-6, end)), np.concatenate((rate, -rate))
    both = np.concatenate((road, road))
    order = np.lexsort((change, moment, both))
    total = np.cumsum(change[order])
    # Each road's changes sum to nothing, so the running total is its own load.
    return np.unique(both[order][total > task.capacity[both[order]] * (1 + 1e-9) + 1e-9])


def _first_way(ways: Ways, latest: npt.NDArray[np.float64], zone: int) -> int:
    """The way named to begin with, or the one open longest where that one is shut too soon."""
    if latest[ways.begin[zone]] > 1.0:
        return int(ways.begin[zone])
    own = slice(ways.zone_first[zone], ways.zone_first[zone + 1])
    return int(ways.zone_first[zone] + np.argmax(latest[own]))


def _convoys(
    task: FlowTask,
    ways: Ways,
    zones: npt.NDArray[np.intp],
    best: tuple[float, npt.NDArray[np.int64], npt.NDArray[np.int64]],
) -> tuple[Convoy, ...]:
    target, way, window = best
    latest = _latest(ways, target)
    made = []
    for z, w, n in zip(zones.tolist(), way.tolist(), window.tolist(), strict=True):
        start, until = latest[w] * WINDOWS[n]
        span = slice(ways.first[w], ways.first[w + 1])
        made.append(
            Convoy(
                z,
                float(task.vehicles[z]),
                tuple(ways.roads[span].tolist()),
                start + ways.enters[span],
                float(until - start),
                float(start + ways.seconds[w]),
            )
        )
    return tuple(made)
