"""How the table is written: one ``Endpoint`` for each url name, one mapping of fields for each model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from corridor_server.accounts.access.roles import Roles

NOBODY: Roles = frozenset()
READING = frozenset({"GET", "HEAD", "OPTIONS"})
FieldRules = Mapping[str, Roles]
"""Field (or shown property) of one model to the roles that may read it; what is not listed, nobody reads."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Who may open one url name, and which fields its answer holds.

    Args:
        roles: may read it (GET, HEAD, OPTIONS).
        write: may send to it (every other method).
        shows: model label to the fields that stand in the answer, words between spaces; ``*`` for any of
            them (a card that leaves out what is empty).
        reason: label of the model whose record is read; a reason is asked once for each record, and every read logged.
        lists: label of the model whose records are named in a list; every answer that names them is logged.
        fresh: the passphrase must have been given within the last minutes (exports, key work).
        public: open to people who are not logged in.
        background: polling; does not count as a sign that someone sits at the desk.
    """

    roles: Roles = NOBODY
    write: Roles = NOBODY
    shows: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reason: str = ""
    lists: str = ""
    fresh: bool = False
    public: bool = False
    background: bool = False

    def allowed(self, method: str) -> Roles:
        """Roles that may send ``method``."""
        return self.roles if method.upper() in READING else self.write


def read(roles: Roles, names: str) -> FieldRules:
    """``names`` (words between spaces), all read by ``roles``."""
    return dict.fromkeys(names.split(), roles)


def fields(*rules: FieldRules) -> FieldRules:
    """Rules of one model, joined; a field named twice is a mistake in the table.

    Raises:
        ValueError: a field stands in two rules.
    """
    joined: dict[str, Roles] = {}
    for rule in rules:
        twice = joined.keys() & rule.keys()
        if twice:
            raise ValueError(f"fields with two rules: {', '.join(sorted(twice))}")
        joined.update(rule)
    return MappingProxyType(joined)
