"""When the records of a mission can have been made."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from corridor_server.operations.models import Mission

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY_MS = 86_400_000


def windows(missions: Iterable[str]) -> dict[str, tuple[int, int]]:
    """First and last millisecond of each mission's records: its day and one on either side; never changed again."""
    found = {}
    for pk, day in Mission.objects.filter(pk__in=missions).values_list("pk", "plan__day"):
        midnight = int(datetime.combine(day, time(), UTC).timestamp()) * 1000
        found[str(pk)] = (midnight - DAY_MS, midnight + 2 * DAY_MS)
    return found
