"""The app of the city."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from corridor_server import jobs


class CityConfig(AppConfig):
    """Model, page and job of bringing a whole city out."""

    name = "corridor_server.city"
    label = "city"

    def ready(self) -> None:
        """Make its job known."""
        jobs.register("city.evacuate", "corridor_server.city.work:evacuate", label=_("The whole city out"))
