"""The app of maps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from corridor_server import jobs


class MapsConfig(AppConfig):
    """Models and pages of maps."""

    name = "corridor_server.maps"
    label = "maps"

    def ready(self) -> None:
        """Make the jobs of maps known."""
        jobs.register("maps.import", "corridor_server.maps.work:import_area", _("Importing roads"))
        jobs.register("maps.forecast", "corridor_server.maps.work:forecast", _("Forecasting danger"))
