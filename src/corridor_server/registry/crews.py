"""The crews that a family may trust. Operations stands above this app, so that its crews are asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _crews() -> QuerySet:  # type: ignore[type-arg]
    model = apps.get_model("operations", "Crew")
    return model._default_manager.all()


def choices(chosen: str = "") -> list[tuple[str, str]]:
    """Ids and call signs of the crews on duty, and of the one chosen before."""
    return [(crew.pk, crew.name) for crew in _crews() if crew.active or crew.pk == chosen]


def name_of(crew_id: str) -> str:
    """Call sign of a crew; empty where there is none."""
    found = _crews().filter(pk=crew_id).first() if crew_id else None
    return found.name if found else ""
