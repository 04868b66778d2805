"""The demonstration as a job: everybody in it is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corridor.progress import Progress

DEMONSTRATION = "desk.demonstration"


def load(params: Mapping[str, Any], progress: Progress, cancelled: Callable[[], bool]) -> None:
    """Fill an empty desk.

    Raises:
        InputRefused: ``desk.not_empty``: real and made-up people are never mixed.
    """
    del params, cancelled
    if apps.get_model("registry", "Shelter").objects.exists():
        raise InputRefused(
            "desk.not_empty",
            _("This desk holds shelters already; the demonstration goes into an empty one only."),
            "",
            _("Start a second desk for trying out: corridor serve --data OTHER-FOLDER --demo"),
        )
    from corridor_server.operations.demo import load_demo  # noqa: PLC0415 - loads the engine

    load_demo(progress=progress)
