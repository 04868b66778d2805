"""The app of operations."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Models and pages of operations."""

    name = "corridor_server.operations"
    label = "operations"
