"""What the day asks: needs as parcels that fit a vehicle, households that leave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain.operation import Decision, epoch
from corridor.domain.supply import in_whole_units, supplies, whole_up
from corridor.missions.clock import FOREVER
from corridor.missions.problem import Portion, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.domain.operation import Household, Item, Operation
    from corridor.missions.problem import VehicleSpec

WHEELCHAIR_BOARDING = 3.0
STRETCHER_BOARDING = 5.0
"""Times as long as one walking person takes to come aboard."""
URGENCY = 0.2
"""Most that a near deadline adds to a task's worth."""
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Demand:
    """One need, asked for or implied by a stock, with its deadline."""

    id: str
    shelter_id: str
    item: Item
    amount: float
    priority: int
    deadline_s: float


def stock_need_id(shelter_id: str, item_id: str) -> str:
    """Id of the need that a stock implies."""
    return f"stock.{shelter_id}.{item_id}"


def demands(operation: Operation, now_s: int) -> tuple[Demand, ...]:
    """Needs as listed, then those that stocks below the target imply.

    Where both ask for one item at one shelter, the listed need counts and the stock adds only what it is short of.
    Pieces that cannot be divided are asked for whole: a part of one is rounded up.
    """
    items = {item.id: item for item in operation.items}
    rows: list[Demand] = []
    asked: dict[tuple[str, str], float] = {}
    for need in operation.needs:
        deadline = FOREVER if need.by is None else float(epoch(need.by))
        item = items[need.item_id]
        amount = whole_up(item, need.amount)
        rows.append(Demand(need.id, need.shelter_id, item, amount, need.priority, deadline))
        key = (need.shelter_id, need.item_id)
        asked[key] = asked.get(key, 0.0) + amount
    for supply in supplies(operation, now_s):
        amount = supply.missing - asked.get((supply.shelter_id, supply.item_id), 0.0)
        if supply.priority > 2 or amount <= 1e-6 * supply.use_per_day:
            continue
        name, item = stock_need_id(supply.shelter_id, supply.item_id), items[supply.item_id]
        amount = whole_up(item, amount)
        rows.append(Demand(name, supply.shelter_id, item, amount, supply.priority, float(supply.runs_out_s)))
    return tuple(rows)


def worth_of(units: float, deadline_s: float, now_s: float) -> float:
    """Units, raised by up to ``URGENCY`` as the deadline comes near."""
    days = max(deadline_s - now_s, 0.0) / DAY_S
    return units * (1.0 + URGENCY / (1.0 + days))


def parcel_limits(vehicles: Sequence[VehicleSpec]) -> tuple[float, float]:
    """Most kilograms and litres of one parcel: what the smallest vehicle takes, at least a quarter of the largest's.

    Parcels that every vehicle can take leave the choice of vehicle free; very small vehicles don't make crumbs of a
    lorry's load.
    """
    limits = []
    for dimension in (0, 1):
        sizes = [vehicle.capacity[dimension] for vehicle in vehicles if min(vehicle.capacity[:2]) > 0]
        limits.append(max(min(sizes), max(sizes) / 4) if sizes else FOREVER)
    return limits[0], limits[1]


def _fits(demand: Demand, limits: tuple[float, float]) -> float:
    """Units of a need, at most all of it, that one parcel holds; of whole pieces at least one."""
    share = max(demand.item.kg / limits[0], demand.item.litres / limits[1])
    units = demand.amount if share * demand.amount <= 1 else (1 + 1e-9) / share
    return max(float(math.floor(units)), 1.0) if in_whole_units(demand.item) else units


def _amounts(demand: Demand, limits: tuple[float, float]) -> list[float]:
    """Parts as equal as can be: whole units where the item is not divisible, or where whole ones fit as well."""
    fits = _fits(demand, limits)
    pieces = max(1, math.ceil(demand.amount / fits - 1e-9))
    whole, rest = divmod(demand.amount, pieces)
    if in_whole_units(demand.item) or (demand.amount == int(demand.amount) and 1 <= whole + (rest > 0) <= fits):
        return [whole + (k < rest) for k in range(pieces)]
    return [demand.amount / pieces] * pieces


@dataclass(frozen=True, slots=True)
class _Piece:
    demand: Demand
    portion: Portion
    kg: float
    litres: float


