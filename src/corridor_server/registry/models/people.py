"""Households and people."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked, words_of
from corridor_server.registry.models.shelter import Shelter
from corridor_server.registry.models.words import AgeGroup, Choice, Document, Mobility, PersonState, Priority, Sex
from corridor_server.store.fields import BlindIndexField, EncryptedTextField, digits

STANDING = models.Q(merged_into=None)
"""Records that were not merged into another."""


class Household(Tracked):
    """People who stay or leave together; the engine never splits them."""

    shelter = models.ForeignKey(
        Shelter, models.PROTECT, null=True, blank=True, related_name="households", verbose_name=_("Shelter")
    )
    address = EncryptedTextField(_("Door, if not a shelter"), blank=True, default="")
    lon = models.FloatField(_("Longitude"), null=True, blank=True)
    lat = models.FloatField(_("Latitude"), null=True, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, default="")
    phone_index = BlindIndexField("phone", digits, "phone")
    unnamed = models.PositiveIntegerField(
        _("People not entered one by one"), default=0, validators=[MaxValueValidator(100)]
    )
    pets = models.CharField(_("Animals"), max_length=120, blank=True, default="")
    pet_cages = models.PositiveIntegerField(_("Cages for animals"), default=0, validators=[MaxValueValidator(50)])
    priority = models.PositiveSmallIntegerField(_("Priority"), choices=Priority.choices, default=Priority.NEEDED)
    deadline = models.DateTimeField(_("Out at the latest"), null=True, blank=True)
    # What the newest Decision says, kept here so that lists filter by it; written by ``deciding.decide`` alone.
    choice = models.CharField(_("Decision"), max_length=10, choices=Choice.choices, default=Choice.UNDECIDED)
    reasons = models.CharField(_("Reasons"), max_length=200, blank=True, default="")
    ask_again = models.DateField(_("Ask again on"), null=True, blank=True)
    # Operations stands above this app, so its crews are known here by id.
    trusted_crew = models.CharField(_("Crew that they trust"), max_length=36, blank=True, default="")
    notes = EncryptedTextField(_("Notes"), blank=True, default="")
    outside_id = models.CharField(_("Id in the source"), max_length=64, blank=True, default="", db_index=True)
    imported = models.ForeignKey(
        "registry.Import", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="absorbed", editable=False
    )
    gone = models.DateTimeField(_("Left"), null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-created", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["choice", "ask_again"]),
            models.Index(fields=["created", "id"]),
        ]

    @property
    def reason_codes(self) -> tuple[str, ...]:
        """Codes of the reasons."""
        return words_of(self.reasons)


class Person(Tracked):
    """One person of a household."""

    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="people", verbose_name=_("Household"),
        db_index=False,
    )  # fmt: skip
    family_name = EncryptedTextField(_("Family name"), blank=True, default="")
    given_name = EncryptedTextField(_("Given name"), blank=True, default="")
    patronymic = EncryptedTextField(_("Patronymic"), blank=True, default="")
    other_names = EncryptedTextField(_("Also called"), blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(
        _("Year of birth"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    age_group = models.CharField(_("Age"), max_length=8, choices=AgeGroup.choices, default=AgeGroup.UNKNOWN)
    sex = models.CharField(_("Sex"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    mobility = models.CharField(_("Mobility"), max_length=10, choices=Mobility.choices, default=Mobility.WALKS)
    medical = EncryptedTextField(_("Medical needs"), blank=True, default="")
    medical_priority = models.BooleanField(_("Medically urgent"), default=False)
    languages = models.CharField(_("Languages"), max_length=60, blank=True, default="")
    documents_missing = models.CharField(_("Papers missing"), max_length=100, blank=True, default="")
    phone = EncryptedTextField(_("Phone"), blank=True, default="")
    phone_index = BlindIndexField("phone", digits, "phone")
    speaks = models.BooleanField(_("Speaks for the household"), default=False)
    state = models.CharField(_("State"), max_length=8, choices=PersonState.choices, default=PersonState.HERE)
    notes = EncryptedTextField(_("Notes"), blank=True, default="")
    outside_id = models.CharField(_("Id in the source"), max_length=64, blank=True, default="", db_index=True)
    imported = models.ForeignKey(
        "registry.Import", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="absorbed", editable=False, db_index=False
    )

    class Meta:
        ordering = ["-created", "-pk"]
        # Rows are wide, for they are sealed: lists are narrowed, ordered and counted in these indexes alone.
        indexes: ClassVar = [
            models.Index(fields=["household", "merged_into", "state"], name="person_at_home"),
            models.Index(fields=["merged_into"], condition=~STANDING, name="person_merged"),
            *(
                models.Index(fields=[*narrowed, "created", "id"], condition=STANDING, name=f"person_list_{number}")
                for number, narrowed in enumerate(([], ["age_group"], ["mobility"], ["state"]))
            ),
        ]

    @property
    def name(self) -> str:
        """Family name first, as lists here are written."""
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)

    @property
    def document_words(self) -> list[str]:
        """Missing papers in words."""
        return [str(Document(code).label) for code in words_of(self.documents_missing) if code in Document.values]


class NameKey(models.Model):
    """A keyed digest of part of a name (see ``naming``): finds people by name without their names in the clear."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="name_keys")
    key = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "person"])]
