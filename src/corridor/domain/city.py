"""A whole city to bring out: zones, buses, damaged roads, areas that close, and the folder that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AwareDatetime, Field

from corridor.domain.base import Record
from corridor.domain.operation import (
    Depot,
    Id,
    Lat,
    Lon,
    Minutes,
    OperationSettings,
    Priority,
    ReceptionCentre,
    RoadReport,
)
from corridor.domain.profiles import Profile


class Zone(Record):
    """A part of the city and how many people wait there. ``zones.csv``"""

    id: Id
    name: str = ""
    lon: Lon
    lat: Lat
    people: Annotated[int, Field(ge=0, le=5_000_000, description="everyone there, whichever way they leave")]
    people_by_car: Annotated[int, Field(ge=0, le=5_000_000, description="those of them who leave in private cars")] = 0
    people_per_car: float = Field(2.5, ge=1, le=9, description="people aboard a private car")
    priority: Priority = 2
    deadline: AwareDatetime | None = Field(None, description="when the last should be out, with offset")


class BusFleet(Record):
    """Buses alike that stand at one depot. ``buses.csv``"""

    id: Id
    depot_id: Id
    count: Annotated[int, Field(ge=0, le=5_000)]
    seats: Annotated[int, Field(ge=1, le=300)]
    profile: Profile = Profile.BUS
    boarding_minutes: Minutes = Field(10, description="from stopping at a zone to leaving it full")
    alighting_minutes: Minutes = Field(5, description="from stopping at a centre to leaving it empty")
    width_m: float | None = Field(None, gt=0, description="the bus's own width; empty: not checked, here and below")
    height_m: float | None = Field(None, gt=0)
    weight_t: float | None = Field(None, gt=0, description="laden, tonnes")


class RoadDamage(Record):
    """A stretch that lets fewer vehicles through, both ways. ``damage.csv``"""

    id: Id
    lon: Lon
    lat: Lat
    to_lon: Lon | None = Field(None, description="other end of the stretch; empty: the road nearest the point")
    to_lat: Lat | None = None
    capacity_share: float = Field(ge=0, le=1, description="what is left of its capacity; 0: nobody gets through")
    reported: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class ClosingArea:
    """Roads shut from one direction: all within a distance of ``parts`` that grows. ``closing.geojson``

    Only distances from a drawn line count; nothing is said or asked about who or what closes the roads.
    """

    id: str
    name: str
    parts: tuple[tuple[tuple[float, float], ...], ...]
    """Lines of lon, lat; of an area its outlines."""
    filled: bool
    """Whether the parts are outlines of an area that is shut itself."""
    starts_s: int
    """Epoch seconds at which the distance begins to grow from 0."""
    metres_per_hour: float
    most_m: float
    """The distance grows no further."""


class City(Record):
    """An operation folder as the evacuation of a city reads it, references whole."""

    settings: OperationSettings
    depots: tuple[Depot, ...] = ()
    centres: tuple[ReceptionCentre, ...]
    zones: tuple[Zone, ...]
    buses: tuple[BusFleet, ...] = ()
    damage: tuple[RoadDamage, ...] = ()
    closures: tuple[RoadReport, ...] = ()

    @property
    def starts_s(self) -> int:
        """Epoch seconds of the first departure."""
        starts = self.settings.evacuation.starts or self.settings.as_of
        return int(starts.timestamp())
