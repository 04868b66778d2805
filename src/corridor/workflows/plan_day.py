"""Plan a day: read the folder, forecast danger, price the roads, choose the missions."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor import __version__
from corridor.domain.plan import Figures, Plan
from corridor.errors import InputRefused, NothingFeasible
from corridor.exchange.network_store import open_base_map, open_network
from corridor.exchange.operation import check_places, check_vehicles, read_evidence, read_operation, unread_files
from corridor.exchange.operation.checks import area_of_operation
from corridor.exchange.operation.places import FARTHEST_M
from corridor.hazard.model import fit
from corridor.i18n import gettext as _
from corridor.i18n import ngettext
from corridor.missions.assemble import (
    Checkins,
    Drawing,
    comparison,
    missions_of,
    plan_figures,
    served_counts,
    unserved_of,
)
from corridor.missions.book import PriceBook
from corridor.missions.build import positions, road_classes, sites_of
from corridor.missions.choose import Aim
from corridor.missions.clock import day_window, slots_of_day
from corridor.missions.drive import RouterRoads
from corridor.missions.seeds import Watch
from corridor.missions.solve import Effort, solve_day
from corridor.missions.tables import risk_weights, travel_tables
from corridor.osm.reader import read_roads
from corridor.progress import Progress, silent
from corridor.routing.conditions import off_road, resolve_conditions
from corridor.routing.nearest import nearest_edges
from corridor.routing.places import insert_places
from corridor.routing.router import Router
from corridor.routing.speeds import travel_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.heard import Heard
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.errors import RowProblem
    from corridor.hazard.model import HazardModel
    from corridor.missions.choose import Choice
    from corridor.missions.problem import Problem, Site
    from corridor.missions.solve import Settled
    from corridor.routing.places import PlacedNetwork

ITERATIONS = 120
"""Of PyVRP, a run."""
FAR_M = 1000.0
"""A place farther than this from any road is told of."""
MARGIN_DEGREES = 0.1
"""The hazard model's area reaches this far beyond roads and places."""


@dataclass(frozen=True, eq=False)
class DayPlan:
    """A planned day and what it was made from."""

    plan: Plan
    operation: Operation
    network: RoadNetwork
    danger: EdgeDanger
    base_map: BaseMap
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, eq=False)
class Ground:
    """The day before any choice: roads with places, danger, and the problem in numbers."""

    operation: Operation
    placed: PlacedNetwork
    danger: EdgeDanger
    model: HazardModel
    roads: RouterRoads
    problem: Problem
    warnings: tuple[str, ...]
    book: PriceBook


def never() -> bool:
    """A stop flag that nobody raises."""
    return False


def plan_day(
    folder: Path,
    *,
    seed: int = 1,
    iterations: int = ITERATIONS,
    time_limit: float | None = None,
    progress: Progress = silent,
    stop: Callable[[], bool] = never,
) -> DayPlan:
    """Plan the day of an operation folder.

    Same folder, seed and iterations: same plan, byte for byte; a ``time_limit`` (seconds) or ``stop`` waives that
    where it cut the search short, and the plan says so.

    Raises:
        InputRefused: the folder or its roads cannot be used.
        NothingFeasible: no vehicle can reach or carry anything of what is asked. Where driving is possible but costs
            more than it brings, or no trip keeps within the risk budgets, the plan's verdict is ``do_not_go``.
    """
    until = None if time_limit is None else time.monotonic() + time_limit
    progress(_("Reading the folder"), 0, 2)
    read = read_operation(folder)
    evidence = read_evidence(folder, read.operation.settings, area_of_operation(read.operation))
    network, base_map = _roads(folder, read.operation, progress)
    progress(_("Reading the folder"), 2, 2)
    ground = lay_ground(read.operation, evidence, network, progress)
    effort = Effort(seed=seed, iterations=iterations, time_limit=time_limit)
    settled = solve_day(ground.problem, ground.roads, effort=effort, watch=Watch(stop, until), progress=progress)
    plan = assemble_plan(ground, settled, effort)
    against_roads = (
        *check_places(read.operation, network, read.lines),
        *check_vehicles(read.operation, network, read.lines),
    )
    problems = (*read.problems, *evidence.problems, *unread_files(folder), *against_roads)
    return DayPlan(plan, read.operation, ground.placed.network, ground.danger, base_map, problems)


