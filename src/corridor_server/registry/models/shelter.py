"""Shelters, what is consumed there, what they have and need."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked
from corridor_server.registry.models.words import NeedState, Priority, ShelterKind, Utility
from corridor_server.store.fields import BlindIndexField, EncryptedTextField, digits

AMOUNT = MaxValueValidator(10_000_000)


class Shelter(Tracked):
    """A place where people stay."""

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=12, choices=ShelterKind.choices, default=ShelterKind.CELLAR)
    lon = models.FloatField(_("Longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    lat = models.FloatField(_("Latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    address = EncryptedTextField(_("Address"), blank=True, default="")
    entrances = EncryptedTextField(_("Entrances"), blank=True, default="")
    capacity = models.PositiveIntegerField(_("Places"), null=True, blank=True, validators=[MaxValueValidator(20_000)])
    headcount = models.PositiveIntegerField(
        _("People counted"), null=True, blank=True, validators=[MaxValueValidator(20_000)]
    )
    counted_at = models.DateTimeField(_("Counted"), null=True, blank=True)
    power = models.CharField(_("Power"), max_length=8, choices=Utility.choices, default=Utility.UNKNOWN)
    water = models.CharField(_("Water"), max_length=8, choices=Utility.choices, default=Utility.UNKNOWN)
    heating = models.CharField(_("Heating"), max_length=8, choices=Utility.choices, default=Utility.UNKNOWN)
    contact_name = EncryptedTextField(_("Who speaks for the place"), blank=True, default="")
    contact_phone = EncryptedTextField(_("Their phone"), blank=True, default="")
    contact_phone_index = BlindIndexField("contact_phone", digits, "phone")
    visited = models.DateTimeField(_("Last visited"), null=True, blank=True)
    visited_by = models.CharField(_("Visited by"), max_length=120, blank=True, default="")
    opens = models.TimeField(_("Visits from"), null=True, blank=True)
    closes = models.TimeField(_("Visits until"), null=True, blank=True)
    access_minutes = models.FloatField(
        _("Minutes that a visit takes"), default=5, validators=[MinValueValidator(0), MaxValueValidator(1440)]
    )
    covered = models.BooleanField(_("Loading under cover"), default=True)
    in_use = models.BooleanField(_("People stay here"), default=True)
    notes = EncryptedTextField(_("Notes"), blank=True, default="")
    outside_id = models.CharField(_("Id in the source"), max_length=64, blank=True, default="", db_index=True)
    imported = models.ForeignKey(
        "registry.Import", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["name", "id"]), models.Index(fields=["in_use", "kind"])]

    def __str__(self) -> str:
        return self.name


class Item(Tracked):
    """A good, and how much of it a person uses a day."""

    key = models.SlugField(_("Short name"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    unit = models.CharField(_("Unit"), max_length=20)
    per_person_day = models.FloatField(
        _("A person uses a day"), default=0, validators=[MinValueValidator(0), MaxValueValidator(10_000)]
    )
    survival_per_person_day = models.FloatField(
        _("Least to survive on"), default=0, validators=[MinValueValidator(0), MaxValueValidator(10_000)]
    )
    kg = models.FloatField(_("Weight of one, kg"), default=0, validators=[MinValueValidator(0), AMOUNT])
    litres = models.FloatField(_("Volume of one, litres"), default=0, validators=[MinValueValidator(0), AMOUNT])
    unload_seconds = models.FloatField(_("Seconds to unload one"), default=2, validators=[MinValueValidator(0)])
    source = models.CharField(_("Where the norm is from"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Stock(Tracked):
    """One count of one item at one shelter; the newest holds."""

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="stocks", verbose_name=_("Shelter"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="stocks", verbose_name=_("Item"))
    amount = models.FloatField(_("Amount"), validators=[MinValueValidator(0), AMOUNT])
    counted = models.DateTimeField(_("Counted"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-counted", "-pk"]
        indexes: ClassVar = [models.Index(fields=["shelter", "item", "counted"])]


class Standing(Tracked):
    """A standing delivery: keep so many days of an item at a shelter, and bring more below a floor."""

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="standing", verbose_name=_("Shelter"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("Item"))
    floor_days = models.FloatField(
        _("Bring when it lasts less than, days"), default=2, validators=[MinValueValidator(0), MaxValueValidator(365)]
    )
    target_days = models.FloatField(
        _("Fill up to, days"), default=5, validators=[MinValueValidator(0.1), MaxValueValidator(365)]
    )
    active = models.BooleanField(_("In force"), default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shelter", "item"], name="one_standing_delivery")]


class Need(Tracked):
    """What a shelter or household needs, beside what stocks imply."""

    shelter = models.ForeignKey(
        Shelter, models.CASCADE, null=True, blank=True, related_name="needs", verbose_name=_("Shelter")
    )
    household = models.ForeignKey(
        "registry.Household", models.CASCADE, null=True, blank=True, related_name="needs", verbose_name=_("Household")
    )
    request = models.ForeignKey(
        "registry.Request", models.SET_NULL, null=True, blank=True, related_name="needs", verbose_name=_("Request")
    )
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("Item"))
    service = models.CharField(_("Or a service"), max_length=120, blank=True, default="")
    amount = models.FloatField(_("Amount"), default=1, validators=[MinValueValidator(0.001), AMOUNT])
    by = models.DateTimeField(_("Needed by"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("Priority"), choices=Priority.choices, default=Priority.NEEDED)
    state = models.CharField(_("State"), max_length=8, choices=NeedState.choices, default=NeedState.OPEN)
    standing = models.BooleanField(_("From a standing delivery"), default=False)
    notes = EncryptedTextField(_("Notes"), blank=True, default="")

    class Meta:
        ordering = ["priority", "by", "pk"]
        indexes: ClassVar = [models.Index(fields=["state", "priority"])]
