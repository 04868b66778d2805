"""What the page knows of the plan: the plan's own record, cut to what is shown, with routes packed small."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.plan import Sharing
from corridor.exchange import page_map
from corridor.exchange.coarse import coarse as coarse_plan
from corridor.exchange.coarse import coarse_operation
from corridor.exchange.page_map import Block, Scale, add_base_map, add_cells, add_plain_roads, add_roads, encode_line
from corridor.exchange.page_texts import in_other_language
from corridor.exchange.sheet.words import handed_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger, Slots
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Delivery, Leg, Mission, Path, Plan, Stop, Trip

PAYLOAD_VERSION = 1
CELL_LAT = 0.02
"""Height of a coarse cell in degrees: 2.2 km. Its width in degrees is chosen to be about as long."""
MARGIN = 0.12
LEAST_SPAN = 0.05


@dataclass(frozen=True)
class Page:
    """Everything that decides what is shown, and how finely."""

    plan: Plan
    operation: Operation
    coarse: bool
    scale: Scale

    @cached_property
    def people(self) -> dict[str, int]:
        """People of each household."""
        return {household.id: household.people for household in self.operation.households}

    def goods(self, deliveries: Sequence[Delivery]) -> list[list[Any]]:
        """Item and amount as it is handed over, whole pieces as on the crew sheet, summed by item."""
        units = {item.id: item.unit for item in self.operation.items}
        total: dict[str, float] = {}
        for one in deliveries:
            total[one.item_id] = total.get(one.item_id, 0) + handed_over(one.amount, units.get(one.item_id, ""))
        return [[item, amount] for item, amount in sorted(total.items())]

    def point(self, lon: float | None, lat: float | None) -> list[int] | None:
        """Whole steps of a place."""
        if lon is None or lat is None:
            return None
        return [round(lon * page_map.PER_DEGREE), round(lat * page_map.PER_DEGREE)]


def shown_hours(slots: Slots, day: str, timezone: str) -> npt.NDArray[np.intp]:
    """Slots whose start lies in the local day; every slot where none does. A day may have 23 or 25 of them."""
    zone = ZoneInfo(timezone)
    first = date.fromisoformat(day)
    begin = datetime.combine(first, time(), zone).timestamp()
    end = datetime.combine(first + timedelta(days=1), time(), zone).timestamp()
    inside = np.flatnonzero((slots.starts >= begin) & (slots.starts < end))
    return inside if len(inside) else np.arange(slots.count)


def shown_box(plan: Plan, operation: Operation) -> tuple[float, float, float, float]:
    """The part of the world that the page shows: all places and routes with a margin, rounded outward to 0.1 degree."""
    points = [(depot.lon, depot.lat) for depot in operation.depots]
    points += [(centre.lon, centre.lat) for centre in operation.centres]
    points += [(shelter.lon, shelter.lat) for shelter in operation.shelters]
    for mission in plan.missions:
        for trip in mission.trips:
            points += [(s.lon, s.lat) for s in trip.stops if s.lon is not None and s.lat is not None]
            points += [
                point for leg in trip.legs for path in (leg.path, leg.second_best) if path for point in path.line
            ]
    lon, lat = np.array(points or [(0.0, 0.0)]).T
    across = max(float(np.ptp(lon)), float(np.ptp(lat)), LEAST_SPAN) * MARGIN
    return (
        math.floor((float(lon.min()) - across) * 10) / 10,
        math.floor((float(lat.min()) - across) * 10) / 10,
        math.ceil((float(lon.max()) + across) * 10) / 10,
        math.ceil((float(lat.max()) + across) * 10) / 10,
    )


def _path(page: Page, path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    shown: dict[str, Any] = {
        "depart": path.depart_s,
        "arrive": path.arrive_s,
        "length": path.length_m,
        "grey": path.grey_m,
        "mean": path.exposure_mean,
        "upper": path.exposure_upper,
    }
    if not page.coarse:
        shown["line"] = encode_line(path.line, page.scale)
        shown["roads"] = [[r.name, round(r.length_m), r.enter_s, r.exposure_upper] for r in path.roads]
    return shown


def _leg(page: Page, leg: Leg) -> dict[str, Any]:
    return {
        "path": _path(page, leg.path),
        "aboard": leg.aboard,
        "second": None if page.coarse else _path(page, leg.second_best),
        "why": "" if page.coarse else leg.why,
    }


def _stop(page: Page, stop: Stop) -> dict[str, Any]:
    people = page.people
    return {
        "kind": stop.kind.value,
        "place": stop.place_id,
        "at": page.point(stop.lon, stop.lat),
        "arrive": stop.arrive_s,
        "begin": stop.begin_s,
        "depart": stop.depart_s,
        "deliveries": page.goods(stop.deliveries),
        "taken": [] if page.coarse else [[h, people.get(h, 0)] for h in stop.taken],
        "brought": [] if page.coarse else [[h, people.get(h, 0)] for h in stop.brought],
        "mean": stop.exposure_mean,
        "upper": stop.exposure_upper,
    }


def _trip(page: Page, trip: Trip) -> dict[str, Any]:
    return {
        "id": trip.id,
        "stops": [_stop(page, stop) for stop in trip.stops],
        "legs": [_leg(page, leg) for leg in trip.legs],
        "loads": page.goods([given for stop in trip.stops for given in stop.deliveries] or trip.loads),
        "figures": trip.figures.model_dump(),
        "turn_back": trip.turn_back_s,
    }


def _mission(page: Page, mission: Mission) -> dict[str, Any]:
    people = page.people
    stops = [stop for trip in mission.trips for stop in trip.stops]
    return {
        "id": mission.id,
        "vehicle": mission.vehicle_id,
        "crew": mission.crew_id,
        "figures": mission.figures.model_dump(),
        "budget_used": mission.budget_used,
        "people_out": sum(
            (stop.people_taken or 0) if page.coarse else sum(people.get(one, 0) for one in stop.taken) for stop in stops
        ),
        "deliveries": sum(len(stop.deliveries) for stop in stops),
        "trips": [_trip(page, trip) for trip in mission.trips],
    }


def _unserved(page: Page) -> list[dict[str, Any]]:
    people = page.people
    return [
        {
            "kind": left.kind,
            "id": "" if page.coarse else left.id,
            "shelter": "" if page.coarse else left.shelter_id,
            "priority": left.priority,
            "reason": left.reason,
            "detail": "" if page.coarse else left.detail,
            "people": people.get(left.id, 0) if left.kind == "household" else 0,
        }
        for left in page.plan.unserved
    ]


def _operation(page: Page) -> dict[str, Any]:
    operation = page.operation
    places: dict[str, Any] = {}
    kinds: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("shelter", operation.shelters),
        ("checkin", () if page.coarse else operation.checkpoints),
        ("centre", operation.centres),
        ("depot", operation.depots),
    )
    for kind, records in kinds:
        for place in records:
            places[place.id] = {"kind": kind, "name": place.name, "at": page.point(place.lon, place.lat)}
            if kind == "shelter":
                places[place.id]["people"] = place.people
    return {
        "places": places,
        "vehicles": {
            v.id: {"profile": v.profile.value, "seats": v.seats, "protection": v.protection} for v in operation.vehicles
        },
        "crews": {c.id: {"members": c.members} for c in operation.crews},
        "items": {i.id: {"name": i.name, "unit": i.unit} for i in operation.items},
        "quantile": operation.settings.hazard.quantile,
        "grey_after_days": operation.settings.hazard.grey_after_days,
    }


def _plan(page: Page) -> dict[str, Any]:
    heavy = {"missions", "unserved"}
    shown = page.plan.model_dump(mode="json", exclude=heavy)
    shown["missions"] = [_mission(page, mission) for mission in page.plan.missions]
    shown["unserved"] = _unserved(page)
    return shown


def _own_texts(plan: Plan) -> set[str]:
    """Every text that the plan wrote itself."""
    legs = [leg for mission in plan.missions for trip in mission.trips for leg in trip.legs]
    paths = [path for leg in legs for path in (leg.path, leg.second_best) if path]
    texts = {stretch.name for path in paths for stretch in path.roads} | {leg.why for leg in legs}
    texts |= {left.detail for left in plan.unserved} | {source.name for source in plan.rests_on}
    return (texts | set(plan.warnings) | {plan.verdict_reason, plan.reference_name}) - {""}


def translated(plan: Plan, language: str) -> dict[str, str]:
    """The plan's own texts that are known in the other language too, by the text as written."""
    found = {text: in_other_language(text, language) for text in sorted(_own_texts(plan))}
    return {text: other for text, other in found.items() if other}


