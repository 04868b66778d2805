"""VRPLIB instances planned through the mission model: what is lost of PyVRP's quality on the way.

The instance becomes a day without danger (``missions.problem.Problem``), PyVRP plans it whole, every trip is priced
again by the mission model's own kernel, and HiGHS chooses among the trips. Printed: cost, best known cost, gap, and
whether every customer is served within every rule as recounted here from the file. ``--beside`` gives PyVRP alone, with
its own reader of the file, the same seconds and seed in the same run.

    python benchmarks/vrplib.py FILE.vrp... [--seconds 30] [--seed 1] [--beside] [--best COST] [--json FILE]
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyvrp
import vrplib
from pyvrp.stop import MaxRuntime
from rows import add_json, screen, write_rows

from corridor.domain.danger import PlaceDanger, Slots
from corridor.missions.choose import packing_rows
from corridor.missions.clock import FOREVER
from corridor.missions.pool import kinds_of
from corridor.missions.problem import Portion, Problem, Rules, Site, SiteKind, Task, VehicleSpec
from corridor.missions.seeds import SeedRun, Watch
from corridor.missions.tables import TravelTables
from corridor.missions.whole_day import timed_columns, whole_day
from corridor.optimise.program import Limits, minimise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.missions.trips import Column

SCALES = {"dimacs": (10, np.floor), "exact": (1000, np.round), "round": (1, np.round)}
"""How published costs are counted: VRPTW sets in tenths, cut off; PyVRP's sets in thousandths or tenths."""
PUBLISHED_UNITS = (1, 10, 1000)
LONG = 10**9


@dataclass(frozen=True, eq=False)
class Instance:
    """A file in whole units: distance [N, N] between nodes, and what the nodes ask."""

    name: str
    depots: int
    vehicles: tuple[int, ...]
    """Depot of each."""
    several_trips: bool
    distance: np.ndarray
    demand: np.ndarray
    service: np.ndarray
    opens: np.ndarray
    closes: np.ndarray
    release: np.ndarray
    capacity: float
    longest: float


def read(path: Path, scale: str) -> Instance:
    """An instance of the sorts that the issue names: windows, several depots, several trips, release times."""
    raw: dict[str, Any] = vrplib.read_instance(path)
    times, rounded = SCALES[scale]

    def units(values: Any) -> np.ndarray:
        return rounded(times * np.asarray(values, np.float64))

    count = raw["dimension"]
    depots = np.atleast_1d(raw.get("depot", [0]))
    service = raw.get("service_time", 0)
    if np.isscalar(service):
        service = np.where(np.arange(count) < len(depots), 0, service)
    window = np.asarray(raw["time_window"], np.float64)
    starts = np.asarray(raw.get("vehicles_depot", np.ones(raw["vehicles"])), int) - 1
    return Instance(
        raw.get("name", path.stem), len(depots), tuple(starts.tolist()), "vehicles_reload_depot" in raw,
        units(raw["edge_weight"]), np.asarray(raw["demand"], np.float64), units(service),
        units(window[:, 0]), units(window[:, 1]), units(np.broadcast_to(raw.get("release_time", 0), count)),
        float(raw["capacity"]), float(units(raw.get("vehicles_max_duration", 10**6))),
    )  # fmt: skip


def day_of(instance: Instance) -> Problem:
    """The instance as a day: nodes as sites, customers as needs of one parcel, no danger anywhere."""
    count = len(instance.demand)
    end = float(instance.closes[: instance.depots].max())
    sites = tuple(
        Site(
            n, SiteKind.DEPOT if n < instance.depots else SiteKind.SHELTER, str(n), 0.0, 0.0,
            float(instance.opens[n]), float(instance.closes[n]),
        )
        for n in range(count)
    )  # fmt: skip
    tasks = tuple(
        Task(
            number, f"n{node}", node, 2, 1.0, 1.0, (float(instance.demand[node]), 0, 0, 0, 0, 0),
            float(instance.service[node]), 0, (Portion(f"n{node}", "goods", 1.0, 1.0),),
            release_s=float(instance.release[node]),
        )
        for number, node in enumerate(range(instance.depots, count))
    )  # fmt: skip
    fleet = tuple(
        VehicleSpec(
            number, f"v{number}", f"c{number}", number, 1, depot, 0, (instance.capacity, 0, 0, 0, 0, 0), 1.0, FOREVER,
            0.0, end, FOREVER, instance.longest,
        )
        for number, depot in enumerate(instance.vehicles)
    )  # fmt: skip
    drive = instance.distance.astype(np.float32)[None, None]
    none = np.zeros_like(drive)
    table = TravelTables((0.0,), 0.0, 3600.0, drive, none, none, drive, none)
    still = np.zeros((1, count), np.float32)
    danger = PlaceDanger(Slots(0, 1), still, still, np.zeros(count, bool))
    trips = 50 if instance.several_trips else 1
    return Problem(sites, tasks, fleet, Rules(0.0, end, max_trips=trips, spread=0.0), (table,), danger)


def plan(problem: Problem, seconds: float, seed: int) -> tuple[list[Column], int]:
    """Trips as the mission model prices and chooses them, and how many of PyVRP's trips it refused."""
    watch = Watch(lambda: False, time.monotonic() + seconds)
    trips = whole_day(problem, kinds_of(problem), SeedRun(0, 0, seed, LONG), watch)
    found = timed_columns(problem, trips, 0)
    columns = [column for column in found if column is not None]
    rows = packing_rows(problem, columns)
    # every task is worth more than all the distance there is: as many customers as can be, then the least distance
    whole = sum(column.length_m for column in columns) + 1.0
    cost = np.array([column.length_m - whole * len(column.shape.tasks) for column in columns])
    answer = minimise(cost, rows, limits=Limits(1_000_000, 0.0, seconds), seed=seed)
    return [columns[row] for row in answer.chosen], len(found) - len(columns)


