"""What is left of a day once some of its trips are driven or fixed. Pure.

A plan made anew from this adds to those trips: nothing is brought twice, nobody is fetched twice, no vehicle or crew
is in two places, and no crew's risk budget is spent twice.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.supply import latest_stocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corridor.domain.operation import Crew, Need, Operation, Stock
    from corridor.domain.plan import Mission, Stop

IMPLIED = "stock"
"""First word of the id of a need that a stock implies: ``stock.SHELTER.ITEM``."""


def after_kept(operation: Operation, kept: Sequence[Mission]) -> Operation:
    """``operation`` as if every trip of ``kept`` had been driven; households and needs gone since are passed over."""
    stops = [stop for mission in kept for trip in mission.trips for stop in trip.stops]
    taken = {household for stop in stops for household in stop.taken}
    fetched = [household for household in operation.households if household.id in taken]
    people = {household.id: household.people for household in fetched}
    left: dict[str, int] = defaultdict(int)
    for household in fetched:
        left[household.shelter_id] += household.people
    brought: dict[str, int] = defaultdict(int)
    for stop in stops:
        brought[stop.place_id] += sum(people.get(household, 0) for household in stop.brought)
    return operation.model_copy(
        update={
            "households": tuple(h for h in operation.households if h.id not in taken),
            "shelters": tuple(
                s.model_copy(update={"people": max(s.people - left[s.id], 0)}) for s in operation.shelters
            ),
            "centres": tuple(
                c.model_copy(update={"capacity": max(c.capacity - brought[c.id], 0)}) for c in operation.centres
            ),
            "needs": _needs_left(operation.needs, stops),
            "stocks": _stocks_grown(operation, stops),
            "crews": _crews_left(operation, kept),
            "vehicles": tuple(
                v.model_copy(update={"range_km": max(v.range_km - _driven_km(kept, v.id), 0.1)})
                for v in operation.vehicles
            ),
        }
    )


def _driven_km(kept: Iterable[Mission], vehicle_id: str) -> float:
    return sum(mission.figures.length_m for mission in kept if mission.vehicle_id == vehicle_id) / 1000


def _needs_left(needs: Sequence[Need], stops: Sequence[Stop]) -> tuple[Need, ...]:
    given: dict[str, float] = defaultdict(float)
    for stop in stops:
        for delivery in stop.deliveries:
            given[delivery.need_id] += delivery.amount
    return tuple(
        need.model_copy(update={"amount": need.amount - given[need.id]})
        for need in needs
        if need.amount - given[need.id] > 1e-6
    )


def _stocks_grown(operation: Operation, stops: Sequence[Stop]) -> tuple[Stock, ...]:
    """Stocks with what kept trips bring for needs that stocks imply."""
    standing = latest_stocks(operation.stocks)
    for stop in stops:
        for delivery in stop.deliveries:
            key = (stop.place_id, delivery.item_id)
            if delivery.need_id.split(".", 1)[0] == IMPLIED and key in standing:
                stock = standing[key]
                standing[key] = stock.model_copy(update={"amount": stock.amount + delivery.amount})
    return tuple(standing.values())


def _crews_left(operation: Operation, kept: Sequence[Mission]) -> tuple[Crew, ...]:
    zone = ZoneInfo(operation.settings.timezone)
    spent: dict[str, float] = defaultdict(float)
    back: dict[str, int] = {}
    for mission in kept:
        spent[mission.crew_id] += mission.figures.crew_exposure_upper
        ends = [trip.stops[-1].arrive_s + trip.stops[-1].late_s for trip in mission.trips]
        back[mission.crew_id] = max([back.get(mission.crew_id, 0), *ends])
    return tuple(
        crew.model_copy(
            update={
                "risk_budget": max(crew.risk_budget - spent[crew.id], 0.0),
                "starts": _later(crew, back, zone),
            }
        )
        for crew in operation.crews
    )


def _later(crew: Crew, back: Mapping[str, int], zone: ZoneInfo) -> object:
    """The crew's start, or when it is back, whichever is later; a return after midnight is that night's last minute."""
    if crew.id not in back:
        return crew.starts
    home = datetime.fromtimestamp(-(-back[crew.id] // 60) * 60, zone).time()
    return home if crew.starts is None or home > crew.starts else crew.starts
