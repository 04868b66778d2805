"""What comes of planning a city's evacuation. Seconds count from ``starts_s``; coordinates are WGS84 degrees."""

from __future__ import annotations

from corridor.domain.base import Record

CityPoint = tuple[float, float]
Line = tuple[CityPoint, ...]

VERSION = 1


class CityWay(Record):
    """A way that vehicles drive, with the seconds since setting off at each vertex."""

    points: tuple[tuple[float, float, float], ...]


class BusTrip(Record):
    """One full or part-full bus from a zone to a centre."""

    zone: str
    centre: str
    people: int
    sets_off_s: float
    """From the depot or the centre before."""
    at_zone_s: float
    leaves_s: float
    """With people aboard."""
    arrives_s: float
    empty_s: float
    """Everyone is off the bus."""
    way_there: int
    """Index into the plan's ways; -1 where it stands there already."""
    way_out: int


class BusRun(Record):
    """Everything one bus does."""

    bus: str
    fleet: str
    depot: str
    seats: int
    trips: tuple[BusTrip, ...]


class CarWindow(Record):
    """Private cars of one zone: one way, one window in which they set off evenly."""

    zone: str
    cars: float
    people: int
    from_s: float
    until_s: float
    arrives_s: float
    """The last is out."""
    centre: str
    roads: tuple[str, ...]
    """Names of the roads in driving order."""
    way: int


class ZoneFate(Record):
    """What becomes of one zone."""

    zone: str
    name: str
    lon: float
    lat: float
    priority: int
    people: int
    by_bus: int
    by_car: int
    out_s: float | None
    """Its last person is out; None where nobody leaves."""
    last_bus_s: float | None
    """Departure of its last bus in this plan."""
    latest_car_s: float | None
    """Departures after this no longer get out; None: no closure known cuts it off."""
    latest_bus_s: float | None
    """The same for a bus that fits all its roads."""
    late: int
    """People out after the zone's deadline."""


class LeftBehind(Record):
    """People whom the plan does not bring out, and why."""

    zone: str
    people: int
    by_car: bool
    reason: str
    """``off_roads``, ``no_road``, ``no_bus_fits``, ``no_buses``, ``no_room``, ``no_time``."""


class RoadPart(Record):
    """A stretch of road that matters."""

    name: str
    bridge: bool
    cars_per_hour: float
    lines: tuple[Line, ...]


class RoadLoss(Record):
    """What the loss of one road would mean."""

    road: RoadPart
    clears_s: float | None
    """Nobody could be quicker without it, all who still can; None: nobody could leave."""
    isolated: int
    """People without any road out."""


class CutLevel(Record):
    """The fewest roads whose loss isolates this many people."""

    roads: tuple[RoadPart, ...]
    people: int
    zones: tuple[str, ...]


class Isolation(Record):
    """When zones are cut off if these areas, and no others, close."""

    areas: tuple[str, ...]
    zones: dict[str, float]
    """Last departure of a car from each zone that is cut off at all."""
    first_s: float | None
    """The first zone is cut off."""
    half_s: float | None
    """Half of the people are."""
    all_s: float | None
    """The last zone is."""


class Disobedience(Record):
    """What private cars do when a share of drivers leaves at once by its own road."""

    share: float
    last_s: float
    half_s: float
    stuck: int


class PlanNote(Record):
    """What the plan rests on, as a code; a page puts it into the reader's language."""

    code: str
    of: str = ""
    """The fleet or zone that is meant."""
    room: int = 0
    people: int = 0


class CityPlan(Record):
    """The whole answer. For coordinators and planners only: never part of what is shared."""

    version: int = VERSION
    software: str
    for_whom: str = "coordinators and planners only"
    operation: str
    timezone: str
    demonstration: bool
    as_of_s: int
    starts_s: int
    seed: int
    roads: str
    people: int
    people_out: int
    clears_s: float
    """The last person is out."""
    bound_s: float
    """No plan that brings the same people out clears them before."""
    gap: float
    bus_last_s: float
    bus_bound_s: float
    car_last_s: float
    car_bound_s: float
    buses: int
    buses_used: int
    zones: tuple[ZoneFate, ...]
    left: tuple[LeftBehind, ...]
    runs: tuple[BusRun, ...]
    windows: tuple[CarWindow, ...]
    ways: tuple[CityWay, ...]
    curve: tuple[tuple[float, int], ...]
    """(second, people out by then) of this plan."""
    bound_curve: tuple[tuple[float, int], ...]
    """(second, people that no plan could exceed)."""
    bottlenecks: tuple[RoadPart, ...]
    losses: tuple[RoadLoss, ...]
    cuts: tuple[CutLevel, ...]
    isolation: tuple[Isolation, ...]
    disobedience: tuple[Disobedience, ...]
    centres: tuple[tuple[str, str, float, float, int, int], ...]
    """Id, name, lon, lat, places, people brought by bus."""
    depots: tuple[tuple[str, str, float, float], ...]
    notes: tuple[PlanNote, ...]
    seconds: dict[str, float]
    """Spent on each step."""
