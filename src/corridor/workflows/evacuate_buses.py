"""A Bus Evacuation Problem from its file to routes with a bound."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.evacuation.buses.solve import evacuate_by_bus
from corridor.exchange.bep import read_bep, write_routes
from corridor.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corridor.domain.buses import BusAnswer, BusTask
    from corridor.progress import Progress


@dataclass(frozen=True)
class BusEvacuation:
    """What was asked and what came of it."""

    task: BusTask
    answer: BusAnswer
    seconds: float
    """Of computing."""

    @property
    def status(self) -> str:
        """``optimal``, ``interrupted`` (clock or Ctrl-C), or ``best_found``."""
        if self.answer.proven:
            return "optimal"
        return "interrupted" if self.answer.interrupted else "best_found"

    def as_dict(self, seed: int) -> dict[str, object]:
        """Figures for ``--json``, in the file's own measure."""
        unit = self.task.unit
        answer = self.answer
        return {
            "value": answer.makespan if unit == 1 else round(answer.makespan * unit, 6),
            "bound": answer.bound if unit == 1 else round(answer.bound * unit, 6),
            "gap": answer.makespan / answer.bound - 1 if answer.bound else 0.0,
            "status": self.status,
            "buses": self.task.bus_count,
            "buses_idle": sum(not route for route in answer.routes),
            "trips": int(self.task.trips.sum()),
            "people": int(self.task.trips.sum()) * self.task.seats,
            "seed": seed,
            "seconds": round(self.seconds, 2),
        }


def evacuate_buses(
    instance: Path,
    out: Path,
    *,
    time_limit: float,
    seed: int = 1,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> BusEvacuation:
    """Read ``instance``, find routes, replay them event by event, and write them to ``out``.

    Raises:
        InputRefused: ``bep.*``
        NothingFeasible: ``bep.no_room``, ``bep.no_bus``.
        OSError: ``out`` cannot be written.
    """
    begun = time.monotonic()
    task = read_bep(instance)
    answer = evacuate_by_bus(task, seconds=time_limit, seed=seed, stop=stop, progress=progress)
    write_routes(out, answer.routes)
    return BusEvacuation(task, answer, time.monotonic() - begun)
