"""Coarse copies for sharing: hours instead of minutes, cells of a kilometre instead of places, no roads.

The cells are one fixed grid of the whole earth. Neither the day, nor the seed, nor the extent of the road network
moves it: a grid that moved would let a reader of several days' copies intersect the cells and find the house.
What is said of fewer than ``LEAST_PEOPLE`` people is left out, and amounts are rounded, because small numbers
single people out. See ``docs/adr/0002-what-leaves-the-desk.md``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import cos, floor, log10, radians
from typing import TYPE_CHECKING, TypeVar

from corridor.domain.operation import (
    Checkpoint,
    Depot,
    HazardSettings,
    Operation,
    PlanSettings,
    ReceptionCentre,
    Shelter,
)
from corridor.domain.plan import (
    Delivery,
    Evidence,
    Figures,
    Leg,
    Mission,
    Path,
    Plan,
    Sharing,
    Stop,
    StopKind,
    Trip,
    Unserved,
)
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROW_DEGREES = 0.01
"""Height of a cell: 1.106 km at the equator, 1.117 km at the poles (WGS84 ellipsoid)."""
WIDTH_M = 1010.0
"""Least width of a cell, a margin for rounding included; rows nearer the poles have fewer cells."""
LEAST_PEOPLE = 5
"""Groups smaller than this are not told."""
Site = TypeVar("Site", Depot, ReceptionCentre)
_EQUATOR_M_PER_DEGREE = 111_319.49
_HOUR = 3600
_DAY = 86_400


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A cell of the fixed grid: ``row`` from the south pole, ``column`` from the antimeridian eastwards."""

    row: int
    column: int

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude, latitude of the middle, degrees."""
        width = 360 / _columns(self.row)
        return round(-180 + (self.column + 0.5) * width, 5), round(-90 + (self.row + 0.5) * ROW_DEGREES, 5)


def _columns(row: int) -> int:
    """How many cells a row has: as many as keep each ``WIDTH_M`` wide along its edge nearer the pole."""
    poleward = max(abs(-90 + row * ROW_DEGREES), abs(-90 + (row + 1) * ROW_DEGREES))
    return max(1, floor(360 * _EQUATOR_M_PER_DEGREE * cos(radians(min(poleward, 90.0))) / WIDTH_M))


def cell_of(lon: float, lat: float) -> Cell:
    """The cell that holds a place (WGS84 degrees)."""
    row = min(max(floor((lat + 90) / ROW_DEGREES), 0), round(180 / ROW_DEGREES) - 1)
    columns = _columns(row)
    return Cell(row, min(floor((lon + 180) / 360 * columns), columns - 1))


@dataclass(frozen=True)
class Areas:
    """The cells in which an operation has places, numbered from the north-west, and who is there.

    ``cell``: of each place id. ``number``: of each cell. ``people``: in the shelters of a cell.
    ``size``: people of each household id.
    """

    cell: Mapping[str, Cell]
    number: Mapping[Cell, int]
    people: Mapping[Cell, int]
    size: Mapping[str, int]

    def name(self, cell: Cell) -> str:
        """The id that stands for every place in the cell."""
        return f"area-{self.number[cell]}"

    def told(self, cell: Cell) -> bool:
        """Whether enough people are there that the cell may be named."""
        return self.people.get(cell, 0) >= LEAST_PEOPLE


def areas(operation: Operation) -> Areas:
    """The cells of ``operation``'s places."""
    places: list[Depot | ReceptionCentre | Shelter | Checkpoint]
    places = [*operation.depots, *operation.centres, *operation.shelters, *operation.checkpoints]
    cell = {place.id: cell_of(place.lon, place.lat) for place in places}
    ordered = sorted(set(cell.values()), key=lambda one: (-one.row, one.column))
    size = {household.id: household.people for household in operation.households}
    living: dict[str, int] = defaultdict(int)
    for household in operation.households:
        living[household.shelter_id] += household.people
    people: dict[Cell, int] = defaultdict(int)
    for shelter in operation.shelters:
        people[cell[shelter.id]] += max(shelter.people, living[shelter.id])
    return Areas(cell, {one: number for number, one in enumerate(ordered, 1)}, people, size)


