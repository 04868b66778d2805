"""The worked case as a complete operation folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from corridor.domain.heard import Heard
from corridor.domain.incidents import Incidents
from corridor.domain.operation import HazardSettings, HourPrior, Operation, OperationSettings, PlanSettings
from corridor.exchange.incidents import write_incidents_csv
from corridor.exchange.operation import write_operation
from corridor.files import write_text
from corridor.i18n import gettext as _
from corridor.progress import silent
from corridor.workflows.demo import fleet
from corridor.workflows.demo.facts import control_areas, lines_of_control_text
from corridor.workflows.demo.people import DAY, ZONE, draw_people, items
from corridor.workflows.demo.process import AS_OF_S, demo_process
from corridor.workflows.demo.reports import draw_passages, draw_reports
from corridor.workflows.demo.roads_file import roads_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridor.domain.incidents import Passage
    from corridor.progress import Progress
    from corridor.workflows.demo.region import Region

ROADS_FILE = "roads.osm"
RISK_BUDGET = 0.02
"""Upper exposure that a crew member may meet in the day; about ten times a morning trip to the town."""


def write_demo_folder(folder: Path, seed: int = 2023, progress: Progress = silent, *, roads: str = ROADS_FILE) -> None:
    """Write the worked case for ``seed`` to ``folder``: the same bytes for the same seed and language.

    Names are in the language in force; roads and places on the map carry both, as OpenStreetMap's do. ``roads`` is
    what ``operation.toml`` names as the network: the OpenStreetMap file written beside it, or a folder that the caller
    imports it into.

    Raises:
        OSError: the folder cannot be written.
    """
    step = _("Drawing the worked case")
    progress(step, 0, 4)
    process = demo_process(seed)
    write_text(folder / ROADS_FILE, roads_document(process.region, seed).to_xml())
    progress(step, 1, 4)
    write_operation(demo_operation(process.region, seed, roads), folder)
    progress(step, 2, 4)
    (folder / "incidents").mkdir(parents=True, exist_ok=True)
    for name, incidents in draw_reports(process).items():
        write_incidents_csv(folder / "incidents" / name, incidents)
    progress(step, 3, 4)
    write_text(folder / "passages.geojson", passages_text(draw_passages(process)))
    write_text(folder / "lines_of_control.geojson", lines_of_control_text())
    progress(step, 4, 4)


def demo_operation(region: Region, seed: int, roads: str = ROADS_FILE) -> Operation:
    """Who waits, who drives, and the rules of the day."""
    people = draw_people(region, seed)
    return Operation(
        settings=_settings(roads),
        depots=fleet.depots(region),
        centres=fleet.centres(region),
        shelters=people.shelters,
        households=people.households,
        items=items(),
        stocks=people.stocks,
        needs=people.needs,
        crews=fleet.crews(RISK_BUDGET),
        vehicles=fleet.vehicles(),
        checkpoints=fleet.checkpoints(region),
        closures=fleet.closures(region),
    )


def _settings(roads: str) -> OperationSettings:
    said = date(2023, 2, 6)
    hours = (
        HourPrior(from_hour=22, to_hour=4, factor=1.4, stated=said),
        HourPrior(from_hour=5, to_hour=9, factor=0.4, stated=said),
        HourPrior(from_hour=11, to_hour=16, factor=1.4, stated=said),
    )
    return OperationSettings(
        name=_("Bakhmut, a demonstration"),
        timezone="Europe/Kyiv",
        day=DAY,
        as_of=datetime.fromtimestamp(AS_OF_S, ZONE),
        demonstration=True,
        roads=roads,
        hazard=HazardSettings(hours=hours),
        plan=PlanSettings(day_starts=time(5), day_ends=time(19), curfew_from=time(20), curfew_until=time(5)),
    )


def passages_text(passages: Sequence[Passage]) -> str:
    """Passages as the GeoJSON that an operation folder holds, one feature a line."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "time": datetime.fromtimestamp(passage.time_s, ZONE).isoformat(timespec="minutes"),
                "unharmed": passage.unharmed,
                "source": passage.source,
            },
            "geometry": {"type": "LineString", "coordinates": [list(point) for point in passage.line]},
        }
        for passage in passages
    ]
    body = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    return '{"type":"FeatureCollection","features":[\n' + body + "\n]}\n"


@dataclass(frozen=True, eq=False)
class DemoCase:
    """The worked case in memory."""

    operation: Operation
    heard: Heard
    roads_xml: str
    """The roads as an OpenStreetMap document."""


def demo_case(seed: int = 2023, progress: Progress = silent) -> DemoCase:
    """The worked case for ``seed`` without a folder: the same operation, reports and roads that it would hold."""
    step = _("Drawing the worked case")
    progress(step, 0, 3)
    process = demo_process(seed)
    progress(step, 1, 3)
    roads = roads_document(process.region, seed).to_xml()
    progress(step, 2, 3)
    heard = Heard(
        Incidents.joined(list(draw_reports(process).values())), tuple(draw_passages(process)), control_areas()
    )
    case = DemoCase(demo_operation(process.region, seed), heard, roads)
    progress(step, 3, 3)
    return case
