"""What the operation is called, its clock, and what plans start from."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked


class OperationProfile(Tracked):
    """One row: the operation of this desk."""

    name = models.CharField(_("Name of the operation"), max_length=120, default="")
    timezone = models.CharField(_("Time zone"), max_length=64, default="Europe/Kyiv")
    demonstration = models.BooleanField(default=False, editable=False)
    day_starts = models.TimeField(_("Driving from"), default=time(5))
    day_ends = models.TimeField(_("Driving until"), default=time(19))
    curfew_from = models.TimeField(_("Curfew from"), null=True, blank=True)
    curfew_until = models.TimeField(_("Curfew until"), null=True, blank=True)
    target_days = models.FloatField(
        _("Fill shelters up to, days"), default=3, validators=[MinValueValidator(0.5), MaxValueValidator(60)]
    )
    max_trips = models.PositiveSmallIntegerField(
        _("Trips a vehicle and day"), default=3, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    hours = models.JSONField(default=list, editable=False)
    """Local knowledge of the day's rhythm: rows of the engine's ``HourPrior``."""

    @classmethod
    def current(cls) -> OperationProfile:
        """The row, or one with the usual values that is not stored yet."""
        return cls.objects.order_by("created").first() or cls()
