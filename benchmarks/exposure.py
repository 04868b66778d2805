"""Plans scored on a danger that the planner never sees.

Two sorts of days, each drawn from seeds: ``generated`` days of 100 shelters, 8 vehicles and 24 hours, against the plan
of least driving time that PyVRP finds; and the ``worked`` case, against the quickest way to bring the same loads. The
planner fits its forecast to the reports known by then; then both plans are driven through the true intensity of the
seed. Printed: people taken, deliveries, driving time, and our person-exposure as a share of the other plan's.

    python benchmarks/exposure.py [--sort generated] [--days 5] [--stops 100] [--seconds 60] [--json FILE]
    python benchmarks/exposure.py --sort worked [--days 10] [--iterations 40] [--json FILE]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import numpy as np
from rows import add_json, print_means, screen, write_rows

from corridor.domain.danger import EdgeDanger, PlaceDanger
from corridor.domain.operation import Decision, Household, Need, Operation, OperationSettings, Shelter
from corridor.exchange.operation import read_evidence, read_operation
from corridor.hazard.kinds import TRAITS
from corridor.kernels.trips import DRIVING, PERSON_MEAN
from corridor.missions.assemble import plan_figures, served_counts
from corridor.missions.choose import Aim
from corridor.missions.drive import RouterRoads, walk
from corridor.missions.pool import kinds_of
from corridor.missions.seeds import SeedRun, Watch
from corridor.missions.solve import Effort, solve_day
from corridor.missions.whole_day import timed_columns, whole_day
from corridor.progress import silent
from corridor.routing.router import Router
from corridor.workflows.demo import demo_operation, demo_process, true_intensity, write_demo_folder
from corridor.workflows.demo.people import SHELTERS
from corridor.workflows.import_roads import import_roads
from corridor.workflows.plan_day import _roads, lay_ground

FIRST_SEED = 101
DRIVING_ALLOWED = 1.1
"""Our driving time on a generated day, as a share of that of PyVRP's plan."""


def true_ground(ground, seed: int):  # type: ignore[no-untyped-def]
    """The same roads and places under the true intensity of ``seed`` (one harm area for all: shares matter here)."""
    network, slots = ground.placed.network, ground.danger.slots
    area = np.pi * (TRAITS[0].harm_m / 1000) ** 2 if hasattr(TRAITS[0], "harm_m") else np.pi * 0.15**2
    noon = slots.starts + slots.length_s / 2
    tail, head = network.tail, network.head
    lon = (network.node_lon[tail] + network.node_lon[head]) / 2
    lat = (network.node_lat[tail] + network.node_lat[head]) / 2
    edge = np.stack([true_intensity(lon, lat, t, seed) for t in noon]) * area / 3600
    sites = ground.problem.sites
    site_lon, site_lat = np.array([s.lon for s in sites]), np.array([s.lat for s in sites])
    place = np.stack([true_intensity(site_lon, site_lat, t, seed) for t in noon]) * area / 3600
    rates, stays = edge.astype(np.float32), place.astype(np.float32)
    none = np.zeros(network.edge_count, np.float32)
    danger = EdgeDanger(slots, rates, rates, none, none, ground.danger.grey)
    return danger, PlaceDanger(slots, stays, stays, np.zeros(len(sites), bool))


class Replay:
    """The planned roads driven again at the planned times, counted by the true danger."""

    def __init__(self, planned, roads: RouterRoads) -> None:  # type: ignore[no-untyped-def]
        self.legs = iter(planned.legs)
        self.roads = roads

    def leg(self, table, start, end, depart_s, rule):  # type: ignore[no-untyped-def]
        """The next planned leg, by the true danger."""
        planned = next(self.legs)
        priced = self.roads.router.price(self.roads.seconds[table], planned.routed.edges, depart_s)
        return replace(
            planned, depart_s=depart_s, arrive_s=priced.arrive_s, mean=priced.exposure_mean, upper=priced.exposure_upper
        )

    def arrival(self, table, driven, depart_s, rule):  # type: ignore[no-untyped-def]
        """When the same road is done."""
        return self.roads.arrival(table, driven, depart_s, rule)