def _roads(folder: Path, operation: Operation, progress: Progress) -> tuple[RoadNetwork, BaseMap]:
    """The stored network, or one read from the OpenStreetMap file that the folder names."""
    path = folder / operation.settings.roads
    if path.is_dir():
        return open_network(path), open_base_map(path)
    if not path.exists():
        raise InputRefused(
            "operation.roads_missing",
            _("The operation's roads are not there."),
            operation.settings.roads,
            _("Import an extract with corridor roads import FILE --out DIR, or name the file in operation.toml."),
        )
    imported = read_roads(path, progress)
    return imported.network, imported.base_map


def _area(network: RoadNetwork, sites: Sequence[Site]) -> tuple[float, float, float, float]:
    lon, lat = positions(sites)
    east, north = np.append(lon, network.node_lon), np.append(lat, network.node_lat)
    margin = MARGIN_DEGREES
    return (
        float(east.min()) - margin, float(north.min()) - margin,
        float(east.max()) + margin, float(north.max()) + margin,
    )  # fmt: skip


def lay_ground(
    operation: Operation,
    evidence: Heard,
    network: RoadNetwork,
    progress: Progress,
    book: PriceBook | None = None,
) -> Ground:
    """Forecast danger, tie places to roads, and price travel between them, or take those prices from ``book``."""
    settings = operation.settings
    sites = sites_of(operation)
    lon, lat = positions(sites)
    classes = road_classes(operation)
    progress(_("Danger"), 0, 1)
    model = fit(
        evidence.incidents,
        evidence.passages,
        evidence.fronts,
        settings=settings.hazard,
        timezone=settings.timezone,
        as_of_s=operation.as_of_s,
        area=_area(network, sites),
    )
    slots = slots_of_day(settings)
    placed = _within_reach(insert_places(network, lon, lat, _mask(operation)))
    danger = model.edge_danger(placed.network, slots, progress)
    places = model.place_danger(lon, lat, slots)
    conditions = resolve_conditions(
        placed.network,
        operation.closures,
        operation.checkpoints,
        (settings.plan.curfew_from, settings.plan.curfew_until),
        settings.day,
        settings.timezone,
        operation.as_of_s,
    )
    router = Router(placed.network, danger, conditions)
    seconds = [
        travel_seconds(placed.network, profile, width_m=width, height_m=height, weight_t=weight)
        for profile, width, height, weight in classes
    ]
    weights = risk_weights(danger)
    start, end = day_window(settings)
    if book is None:
        first = start // 3600 * 3600
        tables = travel_tables(
            router, seconds, placed.node, weights=weights, start_s=first, end_s=end, progress=progress
        )
        book = PriceBook(tables, places)
    roads = RouterRoads(router, seconds, placed.node, weights)
    warnings = _unheard(evidence, operation.as_of_s) + _warnings(operation, placed, sites)
    return Ground(operation, placed, danger, model, roads, book.problem(operation), warnings, book)


def _within_reach(placed: PlacedNetwork) -> PlacedNetwork:
    """Places farther than ``FARTHEST_M`` from every road have no node: nobody is sent to a road's end near them."""
    near = placed.distance_m <= FARTHEST_M
    return replace(placed, node=np.where(near, placed.node, -1).astype(placed.node.dtype))


def _mask(operation: Operation) -> int:
    mask = 0
    for vehicle in operation.vehicles:
        mask |= vehicle.profile.bit
    return mask


def _unheard(evidence: Heard, as_of_s: int) -> tuple[str, ...]:
    """Said where no report at all stands behind the figures."""
    if (evidence.incidents.reported_s <= as_of_s).any():
        return ()
    return (_("No report of any incident is known: danger is unknown everywhere, low figures mean nothing here."),)


def _warnings(operation: Operation, placed: PlacedNetwork, sites: Sequence[Site]) -> tuple[str, ...]:
    """Places far from any road, reports on none."""
    told = []
    distance = [(site.id, metres) for site, metres in zip(sites, placed.distance_m.tolist(), strict=True)]
    beyond = [name for name, metres in distance if not metres <= FARTHEST_M]
    if beyond:
        told.append(
            ngettext(
                "{n} place lies more than 2 km from any road that a vehicle may use, and is not served: {names}.",
                "{n} places lie more than 2 km from any road that a vehicle may use, and are not served: {names}.",
                len(beyond),
            ).format(n=len(beyond), names=", ".join(beyond[:8]))
        )
    far = [name for name, metres in distance if FAR_M < metres <= FARTHEST_M]
    if far:
        told.append(
            ngettext(
                "{n} place lies more than a kilometre from any road: {names}.",
                "{n} places lie more than a kilometre from any road: {names}.",
                len(far),
            ).format(n=len(far), names=", ".join(far[:8]))
        )
    lost = off_road(placed.network, operation.closures, operation.checkpoints)
    if lost:
        told.append(
            ngettext(
                "{n} road report or checkpoint lies on no road: {names}.",
                "{n} road reports or checkpoints lie on no road: {names}.",
                len(lost),
            ).format(n=len(lost), names=", ".join(lost[:8]))
        )
    return tuple(told)


