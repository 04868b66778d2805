"""The app of registry."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Models and pages of registry."""

    name = "corridor_server.registry"
    label = "registry"