def coarse(plan: Plan, operation: Operation) -> Plan:
    """The copy of ``plan`` that may be shared: no place, household or need can be told from it.

    Times are cut to the hour; stops are the centres of cells of at least 1 km; neighbouring stops in one cell are
    one stop; cells with fewer than five people in their shelters are left out. Roads, lines, the second-best road,
    the words about roads, warnings and sources' names are gone. Exposures keep one or two digits.
    """
    grid = areas(operation)
    unserved = sorted((left.kind, left.priority, left.reason) for left in plan.unserved)
    return plan.model_copy(
        update={
            "sharing": Sharing.COARSE,
            "missions": tuple(_mission(mission, grid) for mission in plan.missions),
            "unserved": tuple(
                Unserved(kind=kind, id="", shelter_id="", priority=priority, reason=reason)
                for kind, priority, reason in unserved
            ),
            "figures": _figures(plan.figures),
            "people_taken": _fives(plan.people_taken) or 0,
            "comparisons": tuple(
                one.model_copy(update={"figures": _figures(one.figures), "people_taken": _fives(one.people_taken) or 0})
                for one in plan.comparisons
            ),
            "as_of_s": _hour(plan.as_of_s),
            "rests_on": _evidence(plan.rests_on),
            "reference": None if plan.reference is None else _figures(plan.reference),
            "reference_name": "",
            "verdict_reason": "",
            "bound": None,
            "objective": None,
            "warnings": (),
        }
    )


