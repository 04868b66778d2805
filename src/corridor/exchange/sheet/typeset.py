"""Crew sheets as PDF. Everything happens in memory: nothing exact touches the disk on its way.

The same sheet gives the same bytes: no date is written into the PDF, system fonts are ignored and the two faces that
are needed come with the package (Noto Sans, SIL Open Font License).
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from corridor.domain.plan import Sharing, StopKind
from corridor.errors import InternalFault
from corridor.exchange.sheet.checkins import passings
from corridor.exchange.sheet.content import numbers, sheet
from corridor.exchange.sheet.drawing import panel
from corridor.exchange.sheet.scene import Ground, Mark, Scene
from corridor.i18n import gettext as _
from corridor.i18n import using

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Mission, Plan
    from corridor.exchange.sheet.scene import Box

HERE = Path(__file__).parent
WIDE = (190.0, 92.0)
"""Millimetres of a map alone."""
LEFT = (74.0, 92.0)
RIGHT = (114.0, 92.0)
"""Overview and close-up side by side."""
CLOSE_UP = 0.45
"""The stops get a close-up when they span less than this share of the whole way."""


class SheetPress:
    """Prints the sheets of one plan.

    Args:
        plan: exact or coarse; a coarse one has no maps.
        operation: the same, coarse with a coarse plan.
        network, danger, base_map: what the maps are drawn from.
        language: of the sheets.
    """

    def __init__(
        self,
        plan: Plan,
        operation: Operation,
        network: RoadNetwork,
        danger: EdgeDanger,
        base_map: BaseMap,
        *,
        language: str,
    ) -> None:
        self._plan = plan
        self._operation = operation
        self._language = language
        self._ground = Ground(network, danger, base_map, language)

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(  # type: ignore[misc]  # its stub leaves a type variable open
            (HERE / "sheet.typ").read_bytes(), root=HERE, font_paths=[HERE / "fonts"], ignore_system_fonts=True
        )

    def pdf(self, mission: Mission) -> bytes:
        """The sheet of ``mission`` as PDF, A4."""
        with using(self._language):
            content = sheet(self._plan, self._operation, mission)
            content |= {"maps": self.maps(mission), "source": self._source()}
        try:
            printed: Any = self._compiler.compile(
                (HERE / "sheet.typ").read_bytes(), format="pdf", sys_inputs={"sheet": json.dumps(content)}
            )
        except typst.TypstError as error:
            # The message of typst may quote the content, which must not reach a log.
            raise InternalFault(
                "sheet.not_printed",
                _("The crew sheet could not be printed."),
                type(error).__name__,
                _("Please report this with the version of the program."),
            ) from None
        return bytes(printed)

    def maps(self, mission: Mission) -> list[dict[str, Any]]:
        """One map of the whole way, or an overview beside a close-up of the stops; none in coarse copies."""
        if self._plan.sharing is not Sharing.EXACT:
            return []
        scene = scene_of(mission, self._operation)
        if not scene.routes and not scene.marks:
            return []
        whole = _box([*(at for line in scene.routes for at in line), *((one.lon, one.lat) for one in scene.marks)])
        stops = [
            (stop.lon, stop.lat)
            for trip in mission.trips
            for stop in trip.stops
            if stop.kind is StopKind.SHELTER and stop.lon is not None and stop.lat is not None
        ]
        near = _box(stops) if stops else whole
        if _span(near) >= CLOSE_UP * _span(whole):
            return [{"svg": panel(scene, self._ground, whole, WIDE), "width": WIDE[0]}]
        return [
            {"svg": panel(scene, self._ground, whole, LEFT, frame=near), "width": LEFT[0]},
            {"svg": panel(scene, self._ground, near, RIGHT), "width": RIGHT[0]},
        ]

    def _source(self) -> str:
        if self._plan.demonstration:
            return _("Roads and places as drawn for the demonstration.")
        return "© OpenStreetMap contributors"


def scene_of(mission: Mission, operation: Operation) -> Scene:
    """What the maps of ``mission`` show."""
    labels = numbers(mission)
    legs = [leg for trip in mission.trips for leg in trip.legs]
    marks = [
        Mark(stop.lon, stop.lat, labels.get((number, order), ""), hollow=stop.kind is StopKind.CHECKIN)
        for number, trip in enumerate(mission.trips)
        for order, stop in enumerate(trip.stops)
        if stop.lon is not None and stop.lat is not None
    ]
    marks += [
        Mark(one.point.lon, one.point.lat, one.letter, hollow=True)
        for trip in passings(mission, operation)
        for one in trip
    ]
    return Scene(
        routes=tuple(leg.path.line for leg in legs if len(leg.path.line) > 1),
        second=tuple(leg.second_best.line for leg in legs if leg.second_best and len(leg.second_best.line) > 1),
        marks=tuple(marks),
        from_s=min((leg.path.depart_s for leg in legs), default=0),
        until_s=max((leg.path.arrive_s for leg in legs), default=0),
    )


def _box(points: Iterable[tuple[float, float]]) -> Box:
    lon, lat = zip(*points, strict=True)
    return min(lon), min(lat), max(lon), max(lat)


def _span(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
