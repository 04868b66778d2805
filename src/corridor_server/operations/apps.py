"""The app of operations."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from corridor_server import jobs


class OperationsConfig(AppConfig):
    """Models, pages and jobs of operations."""

    name = "corridor_server.operations"
    label = "operations"

    def ready(self) -> None:
        """Make its jobs known."""
        jobs.register("operations.plan", "corridor_server.operations.work:plan", label=_("Plan of the day"))
        jobs.register("operations.change", "corridor_server.operations.work:change", label=_("Change of a plan"))
