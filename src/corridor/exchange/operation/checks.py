"""What one row cannot show by itself: ids told twice, references to nothing, windows, times, swapped coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from corridor.domain.city import RoadDamage, Zone
from corridor.domain.operation import (
    Checkpoint,
    Crew,
    Depot,
    Household,
    Need,
    Operation,
    ReceptionCentre,
    RoadReport,
    Shelter,
    Stock,
    Vehicle,
)
from corridor.exchange.operation.tables import TABLES
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from corridor.domain.base import Record
    from corridor.exchange.lines import ProblemList
    from corridor.exchange.operation.rows import Placed
    from corridor.exchange.operation.tables import TableSpec

Located = Depot | ReceptionCentre | Shelter | Checkpoint | RoadReport | Zone | RoadDamage
NEAR_DEGREES = 2.5
"""Half the side of the box around the middle of all places, within which swapped coordinates are recognised."""


@dataclass(frozen=True, slots=True)
class Area:
    """A box in degrees where the operation's places lie."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies inside."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def swapped(self, lon: float, lat: float) -> bool:
        """Whether the point lies outside, and inside with its coordinates exchanged."""
        return not self.holds(lon, lat) and self.holds(lat, lon)


def area_of(places: Iterable[Record]) -> Area | None:
    """The box around the middle (median) of all located records; None without any."""
    located = [place for place in places if isinstance(place, Located)]
    if not located:
        return None
    lon, lat = median(p.lon for p in located), median(p.lat for p in located)
    wide = NEAR_DEGREES / max(math.cos(math.radians(lat)), 0.1)
    return Area(lon - wide, lat - NEAR_DEGREES, lon + wide, lat + NEAR_DEGREES)


def area_of_operation(operation: Operation) -> Area | None:
    """The box around the middle of all places of ``operation``."""
    return area_of(record for spec in TABLES for record in getattr(operation, spec.attribute))


def first_of_each(rows: tuple[Placed[Record], ...], spec: TableSpec, problems: ProblemList) -> list[Placed[Record]]:
    """Rows whose key stands for the first time; repeated ones are told and left out."""
    seen: dict[tuple[str, ...], int] = {}
    kept = []
    for row in rows:
        key = tuple(str(getattr(row.record, name)) for name in spec.key)
        first = seen.setdefault(key, row.line)
        if first == row.line:
            kept.append(row)
            continue
        problems.add(
            "row.duplicate",
            row.line,
            spec.key[-1],
            ", ".join(key),
            reason=_("The same stands in line {line} already; the first row is used.").format(line=first),
            remedy=_("Give the row its own id, or delete it."),
        )
    return kept


def with_references(
    rows: list[Placed[Record]], spec: TableSpec, known: Mapping[str, set[str]], problems: ProblemList
) -> list[Placed[Record]]:
    """Rows whose references lead to a usable row; the others are told and left out."""
    kept = []
    for row in rows:
        whole = True
        for column, attribute in spec.references:
            value = str(getattr(row.record, column))
            if value in known[attribute]:
                continue
            whole = False
            problems.add(
                "row.unknown_reference",
                row.line,
                column,
                value,
                reason=_("{file} has no usable row with this id.").format(file=f"{attribute}.csv"),
                remedy=_("Correct the id, or add or correct that row."),
            )
        if whole:
            kept.append(row)
    return kept


def with_true_coordinates(rows: list[Placed[Record]], area: Area | None, problems: ProblemList) -> list[Placed[Record]]:
    """Rows whose coordinates can be meant: not swapped, not the zero point that stands for nothing."""
    kept = []
    for row in rows:
        place = row.record
        if isinstance(place, Located) and not _coordinates_fit(place, row.line, area, problems):
            continue
        kept.append(row)
    return kept


def _coordinates_fit(place: Located, line: int, area: Area | None, problems: ProblemList) -> bool:
    if area is None:
        return True
    if place.lon == 0 and place.lat == 0 and not area.holds(0, 0):
        problems.add(
            "row.zero_point",
            line,
            "lon",
            "0, 0",
            reason=_("Longitude and latitude are both 0: the place was never filled in."),
            remedy=_("Fill in the true coordinates."),
        )
        return False
    if not area.swapped(place.lon, place.lat):
        return True
    problems.add(
        "row.swapped",
        line,
        "lon",
        f"{place.lon}, {place.lat}",
        reason=_("Longitude and latitude are swapped: exchanged, the place lies among the others."),
        remedy=_("Exchange the two values; if they are right here, then the other places are the ones to exchange."),
    )
    return False


def with_sense(rows: list[Placed[Record]], as_of: datetime, problems: ProblemList) -> list[Placed[Record]]:
    """Rows that contradict neither themselves nor the clock; doubtful ones are told and kept."""
    return [row for row in rows if _sensible(row, as_of, problems)]


def one_vehicle_a_crew(rows: list[Placed[Record]], problems: ProblemList) -> list[Placed[Record]]:
    """Vehicles whose crew drives no earlier one: a crew cannot be aboard two."""
    driving: dict[str, str] = {}
    kept = []
    for row in rows:
        vehicle = row.record
        if isinstance(vehicle, Vehicle) and driving.setdefault(vehicle.crew_id, vehicle.id) != vehicle.id:
            problems.add(
                "row.crew_taken",
                row.line,
                "crew_id",
                vehicle.crew_id,
                reason=_("This crew already drives vehicle {id}.").format(id=driving[vehicle.crew_id]),
                remedy=_("Give the vehicle its own crew in crews.csv."),
            )
            continue
        kept.append(row)
    return kept


