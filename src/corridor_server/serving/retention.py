"""Retention from the command line: what the registry would erase, and erasing it without a trace."""

from __future__ import annotations

from corridor_server.registry.retention import due
from corridor_server.registry.retention import erase_due as erase
from corridor_server.store.erasure import leave_no_trace


def count_due() -> dict[str, int]:
    """How many records of each kind are past their time."""
    return dict(due())


def erase_due() -> dict[str, int]:
    """Erase them, then empty the write-ahead log; ``log_emptied`` is 1 when nothing of it remains."""
    done = dict(erase())
    return done | {"log_emptied": int(leave_no_trace())}
