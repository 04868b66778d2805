"""What a crew said of its mission before anybody at the desk wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class HomeSaid:
    """What stands of one household: ``taken``, ``refused``, ``postponed``, ``not_found`` or ``moved``."""

    what: str
    people: int | None = None
    reason: str = ""
    again: date | None = None
    words: str = ""
    """What would help, or where to."""


@dataclass(frozen=True, slots=True)
class CrewSaid:
    """Everything that a crew said of one mission."""

    goods: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Stop and item to the amount handed over, in the item's unit."""
    homes: Mapping[str, HomeSaid] = field(default_factory=dict)
    undecided: frozenset[str] = frozenset()
    """Households of which phones say different things, and nobody has decided."""
