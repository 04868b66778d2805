"""CSV whose columns are named by HXL tags (hxlstandard.org, dictionary 1.1), whatever language the header is in."""

from __future__ import annotations

from functools import partial

from corridor.exchange.incidents.dialect import PLAIN
from corridor.exchange.incidents.schemas.base import Schema, Values

_WANTED: tuple[tuple[str, str, frozenset[str]], ...] = (
    # Our column, the tag, and attributes of which one must be there (none: the tag alone will do).
    ("reported", "#date", frozenset({"reported", "published"})),
    ("date", "#date", frozenset()),
    ("lat", "#geo", frozenset({"lat"})),
    ("lon", "#geo", frozenset({"lon"})),
    ("precision", "#geo", frozenset({"precision", "accuracy", "precision_m"})),
    ("kind", "#event", frozenset()),
    ("source", "#meta", frozenset({"source"})),
    ("source", "#source", frozenset()),
    ("confidence", "#meta", frozenset({"confidence", "reliability"})),
    ("confidence", "#severity", frozenset({"confidence"})),
)


def by_tags(columns: tuple[str, ...], tags: tuple[str, ...]) -> Schema | None:
    """A schema where tags name a place and a day that the header itself does not."""
    tags = tags or columns
    if not any(tag.startswith("#") for tag in tags):
        return None
    names: dict[str, str] = {}
    for column, tag in zip(columns, tags, strict=False):
        ours = _ours(tag)
        if ours is not None:
            names.setdefault(ours, column)
    names = {ours: ours if ours in columns else column for ours, column in names.items()}
    if not {"date", "lat", "lon"} <= names.keys():
        return None
    return Schema(PLAIN, frozenset(columns), partial(_renamed, names=names), names)


def _ours(tag: str) -> str | None:
    """Our column for a tag such as ``#date +occurred``."""
    base, *attributes = tag.replace(" ", "").replace("_+", "+").casefold().split("+")
    for ours, wanted, any_of in _WANTED:
        if base == wanted and (not any_of or any_of & set(attributes)):
            return ours
    return None


def _renamed(row: Values, names: Values) -> dict[str, str]:
    return dict(row) | {ours: row.get(column, "") for ours, column in names.items()}
