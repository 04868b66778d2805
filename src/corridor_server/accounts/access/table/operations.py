"""Who may open what, and read which fields, in ``operations``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import (
    COORDINATOR,
    CREW_LEAD,
    DESK,
    EVERYONE,
    NAMES,
    OFFICER,
    PLANNER,
    REGISTRAR,
)
from corridor_server.accounts.access.rules import Endpoint, fields, read

if TYPE_CHECKING:
    from corridor_server.accounts.access.rules import FieldRules

PLANNERS = COORDINATOR | PLANNER
"""Ask for plans and change them; approving is the coordinator's and the officer's."""
APPROVERS = COORDINATOR | OFFICER
FOLLOWERS = COORDINATOR | REGISTRAR | CREW_LEAD
"""Write the logs of missions and what happened."""
PRINTERS = COORDINATOR | CREW_LEAD
REPORTERS_SEEN = COORDINATOR | REGISTRAR | PLANNER | OFFICER
"""Read where a report is from; crews do not, and who typed it in nobody reads."""

_PLACE = "name lon lat opens closes active"
FIELDS: dict[str, FieldRules] = {
    "operations.OperationProfile": fields(
        read(EVERYONE, "name demonstration"),  # on every page's head
        read(DESK, "timezone day_starts day_ends curfew_from curfew_until target_days max_trips"),
    ),
    "operations.Depot": fields(read(DESK, f"{_PLACE} loading_minutes")),
    "operations.ReceptionCentre": fields(read(DESK, f"{_PLACE} capacity unloading_minutes")),
    "operations.Checkpoint": fields(read(DESK, f"{_PLACE} queue_minutes checkin")),
    "operations.Crew": fields(
        read(DESK, "name members risk_budget cumulative_exposure starts latest_return active lead")
    ),
    "operations.Vehicle": fields(
        read(
            DESK,
            "name kind depot crew seats reserve_seats wheelchair_places stretchers pet_cages load_kg load_litres "
            "protection range_km width_m height_m weight_t out_since ready",
        )
    ),
    "operations.StockMovement": fields(read(DESK, "depot item amount why at mission")),
    "operations.Incident": fields(
        read(DESK, "kind lon lat at time_precision_s reported precision_m confidence cleared"),
        read(REPORTERS_SEEN, "source"),
        read(NAMES - CREW_LEAD, "note"),
    ),
    "operations.RoadReport": fields(
        read(
            DESK,
            "lon lat to_lon to_lat line road effect kind confidence reported starts expires confirmed stale expired",
        ),
        read(REPORTERS_SEEN, "source"),
    ),
    "operations.Mission": fields(
        read(DESK, "label vehicle crew state departs returns latest_return next_due last_heard last_lon last_lat")
    ),
    "operations.Plan": fields(read(DESK, "day state why as_of")),
    "operations.Stop": fields(read(DESK, "trip_number order kind arrives begins departs goods people locked state")),
    "operations.Outcome": fields(read(FOLLOWERS, "what at place subject amount reason")),
    "operations.MissionLog": fields(read(DESK, "mission kind at stop get_kind_display"), read(NAMES, "note")),
}

_PLAN = {"operations.Plan": "why"}
_WHO = {"operations.Crew": "name", "operations.Vehicle": "name"}
_DAY = {
    "operations.Crew": "*", "operations.Vehicle": "*", "operations.Mission": "*", "operations.Stop": "*",
    "registry.Shelter": "*", "registry.Item": "*",
}  # fmt: skip
"""A plan that the engine made tells these; one that is only asked for tells none of them."""
_RESOURCES = {
    "operations.Vehicle": "name seats load_kg", "operations.Crew": "name", "operations.Depot": "name",
}  # fmt: skip
_VEHICLE = (
    "name seats reserve_seats wheelchair_places stretchers pet_cages load_kg load_litres range_km width_m height_m "
    "weight_t"
)
ENDPOINTS: dict[str, Endpoint] = {
    "operations:plan": Endpoint(DESK, shows=_PLAN | _DAY),
    "operations:plan_show": Endpoint(DESK, shows=_PLAN | _DAY),
    "operations:plan_new": Endpoint(PLANNERS, PLANNERS, shows=_PLAN | _WHO),
    "operations:plan_progress": Endpoint(DESK, background=True),
    "operations:plan_cancel": Endpoint(write=PLANNERS),
    "operations:plan_approve": Endpoint(write=APPROVERS),
    "operations:replan": Endpoint(PLANNERS, PLANNERS, shows=_WHO | {"operations.RoadReport": "*"}),
    "operations:alarm": Endpoint(DESK, background=True, shows={"operations.Crew": "*", "operations.Vehicle": "*"}),
    "operations:stop_places": Endpoint(PLANNERS, shows=_DAY),
    "operations:stop_move": Endpoint(write=PLANNERS),
    "operations:stop_lock": Endpoint(write=PLANNERS),
    "operations:mission": Endpoint(
        DESK, shows=_DAY | _WHO | {"operations.MissionLog": "note", "operations.Outcome": "amount"}
    ),
    "operations:mission_approve": Endpoint(write=APPROVERS),
    "operations:sheet": Endpoint(PRINTERS),
    "operations:packet": Endpoint(write=PRINTERS, fresh=True),
    "operations:mission_log": Endpoint(write=FOLLOWERS),
    "operations:outcomes": Endpoint(FOLLOWERS, FOLLOWERS),
    "operations:resources": Endpoint(DESK, shows=_RESOURCES),
    "operations:profile": Endpoint(COORDINATOR, COORDINATOR, shows={"operations.OperationProfile": "*"}),
    "operations:resource_new": Endpoint(
        COORDINATOR, COORDINATOR, shows={"operations.Crew": "name", "operations.Depot": "name"}
    ),
    "operations:vehicle": Endpoint(
        COORDINATOR, COORDINATOR,
        shows={"operations.Vehicle": _VEHICLE, "operations.Crew": "name", "operations.Depot": "name"},
    ),
    "operations:vehicle_out": Endpoint(write=COORDINATOR | CREW_LEAD),
    "operations:crew": Endpoint(
        COORDINATOR, COORDINATOR, shows={"operations.Crew": "name risk_budget", "accounts.User": "full_name"}
    ),
    "operations:depot": Endpoint(COORDINATOR, COORDINATOR, shows={"operations.Depot": "name lon lat loading_minutes"}),
    "operations:depot_stock": Endpoint(
        DESK, COORDINATOR | REGISTRAR,
        shows={
            "operations.Depot": "name", "operations.Mission": "label", "operations.StockMovement": "amount",
            "registry.Item": "name unit",
        },
    ),
    "operations:centre": Endpoint(
        COORDINATOR, COORDINATOR, shows={"operations.ReceptionCentre": "name lon lat capacity unloading_minutes"}
    ),
    "operations:centre_handovers": Endpoint(
        DESK, COORDINATOR | REGISTRAR, shows={"operations.ReceptionCentre": "name capacity", "operations.Mission": "*"}
    ),
    "operations:checkpoint": Endpoint(
        COORDINATOR, COORDINATOR, shows={"operations.Checkpoint": "name lon lat queue_minutes"}
    ),
}  # fmt: skip
