"""Verify the store's own chain: events in the database against the anchors beside it and copies kept elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from corridor_server.audit import anchors
from corridor_server.audit.chain import Damage, Finding, Verdict, verify
from corridor_server.audit.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from corridor_server.audit.chain import Anchor


def verify_store(copy: Iterable[Anchor] = ()) -> Verdict:
    """Walk every event. ``copy`` holds anchors kept off this machine (``anchors.read(path)``).

    Only a copy can show that somebody put back an older store together with its older anchors.
    """
    folder: Path = settings.DESK_FOLDER
    known = (*anchors.known(folder), *copy)
    rows = Event.objects.order_by("number").iterator(chunk_size=2000)
    verdict = verify(settings.DESK_AUDIT_KEY, ((event.entry(), event.mac) for event in rows), known)
    if verdict.entries and not (folder / anchors.HEAD).exists():
        gone = Finding(Damage.ANCHOR_GONE, verdict.last)
        return verdict if gone in verdict.findings else replace(verdict, findings=(*verdict.findings, gone))
    return verdict
