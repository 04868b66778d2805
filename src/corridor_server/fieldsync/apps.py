"""The app of phones in the field."""

from __future__ import annotations

from django.apps import AppConfig


class FieldsyncConfig(AppConfig):
    """Phones of crews."""

    name = "corridor_server.fieldsync"
    label = "fieldsync"
