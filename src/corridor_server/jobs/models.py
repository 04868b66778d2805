"""The table of jobs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.jobs.kinds import label_of
from corridor_server.store.models import Record


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Job(Record):
    """One piece of work. ``params`` and ``result`` hold ids and counts, never words about people."""

    name = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2, default="en")
    step = models.CharField(_("Step"), max_length=120, blank=True)
    done = models.FloatField(default=0)
    total = models.FloatField(null=True)
    cancel_asked = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.PositiveSmallIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict)

    @property
    def label(self) -> str:
        """Its kind in the reader's language."""
        return label_of(self.name)

    @property
    def percent(self) -> float | None:
        """How far it is, 0 to 100; None while nobody knows."""
        return min(100.0, 100 * self.done / self.total) if self.total else None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED

    @property
    def error_words(self) -> str:
        """What went wrong and what to do, as it was said in the language of who asked."""
        return " ".join(part for part in (self.error.get("what", ""), self.error.get("remedy", "")) if part)

    def as_dict(self) -> dict[str, Any]:
        """What pages are told of it."""
        return {
            "id": self.pk, "name": self.label, "state": self.state, "step": self.step, "done": self.done,
            "total": self.total, "error": self.error_words,
        }  # fmt: skip
