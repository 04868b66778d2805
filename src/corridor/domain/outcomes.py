"""What happened, as a crew writes it down: the rows of ``outcomes.csv``."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from corridor.domain.base import Record
from corridor.domain.operation import Id


class OutcomeKind(StrEnum):
    """One row tells one thing."""

    DELIVERED = "delivered"
    TAKEN = "taken"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    ROAD_PASSED = "road_passed"
    ROAD_SHUT = "road_shut"
    ROAD_OPEN = "road_open"
    SEEN = "seen"


class Outcome(Record):
    """One thing that happened. ``id`` makes recording it again harmless.

    delivered: shelter_id, item_id, amount. taken, refused, not_found: household_id (refused: reason, and when to
    ask again in ``detail`` as a date). road_*: lon, lat, to_lon, to_lat. seen: kind of incident in ``reason``,
    lon, lat.
    """

    id: Id
    time: AwareDatetime = Field(description="when, with offset")
    what: OutcomeKind
    mission_id: str = ""
    shelter_id: str = ""
    household_id: str = ""
    item_id: str = ""
    amount: float | None = Field(None, ge=0)
    people: int | None = Field(None, ge=0)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    to_lon: float | None = Field(None, ge=-180, le=180)
    to_lat: float | None = Field(None, ge=-90, le=90)
    reason: str = ""
    detail: str = ""
    reporter: str = Field("", description="anonymous id of who saw it")
