"""Vehicles, crews, and the places that they start from and bring people to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked
from corridor_server.store.models import Record

LON = (MinValueValidator(-180), MaxValueValidator(180))
LAT = (MinValueValidator(-90), MaxValueValidator(90))
MINUTES = (MinValueValidator(0), MaxValueValidator(1440))
NOT_NEGATIVE = (MinValueValidator(0),)


class VehicleKind(models.TextChoices):
    """The engine's profiles that carry people or goods."""

    CAR = "car", _("Car")
    MINIBUS = "minibus", _("Minibus")
    BUS = "bus", _("Bus")
    ARMOURED_VAN = "armoured_van", _("Armoured van")
    TRUCK = "truck", _("Truck")


class Place(Tracked):
    """A named place with opening hours."""

    name = models.CharField(_("Name"), max_length=120)
    lon = models.FloatField(_("Longitude"), validators=LON)
    lat = models.FloatField(_("Latitude"), validators=LAT)
    opens = models.TimeField(_("Opens"), null=True, blank=True)
    closes = models.TimeField(_("Closes"), null=True, blank=True)
    active = models.BooleanField(_("In use"), default=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Depot(Place):
    """Where vehicles start and end, and goods are loaded."""

    loading_minutes = models.FloatField(_("Minutes to load a vehicle"), default=15, validators=MINUTES)


class ReceptionCentre(Place):
    """Where people are brought."""

    capacity = models.PositiveIntegerField(
        _("People it can still take"), default=0, validators=[MaxValueValidator(1_000_000)]
    )
    unloading_minutes = models.FloatField(_("Minutes to hand people over"), default=10, validators=MINUTES)


class Checkpoint(Place):
    """A checkpoint on a road."""

    queue_minutes = models.FloatField(_("Minutes in the queue"), default=0, validators=MINUTES)
    checkin = models.BooleanField(_("Crews report here"), default=False)


class Crew(Tracked):
    """Who drives. The name is a call sign, not a person's."""

    name = models.CharField(_("Call sign"), max_length=60, unique=True)
    members = models.PositiveSmallIntegerField(
        _("Members"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    risk_budget = models.FloatField(
        _("Risk budget of a day"),
        default=0.02,
        validators=NOT_NEGATIVE,
        help_text=_("Upper exposure that a member may meet; missions above it need two people's approval."),
    )
    cumulative_exposure = models.FloatField(_("Exposure met so far"), default=0, validators=NOT_NEGATIVE)
    starts = models.TimeField(_("Starts"), null=True, blank=True)
    latest_return = models.TimeField(_("Back by"), null=True, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Lead")
    )
    active = models.BooleanField(_("On duty"), default=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def days_of_budget(self) -> float:
        """The exposure met so far, counted in budgets of a day."""
        return self.cumulative_exposure / self.risk_budget if self.risk_budget > 0 else 0.0


class Vehicle(Tracked):
    """A vehicle and what it carries, crew seats not counted."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    kind = models.CharField(_("Kind"), max_length=16, choices=VehicleKind.choices, default=VehicleKind.MINIBUS)
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="vehicles", verbose_name=_("Depot"))
    crew = models.ForeignKey(
        Crew, models.SET_NULL, null=True, blank=True, related_name="vehicles", verbose_name=_("Crew")
    )
    seats = models.PositiveSmallIntegerField(_("Seats"), default=8)
    reserve_seats = models.PositiveSmallIntegerField(
        _("Seats kept free"), default=0, help_text=_("For people met on the way.")
    )
    wheelchair_places = models.PositiveSmallIntegerField(_("Wheelchair places"), default=0)
    stretchers = models.PositiveSmallIntegerField(_("Stretchers"), default=0)
    pet_cages = models.PositiveSmallIntegerField(_("Animal cages"), default=0)
    load_kg = models.FloatField(_("Load, kg"), default=500, validators=NOT_NEGATIVE)
    load_litres = models.FloatField(_("Load, litres"), default=1500, validators=NOT_NEGATIVE)
    protection = models.FloatField(
        _("Share of exposure that gets through"),
        default=1,
        validators=[MinValueValidator(0.01), MaxValueValidator(1)],
        help_text=_("1: no armour."),
    )
    range_km = models.FloatField(_("Range, km"), default=400, validators=[MinValueValidator(1)])
    width_m = models.FloatField(_("Width, m"), null=True, blank=True, validators=[MinValueValidator(0.1)])
    height_m = models.FloatField(_("Height, m"), null=True, blank=True, validators=[MinValueValidator(0.1)])
    weight_t = models.FloatField(_("Weight, t"), null=True, blank=True, validators=[MinValueValidator(0.1)])
    out_since = models.DateTimeField(_("Out of service since"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def ready(self) -> bool:
        """It can be planned with."""
        return self.out_since is None and self.crew is not None and self.crew.active and self.depot.active


class StockMovement(Record):
    """Goods that came to a depot or left it; what a depot holds is their sum."""

    class Why(models.TextChoices):
        """What moved them."""

        RECEIVED = "received", _("Received")
        LOADED = "loaded", _("Loaded for a mission")
        RETURNED = "returned", _("Brought back")
        LOST = "lost", _("Lost or spoiled")
        COUNTED = "counted", _("Corrected by a count")

    depot = models.ForeignKey(Depot, models.CASCADE, related_name="movements", verbose_name=_("Depot"))
    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="+", verbose_name=_("Item"))
    amount = models.FloatField(_("Amount"), help_text=_("Below zero: it left the depot."))
    why = models.CharField(_("Why"), max_length=10, choices=Why.choices, default=Why.RECEIVED)
    at = models.DateTimeField(_("When"), default=timezone.now)
    mission = models.ForeignKey("operations.Mission", models.SET_NULL, null=True, related_name="movements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["depot", "item"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mission", "item", "depot", "why"], name="one_movement_a_mission_and_item")
        ]
