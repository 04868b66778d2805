"""The app of the certificate authority: a page and a file, no tables."""

from __future__ import annotations

from django.apps import AppConfig


class PkiConfig(AppConfig):
    """The page on how a phone comes to trust this desk."""

    name = "corridor_server.pki"
    label = "pki"
