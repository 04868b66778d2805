"""Load test: many people, several users, the real server."""

from __future__ import annotations

import typer


def register(admin: typer.Typer) -> None:
    """Add the command."""
