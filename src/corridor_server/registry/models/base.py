"""What the registry's records share: history under the same encryption, and a short code to name them by."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from corridor_server.store.models import Record, new_id


def history() -> Any:
    """Every version of a record, with who and why.

    Each version has a random id known before it is stored, so that its encrypted cells are bound to it.
    """
    return HistoricalRecords(
        history_id_field=models.CharField(max_length=36, default=new_id),
        history_change_reason_field=models.CharField(max_length=200, blank=True, default=""),
        inherit=True,
    )


class Tracked(Record):
    """A record whose every version is kept."""

    history = history()
    _change_reason = ""

    class Meta:
        abstract = True

    @property
    def code(self) -> str:
        """Short name for speaking of a record without naming anybody: the random end of its id."""
        return str(self.pk)[-6:].upper()

    def save_as(self, reason: str) -> None:
        """Save, and keep ``reason`` with the version."""
        self._change_reason = reason[:200]
        self.save()


def words_of(stored: str) -> tuple[str, ...]:
    """Codes of a field that holds several, between spaces."""
    return tuple(stored.split())
