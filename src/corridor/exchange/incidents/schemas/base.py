"""What a published schema is to us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corridor.exchange.incidents.dialect import Dialect

Values = Mapping[str, str]
"""A row's cells by folded column."""


@dataclass(frozen=True, slots=True)
class Schema:
    """``needs`` are columns that no other kind of file has together; ``translate`` gives our own columns.

    ``translate`` returns None for rows that tell of no danger (a protest, a sanction). ``titles`` names, for people,
    the column of the file behind each of ours.
    """

    dialect: Dialect
    needs: frozenset[str]
    translate: Callable[[Values], dict[str, str] | None]
    titles: Values
