"""Conflicts of what crews recorded, and a human's decision about them and about what was quarantined."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from corridor_server.audit.record import record
from corridor_server.fieldsync import phones, taking
from corridor_server.fieldsync.merge import Conflict, Merged, merge
from corridor_server.fieldsync.models import FieldRecord, Standing
from corridor_server.fieldsync.records import DESK, Operation
from corridor_server.fieldsync.spreading import spread
from corridor_server.fieldsync.windows import windows
from corridor_server.store.models import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

LOOKED_BACK = timedelta(days=7)
"""Records older than this are settled or written down elsewhere."""


def merged_now() -> tuple[Merged, dict[str, Operation]]:
    """What the last days' records come to, and the records by id."""
    rows = FieldRecord.objects.filter(standing=Standing.TAKEN, created__gt=timezone.now() - LOOKED_BACK)
    known = {str(one.pk): Operation.from_json(json.loads(one.text)) for one in rows}
    return merge(known.values(), windows({one.mission for one in known.values()})), known


def conflict_named(name: str) -> Conflict | None:
    """The conflict, where it is listed now."""
    merged, _known = merged_now()
    return next((one for one in merged.conflicts if one.id == name), None)


def resolve(request: HttpRequest, name: str, chosen: str) -> bool:
    """Write down what a human chose; False where there is no such conflict or choice."""
    with transaction.atomic():
        key = phones.desk_key()
        merged, known = merged_now()
        found = next((one for one in merged.conflicts if one.id == name), None)
        if found is None or chosen not in (*found.versions, "both"):
            return False
        before = merged.standing.get(f"resolve/{name}", "")
        made = Operation(
            id=new_id(), device=f"{DESK}{key.pk}", hlc=_clock(f"{DESK}{key.pk}"), kind="resolve",
            mission=known[found.versions[0]].mission, depends=(before,) if before else (),
            body={"conflict": name, "chosen": chosen},
        )  # fmt: skip
        number = (FieldRecord.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        row = FieldRecord.objects.create(
            pk=made.id, number=number, device=made.device, hlc=made.hlc, mission=made.mission,
            text=json.dumps(made.as_json(), ensure_ascii=False), standing=Standing.TAKEN,
        )  # fmt: skip
        record(request, "phone.conflict_resolved", obj=row, detail={"versions": list(found.versions)})
    return True


def look(request: HttpRequest, row: FieldRecord, *, take: bool) -> None:
    """A human has looked at a quarantined record: it is taken in like any other, or kept aside for good."""
    standing = Standing.TAKEN if take else Standing.DISCARDED
    with transaction.atomic():
        there = FieldRecord.objects.filter(pk__in=row.waits, standing__in=(Standing.TAKEN, Standing.ERASED))
        held = there.values_list("pk", flat=True)
        waits = [need for need in row.waits if need not in set(held)]
        if take and waits:
            standing = Standing.HELD
        changed = FieldRecord.objects.filter(pk=row.pk, standing=Standing.QUARANTINED).update(
            standing=standing, waits=waits if take else row.waits
        )
        if changed:
            record(request, "phone.record_taken" if take else "phone.record_kept_out", obj=row)
            if standing == Standing.TAKEN:
                spread({str(row.pk)} | taking.release([str(row.pk)]))


def open_first(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Conflicts that nobody decided first."""
    return sorted(conflicts, key=lambda one: (bool(one.chosen), one.id))


def counts() -> dict[str, int]:
    """Records of each phone, by id of the phone."""
    found: dict[str, int] = defaultdict(int)
    for phone in FieldRecord.objects.exclude(phone=None).values_list("phone", flat=True):
        found[str(phone)] += 1
    return found


def _clock(device: str) -> str:
    """The desk's hybrid clock, which never goes back behind what it wrote."""
    now = timezone.now()
    last: Any = FieldRecord.objects.filter(device=device).aggregate(last=Max("hlc"))["last"] or f"{0:015d}.0000"
    ms, counter = int(last[:15]), int(last[16:20], 16)
    told = int(now.timestamp() * 1000)
    told, counter = (told, 0) if told > ms else (ms, counter + 1)
    return f"{told:015d}.{counter:04x}.{device}"
