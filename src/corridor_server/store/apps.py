"""The app of the store: fields and base models, no table of its own."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Fields and base models."""

    name = "corridor_server.store"
    label = "store"
