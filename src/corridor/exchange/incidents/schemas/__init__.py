"""Published schemas of incident data, told by their columns: each is brought into our own columns, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.exchange.incidents.schemas.acled import ACLED
from corridor.exchange.incidents.schemas.hxl import by_tags
from corridor.exchange.incidents.schemas.ucdp import UCDP
from corridor.exchange.incidents.schemas.viina import VIINA

if TYPE_CHECKING:
    from corridor.exchange.incidents.schemas.base import Schema

__all__ = ["schema_of"]

_KNOWN = (ACLED, UCDP, VIINA)


def schema_of(columns: tuple[str, ...], tags: tuple[str, ...] = ()) -> Schema | None:
    """The published schema that has these (folded) columns or HXL tags; None for our own columns and FIRMS."""
    have = set(columns)
    for schema in _KNOWN:
        if schema.needs <= have:
            return schema
    return by_tags(columns, tags)
