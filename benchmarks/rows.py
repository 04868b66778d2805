"""What benchmarks do with the rows they measured: print while they run, and write them as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def add_json(options: ArgumentParser) -> None:
    """The option ``--json``."""
    options.add_argument("--json", help="write the rows as JSON here; - for standard output")


def screen(target: str | None) -> TextIO:
    """Where tables are printed: beside the JSON when that goes to standard output."""
    return sys.stderr if target == "-" else sys.stdout


def write_rows(rows: Sequence[Mapping[str, Any]], target: str | None) -> None:
    """``rows`` as JSON to a file, to standard output (``-``), or nowhere."""
    if target == "-":
        print(json.dumps(rows, indent=2))
    elif target:
        Path(target).write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


def print_means(rows: Sequence[Mapping[str, Any]], names: Sequence[str], out: TextIO) -> None:
    """The mean of each share named."""
    for name in names:
        print(f"mean {name.replace('_', ' ')} {np.mean([row[name] for row in rows]):.1%}", file=out)
