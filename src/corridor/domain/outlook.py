"""What comes within given distances of a published line, and of the same line supposed elsewhere. Only distances."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from corridor.domain.base import Record
from corridor.domain.operation import Amount, Count, Id, Lat, Lon


class PlaceKind(StrEnum):
    """What stands at a place, in the order in which it is moved: the sick, then people, then stocks."""

    HOSPITAL = "hospital"
    TOWN = "town"
    STOCK = "stock"


class OutlookPlace(Record):
    """A town, a hospital or a stock of goods. ``places.csv``"""

    id: Id
    name: str = ""
    lon: Lon
    lat: Lat
    kind: PlaceKind = PlaceKind.TOWN
    people: Count = Field(0, description="people there; of a hospital its patients")
    amount: Amount = Field(0, description="tonnes of a stock")


class PlaceOutlook(Record):
    """One place against both lines. Distances in kilometres, 0 within the area."""

    place: str
    name: str
    lon: float
    lat: float
    kind: PlaceKind
    people: int
    amount: float
    now_km: float
    then_km: float
    band_now_km: float | None
    """The narrowest distance asked about that holds it now; None beyond all."""
    band_then_km: float | None


class Band(Record):
    """Everything nearer than a distance."""

    within_km: float
    towns_now: int
    towns_then: int
    people_now: int
    people_then: int
    hospitals_then: int
    patients_then: int
    stock_then: float
    road_km_now: float
    road_km_then: float
    main_roads_then: tuple[str, ...]
    """Names of main roads that come nearer than this and did not lie so near before."""


class Outlook(Record):
    """The answer. For coordinators and planners only."""

    for_whom: str = "coordinators and planners only"
    operation: str
    demonstration: bool
    published: str
    """Local day of the line used."""
    supposed: str
    """The shift in words."""
    bands: tuple[Band, ...]
    places: tuple[PlaceOutlook, ...]
    """What comes nearer than the widest distance: in the order in which it would have to be moved."""