def checkins_of(operation: Operation, network: RoadNetwork) -> Checkins:
    """Both directions of the road at each check-in point."""
    mask = _mask(operation)
    points = [point for point in operation.checkpoints if point.checkin]
    if not points or not network.edge_count:
        return Checkins(frozenset())
    near = nearest_edges(
        network, np.array([point.lon for point in points]), np.array([point.lat for point in points]), mask
    )
    lines = {int(network.line[edge]) for edge in near.edge.tolist() if edge >= 0}
    return Checkins(frozenset(np.flatnonzero(np.isin(network.line, sorted(lines))).tolist()))


def _verdict(problem: Problem, settled: Settled) -> tuple[str, str]:
    """``go``, or ``do_not_go`` with the reason. Raises where nothing asked can be reached or carried."""
    if settled.chosen.columns:
        return "go", ""
    if not problem.tasks:
        return "do_not_go", _("Nothing is asked for that a trip could bring, and no household waits to leave.")
    codes = Counter(reason.code for reason in settled.reasons.values())
    if not set(codes) - {"unreachable", "fits_none"}:
        raise NothingFeasible(
            "plan.nothing_feasible",
            _("No vehicle can reach or carry anything of what is asked."),
            ", ".join(f"{code}: {count}" for code, count in sorted(codes.items())),
            _("Look at road closures, vehicle limits and the places with corridor check."),
        )
    told = {
        "risk": _("No trip keeps within the crews' risk budgets and the limit of exposure."),
        "not_worth": _("Every trip costs more exposure than what it brings is worth."),
        "grey": _("Every way leads over more unheard-of road than the limit allows."),
        "time": _("No trip fits the hours of the day, the curfew and the latest return."),
        "centre_full": _("The reception centres have no room."),
    }
    main = max(told, key=lambda code: codes.get(code, 0))
    return "do_not_go", told[main]


def _reference(problem: Problem, quickest: Choice) -> Figures | None:
    """The mean mission of the quickest plan."""
    count = len({column.vehicle for column in quickest.columns})
    if not count:
        return None
    whole = plan_figures(problem, quickest.columns).model_dump()
    for name in ("crew_exposure_mean", "crew_exposure_upper"):
        whole[name] = sum(c.figures[4 if name.endswith("mean") else 5] for c in quickest.columns)
    return Figures(**{name: value / count for name, value in whole.items()})


def assemble_plan(ground: Ground, settled: Settled, effort: Effort) -> Plan:
    """The plan as it is written."""
    operation, problem, settings = ground.operation, ground.problem, ground.operation.settings
    drawing = Drawing(ground.roads, ground.placed.network, ground.danger, settings.timezone)
    verdict, why = _verdict(problem, settled)
    people, deliveries = served_counts(problem, settled.chosen.columns)
    rhythm, usable = ground.model.rhythm(slots_of_day(settings))
    reference = _reference(problem, settled.choices[Aim.QUICKEST])
    checkins = checkins_of(operation, ground.placed.network)
    return Plan(
        operation=settings.name,
        demonstration=settings.demonstration,
        day=settings.day.isoformat(),
        timezone=settings.timezone,
        as_of_s=operation.as_of_s,
        seed=effort.seed,
        iterations=effort.iterations,
        time_limited=settled.cut_short,
        software=f"corridor {__version__}",
        verdict=verdict,
        verdict_reason=why,
        missions=missions_of(problem, settled, drawing, checkins),
        unserved=unserved_of(problem, settled),
        figures=plan_figures(problem, settled.chosen.columns),
        people_taken=people,
        deliveries=deliveries,
        bound=settled.chosen.bound if np.isfinite(settled.chosen.bound) else None,
        objective=settled.chosen.objective,
        pool_size=settled.pool_size,
        comparisons=tuple(comparison(problem, aim.value, settled.choices[aim]) for aim in Aim),
        rhythm=rhythm,
        rhythm_usable=usable,
        rests_on=ground.model.evidence(),
        reference=reference,
        reference_name=_("a mean mission of the quickest plan") if reference is not None else "",
        warnings=(*ground.warnings, *problem.warnings),
    )
