"""What is heard of danger: incidents, roads driven, lines of control, and what is said about roads."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.operations.models.resources import LAT, LON
from corridor_server.store.fields import EncryptedTextField
from corridor_server.store.models import Record

SHARE = (MinValueValidator(0), MaxValueValidator(1))
STALE_AFTER = timedelta(hours=48)
"""A road report that nobody repeated for so long is shown as stale."""


class IncidentKind(models.TextChoices):
    """The engine's kinds."""

    SHELLING = "shelling", _("Shelling")
    STRIKE = "strike", _("Strike")
    MINE = "mine", _("Mine")
    GUNFIRE = "gunfire", _("Gunfire")
    FIRE = "fire", _("Fire")
    OTHER = "other", _("Other danger")


class Incident(Record):
    """Something dangerous that was reported. Who reported it stays at the desk."""

    kind = models.CharField(_("What"), max_length=8, choices=IncidentKind.choices, default=IncidentKind.SHELLING)
    lon = models.FloatField(_("Longitude"), validators=LON)
    lat = models.FloatField(_("Latitude"), validators=LAT)
    at = models.DateTimeField(_("When"), default=timezone.now, db_index=True)
    time_precision_s = models.PositiveIntegerField(_("Known to, seconds"), default=3600)
    reported = models.DateTimeField(_("Reported"), default=timezone.now, db_index=True)
    precision_m = models.FloatField(_("Known to, metres"), default=200, validators=[MinValueValidator(0)])
    confidence = models.FloatField(_("Confidence"), default=0.7, validators=SHARE)
    source = models.CharField(_("Source"), max_length=80, blank=True, default="")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = EncryptedTextField(_("Note"), blank=True, default="")
    cleared = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Passage(Record):
    """A road driven, when, unharmed or not. No one is named."""

    at = models.DateTimeField(db_index=True)
    line = models.JSONField()
    """lon, lat along it."""
    unharmed = models.BooleanField(default=True)
    source = models.CharField(max_length=80, blank=True, default="")
    mission = models.ForeignKey("operations.Mission", models.SET_NULL, null=True, related_name="+")


class ControlLine(Record):
    """An area as published on a day; only distances from it are ever used."""

    published = models.DateTimeField(db_index=True)
    rings = models.JSONField()


class Effect(models.TextChoices):
    """What a report says about a road."""

    DANGER = "danger", _("Dangerous")
    SHUT = "shut", _("Shut")
    RESTRICTED = "restricted", _("Hardly passable")
    OPEN = "open", _("Open again")


class RoadReport(Record):
    """What was said about a stretch of road. One voice adds danger or shuts; opening takes two, or a coordinator."""

    lon = models.FloatField(_("Longitude"), validators=LON)
    lat = models.FloatField(_("Latitude"), validators=LAT)
    to_lon = models.FloatField(null=True, blank=True, validators=LON)
    to_lat = models.FloatField(null=True, blank=True, validators=LAT)
    line = models.PositiveIntegerField(null=True, blank=True)
    """Line of the road on the map in force when it was reported."""
    road = models.CharField(_("Road"), max_length=120, blank=True, default="")
    effect = models.CharField(_("What about it"), max_length=10, choices=Effect.choices, default=Effect.SHUT)
    kind = models.CharField(_("What danger"), max_length=8, choices=IncidentKind.choices, default=IncidentKind.SHELLING)
    source = models.CharField(_("Source"), max_length=80, blank=True, default="")
    confidence = models.FloatField(_("Confidence"), default=0.7, validators=SHARE)
    reported = models.DateTimeField(_("Reported"), default=timezone.now, db_index=True)
    starts = models.DateTimeField(_("From"), null=True, blank=True)
    expires = models.DateTimeField(_("Until"), null=True, blank=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    coordinator = models.BooleanField(default=False)
    incident = models.OneToOneField(Incident, models.SET_NULL, null=True, related_name="report")
    outcome = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering: ClassVar = ["-reported", "-pk"]

    @property
    def confirmed(self) -> bool:
        """A coordinator said so, or two different people did."""
        voices = {voice.by_id for voice in self.voices.all()} | {self.reporter_id}
        return self.coordinator or len(voices) > 1 or any(voice.coordinator for voice in self.voices.all())

    @property
    def stale(self) -> bool:
        """Nobody repeated it for long."""
        last = max([self.reported, *(voice.at for voice in self.voices.all())])
        return timezone.now() - last > STALE_AFTER

    @property
    def expired(self) -> bool:
        """It said itself that it would end."""
        return self.expires is not None and self.expires <= timezone.now()


class RoadVoice(Record):
    """Another person who says the same."""

    report = models.ForeignKey(RoadReport, models.CASCADE, related_name="voices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    coordinator = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "by"], name="one_voice_a_person")]
