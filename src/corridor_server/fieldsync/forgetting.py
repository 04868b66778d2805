"""What crews' records say of people goes with the people: the words, and the log entries written from them.

The row stays, empty, with its id: handed in again, by whatever carrier, the record is a duplicate and not a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from corridor_server.fieldsync.models import FieldRecord, Standing
from corridor_server.operations.models import MissionLog
from corridor_server.store.erasure import leave_no_trace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

AT_ONCE = 500


def with_households(ids: Iterable[str]) -> None:
    """Erase what was recorded about these households. Within the transaction that erases them."""
    for some in _batches(ids):
        _empty(FieldRecord.objects.filter(household__in=some))


def before(moment: datetime) -> int:
    """Erase what was recorded earlier than ``moment``; how many records."""
    with transaction.atomic():
        erased = _empty(FieldRecord.objects.filter(created__lt=moment).exclude(standing=Standing.ERASED))
        transaction.on_commit(leave_no_trace)
    return erased


def _empty(rows: QuerySet[FieldRecord]) -> int:
    ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
    for some in _batches(ids):
        MissionLog.objects.filter(record__in=some).update(note="")
        FieldRecord.objects.filter(pk__in=some).update(
            text="", household="", waits=[], why="", standing=Standing.ERASED
        )
    return len(ids)


def _batches(ids: Iterable[str]) -> Iterable[list[str]]:
    found = sorted(ids)
    return (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))
