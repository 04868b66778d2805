"""How fast a route, matrices and a Pareto set are found on a real extract, with a made-up danger on it.

    python benchmarks/routing_basic.py EXTRACT.osm.pbf... [--json FILE|-]

Danger: eight dangerous places of 0.3 to 2.5 km spread on a low floor, its hours between an eighth and twice the mean
(seeded). Kernels are compiled before the clock starts. Medians over the pairs, all between places that reach each
other.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from corridor.domain.danger import EdgeDanger, RoadConditions, Slots
from corridor.domain.profiles import Profile
from corridor.osm.reader import read_roads
from corridor.routing.router import Router
from corridor.routing.speeds import travel_seconds

HOURS = 8
PAIRS = 12
PLACES = 60
CAREFUL = 1e5


def made_up_danger(network, rng) -> EdgeDanger:
    x, y = network.plane.to_metres(network.node_lon, network.node_lat)
    middle_x, middle_y = (x[network.tail] + x[network.head]) / 2, (y[network.tail] + y[network.head]) / 2
    field = np.full(network.edge_count, 1e-7)
    for centre in rng.integers(network.node_count, size=8):
        spread = rng.uniform(300, 2500)
        near = ((middle_x - x[centre]) ** 2 + (middle_y - y[centre]) ** 2) / (2 * spread**2)
        field += rng.uniform(2e-6, 1e-5) * np.exp(-near)
    rhythm = 1 + 0.9 * np.sin(np.arange(HOURS) / HOURS * 2 * np.pi + 1)
    upper = (rhythm[:, None] * field).astype(np.float32)
    none = np.zeros(network.edge_count, np.float32)
    return EdgeDanger(Slots(0, HOURS), upper / 2, upper, none, none, none)


def timed(work):
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def measure(extract: Path) -> dict[str, object]:
    rng = np.random.default_rng(3)
    network = read_roads(extract).network
    router = Router(network, made_up_danger(network, rng), RoadConditions.open(network.edge_count))
    seconds = travel_seconds(network, Profile.CAR)
    places = rng.choice(network.node_count, 2 * PLACES, replace=False)
    found = router.matrices(seconds, places, [0], [0.0]).seconds[0, 0]
    places = places[np.isfinite(found).sum(1) > PLACES / 2][:PLACES]
    router.path(seconds, int(places[0]), int(places[1]), 0, CAREFUL)
    router.pareto_set(seconds, int(places[0]), int(places[1]), [0], 60)

    paths, fronts, trips = [], [], []
    for origin, target in zip(places[:PAIRS].tolist(), places[PAIRS : 2 * PAIRS].tolist(), strict=True):
        quickest = router.path(seconds, origin, target, 0, 0.0)
        if quickest is None:
            continue
        path, took = timed(lambda o=origin, t=target: router.path(seconds, o, t, 0, CAREFUL))
        paths.append(took)
        longest = 2 * path.seconds + 900
        front, took = timed(
            lambda o=origin, t=target, most=longest: router.pareto_set(
                seconds, o, t, np.arange(0, 4 * 3600, 900), 6 * 3600, longest_s=most, dawdling=False
            )
        )
        fronts.append(took)
        trips.append(len(front.paths))
    departures = np.arange(4) * 3600
    _, one = timed(lambda: router.matrices(seconds, places, departures, [0.0, CAREFUL], threads=1))
    _, many = timed(lambda: router.matrices(seconds, places, departures, [0.0, CAREFUL]))
    trees = len(places) * len(departures) * 2
    return {
        "extract": extract.name,
        "edges": network.edge_count,
        "path_ms": round(1000 * statistics.median(paths), 2),
        "pareto_16_departures_ms": round(1000 * statistics.median(fronts), 1),
        "pareto_slowest_ms": round(1000 * max(fronts), 1),
        "pareto_trips": statistics.median(trips),
        "matrix_places": len(places),
        "matrix_trees": trees,
        "matrix_ms_a_tree_one_thread": round(1000 * one / trees, 2),
        "matrix_s_one_thread": round(one, 2),
        "matrix_s_all_threads": round(many, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extracts", nargs="+", type=Path)
    parser.add_argument("--json", metavar="FILE|-")
    options = parser.parse_args()
    rows = [measure(extract) for extract in options.extracts]
    out = sys.stderr if options.json == "-" else sys.stdout
    for name in rows[0]:
        print(f"{name:<30}" + "".join(f"{row[name]!s:>28}" for row in rows), file=out)
    if options.json == "-":
        print(json.dumps(rows))
    elif options.json:
        Path(options.json).write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
