"""Settings for tools: mypy's plugin, ``manage``, tests. Each process has a store of its own; its keys guard nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from corridor_server.config import DeskConfig
from corridor_server.settings import desk_settings
from corridor_server.store.keys import Keys

FOLDER = Path(tempfile.gettempdir()) / f"corridor-tools-{os.getpid()}"
KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))

# Named for the type checker, which reads this module and does not run the function below.
DESK_CONFIG: DeskConfig
DESK_FOLDER: Path
DESK_KEYS: Keys
DESK_AUDIT_KEY: bytes
DESK_IDLE_SECONDS: int

globals().update(desk_settings(DeskConfig(FOLDER, names=("localhost", "127.0.0.1", "testserver")), KEYS))
# The costliest part of a test that logs in is its passphrase; the real cost is tested where it matters.
if os.environ.get("PYTEST_VERSION"):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
