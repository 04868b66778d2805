"""Who may open what in ``city``: critical roads and last hours are for coordinators and planners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import COORDINATOR, PLANNER
from corridor_server.accounts.access.rules import Endpoint

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

PLANNERS = COORDINATOR | PLANNER

FIELDS: dict[str, FieldRules] = {}
ENDPOINTS: dict[str, Endpoint] = {
    "city:city": Endpoint(PLANNERS, PLANNERS, shows={"operations.Depot": "name", "registry.Shelter": "*"}),
    "city:progress": Endpoint(PLANNERS, background=True),
    "city:cancel": Endpoint(write=PLANNERS),
    "city:timetable": Endpoint(PLANNERS, shows={"operations.Depot": "*", "registry.Shelter": "*"}),
}
