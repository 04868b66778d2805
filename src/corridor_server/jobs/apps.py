"""The app of jobs."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Models and pages of jobs."""

    name = "corridor_server.jobs"
    label = "jobs"
