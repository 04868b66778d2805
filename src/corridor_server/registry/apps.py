"""The app of registry."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from corridor_server import jobs


class RegistryConfig(AppConfig):
    """Models and pages of registry."""

    name = "corridor_server.registry"
    label = "registry"

    def ready(self) -> None:
        """Keys follow names; jobs are made known."""
        from corridor_server.registry import signals  # noqa: F401, PLC0415 - models exist only now

        jobs.register("registry.duplicates", f"{self.name}.duplicates:find_all", _("Looking for duplicates"))
        jobs.register("registry.retention", f"{self.name}.retention:retain", _("Erasing what is due"))
        jobs.register("registry.import", f"{self.name}.imports.taking:take_over_job", _("Taking over a list"))
