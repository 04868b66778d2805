"""The app of maps."""

from __future__ import annotations

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """Models and pages of maps."""

    name = "corridor_server.maps"
    label = "maps"
