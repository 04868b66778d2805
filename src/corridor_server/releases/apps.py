"""The app of releases."""

from __future__ import annotations

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Releases of lists."""

    name = "corridor_server.releases"
    label = "releases"
