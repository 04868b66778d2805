"""A file that came in, between upload and the end of its import."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from corridor_server.store.fields import EncryptedTextField
from corridor_server.store.models import Record


class ImportKind(TextChoices):
    """What a file holds."""

    PEOPLE = "people", _("People")
    SHELTERS = "shelters", _("Shelters")


class ImportState(TextChoices):
    """How far an import is."""

    READ = "read", _("Read, not taken over")
    DONE = "done", _("Taken over")
    UNDONE = "undone", _("Taken back")


class Import(Record):
    """Rows of a file, encrypted, until they are taken over."""

    kind = models.CharField(_("Holds"), max_length=10, choices=ImportKind.choices, default=ImportKind.PEOPLE)
    state = models.CharField(_("State"), max_length=8, choices=ImportState.choices, default=ImportState.READ)
    file_name = EncryptedTextField(_("File"), blank=True, default="")
    content = EncryptedTextField(blank=True, default="")
    """JSON: list of rows, the first of them the headings. Emptied when the import is done."""
    mapping = models.JSONField(default=dict)
    """Field to number of its column."""
    taken = models.PositiveIntegerField(_("Rows taken over"), default=0)
    refused = models.PositiveIntegerField(_("Rows with mistakes"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