def _sensible(row: Placed[Record], as_of: datetime, problems: ProblemList) -> bool:
    record, line = row.record, row.line
    check = _CHECKS.get(type(record))
    return check is None or check(record, line, as_of, problems)


def _window(record: Record, names: tuple[str, str], line: int, problems: ProblemList) -> bool:
    start, end = (getattr(record, name) for name in names)
    if start is None or end is None or start < end:
        return True
    problems.add(
        "row.window",
        line,
        names[1],
        f"{start:%H:%M}–{end:%H:%M}",
        reason=_("The time window ends before it starts."),
        remedy=_("Correct it within one day; write 23:59 for midnight."),
    )
    return False


def _opening(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    return _window(record, ("opens", "closes"), line, problems)


def _crew(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    return _window(record, ("starts", "latest_return"), line, problems)


def _vehicle(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, Vehicle)
    if record.reserve_seats > record.seats:
        problems.add(
            "row.reserve_seats",
            line,
            "reserve_seats",
            str(record.reserve_seats),
            reason=_("More seats are kept free than the vehicle has ({seats}).").format(seats=record.seats),
            remedy=_("Correct seats or reserve_seats; crew seats do not count."),
        )
        return False
    places = record.seats + record.wheelchair_places + record.stretchers
    if not places and (record.load_kg == 0 or record.load_litres == 0):
        problems.add(
            "row.carries_nothing",
            line,
            "seats",
            str(record.seats),
            reason=_("The vehicle can carry neither people nor goods, so it will not be used."),
            remedy=_("Fill in seats, or both load_kg and load_litres."),
            fatal=False,
        )
    return True


def _past(line: int, column: str, moment: datetime | None, as_of: datetime, problems: ProblemList) -> bool:
    if moment is None or moment >= as_of:
        return True
    problems.add(
        "row.deadline_past",
        line,
        column,
        moment.isoformat(),
        reason=_("The deadline passed before as_of; the row is kept and planned as overdue, without a deadline."),
        remedy=_("Set a new deadline, or raise the priority."),
        fatal=False,
    )
    return True


def _later(line: int, column: str, moment: datetime, as_of: datetime, problems: ProblemList) -> bool:
    if moment > as_of:
        problems.add(
            "row.after_as_of",
            line,
            column,
            moment.isoformat(),
            reason=_("This is later than as_of, up to which the plan may know."),
            remedy=_("Correct the time, or set as_of in operation.toml to now."),
            fatal=False,
        )
    return True


def _household(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, Household)
    if record.wheelchairs + record.stretchers > record.people:
        problems.add(
            "row.more_aids_than_people",
            line,
            "wheelchairs",
            str(record.wheelchairs + record.stretchers),
            reason=_("More wheelchairs and stretchers than people."),
            remedy=_("Correct people, wheelchairs or stretchers."),
        )
        return False
    return _past(line, "deadline", record.deadline, as_of, problems)


def _need(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, Need)
    return _past(line, "by", record.by, as_of, problems)


def _stock(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, Stock)
    return _later(line, "counted", record.counted, as_of, problems)


def _report(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, RoadReport)
    starts, ends = record.starts or record.reported, record.ends
    if (record.to_lon is None) != (record.to_lat is None):
        return _half_a_place(record.to_lat is None, line, problems)
    if ends is not None and ends <= starts:
        problems.add(
            "row.window",
            line,
            "ends",
            ends.isoformat(),
            reason=_("The time window ends before it starts."),
            remedy=_("Correct starts or ends."),
        )
        return False
    return _later(line, "reported", record.reported, as_of, problems)


def _zone(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, Zone)
    if record.people_by_car > record.people:
        problems.add(
            "row.more_by_car_than_people",
            line,
            "people_by_car",
            str(record.people_by_car),
            reason=_("More people leave by car than there are ({people}).").format(people=record.people),
            remedy=_("people counts everyone, those with a car included."),
        )
        return False
    if record.people == 0:
        problems.add(
            "row.nobody",
            line,
            "people",
            "0",
            reason=_("Nobody is in this zone, so nothing is planned for it."),
            remedy=_("Fill in how many people are there, or delete the row."),
            fatal=False,
        )
    return _past(line, "deadline", record.deadline, as_of, problems)


def _damage(record: Record, line: int, as_of: datetime, problems: ProblemList) -> bool:
    assert isinstance(record, RoadDamage)
    if (record.to_lon is None) != (record.to_lat is None):
        return _half_a_place(record.to_lat is None, line, problems)
    return record.reported is None or _later(line, "reported", record.reported, as_of, problems)


def _half_a_place(lat_missing: bool, line: int, problems: ProblemList) -> bool:
    problems.add(
        "row.half_a_place",
        line,
        "to_lat" if lat_missing else "to_lon",
        None,
        reason=_("Only one of to_lon and to_lat is given."),
        remedy=_("Give both, or neither."),
    )
    return False


_CHECKS: Mapping[type[Record], Callable[[Record, int, datetime, ProblemList], bool]] = {
    Depot: _opening,
    ReceptionCentre: _opening,
    Shelter: _opening,
    Checkpoint: _opening,
    Crew: _crew,
    Vehicle: _vehicle,
    Household: _household,
    Need: _need,
    Stock: _stock,
    RoadReport: _report,
    Zone: _zone,
    RoadDamage: _damage,
}
