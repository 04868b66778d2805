"""What a crew takes along: a printed sheet, and an encrypted packet. Made in memory: nothing exact touches a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.exchange.geojson import plan_geojson
from corridor.exchange.gpx import vehicle_gpx
from corridor.exchange.packets import check_passphrase, seal
from corridor.exchange.plan_json import dump_plan
from corridor.exchange.sheet import SheetPress
from corridor.i18n import gettext as _
from corridor.i18n import using
from corridor.progress import Progress, silent
from corridor.workflows.write_plan import file_name, mission_plan

if TYPE_CHECKING:
    from collections.abc import Collection

    from corridor.domain.operation import Operation
    from corridor.domain.plan import Plan
    from corridor.workflows.write_plan import PlannedDay


def press_sheets(
    day: PlannedDay, languages: Collection[str], missions: Collection[str] | None = None, progress: Progress = silent
) -> dict[tuple[str, str], bytes]:
    """Exact crew sheets as PDF by mission and language, of all missions or those named."""
    wanted = [mission for mission in day.plan.missions if missions is None or mission.id in missions]
    sheets: dict[tuple[str, str], bytes] = {}
    for language in languages:
        press = SheetPress(day.plan, day.operation, day.network, day.danger, day.base_map, language=language)
        for mission in wanted:
            progress(_("Printing crew sheets"), len(sheets), len(wanted) * len(languages))
            sheets[mission.id, language] = press.pdf(mission)
    return sheets


def seal_packet(
    plan: Plan, operation: Operation, mission_id: str, sheet: bytes, passphrase: str, language: str
) -> bytes:
    """The exact packet of one mission, encrypted with age to ``passphrase``; any age program opens it.

    Raises:
        InputRefused: ``packet.passphrase_missing``, ``_short``, ``_guessed``.
        KeyError: the plan has no such mission.
    """
    words = check_passphrase(passphrase)
    mission = next((one for one in plan.missions if one.id == mission_id), None)
    if mission is None:
        raise KeyError(mission_id)
    with using(language):
        own = mission_plan(plan, mission)
        files = {
            "mission.json": dump_plan(own),
            "plan.geojson": plan_geojson(own, operation),
            f"{file_name(mission.vehicle_id)}.gpx": vehicle_gpx(own, operation, [mission]),
            "sheet.pdf": sheet,
        }
    return seal(files, words)