def rounded(value: Any) -> Any:
    """Floats to six significant digits, throughout: shorter, and equal where the inputs are."""
    if isinstance(value, float):
        return 0 if value == 0 else float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return value


def payload(
    plan: Plan,
    operation: Operation,
    network: RoadNetwork,
    danger: EdgeDanger,
    base_map: BaseMap,
    *,
    coarse: bool,
    language: str,
) -> dict[str, Any]:
    """Everything that the page shows, as plain values ready for JSON.

    A coarse page is made from coarse copies whatever it is given: an exact plan is made coarse here.
    """
    if coarse and plan.sharing is not Sharing.COARSE:
        plan, operation = coarse_plan(plan, operation), coarse_operation(operation)
    box = shown_box(plan, operation)
    scale = Scale.of(box)
    cell = (math.ceil(CELL_LAT / scale.cos / 0.005) * 0.005, CELL_LAT)
    page = Page(plan, operation, coarse, scale)
    hours = shown_hours(danger.slots, plan.day, plan.timezone)
    block = Block()
    if coarse:
        roads = add_plain_roads(block, network, box) | add_cells(block, network, danger, hours, box, cell)
    else:
        roads = add_roads(block, network, danger, hours, box)
    drawing = roads | add_base_map(block, base_map, box)
    return {
        "version": PAYLOAD_VERSION,
        "language": language,
        "coarse": coarse,
        "plan": rounded(_plan(page)),
        "operation": rounded(_operation(page)),
        "texts": translated(plan, language),
        "map": {
            **drawing,
            "box": list(box),
            "hours": [int(start) for start in danger.slots.starts[hours]],
            "scale": [page_map.LOWEST_LOG, page_map.DECADES, page_map.LEVELS],
            "class_from": list(page_map.CLASS_FROM),
            "source": network.source,
            "sections": {name: list(place) for name, place in block.places.items()},
            "block": block.packed(),
        },
    }