def _cut(demand: Demand, limits: tuple[float, float]) -> Iterable[_Piece]:
    for amount in _amounts(demand, limits):
        portion = Portion(demand.id, demand.item.id, amount, amount / demand.amount)
        yield _Piece(demand, portion, amount * demand.item.kg, amount * demand.item.litres)


def _packed(pieces: Sequence[_Piece], limits: tuple[float, float]) -> list[list[_Piece]]:
    """First fit, in the order given."""
    parcels: list[list[_Piece]] = []
    for piece in pieces:
        for parcel in parcels:
            if sum(p.kg for p in parcel) + piece.kg <= limits[0] * (1 + 1e-9) and sum(
                p.litres for p in parcel
            ) + piece.litres <= limits[1] * (1 + 1e-9):
                parcel.append(piece)
                break
        else:
            parcels.append([piece])
    return parcels


def _hard(deadline_s: float, now_s: float) -> float:
    """A deadline that has passed binds no more: as soon as can be."""
    return deadline_s if deadline_s > now_s else FOREVER


def parcels_of(
    rows: Sequence[Demand], site_of: dict[str, int], limits: tuple[float, float], *, now_s: float, day_end_s: float
) -> tuple[Task, ...]:
    """Parcels: what goes to one shelter at one priority and by one deadline of today, cut to fit a vehicle."""
    groups: dict[tuple[str, int, float], list[_Piece]] = {}
    for demand in rows:
        hard = _hard(demand.deadline_s, now_s)
        key = (demand.shelter_id, demand.priority, hard if hard <= day_end_s else FOREVER)
        groups.setdefault(key, []).extend(_cut(demand, limits))
    tasks: list[Task] = []
    for (shelter_id, priority, deadline), pieces in groups.items():
        for parcel in _packed(pieces, limits):
            units = sum(piece.portion.share for piece in parcel)
            soonest = min(piece.demand.deadline_s for piece in parcel)
            tasks.append(
                Task(
                    number=len(tasks),
                    id=f"{shelter_id}.p{priority}.{len(tasks)}",
                    shelter=site_of[shelter_id],
                    priority=priority,
                    units=units,
                    worth=worth_of(units, soonest, now_s),
                    load=(sum(p.kg for p in parcel), sum(p.litres for p in parcel), 0.0, 0.0, 0.0, 0.0),
                    service_s=sum(p.portion.amount * p.demand.item.unload_seconds for p in parcel),
                    portions=tuple(piece.portion for piece in parcel),
                    deadline_s=deadline,
                )
            )
    return tuple(tasks)


def seats_of(household: Household) -> int:
    """Seats taken: those in a wheelchair place or on a stretcher take none."""
    return max(household.people - household.wheelchairs - household.stretchers, 0)


def boarding_seconds(household: Household, boarding_minutes: float) -> float:
    """Mean seconds for a household to come aboard."""
    walking = max(household.people - household.wheelchairs - household.stretchers, 0)
    persons = walking + WHEELCHAIR_BOARDING * household.wheelchairs + STRETCHER_BOARDING * household.stretchers
    return 60.0 * boarding_minutes * persons


def households_of(
    operation: Operation, site_of: dict[str, int], first: int, *, now_s: float, day_end_s: float
) -> tuple[Task, ...]:
    """Households that have decided to leave, in the order of the file; numbers from ``first``."""
    tasks: list[Task] = []
    for household in operation.households:
        if household.decision is not Decision.LEAVE:
            continue
        soonest = FOREVER if household.deadline is None else float(epoch(household.deadline))
        hard = _hard(soonest, now_s)
        tasks.append(
            Task(
                number=first + len(tasks),
                id=household.id,
                shelter=site_of[household.shelter_id],
                priority=household.priority,
                units=float(household.people),
                worth=worth_of(household.people, soonest, now_s),
                load=(
                    0.0, 0.0, float(seats_of(household)), float(household.wheelchairs), float(household.stretchers),
                    float(household.pet_cages),
                ),
                service_s=boarding_seconds(household, operation.settings.plan.boarding_minutes),
                people=household.people,
                deadline_s=hard if hard <= day_end_s else FOREVER,
            )
        )  # fmt: skip
    return tuple(tasks)
