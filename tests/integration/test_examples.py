"""The examples in the repository do what their README says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPT = "from corridor.cli import main; main()"


def corridor(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, cwd=cwd, timeout=600, check=False
    )


def test_minimal_example_is_clean(tmp_path: Path) -> None:
    done = corridor("check", str(EXAMPLES / "minimal"), "--json", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_minimal_example_is_planned_by_the_back_road(tmp_path: Path) -> None:
    done = corridor(
        "plan", str(EXAMPLES / "minimal"), "--out", "today", "--iterations", "5", "--json", "-", cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    plan = json.loads((tmp_path / "today" / "plan.json").read_text())
    assert plan["people_taken"] == 9
    assert plan["deliveries"] >= 2
    assert (tmp_path / "today" / "index.html").exists()
    legs = [leg for mission in plan["missions"] for trip in mission["trips"] for leg in trip["legs"]]
    driven = {road["name"] for leg in legs for road in leg["path"]["roads"]}
    assert "Hill Road" in driven
