"""Django's own commands for developers: ``python -m corridor_server.manage makemigrations``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from corridor_server.tool_settings import FOLDER

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor_server.tool_settings")
    FOLDER.mkdir(parents=True, exist_ok=True)
    execute_from_command_line(sys.argv)
