"""What happened: the log of missions, outcomes, and what they moved. Each outcome is recorded once, by its key."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.store.fields import EncryptedTextField
from corridor_server.store.models import Record


class LogKind(models.TextChoices):
    """An entry of a mission's log."""

    HANDED_OVER = "handed_over", _("Handed over to the crew")
    LEFT = "left", _("Left")
    CHECKIN = "checkin", _("Checked in")
    ARRIVED = "arrived", _("At a stop")
    DONE = "done", _("Stop done")
    SKIPPED = "skipped", _("Stop not visited")
    HELP = "help", _("Asks for help")
    BACK = "back", _("Back")
    STOPPED = "stopped", _("Broken off")
    NOTE = "note", _("Note")


class MissionLog(Record):
    """Something that a crew said, or that the desk did."""

    mission = models.ForeignKey("operations.Mission", models.CASCADE, related_name="log")
    kind = models.CharField(_("What"), max_length=12, choices=LogKind.choices, default=LogKind.CHECKIN)
    at = models.DateTimeField(_("When"), default=timezone.now)
    stop = models.ForeignKey("operations.Stop", models.SET_NULL, null=True, blank=True, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = EncryptedTextField(_("Note"), blank=True, default="")
    record = models.CharField(max_length=36, blank=True, default="", editable=False)
    """The record of a crew's phone that it was written from."""

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Outcome(Record):
    """One thing that happened, as the engine's ``Outcome``; ``key`` makes recording it again harmless."""

    key = models.CharField(max_length=64, unique=True)
    mission = models.ForeignKey("operations.Mission", models.SET_NULL, null=True, related_name="outcomes")
    stop = models.ForeignKey("operations.Stop", models.SET_NULL, null=True, related_name="outcomes")
    what = models.CharField(max_length=12, db_index=True)
    at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=36, blank=True, default="")
    """Shelter."""
    subject = models.CharField(max_length=36, blank=True, default="")
    """Item or household."""
    amount = models.FloatField(default=0)
    """Units delivered, or people taken."""
    reason = models.CharField(max_length=40, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class StockBase(Record):
    """The last count by people behind a stock that outcomes moved since, so that no order of recording matters."""

    shelter = models.ForeignKey("registry.Shelter", models.CASCADE, related_name="+")
    item = models.ForeignKey("registry.Item", models.CASCADE, related_name="+")
    amount = models.FloatField(default=0)
    counted = models.DateTimeField(null=True)
    """None: nobody ever counted."""
    stands_amount = models.FloatField()
    stands_counted = models.DateTimeField()
    """The computed stock; where the store holds another one, people counted anew."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shelter", "item"], name="one_base_a_stock")]


class Delivery(Record):
    """Goods handed over."""

    outcome = models.OneToOneField(Outcome, models.CASCADE, related_name="delivery")
    mission = models.ForeignKey("operations.Mission", models.SET_NULL, null=True, related_name="deliveries")
    shelter = models.ForeignKey("registry.Shelter", models.CASCADE, related_name="deliveries")
    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="+")
    amount = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Evacuation(Record):
    """A household, or part of it, that left with us."""

    outcome = models.OneToOneField(Outcome, models.CASCADE, related_name="evacuation")
    mission = models.ForeignKey("operations.Mission", models.SET_NULL, null=True, related_name="evacuations")
    household = models.ForeignKey("registry.Household", models.CASCADE, related_name="evacuations")
    shelter = models.ForeignKey("registry.Shelter", models.SET_NULL, null=True, related_name="+")
    centre = models.ForeignKey("operations.ReceptionCentre", models.SET_NULL, null=True, related_name="evacuations")
    people = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Handover(Record):
    """People given into the care of a reception centre."""

    evacuation = models.OneToOneField(Evacuation, models.CASCADE, related_name="handover")
    centre = models.ForeignKey("operations.ReceptionCentre", models.PROTECT, related_name="handovers")
    people = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
