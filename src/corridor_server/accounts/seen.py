"""Records as one user may see them: a proxy that gives nothing which the table does not open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Manager, Model, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from corridor_server.accounts import access

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALWAYS = frozenset({"pk", "id", "get_absolute_url"})
"""Ids are random and say nothing of anybody."""


class Hidden:
    """Stands where a value is closed to the reader: empty in conditions, a dash on a page."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "—"

    def __html__(self) -> str:
        return format_html('<span class="quiet" title="{}">—</span>', _("Closed to your role"))


HIDDEN = Hidden()


class Seen:
    """A record through the eyes of ``user``. What the table does not open is ``HIDDEN``."""

    __slots__ = ("_fields", "_record", "_user")

    def __init__(self, user: object, record: Model) -> None:
        self._user = user
        self._record = record
        self._fields = access.visible_fields(user, record._meta.label)

    def __getattr__(self, name: str) -> Any:
        if name in ALWAYS:
            return getattr(self._record, name)
        shown = name.removeprefix("get_").removesuffix("_display") if name.startswith("get_") else name
        if shown not in self._fields and shown.removesuffix("_id") not in self._fields:
            return HIDDEN
        return _wrapped(self._user, getattr(self._record, name))

    def __str__(self) -> str:
        return "—"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and self._record == other._record

    def __hash__(self) -> int:
        return hash(self._record)


def seen(user: object, record: Model) -> Seen:
    """``record`` as ``user`` may see it."""
    return Seen(user, record)


def seen_all(user: object, records: Iterable[Model]) -> list[Seen]:
    """Each of ``records`` as ``user`` may see it."""
    return [Seen(user, record) for record in records]


def as_dict(user: object, record: Model, names: str) -> dict[str, Any]:
    """Those of ``names`` (words between spaces) that ``user`` may read, with their values; for JSON."""
    visible = access.visible_fields(user, record._meta.label)
    return {"id": record.pk} | {name: getattr(record, name) for name in names.split() if name in visible}


class SeenRelated:
    """A related manager through the eyes of ``user``: iterates and counts, nothing else."""

    __slots__ = ("_manager", "_user")

    def __init__(self, user: object, manager: Any) -> None:
        self._user = user
        self._manager = manager

    def __iter__(self) -> Iterator[Seen]:
        return iter(self.all)

    def __len__(self) -> int:
        return int(self._manager.count())

    @property
    def all(self) -> list[Seen]:
        """Every related record."""
        return seen_all(self._user, self._manager.all())

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self)


def _wrapped(user: object, value: Any) -> Any:
    if isinstance(value, Model):
        return Seen(user, value)
    if isinstance(value, Manager | QuerySet):
        return SeenRelated(user, value)
    if isinstance(value, list | tuple) and any(isinstance(one, Model) for one in value):
        return [_wrapped(user, one) for one in value]
    return value
