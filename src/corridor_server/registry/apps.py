"""The app of registry."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Models and pages of registry."""

    name = "corridor_server.registry"
    label = "registry"

    def ready(self) -> None:
        """Keys follow names."""
        from corridor_server.registry import signals  # noqa: F401, PLC0415 - models exist only now
