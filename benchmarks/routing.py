"""Roads in time against other routers, in one run: matrices of all hours, changes, trips, fronts, memory, growth.

    python benchmarks/routing.py --extract FILE.osm.pbf | --topology FILE.gr.xz [--peers NAME,... | --peers none]
                                 [--growth PICTURE.svg] [--quick] --json FILE|-

Needs the dependency group ``bench``. Costs are ``seconds * (1 + rate)`` with 40 hot spots over 24 hours (see
``routing_worlds.py``). One core, medians of five. Kernels are compiled before the clock starts. Before anything is
timed, answers are compared with scipy's on a sample; the run fails where they differ. Ratios: peer's seconds over ours.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
from routing_peers import PEERS, median_of, versions
from routing_worlds import World, read_extract, read_topology, tiled

from corridor.kernels.search import least_sums
from corridor.routing.guided import GuidedRouter
from corridor.routing.hierarchy import Hierarchy
from corridor.routing.lanes import Lanes, danger_prices

DEPART_S = 8 * 3600.0
EPSILON = 0.01
TRIP_S = 2400.0
"""Free-flow seconds of the trips whose fronts are looked for."""
LONGEST = 1.5
"""Fronts hold trips up to so many times the quickest."""
MOST_LABELS = 400_000
"""A front that needs more counts as unproven; without a bound one front in the tiled town can take many minutes."""
GROWTH_SIDES = (1, 2, 3, 5, 7, 10)


def prepare(world: World) -> tuple[Hierarchy, Lanes]:
    """The hierarchy and its 24 lanes, on one thread."""
    hierarchy = Hierarchy.build(world.nodes, world.tail, world.head)
    router = world.router()
    prices = danger_prices(world.seconds, router.danger, router.conditions, [1.0])
    return hierarchy, Lanes(hierarchy, prices, threads=1)


def draw(world: World, count: int, seed: int) -> list[int]:
    return np.random.default_rng(seed).choice(world.nodes, count, replace=False).tolist()


def check(world: World, lanes: Lanes, places: list[int]) -> dict[str, object]:
    """Compare matrices and unpacked ways with scipy; raises where they differ by more than float32 may."""
    scipy = PEERS["scipy"](world)
    worst = 0.0
    matrix = lanes.matrix(places[:20], places)
    for hour in (0, 8, 23):
        wanted = scipy.trees(places[:20], hour)[:, places]
        worst = max(worst, float(np.max(np.abs(matrix[0, hour] - wanted) / np.maximum(wanted, 1.0))))
        costs = world.costs(hour)
        for source, target in zip(places[:20], places[20:40], strict=True):
            _, edges = lanes.path(source, target, hour)
            walked = [source, *world.head[edges].tolist()]
            if walked[:-1] != world.tail[edges].tolist() or walked[-1] != target:
                raise SystemExit("an unpacked way is no way")
            least = wanted[places.index(source), places.index(target)]
            worst = max(worst, abs(float(costs[edges].sum()) - least) / max(least, 1.0))
    if worst > 1e-4:
        raise SystemExit(f"answers differ from scipy's by {worst:.2e}")
    return {"against": f"scipy {version('scipy')}", "hours": 3, "pairs": 3 * 20 * len(places), "worst_relative": worst}


def frozen_error(world: World, lanes: Lanes, pairs: list[list[int]]) -> dict[str, float]:
    """What ways chosen in the danger of the hour of departure cost by the true clock, against what they seemed to."""
    router = world.router()
    ratios = []
    for source, target in pairs:
        cost, edges = lanes.path(source, target, 8)
        trip = router.price(world.seconds, edges, DEPART_S + 1800)
        ratios.append((trip.seconds + trip.exposure_upper) / cost)
    low, middle, high = np.percentile(ratios, [5, 50, 95]).round(3).tolist()
    return {"p5": low, "median": middle, "p95": high}


def changes(world: World, lanes: Lanes, places: list[int]) -> dict[str, float]:
    """Milliseconds until matrices are right after a street is shut, or a report changes a square kilometre."""
    kernel, rng = lanes.prices.kernel, np.random.default_rng(6)
    whole = lanes.prices
    kinds = ("closure", "report")
    repair, right = ({kind: [] for kind in kinds} for _ in range(2))
    for kind in kinds:
        for _ in range(7):
            edges = _touched(world, rng, kind)
            rate = kernel.rate.copy().reshape(world.edges, -1)
            rate[edges] = 1e6 if kind == "closure" else rate[edges] * 1.5 + 0.5
            changed = type(whole)(whole.weights, whole.slots, kernel._replace(rate=rate.reshape(-1)))
            begin = time.perf_counter()
            lanes = lanes.change(changed, edges)
            repair[kind].append(time.perf_counter() - begin)
            lanes.matrix(places, places)
            right[kind].append(time.perf_counter() - begin)
            lanes = lanes.change(whole, edges)
    named = {"repair": repair, "with_100x100x24": right}
    return {
        f"{kind}_{name}_ms": round(1000 * statistics.median(took[kind][1:]), 2)
        for name, took in named.items()
        for kind in took
    }


def _touched(world: World, rng, kind: str) -> np.ndarray:
    centre = int(rng.integers(world.nodes))
    if kind == "closure":
        there = (world.tail == centre) | (world.head == centre)
    elif len(world.place):
        metres = (world.place - world.place[centre]) * (111_320 * np.cos(np.radians(world.place[centre, 1])), 110_570)
        near = np.hypot(*metres.T) < 564
        there = near[world.tail] | near[world.head]
    else:
        first = np.searchsorted(world.tail, np.arange(world.nodes + 1))
        edges = np.arange(world.edges, dtype=np.int32)
        near = least_sums(first, world.head, edges, world.length.astype(np.float64), centre) < 800
        there = near[world.tail] | near[world.head]
    return np.flatnonzero(there).astype(np.int32)


def one_trip(world: World, hierarchy: Hierarchy, pairs: list[list[int]]) -> dict[str, float]:
    """Trips by the true clock, aimed by bounds, against the plain time-dependent Dijkstra of ``Router.path``."""
    router = world.router()
    guided = GuidedRouter(router, hierarchy, world.seconds, [1.0], threads=1)
    found: dict[str, float] = {"bounds_ms": round(1000 * median_of(lambda: guided._make_bounds(DEPART_S, DEPART_S)), 1)}
    for name, weight in (("arrival", 0.0), ("weighted", 1.0)):
        ours, plain, same = [], [], 0
        guided.way(*pairs[0], DEPART_S, weight, max_labels=0)
        router.path(world.seconds, *pairs[0], DEPART_S, weight)
        for source, target in pairs:
            begin = time.perf_counter()
            way = guided.way(source, target, DEPART_S, weight, max_labels=0)
            middle = time.perf_counter()
            path = router.path(world.seconds, source, target, DEPART_S, weight)
            plain.append(time.perf_counter() - middle)
            ours.append(middle - begin)
            costs = [trip.seconds + weight * trip.exposure_upper for trip in (way.trip, path)]
            same += costs[0] <= costs[1] * (1 + 1e-9)
        found |= {
            f"{name}_ms": round(1000 * statistics.median(ours), 3),
            f"{name}_dijkstra_ms": round(1000 * statistics.median(plain), 2),
            f"{name}_ratio": round(statistics.median(plain) / statistics.median(ours), 1),
            f"{name}_no_dearer_of_{len(pairs)}": same,
        }
    return found


def fronts(world: World, hierarchy: Hierarchy, count: int, depart_s: float) -> dict[str, object]:
    """Fronts within EPSILON of trips that last TRIP_S at free flow."""
    router = world.router()
    guided = GuidedRouter(router, hierarchy, world.seconds, threads=1)
    until = depart_s + LONGEST * TRIP_S
    guided.bounds(depart_s, until)
    took, sizes, proven = [], [], 0
    edges = np.arange(world.edges, dtype=np.int32)
    free = world.seconds.astype(np.float64)
    for number, source in enumerate(np.random.default_rng(5).integers(0, world.nodes, count).tolist()):
        reached = least_sums(router.roads.first_out, router.roads.head, edges, free, source)
        target = int(np.abs(reached - TRIP_S).argmin())
        if number == 0:
            guided.front(source, target, depart_s, depart_s + TRIP_S, EPSILON)
        begin = time.perf_counter()
        front = guided.front(source, target, depart_s, until, EPSILON, MOST_LABELS)
        took.append(time.perf_counter() - begin)
        sizes.append(len(front.paths))
        proven += front.proven
    return {
        "trips": count,
        "median_s": round(statistics.median(took), 3),
        "worst_s": round(max(took), 3),
        "proven": proven,
        "paths_median": statistics.median(sizes),
    }


def footprint(world: World) -> dict[str, float]:
    """Peak memory of a fresh process that opens a stored network, builds, customizes and answers 100 x 100 x 24."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.npz"
        np.savez(
            file, **{name: getattr(world, name) for name in ("tail", "head", "seconds", "length", "place", "rate")}
        )
        command = [sys.executable, __file__, "--stored", str(file)]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def stored(file: Path) -> dict[str, float]:
    """What ``footprint`` asks of the fresh process."""
    Hierarchy.build(3, np.array([0, 1], np.int32), np.array([1, 2], np.int32))
    begin = time.perf_counter()
    columns = np.load(file)
    world = World(file.name, *(columns[name] for name in ("tail", "head", "seconds", "length", "place", "rate")))
    hierarchy = Hierarchy.build(world.nodes, world.tail, world.head)
    build = time.perf_counter() - begin
    prices = danger_prices(world.seconds, world.danger(), world.router().conditions, [1.0])
    lanes = Lanes(hierarchy, prices, threads=1)
    customize = median_of(lanes.customize, 3)
    places = draw(world, 100, 2)
    matrix = median_of(lambda: lanes.matrix(places, places), 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "nodes": world.nodes,
        "edges": world.edges,
        "build_s": round(build, 2),
        "customize_24_s": round(customize, 3),
        "matrix_100x100x24_s": round(matrix, 4),
        "peak_mb": round(peak),
    }


