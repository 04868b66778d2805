"""The app of people who work here."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, sessions, enrolment."""

    name = "corridor_server.accounts"
    label = "accounts"
