"""An operation as its folder tells it: places, people by anonymous id, needs, vehicles, rules of the day.

These models are the one source of the published schemas, the docs tables and the form labels. Clock times are
local to the operation's time zone and belong to ``OperationSettings.day``; weights are kilograms, volumes litres.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from corridor.domain.base import Record
from corridor.domain.profiles import Profile

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$", description="unique in its file")]
Lon = Annotated[float, Field(ge=-180, le=180, description="longitude, WGS84 degrees")]
Lat = Annotated[float, Field(ge=-90, le=90, description="latitude, WGS84 degrees")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Amount = Annotated[float, Field(ge=0, le=10_000_000)]
Minutes = Annotated[float, Field(ge=0, le=1440)]
Load = Annotated[float, Field(ge=0, le=1_000_000)]
Measure = Annotated[float, Field(ge=0, le=100_000)]
Priority = Annotated[int, Field(ge=1, le=3, description="1 life-saving, 2 needed, 3 if there is room")]


class Decision(StrEnum):
    """What a household says about leaving."""

    LEAVE = "leave"
    STAY = "stay"
    UNDECIDED = "undecided"


class ClosureEffect(StrEnum):
    """What a road report does."""

    SHUT = "shut"
    OPEN = "open"


class Depot(Record):
    """Where vehicles start and end, and goods are loaded. ``depots.csv``"""

    id: Id
    name: str = ""
    lon: Lon
    lat: Lat
    opens: time | None = Field(None, description="local clock time, HH:MM")
    closes: time | None = None
    loading_minutes: Minutes = Field(15, description="mean time to load a vehicle for a trip")


class ReceptionCentre(Record):
    """Where people are brought. ``centres.csv``"""

    id: Id
    name: str = ""
    lon: Lon
    lat: Lat
    capacity: Count = Field(description="people it can still take today")
    opens: time | None = None
    closes: time | None = None
    unloading_minutes: Minutes = 10


class Shelter(Record):
    """A place where people stay. ``shelters.csv``"""

    id: Id
    name: str = ""
    lon: Lon
    lat: Lat
    kind: str = Field("cellar", description="cellar, school, church, flat, ...")
    people: int = Field(0, ge=0, le=20_000, description="people there now")
    opens: time | None = Field(None, description="earliest visit")
    closes: time | None = Field(None, description="latest visit")
    access_minutes: Minutes = Field(5, description="fixed time of a visit: parking, knocking, talking")
    covered: bool = Field(True, description="whether waiting and loading happen under cover")


class Household(Record):
    """People who stay or leave together; never split. ``households.csv``"""

    id: Id
    shelter_id: Id
    people: Annotated[int, Field(ge=1, le=100)]
    wheelchairs: Count = 0
    stretchers: Count = 0
    pet_cages: Count = 0
    decision: Decision = Decision.UNDECIDED
    reason: str = Field("", description="code of why, from the list in the guide")
    ask_again: date | None = None
    priority: Priority = 2
    deadline: AwareDatetime | None = Field(None, description="latest time to be out, with offset")


class Item(Record):
    """A good that is delivered. ``items.csv``"""

    id: Id
    name: str = ""
    unit: str = Field("piece", description="litre, kg, piece, ...")
    kg: Measure = Field(description="weight of one unit")
    litres: Measure = Field(description="volume of one unit")
    per_person_day: float = Field(
        0, ge=0, le=10_000, description="consumption norm, units a person and day; 0: not consumed"
    )
    unload_seconds: float = Field(2, ge=0, le=86_400, description="time to unload one unit")


class Stock(Record):
    """What a shelter has of an item. ``stocks.csv``"""

    shelter_id: Id
    item_id: Id
    amount: Amount
    counted: AwareDatetime = Field(description="when it was counted, with offset")


class Need(Record):
    """What a shelter asks for, beside what stocks imply. ``needs.csv``"""

    id: Id
    shelter_id: Id
    item_id: Id
    amount: Annotated[float, Field(gt=0, le=10_000_000)]
    by: AwareDatetime | None = Field(None, description="deadline, with offset")
    priority: Priority = 2


class Crew(Record):
    """Who drives. ``crews.csv``"""

    id: Id
    members: Annotated[int, Field(ge=1, le=20)] = 2
    risk_budget: Amount = Field(description="upper exposure a member may meet today")
    cumulative_exposure: Amount = Field(0, description="mean exposure met so far in this operation")
    starts: time | None = Field(None, description="earliest departure")
    latest_return: time | None = None
    duty_hours: float | None = Field(None, gt=0, le=36, description="longest day, first loading to last return")


class Vehicle(Record):
    """A vehicle and what it can carry, crew seats not counted. ``vehicles.csv``"""

    id: Id
    profile: Profile
    depot_id: Id
    crew_id: Id
    seats: Count
    reserve_seats: Count = Field(0, description="seats kept free for those met on the way")
    wheelchair_places: Count = 0
    stretchers: Count = 0
    pet_cages: Count = 0
    load_kg: Load
    load_litres: Load
    protection: float = Field(1, gt=0, le=1, description="share of exposure that gets through; 1: none kept off")
    range_km: float = Field(400, gt=0, le=100_000, description="distance on the fuel aboard")
    width_m: float | None = Field(None, gt=0)
    height_m: float | None = Field(None, gt=0)
    weight_t: float | None = Field(None, gt=0)


class Checkpoint(Record):
    """A checkpoint on a road. ``checkpoints.csv``"""

    id: Id
    name: str = ""
    lon: Lon
    lat: Lat
    opens: time | None = None
    closes: time | None = None
    queue_minutes: Minutes = 0
    checkin: bool = Field(False, description="crews report here; without word they turn back")


class RoadReport(Record):
    """A road said shut, or open again. ``closures.csv``

    One report shuts; opening again needs two different reporters or a coordinator.
    """

    id: Id
    lon: Lon
    lat: Lat
    to_lon: Lon | None = Field(None, description="other end of the stretch; empty: the road nearest the point")
    to_lat: Lat | None = None
    effect: ClosureEffect = ClosureEffect.SHUT
    starts: AwareDatetime | None = Field(None, description="empty: from the report on")
    ends: AwareDatetime | None = Field(None, description="empty: until said open")
    reported: AwareDatetime
    reporter: str = Field("", description="anonymous id of who reported")
    coordinator: bool = Field(False, description="confirmed by a coordinator")


class HourPrior(Record):
    """Local knowledge of the day's rhythm. ``[[hazard.hours]]`` in ``operation.toml``"""

    from_hour: Annotated[int, Field(ge=0, le=23)]
    to_hour: Annotated[int, Field(ge=1, le=24, description="exclusive; at most from_hour passes midnight")]
    factor: Annotated[float, Field(gt=0, le=20, description="danger against the day's mean")]
    stated: date = Field(description="when this was said; old knowledge counts less")


