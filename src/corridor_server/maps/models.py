"""What the desk keeps of its maps: imports of roads, forecasts of danger, and when each person last looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from corridor_server.store.models import Record


class RoadsImport(Record):
    """Roads as they were imported; the newest one is in force. Tiles and network lie beside the store."""

    source = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.CharField(max_length=32)
    """Changes with the tiles' content: browsers ask by it."""
    lines = models.PositiveIntegerField()
    edges = models.PositiveIntegerField()
    length_km = models.FloatField()
    box = models.JSONField()
    """West, south, east, north in degrees."""
    report = models.JSONField()

    class Meta:
        ordering = ("-created",)


class DangerForecast(Record):
    """Danger by hour on the roads of one import; the newest one is shown."""

    roads = models.ForeignKey(RoadsImport, on_delete=models.CASCADE, related_name="+")
    as_of = models.DateTimeField()
    """What was known by then was used."""
    day = models.DateField()
    timezone = models.CharField(max_length=64)
    hours = models.JSONField()
    """Epoch seconds at which each hour begins."""
    rhythm = models.JSONField()
    rhythm_usable = models.BooleanField()
    rests_on = models.JSONField()
    expected_per_day = models.FloatField()
    scale = models.JSONField()
    """Where the classes of danger begin: ``levels`` of the bytes, ``from`` in events an hour."""
    block = models.BinaryField()
    """Levels [H, G] and grey [G] as bytes, then lengths [G] in metres as float32, aligned to four; zlib."""

    class Meta:
        ordering = ("-created",)


class LastLook(Record):
    """When someone last looked at the situation, and the time before that."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    looked = models.DateTimeField()
    before = models.DateTimeField(null=True)
