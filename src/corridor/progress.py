"""How long work tells how far it is, without knowing who listens.

Engine functions take ``progress: Progress = silent``; the CLI passes one that draws bars, the desk one that
writes to its job table.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of each step: its name (already translated), what is done and how much there is (None: unknown)."""

    def __call__(self, step: str, done: float, total: float | None) -> None:
        """Called often; must be cheap."""


def silent(step: str, done: float, total: float | None) -> None:
    """Listens to nothing."""
