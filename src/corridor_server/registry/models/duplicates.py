"""Two records of perhaps one person, and what a human made of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.people import Person
from corridor_server.store.fields import EncryptedTextField
from corridor_server.store.models import Record


class PairState(TextChoices):
    """What was decided about a pair."""

    OPEN = "open", _("Not looked at")
    MERGED = "merged", _("Merged")
    DIFFERENT = "different", _("Two people")


class Pair(Record):
    """Two people whose records look alike; ``first`` is the older record."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.FloatField(_("Likeness"))
    why = models.JSONField(default=list)
    """Codes of what agrees and differs (``matching.score``), with weights; no names."""
    state = models.CharField(_("State"), max_length=10, choices=PairState.choices, default=PairState.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-score", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="pair_once")]
        indexes: ClassVar = [models.Index(fields=["state", "-score", "id"])]


class Merge(Record):
    """A merge, with everything that undoing it needs."""

    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, blank=True, related_name="merges")
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Person, models.CASCADE, related_name="+")
    before = EncryptedTextField()
    """JSON: fields of ``kept`` before the merge."""
    after = EncryptedTextField()
    """JSON: the same fields after it; what was changed since stays when the merge is undone."""
    moved = models.JSONField(default=dict)
    """Model label to ids of the records that went over to ``kept``."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created", "-pk"]
