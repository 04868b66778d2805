"""The app of the audit."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Events, their chain and its verification."""

    name = "corridor_server.audit"
    label = "audit"
