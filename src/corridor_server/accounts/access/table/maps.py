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
    "maps:situation": Endpoint(
        DESK,
        shows={
            "operations.Depot": "name lon lat",
            "operations.ReceptionCentre": "name lon lat",
            "operations.Incident": "kind lon lat at reported source",
            "operations.RoadReport": "lon lat road effect kind reported expires confirmed stale source",
            "operations.Mission": "*",
            "registry.Shelter": "name lon lat headcount people scarcest",
            "registry.Item": "name",
        },
    ),
    "maps:roads": Endpoint(
        DESK,
        DESK,
        shows={
            "operations.Incident": "kind lon lat at reported source",
            "operations.RoadReport": "lon lat road effect kind reported expires confirmed stale source",
        },
    ),
    "maps:second": Endpoint(write=DESK),
    "maps:area": Endpoint(MAKERS, MAKERS),
    "maps:forecast": Endpoint(DESK),
    "maps:renew": Endpoint(write=MAKERS),
    "maps:tiles": Endpoint(DESK),
    "maps:lines": Endpoint(DESK),
    "maps:danger": Endpoint(DESK),
}
