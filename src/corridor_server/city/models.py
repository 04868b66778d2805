"""What was asked of the engine about the whole city, and what it said."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.store.models import Record


class AnswerState(models.TextChoices):
    """Where an answer stands."""

    ASKED = "asked", _("Being planned")
    READY = "ready", _("Planned")
    FAILED = "failed", _("Could not be planned")
    DROPPED = "dropped", _("Dropped")


class CityAnswer(Record):
    """One plan of bringing everyone out. It lists critical roads: it stays with coordinators and planners."""

    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.ASKED, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    asked = models.JSONField(default=dict)
    """``seconds`` to search, and ``buses`` beside the desk's vehicles: depot, count, seats."""
    files = models.JSONField(default=dict)
    """Text of the files that were given, by name."""
    doubts = models.JSONField(default=list)
    """Rows of those files that could not be used."""
    answer = models.BinaryField(null=True)
    """The engine's ``CityPlan``, zlib of JSON."""
    drawing = models.BinaryField(null=True)
    """What the animation needs, zlib of JSON."""

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