def growth(world: World, picture: Path, sides: tuple[int, ...]) -> list[dict[str, float]]:
    """Time and memory on more and more of the same town, drawn."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    rows = [footprint(tiled(world, side)) for side in sides]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    nodes = [row["nodes"] for row in rows]
    for key, label in (
        ("build_s", "order and build"),
        ("customize_24_s", "customize 24 hours"),
        ("matrix_100x100x24_s", "100 × 100 × 24"),
    ):
        left.loglog(nodes, [row[key] for row in rows], marker="o", label=label)
    left.set(xlabel="nodes", ylabel="seconds, one core")
    left.legend(frameon=False)
    right.loglog(nodes, [row["peak_mb"] for row in rows], marker="o", color="black")
    right.set(xlabel="nodes", ylabel="peak memory, MB")
    figure.savefig(picture)
    return rows


def compare(world: World, names: list[str], ours: dict[str, float], points: dict[int, list[int]], pairs) -> list[dict]:
    """One row a peer: its seconds, what was measured, and its seconds over ours."""
    rows = []
    for name in names:
        print(f"measuring {name}", file=sys.stderr)
        peer = PEERS[name](world)
        row: dict[str, object] = {"peer": peer.package, "version": version(peer.package)}
        work = {"path": lambda p=peer: p.path(pairs)}
        work |= {f"matrix_{size}": lambda p=peer, s=size: p.matrices(points[s]) for size in points}
        if hasattr(peer, "customize"):
            work["customize_24"] = peer.customize
        for key, measure in work.items():
            found = measure()
            row[key] = {"s": round(found.seconds, 5), "of": found.of, "ratio": round(found.seconds / ours[key], 2)}
        row["build_s"] = round(peer.build_s, 2)
        rows.append(row)
        del peer
    return rows


def measure(world: World, peers: list[str], quick: bool) -> dict[str, object]:
    """Everything on one world."""
    small, large = draw(world, 100, 2), draw(world, 200 if quick else 1000, 2)
    pairs = np.random.default_rng(1).integers(0, world.nodes, (40 if quick else 200, 2)).tolist()
    begin = time.perf_counter()
    hierarchy, lanes = prepare(world)
    print(f"{world.name}: {world.nodes} nodes, ready in {time.perf_counter() - begin:.1f} s", file=sys.stderr)
    checked = check(world, lanes, small)
    lanes.path(*pairs[0], 8)
    customize = median_of(lanes.customize)
    matrices = {len(points): median_of(lambda p=points: lanes.matrix(p, p)) for points in (small, large)}
    path = statistics.median(median_of(lambda p=pair: lanes.path(*p, 8), 1) for pair in pairs)
    ours = {"customize_24": customize, "path": path}
    ours |= {f"matrix_{size}": customize + took for size, took in matrices.items()}
    sections: dict[str, Callable[[], object]] = {
        "frozen_over_true_hour": lambda: frozen_error(world, lanes, pairs),
        "change": lambda: changes(world, lanes, small),
        "trip_by_the_clock": lambda: one_trip(world, hierarchy, pairs),
        "peers": lambda: compare(world, peers, ours, {len(small): small, len(large): large}, pairs),
        "stored": lambda: footprint(world),
        "front_within_the_hour": lambda: fronts(world, hierarchy, 12 if quick else 200, DEPART_S),
        "front_across_the_hour": lambda: fronts(world, hierarchy, 5 if quick else 30, DEPART_S + 1800),
    }
    found: dict[str, object] = {
        "world": world.name,
        "nodes": world.nodes,
        "edges": world.edges,
        "arcs": hierarchy.arc_count,
        "checked": checked,
        "ours_s": {key: round(value, 6) for key, value in ours.items()} | {"includes": "customization in matrices"},
    }
    print(json.dumps(found), file=sys.stderr)
    for name, section in sections.items():
        begin = time.perf_counter()
        found[name] = section()
        print(f"{name}, {time.perf_counter() - begin:.0f} s: {json.dumps(found[name])}", file=sys.stderr, flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extract", type=Path)
    parser.add_argument("--topology", type=Path)
    parser.add_argument("--stored", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peers", default=",".join(PEERS), help=f"of {', '.join(PEERS)}; or none")
    parser.add_argument("--growth", type=Path, metavar="PICTURE.svg", help="draw time and memory over 1 to 100 tiles")
    parser.add_argument("--quick", action="store_true", help="fewer pairs and places")
    parser.add_argument("--json", metavar="FILE|-")
    options = parser.parse_args()
    if options.stored:
        print(json.dumps(stored(options.stored)))
        return
    if (options.extract is None) == (options.topology is None):
        parser.error("give --extract or --topology")
    names = [] if options.peers == "none" else options.peers.split(",")
    if unknown := set(names) - set(PEERS):
        parser.error(f"unknown peers {', '.join(sorted(unknown))}: choose of {', '.join(PEERS)}")
    world = read_extract(options.extract) if options.extract else read_topology(options.topology)
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count(), "used": 1}
    own = {name: version(name) for name in ("numpy", "numba", "pymetis", "corridor")}
    result: dict[str, object] = {"machine": machine, "python": platform.python_version(), "versions": own | versions()}
    if options.growth:
        result["growth"] = growth(world, options.growth, GROWTH_SIDES[: 3 if options.quick else None])
    else:
        result |= measure(world, names, options.quick)
    text = json.dumps(result, indent=1)
    if options.json and options.json != "-":
        Path(options.json).write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
