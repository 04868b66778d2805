"""How long closed cases are kept."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.base import Tracked

DAYS = (MinValueValidator(1), MaxValueValidator(3650))


class Retention(Tracked):
    """The desk's one set of periods."""

    household_days = models.PositiveIntegerField(_("Households that have left, days"), default=180, validators=DAYS)
    import_days = models.PositiveIntegerField(_("Imported files and their mistakes, days"), default=30, validators=DAYS)
    request_days = models.PositiveIntegerField(_("Closed requests, days"), default=90, validators=DAYS)

    @classmethod
    def current(cls) -> Retention:
        """The periods in force; the usual ones while nobody has set any."""
        return cls.objects.order_by("created").first() or cls()