class HazardSettings(Record):
    """``[hazard]`` in ``operation.toml``"""

    quantile: float = Field(0.9, ge=0.5, le=0.995, description="the upper quantile that plans minimise")
    hours: tuple[HourPrior, ...] = ()
    silent_after_days: float = Field(5, gt=0, description="a source that is quiet so long counts as fallen silent")
    grey_after_days: float = Field(21, gt=0, description="a place unheard of so long is grey")


class PlanSettings(Record):
    """``[plan]`` in ``operation.toml``"""

    day_starts: time = time(5, 0)
    day_ends: time = time(20, 0)
    curfew_from: time | None = None
    curfew_until: time | None = None
    target_days: float = Field(3, gt=0, le=365, description="days of supply that a delivery fills up to")
    max_trips: int = Field(3, ge=1, le=6, description="trips a vehicle and day")
    max_grey_km: float | None = Field(None, ge=0, description="limit of grey kilometres a trip")
    max_trip_exposure: float | None = Field(None, gt=0, description="limit of upper exposure a trip")
    boarding_minutes: float = Field(
        2, ge=0, le=1440, description="per person taken aboard; wheelchair x 3, stretcher x 5"
    )
    service_spread: float = Field(0.3, ge=0, le=2, description="relative spread of loading times, planned for")
    gain_least: float = Field(
        0,
        ge=0,
        description="person-exposure that serving one need of priority 2 is worth at most; 0: no limit",
    )
    max_driving_hours: float | None = Field(
        None, gt=0, le=10_000, description="limit of driving, all vehicles and trips together"
    )


class EvacuationSettings(Record):
    """``[evacuation]`` in ``operation.toml``: how a whole city is brought out"""

    starts: AwareDatetime | None = Field(None, description="first departure; empty: as_of")
    bus_in_cars: float = Field(2.0, ge=1, le=10, description="room on the road that a bus takes, in cars")


class OperationSettings(Record):
    """``operation.toml``"""

    name: str = Field(min_length=1)
    timezone: str = Field(description="IANA name, such as Europe/Kyiv")
    day: date = Field(description="the day to plan")
    as_of: AwareDatetime = Field(description="what is known by then is used; later reports are not")
    demonstration: bool = False
    roads: str = Field("roads", description="stored network or OpenStreetMap file, relative to the folder")
    hazard: HazardSettings = HazardSettings()
    plan: PlanSettings = PlanSettings()
    evacuation: EvacuationSettings = EvacuationSettings()


class Operation(Record):
    """A whole operation folder, checked: ids unique, references whole."""

    settings: OperationSettings
    depots: tuple[Depot, ...]
    centres: tuple[ReceptionCentre, ...] = ()
    shelters: tuple[Shelter, ...]
    households: tuple[Household, ...] = ()
    items: tuple[Item, ...] = ()
    stocks: tuple[Stock, ...] = ()
    needs: tuple[Need, ...] = ()
    crews: tuple[Crew, ...]
    vehicles: tuple[Vehicle, ...]
    checkpoints: tuple[Checkpoint, ...] = ()
    closures: tuple[RoadReport, ...] = ()

    @property
    def as_of_s(self) -> int:
        """``as_of`` in epoch seconds."""
        return int(self.settings.as_of.timestamp())


def epoch(moment: datetime) -> int:
    """Epoch seconds of an aware moment."""
    return int(moment.timestamp())
