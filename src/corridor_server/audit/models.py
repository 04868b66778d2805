"""Events of the chain, as they lie in the store. No foreign keys: an event outlives what it speaks of."""

from __future__ import annotations

from django.db import models

from corridor_server.audit.chain import Entry


class Event(models.Model):
    """One entry of the chain; see ``chain.Entry`` for what its fields mean."""

    number = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    actor = models.CharField(max_length=36, db_index=True, blank=True)
    role = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    object = models.CharField(max_length=40, db_index=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    detail = models.TextField(blank=True)
    session = models.CharField(max_length=36, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number)

    def entry(self) -> Entry:
        """The entry that the mac covers."""
        return Entry(
            self.number,
            self.at,
            self.actor,
            self.role,
            self.action,
            self.kind,
            self.object,
            self.reason,
            self.detail,
            self.session,
        )
