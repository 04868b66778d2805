"""Bring a whole city out: read the folder, plan, check, write everything that coordinators and drivers need."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.errors import InputRefused, NothingFeasible
from corridor.evacuation.city.ground import lay
from corridor.evacuation.city.plan import plan_city
from corridor.exchange.city.geojson import city_geojson
from corridor.exchange.city.page import city_page, reason_words
from corridor.exchange.city.read import read_city
from corridor.exchange.city.timetable import timetable_csv, timetable_html
from corridor.exchange.network_store import open_network
from corridor.files import write_bytes, write_text
from corridor.i18n import gettext as _
from corridor.i18n import using
from corridor.osm.reader import read_roads
from corridor.progress import silent
from corridor.workflows.city_answer import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corridor.domain.city_plan import CityPlan
    from corridor.domain.network import RoadNetwork
    from corridor.errors import RowProblem
    from corridor.exchange.city.read import CityRead
    from corridor.progress import Progress

PLAN_JSON = "city_plan.json"
TIMETABLE_CSV = "timetable.csv"
TIMETABLE_HTML = "timetable.html"
GEOJSON = "city.geojson"
PAGE = "index.html"


@dataclass(frozen=True, eq=False)
class CityEvacuation:
    """What was planned, and every doubt about the input."""

    plan: CityPlan
    problems: tuple[RowProblem, ...]
    network: RoadNetwork


def evacuate_city(
    folder: Path,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> CityEvacuation:
    """Plan the evacuation of the city in ``folder``.

    Args:
        folder: an operation folder with zones, centres and what there is of buses, damage, closures and closing areas.
        seconds: for everything together, about.
        seed: of the searches.
        progress: told of each step.
        stop: asked often; true ends each search with the best so far.

    Raises:
        InputRefused: ``operation.*``, ``city.*``, ``table.*``, ``network.*``; ``city.no_roads``.
        NothingFeasible: ``city.nobody`` where no zone holds people, ``city.no_way_out`` where nobody can leave.
    """
    begun = time.monotonic()
    read = read_city(folder)
    network = _roads(folder, read, progress)
    left = seconds - (time.monotonic() - begun)
    return bring_out(read, network, seconds=left, seed=seed, progress=progress, stop=stop)


def bring_out(
    read: CityRead,
    network: RoadNetwork,
    *,
    seconds: float,
    seed: int = 1,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> CityEvacuation:
    """Plan the evacuation of a city that was read; as ``evacuate_city``.

    Raises:
        NothingFeasible: ``city.nobody`` where no zone holds people, ``city.no_way_out`` where nobody can leave.
    """
    begun = time.monotonic()
    if not any(zone.people for zone in read.city.zones):
        raise NothingFeasible(
            "city.nobody", _("There is nobody to bring out."), "zones.csv", _("Fill in people for the zones.")
        )
    ground = lay(read.city, read.areas, network)
    answer = plan_city(ground, seconds=max(seconds - (time.monotonic() - begun), 5.0), seed=seed, stop=stop,
                       progress=progress)  # fmt: skip
    plan = told(answer, read, seed)
    if not plan.people_out:
        why = ", ".join(sorted({reason_words(one.reason) for one in plan.left}))
        raise NothingFeasible(
            "city.no_way_out",
            _("Nobody can leave: {why}.").format(why=why),
            "",
            _("Check zones, centres, buses and the roads shut between them."),
        )
    return CityEvacuation(plan, read.problems, network)


def _roads(folder: Path, read: CityRead, progress: Progress) -> RoadNetwork:
    path = folder / read.city.settings.roads
    if path.is_dir():
        return open_network(path)
    if path.is_file():
        return read_roads(path, progress).network
    raise InputRefused(
        "city.no_roads",
        _("The roads are not there, so nothing can be planned yet."),
        f"operation.toml, roads = {read.city.settings.roads}",
        _("Import them into the folder: corridor roads import FILE --out FOLDER/roads."),
    )


def write_city_plan(done: CityEvacuation, out: Path, *, language: str) -> tuple[str, ...]:
    """Write plan, timetables, features and page into ``out``; names of the files.

    Raises:
        OSError: the disk is full or may not be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    plan = done.plan
    with using(language):
        write_text(out / PLAN_JSON, plan.model_dump_json(indent=1) + "\n")
        write_bytes(out / TIMETABLE_CSV, timetable_csv(plan))
        write_text(out / TIMETABLE_HTML, timetable_html(plan))
        write_bytes(out / GEOJSON, city_geojson(plan))
        write_text(out / PAGE, city_page(plan, done.network, language=language))
    return (PAGE, PLAN_JSON, TIMETABLE_CSV, TIMETABLE_HTML, GEOJSON)
