"""Harm done to a real desk: killed while people write, a full disk, a search for plaintext, a tampered audit.

Each part makes a desk of its own in a temporary folder, serves it by ``corridor serve`` and drives it over HTTPS with
logged-in users, as a browser would.

    python benchmarks/faults.py --engine sqlcipher --kills 100 --json -

kills       kill -9 in the middle of writes: nothing acknowledged lost, nothing half written, every page whole
disk full   writes until the disk has no room: a clear error, nothing half written; work goes on when there is room
plaintext   markers written into every kind of record, then looked for in every file, also after a kill and a crash
audit       the chain of deeds changed, cut, swapped and forged in the store: every tampering found

Exit status 1 when anything was lost, left behind or not found.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fault import audit, disk, kills, plaintext
from rows import screen

if TYPE_CHECKING:
    from collections.abc import Callable


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def alone(work: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any]:
    """Run one part in a process of its own, as one process serves one desk, in a folder that is removed after it."""
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="corridor-faults-") as folder,
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        found = pool.submit(work, Path(folder) / "place", *given, tell).result()
    return found | {"seconds": round(time.perf_counter() - begun, 1)}


PASSES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "kills": lambda one: (
        one["acknowledged"] > 0
        and not any(one[name] for name in ("lost", "half_written", "corrupt", "logged_out", "left_behind"))
        and one["audit_whole"]
    ),
    "disk_full": lambda one: (
        one["refused_clearly"] >= one["rounds"]
        and not any(one[name] for name in ("lost", "half_written", "unclear", "corrupt", "left_of_backups"))
        and one["went_on"] == one["rounds"]
        and one["backup_refused_clearly"] == one["backups_tried"]
    ),
    "plaintext": lambda one: (
        one["found"] == 0
        and one["refused"] == 0
        and one["held"] == one["planted"]
        and one["control_found"] == 1
        and one["open_copy"] > 0
    ),
    "audit": lambda one: (
        one["untouched_whole"] and one["found"] == one["tried"] and one["by_command"] == one["commands"]
    ),
}
"""What each part must reach."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--engine", choices=("sqlcipher",), default="sqlcipher")
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--disk-full", type=int, default=10, help="times that the disk is filled")
    options.add_argument("--markers", type=int, default=1000, help="marks that are looked for")
    options.add_argument("--tamperings", type=int, default=300, help="times that the audit is tampered with")
    options.add_argument("--writers", type=int, default=4, help="users who write at once")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", help="write the figures as JSON here; - for standard output")
    args = options.parse_args()
    found: dict[str, dict[str, Any]] = {}
    if args.kills:
        found["kills"] = alone(kills.run, args.kills, args.writers, args.seed)
    if args.disk_full:
        found["disk_full"] = alone(disk.run, args.disk_full, args.writers, args.seed)
    if args.markers:
        found["plaintext"] = alone(plaintext.run, args.markers, args.seed)
    if args.tamperings:
        found["audit"] = alone(audit.run, args.tamperings, args.seed)
    passed = all(PASSES[name](one) for name, one in found.items())
    for name, one in found.items():
        print(f"{name}: {'passed' if PASSES[name](one) else 'FAILED'}", file=screen(args.json))
        for key, value in one.items():
            print(f"  {key.replace('_', ' ')}: {value}", file=screen(args.json))
    text = json.dumps({"engine": args.engine, "cores": os.cpu_count(), **found, "passed": passed}, indent=1)
    if args.json == "-":
        print(text)
    elif args.json:
        Path(args.json).write_text(text + "\n", "utf-8")
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
