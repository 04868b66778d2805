"""The app of jobs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from corridor_server.jobs.demonstration import DEMONSTRATION
from corridor_server.jobs.kinds import register


class JobsConfig(AppConfig):
    """Models and pages of jobs."""

    name = "corridor_server.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Make the demonstration known as a job."""
        register(DEMONSTRATION, "corridor_server.jobs.demonstration:load", _("Loading the demonstration"))
