"""The registry's records: shelters, people, what they have, need, ask and say."""

from __future__ import annotations

from corridor_server.registry.models.duplicates import Merge, Pair, PairState
from corridor_server.registry.models.erased import Erasure
from corridor_server.registry.models.imports import Import, ImportKind, ImportState
from corridor_server.registry.models.offer import Acceptance, Offer
from corridor_server.registry.models.people import Household, NameKey, Person
from corridor_server.registry.models.request import Request
from corridor_server.registry.models.retention import Retention
from corridor_server.registry.models.said import Consent, Decision, Relation, Whereabouts
from corridor_server.registry.models.shelter import Item, Need, Shelter, Standing, Stock

__all__ = [
    "Acceptance", "Consent", "Decision", "Erasure", "Household", "Import", "ImportKind", "ImportState", "Item", "Merge",
    "NameKey", "Need", "Offer", "Pair", "PairState", "Person", "Relation", "Request", "Retention",
    "Shelter", "Standing", "Stock", "Whereabouts",
]  # fmt: skip
