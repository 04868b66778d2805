"""Taking records in: exactly once, in any order, from any carrier; what waits, and what a human must look at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from corridor_server.fieldsync.envelopes import Envelope, Refused, opened
from corridor_server.fieldsync.models import DeskKey, FieldRecord, Phone, Standing
from corridor_server.fieldsync.spreading import spread
from corridor_server.operations.models import Mission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor_server.fieldsync.records import Operation


@dataclass(frozen=True, slots=True)
class Brought:
    """An envelope that opened, its author, and what is inside."""

    envelope: Envelope
    phone: Phone
    operation: Operation


def look_into(rows: Sequence[Any], private: str) -> list[Brought | dict[str, Any]]:
    """Each row opened, or the answer that refuses it. Touches nothing: it runs before the store is locked."""
    authors = Phone.objects.in_bulk({str(row.get("device", "")) for row in rows if isinstance(row, dict)})
    found: list[Brought | dict[str, Any]] = []
    for row in rows:
        try:
            one = Envelope.from_json(row)
            phone = authors.get(one.device)
            if phone is None:
                raise Refused("device")
            found.append(Brought(one, phone, opened(one, phone.sign_key, private)))
        except Refused as error:
            name = row.get("id", "") if isinstance(row, dict) else ""
            found.append({"id": name, "state": "refused", "code": error.code})
    return found


def take(carrier: Phone, looked: Sequence[Brought | dict[str, Any]]) -> list[dict[str, Any]]:
    """Store what is new and say of each where it stands. Within a transaction."""
    DeskKey.objects.select_for_update().order_by("created").first()  # PostgreSQL: one numbering at a time
    brought = [one for one in looked if isinstance(one, Brought)]
    known = FieldRecord.objects.in_bulk([one.envelope.id for one in brought])
    crews = dict(Mission.objects.filter(pk__in={one.operation.mission for one in brought}).values_list("pk", "crew"))
    number = FieldRecord.objects.aggregate(last=Max("number"))["last"] or 0
    new: dict[str, FieldRecord] = {}
    for one in brought:
        if one.envelope.id not in known and one.envelope.id not in new:
            number += 1
            new[one.envelope.id] = _record(one, carrier, number, crews)
    taken = _settle(list(new.values()))
    FieldRecord.objects.bulk_create(new.values())
    spread(taken | release(taken))
    now_held = {one.pk: one for one in FieldRecord.objects.filter(pk__in=new)}
    told: set[str] = set()
    answers: list[dict[str, Any]] = []
    for seen in looked:
        if isinstance(seen, Brought):
            name = seen.envelope.id
            before = known.get(name) or (new[name] if name in told else None)
            told.add(name)
            answers.append(_answer(seen, before, now_held.get(name)))
        else:
            answers.append(seen)
    return answers


def release(taken: Iterable[str]) -> set[str]:
    """Records that waited for ``taken``, and for nothing else, are taken in; and so on. Within a transaction.

    Returns:
        Ids of those taken in now.
    """
    done, released = set(taken), set[str]()
    held = list(FieldRecord.objects.filter(standing=Standing.HELD)) if done else []
    while held:
        free = []
        for one in held:
            left = [need for need in one.waits if need not in done]
            if left != one.waits:
                FieldRecord.objects.filter(pk=one.pk).update(
                    waits=left, standing=Standing.HELD if left else Standing.TAKEN
                )
                one.waits = left
            if not left:
                free.append(one)
        done = {str(one.pk) for one in free}
        released |= done
        held = [one for one in held if one.waits] if done else []
    return released


def _record(one: Brought, carrier: Phone, number: int, crews: dict[str, str]) -> FieldRecord:
    """The row of a new record; where it stands is settled with the others of its batch."""
    crew = crews.get(one.operation.mission)
    why = "revoked" if one.phone.revoked else "mission" if crew != one.phone.crew_id else ""
    return FieldRecord(
        pk=one.envelope.id, number=number, device=one.envelope.device, phone=one.phone, hlc=one.envelope.hlc,
        carried_by=None if carrier.pk == one.phone.pk else carrier, digest=one.envelope.digest,
        mission=one.operation.mission[:36], household=str(one.operation.body.get("household") or "")[:36],
        text=json.dumps(one.operation.as_json(), ensure_ascii=False), why=why,
        standing=Standing.QUARANTINED if why else Standing.HELD, waits=list(one.operation.needs),
    )  # fmt: skip


def _settle(new: list[FieldRecord]) -> set[str]:
    """Which of ``new`` can be taken in at once, given what the store holds; the others keep what they wait for."""
    wanted = {need for one in new for need in one.waits}
    held = FieldRecord.objects.filter(pk__in=wanted, standing__in=(Standing.TAKEN, Standing.ERASED))
    there = {str(pk) for pk in held.values_list("pk", flat=True)}
    taken: set[str] = set()
    again = True
    while again:
        again = False
        for one in new:
            one.waits = [need for need in one.waits if need not in there]
            if one.standing == Standing.HELD and not one.waits:
                one.standing = Standing.TAKEN
                taken.add(str(one.pk))
                there.add(str(one.pk))
                again = True
    return taken


def _answer(one: Brought, before: FieldRecord | None, now: FieldRecord | None) -> dict[str, Any]:
    name = one.envelope.id
    if before is not None:
        same = before.digest == one.envelope.digest
        return {"id": name, "state": "duplicate"} if same else {"id": name, "state": "refused", "code": "id_taken"}
    if now is not None and now.standing == Standing.HELD:
        return {"id": name, "state": "held", "waiting_for": now.waits}
    quarantined = now is not None and now.standing == Standing.QUARANTINED
    return {"id": name, "state": "quarantined" if quarantined else "acknowledged"}
