"""What a crew's records of one mission come to, for whoever closes the mission at the desk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from corridor_server.fieldsync.merge import merge
from corridor_server.fieldsync.models import FieldRecord, Standing
from corridor_server.fieldsync.records import Operation
from corridor_server.fieldsync.windows import windows
from corridor_server.operations.crew_said import CrewSaid, HomeSaid

if TYPE_CHECKING:
    from datetime import date

    from corridor_server.operations.models import Mission


def said_of(mission: Mission) -> CrewSaid:
    """Sums of goods by stop and item, and of each household the version that stands; what crews contradict is named."""
    rows = FieldRecord.objects.filter(mission=mission.pk, standing=Standing.TAKEN)
    known = {str(row.pk): Operation.from_json(json.loads(row.text)) for row in rows}
    merged = merge(known.values(), windows([mission.pk]))
    goods: dict[tuple[str, str], int] = {}
    for name, amount in merged.sums.items():
        kind, *rest = name.split("/")
        if kind == "delivered" and len(rest) == 2:
            goods[(rest[0], rest[1])] = amount
    homes = {
        subject.partition("/")[2]: _home(known[version])
        for subject, version in merged.standing.items()
        if subject.startswith("household/")
    }
    undecided = {one.about.partition("/")[2] for one in merged.conflicts if not one.chosen}
    return CrewSaid(goods, homes, frozenset(undecided & homes.keys()))


def _home(one: Operation) -> HomeSaid:
    said = one.body
    people = said.get("people")
    return HomeSaid(
        what=one.kind,
        people=people if type(people) is int else None,
        reason=str(said.get("reason") or ""),
        again=_day(said.get("again")),
        words=str(said.get("to") or said.get("help") or ""),
    )


def _day(moment: object) -> date | None:
    """The local day of milliseconds since 1970; None where there are none, or beyond any calendar."""
    if type(moment) is not int:
        return None
    try:
        return timezone.localtime(datetime.fromtimestamp(moment / 1000, UTC)).date()
    except (ValueError, OverflowError, OSError):
        return None
