"""Who may open what, and read which fields, in ``operations``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor_server.accounts.access.roles import COORDINATOR, CREW_LEAD, DESK, NAMES, OFFICER, PLANNER, REGISTRAR
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
        read(DESK, "name timezone demonstration day_starts day_ends curfew_from curfew_until target_days max_trips")
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
    "operations.MissionLog": fields(read(DESK, "mission kind at stop get_kind_display"), read(NAMES, "note")),
}

_RESOURCES = {
    "operations.Vehicle": "name seats load_kg",
    "operations.Crew": "name",
    "operations.Depot": "name",
}
ENDPOINTS: dict[str, Endpoint] = {
    "operations:plan": Endpoint(DESK),
    "operations:plan_show": Endpoint(DESK),
    "operations:plan_new": Endpoint(PLANNERS, PLANNERS),
    "operations:plan_progress": Endpoint(DESK, background=True),
    "operations:plan_cancel": Endpoint(write=PLANNERS),
    "operations:plan_approve": Endpoint(write=APPROVERS),
    "operations:replan": Endpoint(PLANNERS, PLANNERS),
    "operations:alarm": Endpoint(DESK, background=True),
    "operations:stop_places": Endpoint(PLANNERS),
    "operations:stop_move": Endpoint(write=PLANNERS),
    "operations:stop_lock": Endpoint(write=PLANNERS),
    "operations:mission": Endpoint(DESK),
    "operations:mission_approve": Endpoint(write=APPROVERS),
    "operations:sheet": Endpoint(PRINTERS),
    "operations:packet": Endpoint(write=PRINTERS, fresh=True),
    "operations:mission_log": Endpoint(write=FOLLOWERS),
    "operations:outcomes": Endpoint(FOLLOWERS, FOLLOWERS),
    "operations:resources": Endpoint(DESK, shows=_RESOURCES),
    "operations:profile": Endpoint(COORDINATOR, COORDINATOR),
    "operations:resource_new": Endpoint(COORDINATOR, COORDINATOR),
    "operations:vehicle": Endpoint(COORDINATOR, COORDINATOR),
    "operations:vehicle_out": Endpoint(write=COORDINATOR | CREW_LEAD),
    "operations:crew": Endpoint(COORDINATOR, COORDINATOR),
    "operations:depot": Endpoint(COORDINATOR, COORDINATOR),
    "operations:depot_stock": Endpoint(DESK, COORDINATOR | REGISTRAR),
    "operations:centre": Endpoint(COORDINATOR, COORDINATOR),
    "operations:centre_handovers": Endpoint(DESK, COORDINATOR | REGISTRAR),
    "operations:checkpoint": Endpoint(COORDINATOR, COORDINATOR),
}
