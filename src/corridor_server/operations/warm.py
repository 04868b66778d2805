"""Get ready to price changes by hand while people still read the plan: loading the engine takes seconds once."""

from __future__ import annotations

import sys
from threading import Lock, Thread

_once = Lock()


def warm() -> None:
    """Load what prices changes, beside the requests; once in each process."""
    if "corridor_server.operations.moving" not in sys.modules and _once.acquire(blocking=False):
        Thread(target=_load, name="warm-changes", daemon=True).start()


def _load() -> None:
    from corridor_server.operations import moving  # noqa: PLC0415 - this is the loading

    del moving
