"""A plan: missions, what is unserved and why, what it cost and what it rests on. The schema of ``plan.json``.

Times are epoch seconds (UTC); exposures are dimensionless, protection of the vehicle included.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from corridor.domain.base import Record

PLAN_VERSION = 1


class StopKind(StrEnum):
    """What happens at a stop."""

    DEPOT = "depot"
    SHELTER = "shelter"
    CENTRE = "centre"
    CHECKIN = "checkin"


class Sharing(StrEnum):
    """For whose eyes a copy of a plan is; see ``docs/adr/0002-what-leaves-the-desk.md``."""

    EXACT = "exact"
    DESK = "desk"
    COARSE = "coarse"


class Figures(Record):
    """What a leg, trip, mission or plan costs."""

    person_exposure_mean: float = 0
    person_exposure_upper: float = 0
    crew_exposure_mean: float = Field(
        0,
        description="mean exposure of one crew member; of a plan, that of the most exposed crew, not a sum",
    )
    crew_exposure_upper: float = Field(
        0,
        description="upper exposure of one crew member; of a plan, that of the most exposed crew, not a sum",
    )
    driving_s: float = 0
    waiting_s: float = 0
    service_s: float = 0
    length_m: float = 0
    grey_m: float = Field(0, description="metres of road where nothing has been heard")


class RoadStretch(Record):
    """Part of a leg on one road, in driving order."""

    name: str
    length_m: float
    enter_s: int
    exposure_upper: float


class Path(Record):
    """A road driven from one place to another."""

    depart_s: int
    arrive_s: int
    length_m: float
    grey_m: float
    exposure_mean: float
    exposure_upper: float
    roads: tuple[RoadStretch, ...] = ()
    line: tuple[tuple[float, float], ...] = Field((), description="lon, lat; empty where not to be shared")


class Leg(Record):
    """The drive between two stops, and the second-best road, kept ready."""

    path: Path
    aboard: int = Field(description="people aboard, crew included")
    second_best: Path | None = None
    why: str = Field("", description="why this road, in words, compared with the quickest")


class Delivery(Record):
    """Goods handed over for one need."""

    need_id: str
    item_id: str
    amount: float


class Stop(Record):
    """A visit, in order: arrive, wait until ``begin_s``, serve, depart."""

    kind: StopKind
    place_id: str
    lon: float | None = None
    lat: float | None = None
    arrive_s: int
    begin_s: int
    depart_s: int
    deliveries: tuple[Delivery, ...] = ()
    taken: tuple[str, ...] = Field((), description="households taken aboard")
    brought: tuple[str, ...] = Field((), description="households handed over")
    people_taken: int | None = Field(None, description="coarse copies only: people taken aboard, 5 or more")
    people_brought: int | None = Field(None, description="coarse copies only: people handed over, 5 or more")
    exposure_mean: float = 0
    exposure_upper: float = 0
    late_s: int = Field(0, description="arrival by when loading takes as long as it may, against ``arrive_s``")


class Trip(Record):
    """From a depot and back: ``stops[i]`` to ``stops[i + 1]`` is ``legs[i]``."""

    id: str
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    loads: tuple[Delivery, ...] = Field((), description="loaded at the depot; need_id empty, summed by item")
    figures: Figures
    turn_back_s: int | None = Field(None, description="not past the check-in point by then: turn back")


class Mission(Record):
    """One vehicle's day."""

    id: str
    vehicle_id: str
    crew_id: str
    trips: tuple[Trip, ...]
    figures: Figures
    budget_used: float = Field(description="share of the crew's risk budget")


class Unserved(Record):
    """A need or household left out today, and why."""

    kind: str = Field(description="need or household")
    id: str
    shelter_id: str
    priority: int
    reason: str = Field(description="code: capacity, risk, time, unreachable, grey, centre_full, not_worth, fits_none")
    detail: str = ""


class Evidence(Record):
    """What the plan rests on: a source and how old it is."""

    name: str
    rows: int
    oldest_s: int | None
    newest_s: int | None
    silent: bool = False


class HourDanger(Record):
    """The day's rhythm: danger against the day's mean."""

    start_s: int
    factor: float
    lower: float
    upper: float


class Comparison(Record):
    """One of quickest, chosen, least: the same day by another rule."""

    name: str
    figures: Figures
    people_taken: int
    deliveries: int
    unserved: int


class Plan(Record):
    """A day's plan."""

    version: int = PLAN_VERSION
    sharing: Sharing = Field(
        Sharing.EXACT,
        description="exact: everything; desk: no coordinates, lines or road names, still secret; "
        "coarse: hours and cells of a kilometre, for sharing",
    )
    operation: str
    demonstration: bool
    day: str
    timezone: str
    as_of_s: int
    seed: int
    iterations: int
    time_limited: bool = Field(False, description="stopped by a clock: another run may differ")
    software: str
    verdict: str = Field("go", description="go, or do_not_go: driving today costs more than it brings")
    verdict_reason: str = ""
    missions: tuple[Mission, ...]
    unserved: tuple[Unserved, ...] = ()
    figures: Figures
    people_taken: int = 0
    deliveries: int = 0
    bound: float | None = Field(None, description="proven lower bound of the objective over the pool")
    objective: float | None = None
    pool_size: int = 0
    comparisons: tuple[Comparison, ...] = ()
    rhythm: tuple[HourDanger, ...] = ()
    rhythm_usable: bool = False
    rests_on: tuple[Evidence, ...] = ()
    reference: Figures | None = Field(None, description="the reference trip that exposures are shown against")
    reference_name: str = ""
    warnings: tuple[str, ...] = ()
