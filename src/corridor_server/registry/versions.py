"""Every version of a record in words, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from corridor_server.registry.models.base import Tracked

SILENT = frozenset({"id", "created", "changed"})
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one version."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: what it changed against the one before, who, when and why."""

    id: str
    when: datetime
    by: str
    why: str
    first: bool
    newest: bool
    changes: tuple[Change, ...]


def versions(record: Tracked, visible: Collection[str]) -> list[Version]:
    """Versions of ``record``, the newest first, as far as fields are ``visible``."""
    rows = list(record.history.select_related("history_user").order_by("-history_date", "-history_id")[:SHOWN])
    fields = [one for one in record._meta.concrete_fields if _shown(one, visible)]
    found = []
    for place, row in enumerate(rows):
        older = rows[place + 1] if place + 1 < len(rows) else None
        changes = [] if older is None else [_change(one, older, row) for one in fields]
        found.append(
            Version(
                id=row.history_id, when=row.history_date, why=row.history_change_reason or "", first=older is None,
                by=row.history_user.display_name if row.history_user else "", newest=place == 0,
                changes=tuple(one for one in changes if one is not None),
            )
        )  # fmt: skip
    return found


def go_back(record: Tracked, version_id: str, visible: Collection[str]) -> None:
    """Make the fields of an older version the present ones, as far as they are ``visible``; a new version of its own.

    Raises:
        LookupError: the record has no such version.
    """
    version = record.history.filter(history_id=version_id).first()
    if version is None:
        raise LookupError("no such version")
    for one in record._meta.concrete_fields:
        if _shown(one, visible):
            setattr(record, one.attname, getattr(version, one.attname))
    record.save_as("undone")


def _shown(field: Any, visible: Collection[str]) -> bool:
    return field.name not in SILENT and field.name in visible and field.name != "merged_into"


def _change(field: Any, older: Any, newer: Any) -> Change | None:
    before, after = getattr(older, field.attname), getattr(newer, field.attname)
    if before == after or (not before and not after and not isinstance(field, models.BooleanField)):
        return None
    return Change(str(field.verbose_name), words_of(field, older), words_of(field, newer))


def words_of(field: Any, version: Any) -> str:
    """A value in words."""
    value = getattr(version, field.attname)
    if value in (None, ""):
        return "—"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        kind: Any = field.remote_field.model
        return str(kind.objects.filter(pk=value).first() or value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