def coarse_operation(operation: Operation) -> Operation:
    """The operation with one shelter a cell and no households, needs, stocks, checkpoints or road reports.

    What pages and sheets for sharing are drawn from, so that they hold nothing they should not show.
    """
    grid = areas(operation)
    settings = operation.settings.model_copy(
        update={
            "hazard": HazardSettings(),
            "plan": PlanSettings(),
            "roads": "roads",
            "as_of": operation.settings.as_of.replace(minute=0, second=0, microsecond=0),
        }
    )
    shelters = tuple(
        Shelter(id=grid.name(cell), lon=cell.centre[0], lat=cell.centre[1], kind="area", people=_fives(people) or 0)
        for cell, people in sorted(grid.people.items())
        if grid.told(cell)
    )
    plain = {"name": "", "opens": None, "closes": None}
    return Operation(
        settings=settings,
        depots=_one_a_cell(
            depot.model_copy(update=plain | _at(grid, depot.id) | {"loading_minutes": 15}) for depot in operation.depots
        ),
        centres=_one_a_cell(
            centre.model_copy(update=plain | _at(grid, centre.id) | {"capacity": centre.capacity // 50 * 50})
            for centre in operation.centres
        ),
        shelters=shelters,
        items=operation.items,
        crews=tuple(crew.model_copy(update={"cumulative_exposure": 0, "risk_budget": 0}) for crew in operation.crews),
        vehicles=tuple(
            vehicle.model_copy(update={"depot_id": grid.name(grid.cell[vehicle.depot_id])})
            for vehicle in operation.vehicles
        ),
    )


def _at(grid: Areas, place_id: str) -> dict[str, object]:
    cell = grid.cell[place_id]
    return {"id": grid.name(cell), "lon": cell.centre[0], "lat": cell.centre[1]}


def _one_a_cell(places: Iterable[Site]) -> tuple[Site, ...]:
    return tuple({place.id: place for place in places}.values())


def _mission(mission: Mission, grid: Areas) -> Mission:
    trips = tuple(_trip(f"{mission.id}-{number}", trip, grid) for number, trip in enumerate(mission.trips, 1))
    return mission.model_copy(
        update={
            "trips": trips,
            "figures": _figures(mission.figures),
            "budget_used": _digits(mission.budget_used, 2),
        }
    )


def _trip(trip_id: str, trip: Trip, grid: Areas) -> Trip:
    kept = [
        index
        for index, stop in enumerate(trip.stops)
        if stop.kind is not StopKind.SHELTER or grid.told(grid.cell[stop.place_id])
    ]
    runs = [
        list(run) for _cell, run in groupby(kept, lambda index: (trip.stops[index].kind, _cell_at(trip, index, grid)))
    ]
    return Trip(
        id=trip_id,
        stops=tuple(_stop([trip.stops[index] for index in run], grid) for run in runs),
        legs=tuple(_leg(trip.legs[before[-1] : after[0]]) for before, after in pairwise(runs)),
        loads=_amounts(trip.loads),
        figures=_figures(trip.figures),
        turn_back_s=None if trip.turn_back_s is None else _hour(trip.turn_back_s),
    )


def _cell_at(trip: Trip, index: int, grid: Areas) -> Cell:
    return grid.cell[trip.stops[index].place_id]


def _stop(visits: Sequence[Stop], grid: Areas) -> Stop:
    cell = grid.cell[visits[0].place_id]
    lon, lat = cell.centre
    return Stop(
        kind=visits[0].kind,
        place_id=grid.name(cell),
        lon=lon,
        lat=lat,
        arrive_s=_hour(visits[0].arrive_s),
        begin_s=_hour(visits[0].begin_s),
        depart_s=_hour(visits[-1].depart_s),
        deliveries=_amounts([delivery for visit in visits for delivery in visit.deliveries]),
        people_taken=_fives(sum(grid.size[one] for visit in visits for one in visit.taken)),
        people_brought=_fives(sum(grid.size[one] for visit in visits for one in visit.brought)),
        exposure_mean=_digits(sum(visit.exposure_mean for visit in visits), 1),
        exposure_upper=_digits(sum(visit.exposure_upper for visit in visits), 1),
    )


def _leg(legs: Sequence[Leg]) -> Leg:
    paths = [leg.path for leg in legs]
    return Leg(
        path=Path(
            depart_s=_hour(paths[0].depart_s),
            arrive_s=_hour(paths[-1].arrive_s),
            length_m=_kilometres(sum(path.length_m for path in paths)),
            grey_m=_kilometres(sum(path.grey_m for path in paths)),
            exposure_mean=_digits(sum(path.exposure_mean for path in paths), 1),
            exposure_upper=_digits(sum(path.exposure_upper for path in paths), 1),
        ),
        aboard=0,
    )


def _amounts(deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Goods summed by item, to two digits, needs not told."""
    total: dict[str, float] = defaultdict(float)
    for delivery in deliveries:
        total[delivery.item_id] += delivery.amount
    return tuple(Delivery(need_id="", item_id=item, amount=_digits(total[item], 2)) for item in sorted(total))


def _evidence(sources: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Sources by number, since who reported is not told, and ages to the day."""
    return tuple(
        source.model_copy(
            update={
                "name": _("source {number}").format(number=number),
                "rows": floor(_digits(source.rows, 1)),
                "oldest_s": None if source.oldest_s is None else source.oldest_s // _DAY * _DAY,
                "newest_s": None if source.newest_s is None else source.newest_s // _DAY * _DAY,
            }
        )
        for number, source in enumerate(sources, 1)
    )


def _figures(figures: Figures) -> Figures:
    """Quarters of an hour, whole kilometres, two digits of exposure."""
    return Figures(
        person_exposure_mean=_digits(figures.person_exposure_mean, 2),
        person_exposure_upper=_digits(figures.person_exposure_upper, 2),
        crew_exposure_mean=_digits(figures.crew_exposure_mean, 2),
        crew_exposure_upper=_digits(figures.crew_exposure_upper, 2),
        driving_s=round(figures.driving_s / 900) * 900,
        waiting_s=round(figures.waiting_s / 900) * 900,
        service_s=round(figures.service_s / 900) * 900,
        length_m=_kilometres(figures.length_m),
        grey_m=_kilometres(figures.grey_m),
    )


def _hour(time_s: int) -> int:
    return time_s // _HOUR * _HOUR


def _kilometres(metres: float) -> float:
    return round(metres / 1000) * 1000.0


def _fives(people: int) -> int | None:
    """Rounded down to fives; None for fewer than five, none included."""
    return people // LEAST_PEOPLE * LEAST_PEOPLE or None


def _digits(value: float, digits: int) -> float:
    """``value`` to so many significant digits."""
    return 0.0 if value == 0 else round(value, digits - 1 - floor(log10(abs(value))))
