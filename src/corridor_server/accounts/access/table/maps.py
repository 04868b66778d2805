"""Who may open what, and read which fields, in ``maps``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import COORDINATOR, DESK, PLANNER
from corridor_server.accounts.access.rules import Endpoint

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

MAKERS = COORDINATOR | PLANNER
"""Bring in roads and ask for forecasts."""

FIELDS: dict[str, FieldRules] = {}
ENDPOINTS: dict[str, Endpoint] = {
    "maps:situation": Endpoint(DESK),
    "maps:roads": Endpoint(DESK, DESK),
    "maps:second": Endpoint(write=DESK),
    "maps:area": Endpoint(MAKERS, MAKERS),
    "maps:forecast": Endpoint(DESK),
    "maps:renew": Endpoint(write=MAKERS),
    "maps:tiles": Endpoint(DESK),
    "maps:lines": Endpoint(DESK),
    "maps:danger": Endpoint(DESK),
}
