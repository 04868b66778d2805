"""Who may open what, and read which fields, in ``jobs``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import Endpoint, FieldRules

FIELDS: dict[str, FieldRules] = {}
ENDPOINTS: dict[str, Endpoint] = {}
