"""What comes in over the hotline."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked
from corridor_server.registry.models.people import Household, Person
from corridor_server.registry.models.shelter import Shelter
from corridor_server.registry.models.words import Priority, RequestKind, RequestState
from corridor_server.store.fields import BlindIndexField, EncryptedTextField, digits

FEW = MaxValueValidator(1000)


class Request(Tracked):
    """One call, as the registrar wrote it down."""

    received = models.DateTimeField(_("Received"), default=timezone.now)
    kind = models.CharField(_("Asks for"), max_length=12, choices=RequestKind.choices, default=RequestKind.EVACUATION)
    triage = models.PositiveSmallIntegerField(_("Triage"), choices=Priority.choices, default=Priority.NEEDED)
    state = models.CharField(_("State"), max_length=10, choices=RequestState.choices, default=RequestState.NEW)
    caller_name = EncryptedTextField(_("Who calls"), blank=True, default="")
    caller_phone = EncryptedTextField(_("Phone"), blank=True, default="")
    caller_phone_index = BlindIndexField("caller_phone", digits, "phone")
    shelter = models.ForeignKey(
        Shelter, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("Shelter")
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("Household")
    )
    caller = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="calls", verbose_name=_("Caller's record")
    )
    address = EncryptedTextField(_("Where"), blank=True, default="")
    people = models.PositiveIntegerField(_("People"), default=1, validators=[FEW])
    children = models.PositiveIntegerField(_("Children among them"), default=0, validators=[FEW])
    elders = models.PositiveIntegerField(_("Old people among them"), default=0, validators=[FEW])
    wheelchairs = models.PositiveIntegerField(_("Wheelchairs"), default=0, validators=[FEW])
    stretchers = models.PositiveIntegerField(_("Lying"), default=0, validators=[FEW])
    pet_cages = models.PositiveIntegerField(_("Animals, cages"), default=0, validators=[FEW])
    medical = models.BooleanField(_("Medically urgent"), default=False)
    no_water = models.BooleanField(_("No drinking water"), default=False)
    words = EncryptedTextField(_("In the caller's words"), blank=True, default="")
    by = models.DateTimeField(_("Needed by"), null=True, blank=True)
    repeats = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repeated", verbose_name=_("Repeats")
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    closed = models.DateTimeField(_("Closed"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-received", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "triage", "received"]),
            models.Index(fields=["triage", "received", "id"]),
            models.Index(fields=["received", "id"]),
        ]

    @property
    def open(self) -> bool:
        """Somebody waits for us."""
        return self.state in RequestState.open()
