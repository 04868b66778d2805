"""The demonstration from beginning to end: draw the worked case, import its roads, plan its day, write everything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from corridor.errors import InputRefused
from corridor.files import replacing_folder, write_text
from corridor.i18n import gettext as _
from corridor.i18n import using
from corridor.progress import silent
from corridor.workflows.demo.folder import ROADS_FILE, write_demo_folder
from corridor.workflows.import_roads import import_roads
from corridor.workflows.plan_day import never, plan_day
from corridor.workflows.write_plan import write_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corridor.progress import Progress
    from corridor.workflows.plan_day import DayPlan

MARKER = "DEMONSTRATION.txt"
"""Its presence tells a folder that an earlier run made, which may be replaced."""
OPERATION = "operation"
PLAN = "plan"
STORED_ROADS = "roads"
DEMO_ITERATIONS = 30
"""Fewer than a real day gets: the demonstration is made in two minutes on two cores, compiling included."""
_OURS = frozenset({MARKER, OPERATION, PLAN})


@dataclass(frozen=True, eq=False)
class Demonstration:
    """What a run made: the planned day, the files under ``folder``, seconds spent on each step."""

    folder: Path
    day: DayPlan
    files: tuple[str, ...]
    seconds: dict[str, float]
    edges: int
    incidents: int

    @property
    def unserved(self) -> dict[str, int]:
        """How many needs and households were left out, by the code of the reason."""
        return dict(sorted(Counter(left.reason for left in self.day.plan.unserved).items()))

    def as_dict(self) -> dict[str, object]:
        """The figures for ``--json``."""
        plan, operation = self.day.plan, self.day.operation
        return {
            "demonstration": True,
            "folder": str(self.folder),
            "page": str(self.folder / PLAN / "index.html"),
            "files": list(self.files),
            "seconds": {name: round(spent, 2) for name, spent in self.seconds.items()},
            "seed": plan.seed,
            "iterations": plan.iterations,
            "road_edges": self.edges,
            "incidents": self.incidents,
            "shelters": len(operation.shelters),
            "people": sum(household.people for household in operation.households),
            "vehicles": len(operation.vehicles),
            "verdict": plan.verdict,
            "verdict_reason": plan.verdict_reason,
            "missions": len(plan.missions),
            "trips": sum(len(mission.trips) for mission in plan.missions),
            "people_taken": plan.people_taken,
            "deliveries": plan.deliveries,
            "unserved": len(plan.unserved),
            "unserved_by_reason": self.unserved,
            "figures": plan.figures.model_dump(mode="json"),
            "comparisons": [comparison.model_dump(mode="json") for comparison in plan.comparisons],
            "bound": plan.bound,
            "objective": plan.objective,
        }


def run_demo(
    out: Path,
    *,
    seed: int = 2023,
    iterations: int = DEMO_ITERATIONS,
    language: str = "en",
    progress: Progress = silent,
    stop: Callable[[], bool] = never,
    told: Callable[[str, float], None] = lambda step, seconds: None,
) -> Demonstration:
    """Make the folder ``out``: ``operation/`` (the worked case), ``plan/`` (its day). Whole, or not at all.

    Args:
        out: a new or empty folder, or one that an earlier run made; that one is replaced.
        seed: of the worked case and of the plan.
        iterations: of each route search.
        language: of everything written, ``en`` or ``uk``.
        progress: told how far each step is.
        stop: asked often while planning; true ends the search with the best plan so far.
        told: called after each step with its name and the seconds it took.

    Raises:
        InputRefused: ``output.not_ours`` when ``out`` holds anything else.
        OSError: the disk is full or may not be written.
    """
    out = out.resolve()
    refuse_foreign(out)
    seconds: dict[str, float] = {}

    def step(code: str, name: str, started: float) -> None:
        seconds[code] = perf_counter() - started
        told(name, seconds[code])

    with using(language), replacing_folder(out) as draft:
        write_text(draft / MARKER, warning() + "\n")
        folder = draft / OPERATION
        started = perf_counter()
        write_demo_folder(folder, seed, progress, roads=STORED_ROADS)
        step("draw", _("worked case drawn"), started)
        started = perf_counter()
        edges = import_roads(folder / ROADS_FILE, folder / STORED_ROADS, progress).network.edge_count
        step("roads", _("roads imported"), started)
        started = perf_counter()
        day = plan_day(folder, seed=seed, iterations=iterations, progress=progress, stop=stop)
        step("plan", _("danger forecast, day planned"), started)
        started = perf_counter()
        write_plan(day, draft / PLAN, language=language, progress=progress)
        step("write", _("map, tracks and crew sheets written"), started)
        files = sorted(str(path.relative_to(draft)) for path in draft.rglob("*") if path.is_file())
    rows = sum(source.rows for source in day.plan.rests_on)
    return Demonstration(out, day, tuple(files), seconds, edges, rows)


def warning() -> str:
    """What every reader must know first."""
    return _(
        "This is a demonstration. Streets, shelters, people, vehicles, reports and areas are made up. "
        "Never drive by it."
    )


def refuse_foreign(out: Path) -> None:
    """Nothing that a person put there may vanish.

    Raises:
        InputRefused: ``output.not_ours``.
    """
    if not out.exists():
        return
    if not out.is_dir():
        what = _("There is a file where the demonstration's folder should be.")
    else:
        names = {entry.name for entry in out.iterdir()}
        if not names or (MARKER in names and names <= _OURS):
            return
        foreign = ", ".join(sorted(names - _OURS or names)[:5])
        what = _("The folder holds what no earlier demonstration left there: {names}.").format(names=foreign)
    raise InputRefused("output.not_ours", what, out.name, _("Choose another folder with --out, or move these away."))
