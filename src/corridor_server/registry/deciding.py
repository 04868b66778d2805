"""Decisions about leaving: kept one by one, the newest on the household too, so that lists can ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from corridor_server.registry.models.words import PersonState

if TYPE_CHECKING:
    from datetime import datetime

    from corridor_server.registry.models import Decision, Household


def decide(decision: Decision) -> Decision:
    """Keep a decision."""
    with transaction.atomic():
        decision.save()
        settle(decision.household)
    return decision


def settle(household: Household) -> None:
    """Bring the household in line with its newest decision."""
    newest = household.decisions.order_by("-said", "-pk").first()
    if newest is None:
        return
    household.choice, household.reasons, household.ask_again = newest.choice, newest.reasons, newest.ask_again
    household.save()


def leave(household: Household, when: datetime | None = None) -> None:
    """The household has left: it is planned for no more, and the time that its record is kept begins."""
    with transaction.atomic():
        household.gone = when or timezone.now()
        household.save_as("left")
        for person in household.people.filter(state=PersonState.HERE, merged_into=None):
            person.state = PersonState.LEFT
            person.save_as("left")
