"""Bound, search and proof of a bus evacuation, in turn, until they meet or the time is up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.buses import BusAnswer
from corridor.errors import InternalFault
from corridor.evacuation.buses.bound import Bounder, lower_bound, simple_bound
from corridor.evacuation.buses.prove import settle
from corridor.evacuation.buses.search import Search, depots_of
from corridor.evacuation.witness.buses import replay
from corridor.i18n import gettext as _
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.domain.buses import BusTask, Routes
    from corridor.progress import Progress

PROOF_SECONDS = 20.0
"""Time given to CP-SAT at a stretch; between two stretches the search goes on."""


def evacuate_by_bus(
    task: BusTask,
    *,
    seconds: float,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> BusAnswer:
    """The routes whose last arrival is earliest, and how good any could be.

    Args:
        task: feasible: shelters take all trips and a bus stands somewhere.
        seconds: when to end if nothing is proven before. A run that ends by proof is the same for the same seed.
        seed: of the search.
        stop: asked often; true ends with the best so far.
        progress: told of the gap.
    """
    begun = time.monotonic()
    ended = [False]

    def over(share: float = 1.0) -> bool:
        late = time.monotonic() - begun > seconds * share
        ended[0] = ended[0] or late or stop()
        return late or stop()

    step = _("Bringing people out by bus")
    search = Search(task, seed)
    bound = simple_bound(task)
    search.step(bound, over)
    bounder = Bounder(task)
    _offer(bounder, task, search.best.routes())
    if search.makespan > bound:
        bound = lower_bound(bounder, bound, search.makespan, lambda: over(0.6))
    ended[0] = False
    routes, makespan = search.best.routes(), search.makespan
    proof = True
    while makespan > bound and not over():
        progress(step, bound, makespan)
        # Aim at the bound; where it proves out of reach, half way between.
        search.step(bound if search_is_young(search) else (bound + makespan) // 2, over)
        if search.makespan < makespan:
            routes, makespan = search.best.routes(), search.makespan
        if makespan <= bound or over() or not proof or search_is_young(search):
            continue
        left = seconds - (time.monotonic() - begun)
        # Just below the best known first: there one proof ends the search, and it often is as easy as at the bound.
        verdict, found = settle(task, makespan - 1, seconds=min(PROOF_SECONDS, left), seed=seed)
        if verdict == "none":
            bound = makespan
        elif found is not None:
            routes, makespan = found, replay(task, found).last_arrival
            search.adopt(routes, makespan)
        else:
            proof = left > 2 * PROOF_SECONDS
    checked = replay(task, routes)
    if checked.problem or checked.last_arrival != makespan:
        raise InternalFault("evacuation.replay", _("The bus plan did not pass its own check."), checked.problem)
    return BusAnswer(routes, makespan, bound, ended[0] and makespan > bound)


def search_is_young(search: Search) -> bool:
    """Whether the search has had fewer than three runs."""
    return search.runs < 3


def _offer(bounder: Bounder, task: BusTask, routes: Routes) -> None:
    for depot, route in zip(np.asarray(depots_of(task)).tolist(), routes, strict=True):
        bounder.add(depot, route)
