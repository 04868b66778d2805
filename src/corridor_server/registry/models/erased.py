"""Proof that something was erased: ids, counts and digests, nothing of what it said."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.store.models import Record


class Erasure(Record):
    """One act of erasing."""

    kind = models.CharField(_("What"), max_length=40)
    object_id = models.CharField(_("Id"), max_length=36, db_index=True)
    why = models.CharField(_("Why"), max_length=200)
    rows = models.PositiveIntegerField(_("Rows erased"))
    digest = models.CharField(_("Digest"), max_length=64)
    """HMAC-SHA-256, under the audit key, of the canonical list of erased table, id pairs."""
    checked = models.BooleanField(_("Looked for and not found"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