def generated(seed: int, stops: int) -> Operation:
    """A day of ``stops`` shelters drawn along the worked case's streets, open all day and night.

    Half of the shelters have a household that leaves, seven in ten wait for water, food or sleeping bags: each has
    something to be done. Crews may drive for 24 hours, three trips a vehicle.
    """
    process = demo_process(seed)
    drawn = demo_operation(process.region, seed, "roads")
    rng = np.random.default_rng([seed, stops])
    corners = np.array(sorted({p for way in process.region.ways if way.town in SHELTERS for p in way.points}))
    near = process.region.lonlat[rng.choice(corners, stops, replace=False)]
    shelters, households, needs = [], [], []
    for number, (lon, lat) in enumerate(near.tolist(), 1):
        leaves, waits = bool(rng.random() < 0.5), bool(rng.random() < 0.7)
        people = int(rng.integers(1, 6))
        shelters.append(
            Shelter(id=f"S{number:03}", lon=lon, lat=lat, people=people, access_minutes=float(rng.integers(3, 9)),
                    covered=bool(rng.random() < 0.7))
        )  # fmt: skip
        if leaves:
            households.append(
                Household(id=f"H{number:03}", shelter_id=f"S{number:03}", people=people, decision=Decision.LEAVE)
            )
        if waits or not leaves:
            item, most = (("water", 120), ("food", 60), ("sleeping-bag", 6))[int(rng.integers(3))]
            amount = float(rng.integers(most // 4, most))
            needs.append(Need(id=f"N{number:03}", shelter_id=f"S{number:03}", item_id=item, amount=amount))
    settings = drawn.settings
    plan = settings.plan.model_copy(
        update={"day_starts": time(0), "day_ends": time(0), "curfew_from": None, "curfew_until": None}
    )
    open_all_day = {"opens": None, "closes": None}
    return drawn.model_copy(
        update={
            "settings": settings.model_copy(update={"plan": plan, "as_of": midnight(settings)}),
            "shelters": tuple(shelters),
            "households": tuple(households),
            "needs": tuple(needs),
            "stocks": (),
            "depots": tuple(depot.model_copy(update=open_all_day) for depot in drawn.depots),
            "centres": tuple(c.model_copy(update={**open_all_day, "capacity": 400}) for c in drawn.centres),
            "checkpoints": tuple(c.model_copy(update=open_all_day) for c in drawn.checkpoints),
            "crews": tuple(
                crew.model_copy(update={"starts": None, "latest_return": None, "risk_budget": 10.0})
                for crew in drawn.crews
            ),
        }
    )


def midnight(settings: OperationSettings) -> datetime:
    """The first moment of the operation's day."""
    return datetime.combine(settings.day, time(0), ZoneInfo(settings.timezone))


@dataclass(frozen=True)
class Tally:
    """A plan as driven through the truth."""

    exposure: float
    driving_s: float
    people: int
    deliveries: int
    trips: int


def driven(ground, roads, walks, columns, truth) -> Tally:  # type: ignore[no-untyped-def]
    """``columns`` driven again on their planned roads, counted by the true danger."""
    exposure = driving = 0.0
    for column, planned in zip(columns, walks, strict=True):
        true = walk(truth, column, Replay(planned, roads))
        exposure += true.figures[PERSON_MEAN]
        driving += true.figures[DRIVING]
    return Tally(exposure, driving, *served_counts(ground.problem, columns), len(columns))


def quickest_by_pyvrp(ground, seconds: float, seed: int):  # type: ignore[no-untyped-def]
    """PyVRP's day of least driving time on the roads as they are at noon, and its trips as driven."""
    problem = ground.problem
    noon = problem.tables[0].seconds.shape[1] // 2
    until = Watch(lambda: False, monotonic() + seconds)
    trips = whole_day(problem, kinds_of(problem), SeedRun(noon, 0, seed, 10**9), until)
    columns = [column for column in timed_columns(problem, trips, 0) if column is not None]
    walks = [walk(problem, column, ground.roads) for column in columns]
    return columns, walks, len(trips) - len(columns)


def truth_of(ground, seed: int):  # type: ignore[no-untyped-def]
    """The problem and the roads of ``ground`` under the true intensity of ``seed``."""
    danger, stays = true_ground(ground, seed)
    router = Router(ground.placed.network, danger, ground.roads.router.conditions)
    return replace(ground.problem, danger=stays), replace(ground.roads, router=router)


def score_generated(seed: int, stops: int, seconds: float) -> dict[str, object]:
    """One generated day: PyVRP's quickest plan and ours, both driven through the truth."""
    operation = generated(seed, stops)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "operation"
        write_demo_folder(folder, seed, silent, roads="roads")
        import_roads(folder / "roads.osm", folder / "roads")
        evidence = read_evidence(folder, operation.settings)
        network = _roads(folder, operation, silent)[0]
        begun = monotonic()
        ground = lay_ground(operation, evidence, network, silent)
        laid = monotonic() - begun
        columns, walks, refused = quickest_by_pyvrp(ground, seconds / 2, seed)
        most = DRIVING_ALLOWED * sum(driven_walk.figures[DRIVING] for driven_walk in walks)
        limited = replace(ground.problem, rules=replace(ground.problem.rules, max_driving_s=most))
        begun, left = monotonic(), max(seconds - laid, 1.0)
        settled = solve_day(
            limited, ground.roads, effort=Effort(seed=1, time_limit=left),
            watch=Watch(lambda: False, begun + left), progress=silent,
        )  # fmt: skip
        took = monotonic() - begun + laid
        truth, roads = truth_of(ground, seed)
    chosen = settled.chosen.columns
    ours = driven(ground, roads, [settled.walks[column.key] for column in chosen], chosen, truth)
    theirs = driven(ground, roads, walks, columns, truth)
    return {
        "seed": seed, "stops": stops, "seconds": round(took, 1), "ours": asdict(ours), "pyvrp": asdict(theirs),
        "pyvrp_trips_refused": refused,
        "true_share": ours.exposure / max(theirs.exposure, 1e-12),
        "driving_share": ours.driving_s / max(theirs.driving_s, 1e-12),
    }  # fmt: skip


def score_worked(seed: int, iterations: int, shrink: bool) -> dict[str, float]:
    """The worked case from another seed: ours and the quickest way to bring the same loads."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "operation"
        write_demo_folder(folder, seed, silent, roads="roads")
        import_roads(folder / "roads.osm", folder / "roads")
        if shrink:
            for table, rows in (("vehicles.csv", 4), ("households.csv", 60), ("needs.csv", 15), ("stocks.csv", 20)):
                path = folder / table
                if path.exists():
                    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:rows]) + "\n", "utf-8")
        operation = read_operation(folder).operation
        evidence = read_evidence(folder, operation.settings)
        begun = monotonic()
        ground = lay_ground(operation, evidence, _roads(folder, operation, silent)[0], silent)
        settled = solve_day(
            ground.problem, ground.roads, effort=Effort(seed=1, iterations=iterations),
            watch=Watch(lambda: False), progress=silent,
        )  # fmt: skip
        seconds = monotonic() - begun
        truth, roads = truth_of(ground, seed)
    row: dict[str, float] = {"seed": seed, "seconds": round(seconds, 1)}
    forecast, true = {}, {}
    for aim in (Aim.QUICKEST, Aim.CHOSEN):
        columns = settled.choices[aim].columns
        people, deliveries = served_counts(ground.problem, columns)
        row |= {f"{aim}_people": people, f"{aim}_deliveries": deliveries}
        forecast[aim] = plan_figures(ground.problem, columns).person_exposure_upper
        walks = [settled.walks[column.key] for column in columns]
        true[aim] = driven(ground, roads, walks, columns, truth).exposure
    row["forecast_share"] = forecast[Aim.CHOSEN] / max(forecast[Aim.QUICKEST], 1e-12)
    row["true_share"] = true[Aim.CHOSEN] / max(true[Aim.QUICKEST], 1e-12)
    return row


def generated_days(asked: argparse.Namespace, out) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    """The table of generated days."""
    print("seed   PyVRP people/deliveries   ours      exposure share   driving share   seconds", file=out)
    rows = []
    for seed in range(FIRST_SEED, FIRST_SEED + asked.days):
        row = score_generated(seed, asked.stops, asked.seconds)
        rows.append(row)
        theirs, ours = row["pyvrp"], row["ours"]
        print(
            f"{seed}    {theirs['people']:>6}/{theirs['deliveries']:<16}   {ours['people']:>4}/{ours['deliveries']:<5}"
            f"{row['true_share']:>12.1%}   {row['driving_share']:>12.1%}   {row['seconds']:>9}",
            file=out, flush=True,
        )  # fmt: skip
    print_means(rows, ("true_share", "driving_share"), out)
    return rows


def worked_days(asked: argparse.Namespace, out) -> list[dict[str, float]]:  # type: ignore[no-untyped-def]
    """The table of worked days."""
    print("seed   quickest p/d   chosen p/d   forecast share   true share   seconds", file=out)
    rows = []
    for seed in range(FIRST_SEED, FIRST_SEED + asked.days):
        row = score_worked(seed, asked.iterations, asked.short)
        rows.append(row)
        print(
            f"{seed}   {row['quickest_people']:>5}/{row['quickest_deliveries']:<5}   {row['chosen_people']:>5}/"
            f"{row['chosen_deliveries']:<5}   {row['forecast_share']:>8.1%}   "
            f"{row['true_share']:>8.1%}   {row['seconds']}",
            file=out, flush=True,
        )  # fmt: skip
    print_means(rows, ("forecast_share", "true_share"), out)
    return rows


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sort", choices=("generated", "worked"), default="generated")
    options.add_argument("--days", type=int, default=5)
    options.add_argument("--stops", type=int, default=100, help="shelters of a generated day (100)")
    options.add_argument("--seconds", type=float, default=60.0, help="for a generated day's plan (60)")
    options.add_argument("--iterations", type=int, default=40, help="of PyVRP's runs on a worked day (40)")
    options.add_argument("--short", action="store_true", help="shrink worked days")
    add_json(options)
    asked = options.parse_args()
    rows = (generated_days if asked.sort == "generated" else worked_days)(asked, screen(asked.json))
    write_rows(rows, asked.json)


if __name__ == "__main__":
    main()
