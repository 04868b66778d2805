"""Who may open what, and read which fields, in ``web``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.rules import Endpoint

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

FIELDS: dict[str, FieldRules] = {}
ENDPOINTS: dict[str, Endpoint] = {"web:language": Endpoint(public=True)}
