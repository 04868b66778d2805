"""The app of the frame."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and the tags that pages use."""

    name = "corridor_server.web"
    label = "web"
