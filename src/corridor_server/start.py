"""Starts Django for one desk in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django
from django.conf import settings

from corridor_server.settings import desk_settings

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig
    from corridor_server.store.keys import Keys


def start_django(config: DeskConfig, keys: Keys) -> None:
    """Configure and load every app. Once a process; a second call for the same folder does nothing."""
    if settings.configured:
        if config.folder != settings.DESK_FOLDER:
            raise RuntimeError("one process serves one desk")
        return
    settings.configure(**desk_settings(config, keys))
    django.setup()
