"""What can be offered to people, and who took it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked
from corridor_server.registry.models.people import Household
from corridor_server.registry.models.words import OfferKind
from corridor_server.store.fields import EncryptedTextField


class Offer(Tracked):
    """An offer: what, for how many, until when."""

    kind = models.CharField(_("Kind"), max_length=12, choices=OfferKind.choices)
    title = models.CharField(_("In a few words"), max_length=120)
    words = models.CharField(_("What the crew says at the door"), max_length=400, blank=True, default="")
    town = models.CharField(_("Town"), max_length=80, blank=True, default="")
    capacity = models.PositiveIntegerField(
        _("For how many people"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    pets_accepted = models.BooleanField(_("Animals accepted"), default=False)
    wheelchairs = models.BooleanField(_("Wheelchairs can be taken"), default=False)
    expires = models.DateField(_("Holds until"), null=True, blank=True, db_index=True)
    active = models.BooleanField(_("In force"), default=True)
    giver_name = EncryptedTextField(_("Who offers"), blank=True, default="")
    giver_phone = EncryptedTextField(_("Their phone"), blank=True, default="")
    notes = EncryptedTextField(_("Notes"), blank=True, default="")

    class Meta:
        ordering = ["expires", "title", "pk"]


class Acceptance(Tracked):
    """A household took an offer; its places are used up."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="acceptances", verbose_name=_("Offer"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="acceptances", verbose_name=_("Household"))
    people = models.PositiveIntegerField(_("People"), default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["offer", "household"], name="offer_taken_once")]
