"""THE table: role x endpoint x field. Pure and declarative; what is not listed is denied.

Each app writes its own part under ``table/``; here they are one. The middleware asks ``endpoint``; views, forms,
templates and the API ask ``may`` and ``visible_fields``; a test walks all of it through the real server.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from corridor_server.accounts.access.rules import NOBODY, Endpoint, FieldRules
from corridor_server.accounts.access.table import ENDPOINTS, FIELDS

if TYPE_CHECKING:
    from corridor_server.accounts.access.roles import Roles

__all__ = ["ENDPOINTS", "FIELDS", "Endpoint", "answer_fields", "endpoint", "may", "may_read", "visible_fields"]


def roles_of(user: object) -> Roles:
    """The roles of ``user``; nobody's, for someone not logged in or disabled."""
    if not getattr(user, "is_active", False):
        return NOBODY
    held: Roles = getattr(user, "role_set", NOBODY)
    return held


def endpoint(url_name: str) -> Endpoint | None:
    """The rule of ``url_name`` (``app:name``); None where the table has none, which means denied."""
    return ENDPOINTS.get(url_name)


def may(user: object, url_name: str, method: str = "GET") -> bool:
    """Whether ``user`` may send ``method`` to ``url_name``."""
    rule = endpoint(url_name)
    return rule is not None and (rule.public or bool(rule.allowed(method) & roles_of(user)))


@cache
def _visible(roles: Roles, label: str) -> frozenset[str]:
    rules: FieldRules = FIELDS.get(label, {})
    return frozenset(name for name, readers in rules.items() if readers & roles)


def visible_fields(user: object, label: str) -> frozenset[str]:
    """Fields of the model ``label`` (``app.Model``) that ``user`` may read."""
    return _visible(roles_of(user), label)


def may_read(user: object, label: str, name: str) -> bool:
    """Whether ``user`` may read field ``name`` of the model ``label``."""
    return name in visible_fields(user, label)


def answer_fields(roles: Roles, url_name: str) -> frozenset[str]:
    """``app.Model.field`` of everything that the answer of ``url_name`` holds for ``roles``: the cell of the table."""
    rule = endpoint(url_name)
    if rule is None or not rule.allowed("GET") & roles:
        return frozenset()
    held: set[str] = set()
    for label, names in rule.shows.items():
        visible = _visible(roles, label)
        wanted = visible if names == "*" else visible & frozenset(names.split())
        held.update(f"{label}.{name}" for name in wanted)
    return frozenset(held)
