"""Decisions about leaving: kept one by one, the newest on the household too, so that lists can ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
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
