"""Plans of generated days scored on a danger that the planner never sees.

Each day is the worked case drawn from another seed: the planner fits its forecast to the reports known by then and
plans; then both its plan and the quickest one are driven through the true intensity of that seed. Printed: people
taken, deliveries, and the chosen plan's person-exposure as a share of the quickest's, as forecast and as it truly was.

    python benchmarks/exposure.py [--days 10] [--iterations 40] [--short] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from corridor.domain.danger import EdgeDanger, PlaceDanger
from corridor.exchange.operation import read_evidence, read_operation
from corridor.hazard.kinds import TRAITS
from corridor.missions.assemble import plan_figures, served_counts
from corridor.missions.choose import Aim
from corridor.missions.drive import RouterRoads, walk
from corridor.missions.seeds import Watch
from corridor.missions.solve import Effort, solve_day
from corridor.progress import silent
from corridor.routing.router import Router
from corridor.workflows.demo import true_intensity, write_demo_folder
from corridor.workflows.import_roads import import_roads
from corridor.workflows.plan_day import _roads, lay_ground

FIRST_SEED = 101


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


def score(seed: int, iterations: int, shrink: bool) -> dict[str, float]:
    """Plan one day and drive it through its truth."""
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
        begun = perf_counter()
        ground = lay_ground(operation, evidence, _roads(folder, operation, silent)[0], silent)
        settled = solve_day(
            ground.problem, ground.roads, effort=Effort(seed=1, iterations=iterations),
            watch=Watch(lambda: False), progress=silent,
        )  # fmt: skip
        seconds = perf_counter() - begun
        danger, stays = true_ground(ground, seed)
        truth = replace(ground.problem, danger=stays)
        roads = replace(ground.roads, router=Router(ground.placed.network, danger, ground.roads.router.conditions))
    row: dict[str, float] = {"seed": seed, "seconds": round(seconds, 1)}
    forecast, true = {}, {}
    for aim in (Aim.QUICKEST, Aim.CHOSEN):
        columns = settled.choices[aim].columns
        people, deliveries = served_counts(ground.problem, columns)
        row |= {f"{aim}_people": people, f"{aim}_deliveries": deliveries}
        forecast[aim] = plan_figures(ground.problem, columns).person_exposure_upper
        driven = [walk(truth, column, Replay(settled.walks[column.key], roads)) for column in columns]
        true[aim] = sum(trip.figures[2] for trip in driven if trip is not None)
    row["forecast_share"] = forecast[Aim.CHOSEN] / max(forecast[Aim.QUICKEST], 1e-12)
    row["true_share"] = true[Aim.CHOSEN] / max(true[Aim.QUICKEST], 1e-12)
    return row


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=10)
    options.add_argument("--iterations", type=int, default=40)
    options.add_argument("--short", action="store_true", help="two shrunken days")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    rows = []
    print("seed   quickest p/d   chosen p/d   forecast share   true share   seconds")
    for seed in range(FIRST_SEED, FIRST_SEED + (2 if asked.short else asked.days)):
        row = score(seed, asked.iterations, asked.short)
        rows.append(row)
        print(
            f"{seed}   {row['quickest_people']:>5}/{row['quickest_deliveries']:<5}   {row['chosen_people']:>5}/"
            f"{row['chosen_deliveries']:<5}   {row['forecast_share']:>8.1%}   "
            f"{row['true_share']:>8.1%}   {row['seconds']}",
            flush=True,
        )
    print(
        f"mean forecast share {np.mean([r['forecast_share'] for r in rows]):.1%}, "
        f"mean true share {np.mean([r['true_share'] for r in rows]):.1%}"
    )
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
