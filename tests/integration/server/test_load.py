"""The short form of ``corridor admin load-test``: a real desk, two users, a few seconds; nothing goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys


def test_a_desk_that_is_used_answers_every_page() -> None:
    words = [
        "admin",
        "load-test",
        "--people",
        "80",
        "--shelters",
        "12",
        "--users",
        "2",
        "--seconds",
        "5",
        "--json",
        "-",
    ]
    line = [sys.executable, "-c", "from corridor.cli import main; main()", *words]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert (found["people"], found["shelters"], found["users"], found["errors"]) == (80, 12, 2, 0)
    asked = [found[name]["count"] for name in ("first_ms", "pages_ms", "searches_ms")]
    assert sum(asked) > 0
    assert set(found["memory_mb"]) == {"supervisor", "web manager", "web", "worker"}
