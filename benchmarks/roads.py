"""How fast roads are read, how much memory that takes, and how fast a stored network opens.

    python benchmarks/roads.py EXTRACT.osm.pbf... [--tile TOOL SOURCE K] [--json FILE|-]

``--tile`` first makes a larger extract with the tool given (called as ``TOOL SOURCE OUT K``) in a temporary folder.
Each file is read in a process of its own, so that the peak memory is its own. Opening is timed cold (the kernel asked
to drop the files' pages) and warm (median of five).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corridor.domain.profiles import Profile
from corridor.exchange.network_store import open_network, save_network, verify_network
from corridor.osm.reader import read_roads
from corridor.routing.places import insert_places
from corridor.routing.speeds import travel_seconds

BARS = {"ways_per_s": 20_000, "peak_mb": 1000, "open_s": 0.3}
"""At least, at most (for a 15 MB extract), at most (for 1 million edges)."""


def measure(file: Path, store: Path) -> dict[str, object]:
    """Read, store, open; meant for a fresh process."""
    started = time.perf_counter()
    imported = read_roads(file)
    read_s = time.perf_counter() - started
    started = time.perf_counter()
    save_network(store, imported.network, imported.base_map, imported.report)
    save_s = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for path in store.iterdir():
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    opens = []
    for _ in range(6):
        started = time.perf_counter()
        network = open_network(store)
        opens.append(time.perf_counter() - started)
    started = time.perf_counter()
    verify_network(store)
    verify_s = time.perf_counter() - started
    started = time.perf_counter()
    travel_seconds(network, Profile.CAR, width_m=2.1, height_m=2.5, weight_t=3.5)
    price_s = time.perf_counter() - started
    step = max(network.node_count // 100, 1)
    started = time.perf_counter()
    insert_places(network, network.node_lon[::step][:100] + 1e-4, network.node_lat[::step][:100], Profile.CAR.bit)
    places_s = time.perf_counter() - started
    return {
        "file": file.name,
        "mb": round(file.stat().st_size / 1e6, 2),
        "ways": imported.report.ways_read,
        "edges": imported.report.edges,
        "read_s": round(read_s, 3),
        "ways_per_s": round(imported.report.ways_read / read_s),
        "peak_mb": round(peak_mb),
        "save_s": round(save_s, 3),
        "open_cold_s": round(opens[0], 4),
        "open_s": round(statistics.median(opens[1:]), 4),
        "verify_s": round(verify_s, 3),
        "travel_seconds_s": round(price_s, 4),
        "places_100_s": round(places_s, 3),
    }


def in_own_process(file: Path, folder: Path) -> dict[str, object]:
    """``measure`` in a process of its own."""
    command = [sys.executable, __file__, "--one", str(file), str(folder / f"{file.name}.roads")]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--tile", nargs=3, metavar=("TOOL", "SOURCE", "K"))
    parser.add_argument("--json", metavar="FILE|-")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*options.one)))
        return
    files = list(options.files)
    with tempfile.TemporaryDirectory() as scratch:
        if options.tile:
            tool, source, times = options.tile
            large = Path(scratch) / f"{Path(source).name.split('.')[0]}-{times}x{times}.osm.pbf"
            subprocess.run([sys.executable, tool, source, str(large), times], check=True, stdout=subprocess.DEVNULL)
            files.append(large)
        rows = [in_own_process(file, Path(scratch)) for file in files]
    out = sys.stderr if options.json == "-" else sys.stdout
    if rows:
        print("| " + " | ".join(rows[0]) + " |", file=out)
        print("|" + " --- |" * len(rows[0]), file=out)
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |", file=out)
    print("bars:", ", ".join(f"{name} {value:,}" for name, value in BARS.items()), file=out)
    if options.json:
        text = json.dumps({"benchmark": "roads", "bars": BARS, "rows": rows}, indent=2)
        if options.json == "-":
            print(text)
        else:
            Path(options.json).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
