"""Write an event at the end of the chain, in the same transaction as what it tells of."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction

from corridor_server.audit import anchors
from corridor_server.audit.chain import START, Entry, canonical, mac_of
from corridor_server.audit.models import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model
    from django.http import HttpRequest


def record(
    request: HttpRequest,
    action: str,
    *,
    obj: Model | None = None,
    kind: str = "",
    object_id: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record what the user of ``request`` did.

    Args:
        request: whose session names actor and roles.
        action: ``area.deed``, such as ``plan.approved``.
        obj: the record concerned, or ``kind`` (``app.Model``) and ``object_id``.
        reason: preset or words of the user.
        detail: ids, counts and choices. Never names, phones, notes: events are kept when people are erased.
    """
    user = getattr(request, "user", None)
    session = getattr(request, "session", None)
    record_by(
        str(user.pk) if user is not None and user.is_authenticated else "",
        action,
        kind=obj._meta.label if obj is not None else kind,
        object_id=str(obj.pk) if obj is not None else object_id,
        reason=reason,
        detail=detail,
        role=getattr(user, "roles", ""),
        session=session.get("handle", "") if session is not None else "",
    )


def record_by(
    actor: str,
    action: str,
    *,
    kind: str = "",
    object_id: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
    role: str = "",
    session: str = "",
) -> None:
    """The same outside a request: by a job, a command, or the desk itself (``actor`` empty)."""
    key: bytes = settings.DESK_AUDIT_KEY
    with transaction.atomic():
        _hold_the_end()
        last = Event.objects.order_by("-number").values_list("number", "mac").first() or (0, START)
        entry = Entry(
            number=last[0] + 1,
            at=time.time_ns() // 1000,
            actor=actor,
            role=role,
            action=action,
            kind=kind,
            object=object_id,
            reason=reason[:200],
            detail=canonical(detail) if detail else "",
            session=session,
        )
        mac = mac_of(key, last[1], entry)
        Event.objects.create(**{name: getattr(entry, name) for name in Entry.__slots__}, mac=mac)
        transaction.on_commit(partial(anchors.note, settings.DESK_FOLDER, key, entry.number, mac))


def _hold_the_end() -> None:
    """Keep two writers from one number: SQLite's transactions begin immediate; PostgreSQL gets a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x61756469])
