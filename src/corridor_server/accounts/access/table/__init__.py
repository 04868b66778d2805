"""The parts of the table, one for each app, joined; a name in two parts is a mistake."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from corridor_server.accounts.access.table import (
    accounts,
    audit,
    city,
    fieldsync,
    jobs,
    maps,
    operations,
    pki,
    registry,
    releases,
    web,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor_server.accounts.access.rules import Endpoint, FieldRules

Rule = TypeVar("Rule")
PARTS = (web, pki, accounts, audit, releases, jobs, maps, registry, operations, city, fieldsync)


def joined(parts: list[Mapping[str, Rule]]) -> Mapping[str, Rule]:
    """One mapping of all parts.

    Raises:
        ValueError: a name stands in two parts.
    """
    whole: dict[str, Rule] = {}
    for part in parts:
        twice = whole.keys() & part.keys()
        if twice:
            raise ValueError(f"named in two parts of the table: {', '.join(sorted(twice))}")
        whole.update(part)
    return MappingProxyType(whole)


ENDPOINTS: Mapping[str, Endpoint] = joined([part.ENDPOINTS for part in PARTS])
FIELDS: Mapping[str, FieldRules] = joined([part.FIELDS for part in PARTS])
