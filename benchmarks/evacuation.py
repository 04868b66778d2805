"""A whole city out: Bus Evacuation Problem instances and road networks against published values and bounds.

Every answer is written by the command that people use and judged again from its file: bus routes are replayed here
from the instance, road plans carry their own replay. ``reference.csv`` has the columns instance, lower_bound,
reference, proven.

    python benchmarks/evacuation.py [--bep FOLDER] [--flow FOLDER] [--seconds 60] [--real-seconds 120] [--json FILE]
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

TOLERANCE = 1e-6
NETWORKS = (("Anaheim_net.tntp", "anaheim"), ("ChicagoSketch_net.tntp", "chicago_sketch"))


def corridor(*arguments: str) -> dict[str, Any]:
    """One command of ours; its JSON."""
    command = [str(Path(sys.executable).with_name("corridor")), "evacuate", *arguments, "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def longest(instance: Path, routes: list[list[list[int]]]) -> float:
    """Makespan of routes as recounted from the file; raises where a rule is broken."""
    numbers = iter(instance.read_text("utf-8").split())

    def take(count: int) -> list[float]:
        return [float(next(numbers)) for _ in range(count)]

    _, seats = take(2)
    buses = [int(n) for n in take(int(take(1)[0]))]
    points = int(take(1)[0])
    demand = take(points + 1)[1:]
    shelters = int(take(1)[0])
    room = take(shelters + 1)[1:]
    depot = [take(points + 1)[1:] for _ in buses]
    way = [take(shelters + 1)[1:] for _ in range(points)]
    home = [k for k, count in enumerate(buses) for _ in range(count)]
    trips = [trip for route in routes for trip in route]
    served = [sum(p == k for p, _ in trips) * seats for k in range(points)]
    filled = [sum(s == k for _, s in trips) * seats for k in range(shelters)]
    if len(routes) != len(home) or served != demand or any(a > b for a, b in zip(filled, room, strict=True)):
        raise SystemExit(f"{instance.name}: the routes break a rule")
    return max(
        (
            depot[home[bus]][route[0][0]]
            + sum(way[p][s] for p, s in route)
            + sum(way[there][s] for (_, s), (there, _) in pairwise(route))
            for bus, route in enumerate(routes)
            if route
        ),
        default=0.0,
    )


def buses(folder: Path, seconds: float, real_seconds: float) -> list[dict[str, Any]]:
    """Each instance of ``reference.csv``."""
    rows = []
    print(f"{'instance':<34}{'value':>10}{'bound':>10}{'reference':>11}{'proven':>8}{'ref.':>6}{'seconds':>9}")
    with (folder / "reference.csv").open(encoding="utf-8") as file, tempfile.TemporaryDirectory() as place:
        for asked in csv.DictReader(file):
            instance = folder / "instances" / asked["instance"]
            real = "real" in Path(asked["instance"]).parts
            out = Path(place) / "routes.json"
            begun = time.monotonic()
            limit = real_seconds if real else seconds
            told = corridor("bep", str(instance), "--out", str(out), "--time-limit", str(limit))
            took = time.monotonic() - begun
            value = longest(instance, json.loads(out.read_text("utf-8")))
            if abs(value - told["value"]) > TOLERANCE * max(value, 1):
                raise SystemExit(f"{instance.name}: {told['value']} was told, {value} recounted")
            row = {
                "instance": asked["instance"], "real": real, "value": value, "bound": told["bound"],
                "reference": float(asked["reference"]), "reference_proven": asked["proven"] == "1",
                "proven": told["status"] == "optimal", "gap": value / told["bound"] - 1 if told["bound"] else 0.0,
                "seconds": round(took, 1),
            }  # fmt: skip
            rows.append(row)
            print(
                f"{instance.stem:<34}{value:>10.2f}{row['bound']:>10.2f}{row['reference']:>11.2f}"
                f"{'yes' if row['proven'] else 'no':>8}{'yes' if row['reference_proven'] else 'no':>6}{took:>9.1f}",
                flush=True,
            )
    worse = sum(row["value"] > row["reference"] * (1 + TOLERANCE) for row in rows)
    better = sum(row["value"] < row["reference"] * (1 - TOLERANCE) for row in rows)
    print(f"worse than the reference: {worse}; better: {better}; proven {sum(r['proven'] for r in rows)} "
          f"of {len(rows)} (reference {sum(r['reference_proven'] for r in rows)}); widest gap of a real one "
          f"{max((r['gap'] for r in rows if r['real']), default=0):.3%}")  # fmt: skip
    return rows


def roads(folder: Path, seconds: float) -> list[dict[str, Any]]:
    """Anaheim and Chicago-Sketch."""
    rows = []
    print(f"{'network':<22}{'bound, min':>11}{'quickest':>10}{'in s':>7}{'followable':>12}{'in s':>7}{'CCRP':>9}")
    for net, name in NETWORKS:
        told = corridor(
            "flow", str(folder / net), "--zones", str(folder / f"{name}_zones.csv"),
            "--exits", str(folder / f"{name}_exits.csv"), "--time-limit", str(seconds),
        )  # fmt: skip
        rows.append({"network": net} | told)
        plan, windows = told["quickest"], told["followable"]
        print(f"{net:<22}{told['bound_min']:>11.2f}{plan['gap']:>10.2%}{plan['seconds']:>7.1f}"
              f"{windows['above_bound']:>12.2%}{windows['seconds']:>7.1f}{told['ccrp_above_bound']:>9.2%}",
              flush=True)  # fmt: skip
    return rows


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bep", type=Path, help="folder with instances/ and reference.csv")
    options.add_argument("--flow", type=Path, help="folder with the TNTP networks, zones and exits")
    options.add_argument("--seconds", type=float, default=60.0, help="for a generated instance, or a network (60)")
    options.add_argument("--real-seconds", type=float, default=120.0, help="for a real instance (120)")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    if asked.bep is None and asked.flow is None:
        options.error("give --bep FOLDER, --flow FOLDER or both")
    found = {
        "buses": buses(asked.bep, asked.seconds, asked.real_seconds) if asked.bep else [],
        "roads": roads(asked.flow, asked.seconds) if asked.flow else [],
    }
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
