"""What people say: decisions, consents, who belongs to whom, where somebody is."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked, words_of
from corridor_server.registry.models.people import Household, Person
from corridor_server.registry.models.words import Choice, Kinship, Purpose, Reason, Sureness
from corridor_server.store.fields import EncryptedTextField


class Decision(Tracked):
    """What a household said about leaving, once; the newest holds."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="decisions", verbose_name=_("Household"))
    choice = models.CharField(_("Decision"), max_length=10, choices=Choice.choices)
    reasons = models.CharField(_("Reasons"), max_length=200, blank=True, default="")
    would_change = EncryptedTextField(_("What would change it"), blank=True, default="")
    ask_again = models.DateField(_("Ask again on"), null=True, blank=True)
    said = models.DateTimeField(_("Said"), default=timezone.now)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-said", "-pk"]
        indexes: ClassVar = [models.Index(fields=["household", "-said"])]

    @property
    def reason_words(self) -> list[str]:
        """Reasons in words."""
        return [str(Reason(code).label) for code in words_of(self.reasons) if code in Reason.values]


class Consent(Tracked):
    """What a person agreed to, for one purpose, and until when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("Person"))
    purpose = models.CharField(_("Purpose"), max_length=12, choices=Purpose.choices)
    given = models.BooleanField(_("Agrees"), default=True)
    said = models.DateTimeField(_("Said"), default=timezone.now)
    until = models.DateField(_("Until"), null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-said", "-pk"]
        indexes: ClassVar = [models.Index(fields=["person", "purpose", "-said"])]


class Relation(Tracked):
    """``to`` is the ``kinship`` of ``person``."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="relations", verbose_name=_("Person"))
    to = models.ForeignKey(Person, models.CASCADE, related_name="related", verbose_name=_("Relative"))
    kinship = models.CharField(_("Is their"), max_length=12, choices=Kinship.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "to", "kinship"], name="relation_once")]


class Whereabouts(Tracked):
    """Where somebody is said to be: a region at most, never a door."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="whereabouts", verbose_name=_("Person"))
    region = EncryptedTextField(_("Region"))
    sureness = models.CharField(_("How sure"), max_length=8, choices=Sureness.choices, default=Sureness.PERHAPS)
    as_of = models.DateField(_("As of"), default=timezone.localdate)
    said_by = EncryptedTextField(_("Said by"), blank=True, default="")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-as_of", "-pk"]
