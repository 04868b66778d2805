"""A release: what was asked for, by whom, for whom, and what the second person said."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.store.models import Record

OPEN_FOR = timedelta(hours=24)


class State(models.TextChoices):
    """Where a release stands."""

    ASKED = "asked", _("Waits for a second person")
    AGREED = "agreed", _("Agreed: can be taken for a day")
    REFUSED = "refused", _("Refused")
    TAKEN = "taken", _("Taken")


class Release(Record):
    """One list that leaves, once, as one file."""

    source = models.CharField(_("List"), max_length=40)
    columns = models.CharField(max_length=400, blank=True)
    exact = models.BooleanField(_("Row by row, with exact places"), default=False)
    recipient = models.CharField(_("For whom"), max_length=120)
    purpose = models.CharField(_("What for"), max_length=240)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    taken = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    rows = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def number(self) -> str:
        """Short name of the release, as it stands in the file."""
        return f"R-{str(self.id).replace('-', '')[-8:].upper()}"

    @property
    def takeable(self) -> bool:
        """Whether the file can be taken now."""
        return self.state == State.AGREED and self.decided is not None and timezone.now() - self.decided < OPEN_FOR
