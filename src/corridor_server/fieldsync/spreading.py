"""What a record from the field moves at the desk as soon as it is taken in: a crew is heard of, roads, danger, calls.

What was brought and who left is not written here: a person closes the mission with what the crew said filled in
(``saying``), since people and stocks once moved are not moved back by a later correction.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from corridor_server.fieldsync.models import FieldRecord
from corridor_server.fieldsync.records import HOUSEHOLD, Operation
from corridor_server.fieldsync.windows import windows
from corridor_server.operations.following import log_entry
from corridor_server.operations.models import Incident, Mission
from corridor_server.operations.models.danger import Effect, IncidentKind
from corridor_server.operations.models.happened import LogKind
from corridor_server.operations.models.plan import MissionState, StopState
from corridor_server.operations.reports import add_report
from corridor_server.registry.models import Household, Request
from corridor_server.registry.models.words import Priority, RequestKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corridor_server.operations.models import Stop

READY = (MissionState.APPROVED, MissionState.HANDED_OVER)
SKEW = timedelta(minutes=5)
"""How far a phone's clock may be ahead of the desk's and still be believed."""
SURE = 0.9
"""Confidence in what a crew saw itself."""
DEGREE = 1_000_000
MOST_PEOPLE = 1000


def spread(ids: Iterable[str]) -> None:
    """Write what follows from records that were just taken in. Within the transaction that takes them: once."""
    rows = FieldRecord.objects.filter(pk__in=list(ids)).order_by("hlc", "pk")
    known = [(row, Operation.from_json(json.loads(row.text))) for row in rows]
    wanted = {one.mission for _row, one in known}
    missions = Mission.objects.select_related("plan", "vehicle", "crew").in_bulk(wanted)
    bounds = windows(missions)
    for row, one in known:
        mission = missions.get(one.mission)
        if mission is not None:
            _Told(row, one, mission, _believed(row, one, bounds[mission.pk])).spread()


def _believed(row: FieldRecord, one: Operation, window: tuple[int, int]) -> datetime:
    """The phone's clock within its mission's days and not ahead of ours; else when the desk took the record."""
    told = int(one.hlc[:15])
    now = row.created or timezone.now()
    if not window[0] <= told <= window[1]:
        return now
    return min(datetime.fromtimestamp(told / 1000, UTC), now + SKEW)


class _Told:
    """One record and its mission."""

    def __init__(self, row: FieldRecord, one: Operation, mission: Mission, at: datetime) -> None:
        self.row, self.one, self.mission, self.at = row, one, mission, at

    def spread(self) -> None:
        kind = self.one.kind
        if kind in MOVES:
            MOVES[kind](self)
        elif kind in HOUSEHOLD or kind == "delivered":
            self.at_stop(self.stop())
            if kind == "moved":
                self.noted(_("Moved elsewhere") + f": {self.text('to')}")

    def log(self, kind: LogKind, *, stop: Stop | None = None, note: str = "") -> None:
        log_entry(self.mission, kind, stop=stop, at=self.at, note=note, record=self.row.pk)

    def text(self, name: str) -> str:
        return str(self.one.body.get(name) or "")

    def number(self, name: str) -> int:
        return min(int(self.one.body.get(name) or 0), MOST_PEOPLE)

    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude, where the record has a place on Earth."""
        lon, lat = self.one.body.get("lon"), self.one.body.get("lat")
        if type(lon) is not int or type(lat) is not int:
            return None
        found = lon / DEGREE, lat / DEGREE
        return found if abs(found[0]) <= 180 and abs(found[1]) <= 90 else None

    def on_its_way(self, *, surely: bool = False) -> None:
        """A crew that speaks from the road after its time has left, whether or not somebody wrote that down."""
        if self.mission.state in READY and (surely or self.at >= self.mission.departs):
            self.log(LogKind.LEFT)

    def checkin(self) -> None:
        self.on_its_way()
        self.log(LogKind.CHECKIN)

    def sos(self) -> None:
        self.on_its_way(surely=True)
        place = self.place()
        self.log(LogKind.HELP, note=f"{place[1]:.5f}, {place[0]:.5f}" if place else "")

    def stop(self) -> Stop | None:
        """Where it happened: the stop named, else the first one that the household is to leave from, or lives at."""
        stops = list(self.mission.stops.exclude(kind="depot").order_by("trip_number", "order"))
        named, home = self.text("stop"), self.text("household")
        if not home:
            return next((one for one in stops if one.pk == named), None)
        lives = Household.objects.filter(pk=home).values_list("shelter", flat=True).first()
        leaves = (one for one in stops if home in map(str, one.taken))
        return next(leaves, None) or next((one for one in stops if lives and one.shelter_id == lives), None)

    def at_stop(self, stop: Stop | None) -> None:
        self.on_its_way()
        if stop is not None and stop.state == StopState.AHEAD and self.mission.state == MissionState.OUT:
            self.log(LogKind.DONE, stop=stop)

    def handover(self) -> None:
        ahead = self.mission.stops.filter(kind="centre", centre=self.text("centre") or None, state=StopState.AHEAD)
        self.at_stop(ahead.order_by("trip_number", "order").first())

    def road(self) -> None:
        place = self.place()
        if place is None:
            return
        effect = Effect.SHUT if self.text("state") == "shut" else Effect.OPEN
        add_report(
            None, *place, effect, source=self.mission.crew.name, confidence=SURE, reported=self.at, outcome=self.row.pk
        )
        self.noted(self.text("text"))

    def incident(self) -> None:
        place = self.place()
        if place is None:
            self.noted(self.text("text"))
            return
        kind = self.text("what")
        Incident.objects.create(
            kind=kind if kind in IncidentKind.values else IncidentKind.OTHER, lon=place[0], lat=place[1], at=self.at,
            reported=self.at, source=self.mission.crew.name, confidence=SURE, note=self.text("text"),
            outcome=self.row.pk,
        )  # fmt: skip

    def call(self) -> None:
        """Somebody was met who is not in the registry, or something is needed: a registrar takes it up."""
        place = self.place()
        new_household = self.one.kind == "household"
        Request.objects.create(
            received=self.at, kind=RequestKind.EVACUATION if new_household else RequestKind.OTHER,
            triage=Priority.NEEDED, caller_name=self.mission.crew.name,
            address=f"{place[1]:.5f}, {place[0]:.5f}" if place else "", words=self.text("text"),
            people=max(self.number("people"), 1), wheelchairs=self.number("wheelchair"),
            pet_cages=self.number("pets"),
        )  # fmt: skip

    def note(self) -> None:
        self.noted(self.text("text"))

    def seats(self) -> None:
        told = _("Seats left: {seats}, animal cages: {cages}.")
        self.noted(told.format(seats=self.number("seats"), cages=self.number("cages")))

    def noted(self, words: str) -> None:
        if words:
            self.log(LogKind.NOTE, note=words)


MOVES: dict[str, Callable[[_Told], None]] = {
    "checkin": _Told.checkin, "sos": _Told.sos, "handover": _Told.handover, "road": _Told.road,
    "incident": _Told.incident, "need": _Told.call, "household": _Told.call, "note": _Told.note,
    "seats": _Told.seats,
}  # fmt: skip
