"""What the desk keeps of its operations."""

from __future__ import annotations

from corridor_server.operations.models.danger import ControlLine, Incident, Passage, RoadReport, RoadVoice
from corridor_server.operations.models.happened import (
    Delivery,
    Evacuation,
    Handover,
    MissionLog,
    Outcome,
    StockBase,
)
from corridor_server.operations.models.plan import Approval, Mission, Plan, Stop
from corridor_server.operations.models.profile import OperationProfile
from corridor_server.operations.models.resources import (
    Checkpoint,
    Crew,
    Depot,
    ReceptionCentre,
    StockMovement,
    Vehicle,
)

__all__ = [
    "Approval",
    "Checkpoint",
    "ControlLine",
    "Crew",
    "Delivery",
    "Depot",
    "Evacuation",
    "Handover",
    "Incident",
    "Mission",
    "MissionLog",
    "OperationProfile",
    "Outcome",
    "Passage",
    "Plan",
    "ReceptionCentre",
    "RoadReport",
    "RoadVoice",
    "StockBase",
    "StockMovement",
    "Stop",
    "Vehicle",
]
