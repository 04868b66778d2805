"""Marks and lists of the situation, gathered from the apps that own the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from corridor_server.maps.page_data import Spot


def spots_for(user: object) -> list[Spot]:
    """Marks that ``user`` may see, what is urgent last, so that it lies on top."""
    return []


def figures(user: object) -> list[Any]:
    return []


def overdue_crews(user: object) -> list[Any]:
    return []


def running_out(user: object) -> list[Any]:
    return []


def changes_since(user: object, since: datetime | None) -> list[Any]:
    return []
