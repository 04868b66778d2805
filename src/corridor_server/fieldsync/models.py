"""Phones of crews, how they were paired, and what they recorded."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.store.fields import EncryptedTextField
from corridor_server.store.models import Record


class DeskKey(Record):
    """The key that phones seal to; one for each store."""

    public = models.CharField(max_length=90)
    private = EncryptedTextField()


class Pairing(Record):
    """A code that makes one phone a crew's, once."""

    digest = models.CharField(max_length=64, unique=True)
    crew = models.ForeignKey("operations.Crew", models.CASCADE, related_name="pairings")
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


class Phone(Record):
    """A paired phone; ``revoked`` is for good."""

    crew = models.ForeignKey("operations.Crew", models.CASCADE, related_name="phones")
    sign_key = models.CharField(max_length=90)
    paired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    seen = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    told = models.DateTimeField(null=True)
    """When it first heard that it is revoked, and wiped itself."""

    class Meta:
        ordering: ClassVar = ["-created"]


class Nonce(models.Model):
    """A request that was taken; kept for good, since a phone's clock says nothing about when it was sent."""

    phone = models.ForeignKey(Phone, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=43)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["phone", "nonce"], name="one_request_a_nonce")]


class Standing(models.TextChoices):
    """Where a record stands."""

    TAKEN = "taken", _("Taken in")
    HELD = "held", _("Waits for another record")
    QUARANTINED = "quarantined", _("Waits for a human")
    DISCARDED = "discarded", _("Looked at and not taken in")
    ERASED = "erased", _("Erased")


class FieldRecord(Record):
    """One record from the field, opened; its id is the phone's."""

    number = models.BigIntegerField(unique=True)
    """In the order in which the desk took it: the cursor of changes."""
    device = models.CharField(max_length=48)
    phone = models.ForeignKey(Phone, models.SET_NULL, null=True, related_name="records")
    """Empty for the desk's own."""
    carried_by = models.ForeignKey(Phone, models.SET_NULL, null=True, related_name="+")
    hlc = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    mission = models.CharField(max_length=36, db_index=True)
    household = models.CharField(max_length=36, blank=True, default="", db_index=True)
    """Whom it is about, so that erasing them finds it."""
    text = EncryptedTextField()
    """The record as JSON; empty once it is erased."""
    standing = models.CharField(max_length=12, choices=Standing.choices, db_index=True)
    waits = models.JSONField(default=list)
    """Ids that it waits for."""
    why = models.CharField(max_length=20, blank=True, default="")
    """Code of the reason for a human's look."""

    class Meta:
        ordering: ClassVar = ["number"]
