"""What a developer needs to help from afar, and nothing that names a person, a place or a plan."""

from __future__ import annotations

import json
import platform
import sqlite3
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection

from corridor import __version__
from corridor_server.logs import NAME
from corridor_server.serving.health import look

if TYPE_CHECKING:
    from corridor_server.config import DeskConfig
    from corridor_server.store.keyring import Keyring
    from corridor_server.store.keys import Keys

LIBRARIES = ("django", "granian", "sqlcipher3", "cryptography", "numpy", "pyvrp", "highspy")
LOG_LINES = 300


def collect(config: DeskConfig, ring: Keyring, keys: Keys) -> dict[str, Any]:
    """Versions, sizes, magnitudes, health, the end of the log. The folder's name and the machine's stay out."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cipher_version")
        cipher = cursor.fetchone()[0]
    return {
        "corridor": __version__,
        "python": sys.version.split()[0],
        "system": platform.system(),
        "machine": platform.machine(),
        "libraries": {name: version(name) for name in LIBRARIES} | {"sqlite": sqlite3.sqlite_version, "cipher": cipher},
        "files_kb": {
            one.name: one.stat().st_size // 1024 for one in sorted(config.folder.glob("store.db*")) if one.is_file()
        },
        "rows_about": {model._meta.label: _about(model._base_manager.count()) for model in apps.get_models()},
        "health": look(config, ring, keys).as_dict(),
        "log": _end_of_log(config),
    }


def _about(count: int) -> int:
    """Its magnitude only: 0, 1, 10, 100, ... How many people are registered is nobody's business."""
    return 0 if count == 0 else 10 ** (len(str(count)) - 1)


def _end_of_log(config: DeskConfig) -> list[Any]:
    path = config.logs / NAME
    if not path.exists():
        return []
    lines = path.read_text("utf-8", errors="replace").splitlines()[-LOG_LINES:]
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
