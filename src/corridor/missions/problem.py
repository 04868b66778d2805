"""What a day asks and what it may use, as numbers: tasks, sites, vehicles, tables. Everything below is frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from corridor.missions.clock import FOREVER

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.domain.danger import PlaceDanger
    from corridor.missions.tables import TravelTables

LOADS = ("kg", "litres", "seats", "wheelchairs", "stretchers", "cages")
"""Dimensions of a load; the first two go out and are handed over, the others come aboard at shelters."""
GOODS = 2
"""How many of them are goods."""

COVERED = 0.35
"""Share of a stay's exposure that gets through where loading happens under cover (a doorway, a yard, a lee wall).
An assumption of ours, stated in the guide: fragments of a burst in the open reach a sheltered person far less often,
a direct hit as often as anyone."""


class SiteKind(StrEnum):
    """What stands at a site."""

    DEPOT = "depot"
    CENTRE = "centre"
    SHELTER = "shelter"


@dataclass(frozen=True, slots=True)
class Site:
    """A place that vehicles visit. ``number`` is its row in tables and rates."""

    number: int
    kind: SiteKind
    id: str
    lon: float
    lat: float
    opens_s: float = -FOREVER
    closes_s: float = FOREVER
    fixed_s: float = 0.0
    """Seconds of every visit: loading at a depot, access at a shelter, unloading at a centre."""
    cover: float = COVERED
    capacity: int = 0
    """People a centre still takes today."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Part of a need that one parcel brings."""

    need_id: str
    item_id: str
    amount: float
    share: float
    """Of the whole need."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done whole or not at all: a parcel handed over, or a household taken out."""

    number: int
    id: str
    shelter: int
    """Site number."""
    priority: int
    units: float
    """What it counts: one a need (shared among its parcels), one a person of a household."""
    worth: float
    """Units, raised by up to a fifth where the deadline is near: breaks ties within a priority."""
    load: tuple[float, ...]
    """By ``LOADS``."""
    service_s: float
    people: int = 0
    portions: tuple[Portion, ...] = ()
    deadline_s: float = FOREVER
    """Goods: service begins by then. People: at the centre by then."""
    release_s: float = -FOREVER
    """Goods are at the depot from then: loading begins no earlier."""

    @property
    def is_household(self) -> bool:
        """People, not goods."""
        return self.people > 0


@dataclass(frozen=True, slots=True)
class VehicleSpec:
    """A vehicle and its crew, as far as a trip's price depends on them."""

    number: int
    id: str
    crew_id: str
    crew: int
    """Index of the crew; several vehicles may share one."""
    members: int
    depot: int
    """Site number."""
    table: int
    """Index into ``Problem.tables``."""
    capacity: tuple[float, ...]
    """By ``LOADS``; reserve seats taken off."""
    protection: float
    range_m: float
    earliest_s: float
    """No departure before."""
    latest_s: float
    """Back by then."""
    budget: float
    """Upper exposure of a member today."""
    duty_s: float = FOREVER
    """Longest span of the crew's day, from the first loading to the last return."""

    @property
    def kind(self) -> tuple[object, ...]:
        """Vehicles of one kind have the same trips at the same price."""
        return (
            self.members, self.depot, self.table, self.capacity, self.protection, self.earliest_s, self.latest_s,
            self.range_m, self.budget, self.duty_s,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of the day."""

    day_start_s: float
    day_end_s: float
    curfew: tuple[tuple[float, float], ...] = ()
    max_trips: int = 3
    max_grey_m: float = FOREVER
    max_exposure: float = FOREVER
    spread: float = 0.3
    gain_least: float = 0.0
    max_driving_s: float = FOREVER
    """Of all trips together."""
    step_s: int = 900
    """Departures are considered this often."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A day to plan."""

    sites: tuple[Site, ...]
    tasks: tuple[Task, ...]
    vehicles: tuple[VehicleSpec, ...]
    rules: Rules
    tables: tuple[TravelTables, ...]
    danger: PlaceDanger
    """Of the sites, by number."""
    warnings: tuple[str, ...] = field(default=())

    def departures(self) -> npt.NDArray[np.float64]:
        """[T] clock times at which a trip may leave, on the quarter hour."""
        step = self.rules.step_s
        first = -(-self.rules.day_start_s // step) * step
        return np.arange(first, self.rules.day_end_s, step, dtype=np.float64)

    @property
    def centres(self) -> tuple[Site, ...]:
        """Reception centres."""
        return tuple(site for site in self.sites if site.kind is SiteKind.CENTRE)
