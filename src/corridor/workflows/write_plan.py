"""A plan becomes files: what may be shared, what one crew may hold, and what stays at the desk.

Which copy holds what is argued in ``docs/adr/0002-what-leaves-the-desk.md``.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Protocol

from corridor.domain.plan import Plan, Sharing
from corridor.errors import InputRefused
from corridor.exchange.coarse import coarse, coarse_operation
from corridor.exchange.geojson import plan_geojson
from corridor.exchange.gpx import vehicle_gpx
from corridor.exchange.packets import check_passphrase, seal
from corridor.exchange.page import write_page
from corridor.exchange.plan_json import desk_copy, dump_plan
from corridor.exchange.sheet import SheetPress
from corridor.files import replacing_folder
from corridor.i18n import gettext as _
from corridor.i18n import using
from corridor.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Mission

OURS = frozenset({"plan.json", "plan.geojson", "index.html", "gpx", "sheets", "packets"})
"""Names that an output folder may hold; a folder with anything else is never replaced."""
_DROPPED_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class PlannedDay(Protocol):
    """What is written: a plan and what it was made from."""

    @property
    def plan(self) -> Plan:
        """The plan, exact."""

    @property
    def operation(self) -> Operation:
        """The operation as read."""

    @property
    def network(self) -> RoadNetwork:
        """The roads, places inserted."""

    @property
    def danger(self) -> EdgeDanger:
        """Danger on ``network``."""

    @property
    def base_map(self) -> BaseMap:
        """What maps show beside roads."""


def write_plan(
    day: PlannedDay,
    out: Path,
    *,
    for_crew: bool = False,
    passphrase: str | None = None,
    language: str = "en",
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write everything about ``day`` into the folder ``out``: whole, or nothing.

    ``plan.json``, ``plan.geojson``, ``index.html``, ``gpx/VEHICLE.gpx``, ``sheets/MISSION.pdf``. For a real operation
    they are coarse (``plan.json``: the desk's own record), and with ``for_crew`` one exact packet a mission is added,
    ``packets/MISSION.zip.age``, encrypted to ``passphrase``. A demonstration is written exact and open.
    An earlier output in ``out`` is replaced. Files are readable by their owner only (0600, folders 0700).

    Returns:
        The files written, sorted.

    Raises:
        InputRefused: ``packet.passphrase_missing``, ``_short``, ``_guessed``; ``output.not_ours`` when ``out``
            holds anything that no earlier run left there.
        OSError: the disk is full or may not be written; ``out`` is then as it was.
    """
    out = out.resolve()
    plan = day.plan
    words = check_passphrase(passphrase) if for_crew and not plan.demonstration else passphrase
    _refuse_foreign(out)
    exact = plan.demonstration
    shown, operation = (
        (plan, day.operation) if exact else (coarse(plan, day.operation), coarse_operation(day.operation))
    )
    steps = len(plan.missions) * (2 if for_crew and words else 1) + 2
    done = 0
    with using(language), replacing_folder(out) as draft:
        draft.chmod(0o700)
        _write(draft / "plan.json", dump_plan(plan if exact else desk_copy(plan)))
        _write(draft / "plan.geojson", plan_geojson(shown, operation))
        for vehicle, missions in _by_vehicle(shown).items():
            _write(draft / "gpx" / f"{file_name(vehicle)}.gpx", vehicle_gpx(shown, operation, missions))
        progress(_("Writing the page"), done := done + 1, steps)
        page = draft / "index.html"
        write_page(page, shown, operation, day.network, day.danger, day.base_map, coarse=not exact, language=language)
        page.chmod(0o600)
        press = SheetPress(shown, operation, day.network, day.danger, day.base_map, language=language)
        for mission in shown.missions:
            _write(draft / "sheets" / f"{file_name(mission.id)}.pdf", press.pdf(mission))
            progress(_("Printing crew sheets"), done := done + 1, steps)
        if for_crew and words:
            for mission, files in _packets(day, language):
                _write(draft / "packets" / f"{file_name(mission.id)}.zip.age", seal(files, words))
                progress(_("Sealing packets"), done := done + 1, steps)
        written = sorted(path.relative_to(draft) for path in draft.rglob("*") if path.is_file())
    progress(_("Written"), steps, steps)
    return tuple(out / path for path in written)


def mission_plan(plan: Plan, mission: Mission) -> Plan:
    """``plan`` cut to what the crew of ``mission`` needs: nothing of other crews, of the unserved, or of sources."""
    return plan.model_copy(
        update={
            "sharing": Sharing.EXACT,
            "missions": (mission,),
            "figures": mission.figures,
            "unserved": (),
            "comparisons": (),
            "warnings": (),
            "bound": None,
            "objective": None,
            "people_taken": 0,
            "deliveries": sum(len(stop.deliveries) for trip in mission.trips for stop in trip.stops),
            "rests_on": tuple(
                source.model_copy(update={"name": _("source {number}").format(number=number)})
                for number, source in enumerate(plan.rests_on, 1)
            ),
        }
    )


def file_name(identifier: str) -> str:
    """``identifier`` as a file name that every system takes: other ids give other names, since none holds ``~``."""
    return re.sub(r"[^\w.-]|^\.", "~", identifier)


def _packets(day: PlannedDay, language: str) -> Iterator[tuple[Mission, dict[str, bytes]]]:
    press = SheetPress(day.plan, day.operation, day.network, day.danger, day.base_map, language=language)
    for mission in day.plan.missions:
        own = mission_plan(day.plan, mission)
        yield (
            mission,
            {
                "mission.json": dump_plan(own),
                "plan.geojson": plan_geojson(own, day.operation),
                f"{file_name(mission.vehicle_id)}.gpx": vehicle_gpx(own, day.operation, [mission]),
                "sheet.pdf": press.pdf(mission),
            },
        )


def _by_vehicle(plan: Plan) -> dict[str, list[Mission]]:
    vehicles: dict[str, list[Mission]] = {}
    for mission in plan.missions:
        vehicles.setdefault(mission.vehicle_id, []).append(mission)
    return vehicles


def _refuse_foreign(out: Path) -> None:
    """Nothing that a person put there may vanish with an old output."""
    if not out.exists():
        return
    if out.is_dir():
        names = {entry.name for entry in out.iterdir()} - _DROPPED_BY_SYSTEMS
        if not names or ("plan.json" in names and names <= OURS):
            return
        foreign = sorted(names - OURS) or sorted(names)
        what = _("The folder holds what no earlier plan left there: {names}.").format(names=", ".join(foreign[:5]))
    else:
        what = _("There is a file where the output folder should be.")
    raise InputRefused("output.not_ours", what, out.name, _("Choose a new folder, or move these away."))


def _write(path: Path, data: bytes) -> None:
    """Write ``data`` to a new file that its owner alone may read."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
