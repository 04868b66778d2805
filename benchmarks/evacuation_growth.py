"""Bounds and plans on drawn cities of growing size: 10^3 to 10^5 road links, 10^5 and 10^6 people; time, memory, gap.

A city is a street grid whose every eighth street is a main road, with exits around it and up to 400 zones; speeds and
capacities vary. Each case runs in a process of its own, so that its peak memory is its own, compiled code loaded.

    python benchmarks/evacuation_growth.py [--links 1000 10000 100000] [--people 100000 1000000] [--plot FILE.svg]
        [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from corridor.domain.flows import FlowTask
from corridor.evacuation.roads.cut import best_cut, proves
from corridor.evacuation.roads.followable import followable_plan
from corridor.evacuation.roads.quickest import quickest_plan
from corridor.evacuation.witness.roads import replay_convoys, replay_streams

PER_CAR = 2.5
BLOCK = 8
LARGE = 50_000
"""Links from which the layered flow takes longer than anyone waits: the plan is then the one that people can follow."""
SECONDS = 120.0
"""After so long the search ends with the flow being computed."""


def drawn_city(links: int, people: int, seed: int = 1) -> FlowTask:
    """About so many links and exactly so many people, one car for each ``PER_CAR``."""
    rng = np.random.default_rng(seed)
    side = round((links / 4) ** 0.5) + 1
    node = np.arange(side * side).reshape(side, side)
    pairs = [(node[:-1], node[1:]), (node[:, :-1], node[:, 1:])]
    tail = np.concatenate([ends.ravel() for a, b in pairs for ends in (a, b)])
    head = np.concatenate([ends.ravel() for a, b in pairs for ends in (b, a)])
    rows, columns = tail // side, tail % side
    main = ((rows == head // side) & (rows % BLOCK == 0)) | ((columns == head % side) & (columns % BLOCK == 0))
    capacity = np.where(main, 1400, 500) * rng.uniform(0.7, 1.2, len(tail)) / 3600
    seconds = np.where(main, 12, 25) * rng.uniform(0.8, 1.3, len(tail))
    edge = np.concatenate((node[0, ::16], node[-1, 8::16], node[8::16, 0], node[::16, -1]))
    exits = np.unique(edge)
    inside = np.setdiff1d(node.ravel(), exits)
    zones = np.sort(rng.choice(inside, min(400, len(inside) // 4), replace=False))
    weight = rng.lognormal(0, 0.5, len(zones))
    kept = ~np.isin(tail, exits)
    return FlowTask(
        side * side, tail[kept].astype(np.int32), head[kept].astype(np.int32), capacity[kept], seconds[kept],
        np.full(int(kept.sum()), np.inf), zones.astype(np.int32), weight / weight.sum() * people / PER_CAR,
        exits.astype(np.int32),
    )  # fmt: skip


def measured(links: int, people: int) -> dict[str, Any]:
    """One case; the small one before it only loads the compiled code."""
    warm = drawn_city(200, 1000)
    quickest_plan(warm, steps=24)
    task = drawn_city(links, people)
    begun = time.monotonic()
    bound = best_cut(task, np.arange(len(task.zone)))
    bound_s = time.monotonic() - begun
    begun = time.monotonic()
    if links < LARGE:
        until = begun + SECONDS
        answer = quickest_plan(task, stop=lambda: time.monotonic() > until)
        cut, plan, problem = answer.cut, answer.seconds, replay_streams(task, answer.streams).problem
    else:
        convoys = followable_plan(task, bound.seconds, seconds=SECONDS / 6)
        cut, plan, problem = bound, max(c.ends for c in convoys), replay_convoys(task, convoys).problem
    plan_s = time.monotonic() - begun
    return {
        "links": len(task.tail), "people": people, "zones": len(task.zone), "bound_h": cut.seconds / 3600,
        "plan": "quickest flow" if links < LARGE else "one road and window a zone", "plan_h": plan / 3600,
        "gap": plan / cut.seconds - 1, "bound_s": round(bound_s, 2), "plan_s": round(plan_s, 2),
        "proven": proves(task, cut), "replay": problem,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def plot(rows: list[dict[str, Any]], picture: Path) -> None:
    """Time, memory and gap against links."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "corridor"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(10, 3.4), layout="constrained")
    keys = (("plan_s", "seconds, bound and plan"), ("peak_mb", "peak memory, MB"), ("gap", "share above the bound"))
    for people in sorted({row["people"] for row in rows}):
        own = [row for row in rows if row["people"] == people]
        for axis, (key, label) in zip(axes, keys, strict=True):
            axis.loglog(
                [row["links"] for row in own], [row[key] for row in own], marker="o", label=f"{people:,} people"
            )
            axis.set(xlabel="road links", ylabel=label)
    axes[0].legend(frameon=False)
    figure.savefig(picture, metadata={"Date": None})


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--links", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    options.add_argument("--plot", type=Path)
    options.add_argument("--json", type=Path)
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.links[0], asked.people[0])))
        return
    rows = []
    print(
        f"{'links':>8}{'people':>10}{'zones':>7}{'bound, h':>10}{'gap':>9}{'bound in s':>12}{'plan in s':>11}{'MB':>7}"
    )
    for links in asked.links:
        for people in asked.people:
            command = [sys.executable, __file__, "--one", "--links", str(links), "--people", str(people)]
            row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            if row["replay"] or not row["proven"]:
                raise SystemExit(f"{links} links: {row['replay'] or 'the bound is not proven'}")
            rows.append(row)
            print(f"{row['links']:>8}{people:>10}{row['zones']:>7}{row['bound_h']:>10.2f}{row['gap']:>9.2%}"
                  f"{row['bound_s']:>12.2f}{row['plan_s']:>11.1f}{row['peak_mb']:>7}", flush=True)  # fmt: skip
    if asked.plot:
        plot(rows, asked.plot)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