def recount(instance: Instance, columns: Sequence[Column]) -> tuple[float, list[str]]:
    """Distance driven and every rule broken, from the file alone."""
    faults: list[str] = []
    total = 0.0
    seen: list[int] = []
    spans: dict[int, list[tuple[float, float]]] = {}
    for column in columns:
        home = instance.vehicles[column.vehicle]
        order = [visit.site for visit in column.shape.visits]
        seen += order
        if instance.demand[order].sum() > instance.capacity:
            faults.append(f"load on vehicle {column.vehicle}")
        clock, here = column.depart_s, home
        if clock < instance.release[order].max():
            faults.append(f"departure before release, vehicle {column.vehicle}")
        for node in order:
            total += instance.distance[here, node]
            clock = max(clock + instance.distance[here, node], instance.opens[node])
            if clock > instance.closes[node]:
                faults.append(f"late at {node}")
            clock, here = clock + instance.service[node], node
        total += instance.distance[here, home]
        clock += instance.distance[here, home]
        if clock > instance.closes[home]:
            faults.append(f"home late, vehicle {column.vehicle}")
        spans.setdefault(column.vehicle, []).append((column.depart_s, clock))
    for vehicle, trips in spans.items():
        trips.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(trips)):
            faults.append(f"two trips at once, vehicle {vehicle}")
        if trips[-1][1] - trips[0][0] > instance.longest:
            faults.append(f"longer than allowed, vehicle {vehicle}")
    if sorted(seen) != list(range(instance.depots, len(instance.demand))):
        faults.append(f"{len(set(seen))} of {len(instance.demand) - instance.depots} customers served")
    return total, faults


def published(path: Path) -> tuple[float | None, list[list[int]]]:
    """Cost and routes of the solution that lies beside the instance."""
    beside = path.with_suffix(".sol")
    if not beside.exists():
        return None, []
    found = vrplib.read_solution(str(beside))
    return float(found["cost"]), [list(route) for route in found["routes"]]


def counting(path: Path) -> tuple[str, float]:
    """How the published cost counts distance, told from its own routes: rounding, and units of the cost in ours."""
    cost, routes = published(path)
    for scale in SCALES:
        instance = read(path, scale)
        driven = 0.0
        for number, route in enumerate(routes):
            stops = [instance.vehicles[number], *route, instance.vehicles[number]]
            driven += sum(instance.distance[a, b] for a, b in pairwise(stops))
        for unit in PUBLISHED_UNITS:
            if cost is not None and abs(driven / unit - cost) < 1e-6 * max(cost, 1.0):
                return scale, unit
    return "dimacs", 10


def alone(path: Path, scale: str, seconds: float, seed: int) -> float | None:
    """Distance of PyVRP's best day by its own reader, in units of the file; none where it breaks a rule."""
    data = pyvrp.read(path, round_func=scale)
    best = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False).best
    return float(best.distance()) if best.is_feasible() else None


def gap(cost: float | None, known: float | None) -> float | None:
    """Percent above the best known."""
    return None if cost is None or known is None else round(100 * (cost / known - 1), 3)


def score(path: Path, seconds: float, seed: int, best: float | None, beside: bool) -> dict[str, Any]:
    """One instance planned and recounted."""
    scale, unit = counting(path)
    instance = read(path, scale)
    begun = time.monotonic()
    columns, refused = plan(day_of(instance), seconds, seed)
    took = time.monotonic() - begun
    distance, faults = recount(instance, columns)
    known = published(path)[0] if best is None else best
    cost = distance / unit
    other = alone(path, scale, seconds, seed) if beside else None
    pyvrp_cost = None if other is None else other / unit
    return {
        "instance": instance.name,
        "customers": len(instance.demand) - instance.depots,
        "counted": scale,
        "cost": cost,
        "best_known": known,
        "gap_percent": gap(cost, known),
        "pyvrp_alone_cost": pyvrp_cost,
        "pyvrp_alone_gap_percent": gap(pyvrp_cost, known),
        "trips": len(columns),
        "vehicles": len({column.vehicle for column in columns}),
        "trips_refused_by_the_model": refused,
        "faults": faults,
        "seconds": round(took, 1),
    }


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--seconds", type=float, default=30.0, help="of search (30)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--beside", action="store_true", help="PyVRP alone too, for as long")
    options.add_argument("--best", type=float, help="best known cost, where no .sol lies beside the file")
    add_json(options)
    asked = options.parse_args()
    rows = []
    out = screen(asked.json)
    print("instance      cost        best known   gap       PyVRP alone  trips  vehicles  faults  seconds", file=out)
    for path in asked.files:
        row = score(path, asked.seconds, asked.seed, asked.best, asked.beside)
        rows.append(row)
        known = "-" if row["best_known"] is None else f"{row['best_known']:.1f}"
        ours, theirs = (
            "-" if row[name] is None else f"{row[name]:.2f} %" for name in ("gap_percent", "pyvrp_alone_gap_percent")
        )
        print(
            f"{row['instance']:<12}  {row['cost']:<10.1f}  {known:<11}  {ours:<8}  {theirs:<11}  {row['trips']:<5}  "
            f"{row['vehicles']:<8}  {len(row['faults']):<6}  {row['seconds']}",
            file=out, flush=True,
        )  # fmt: skip
    write_rows(rows, asked.json)


if __name__ == "__main__":
    main()
