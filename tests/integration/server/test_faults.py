"""The short form of ``benchmarks/faults.py``: a real desk killed, filled, searched and tampered with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
SHORT = ["--kills", "3", "--disk-full", "1", "--markers", "40", "--tamperings", "16", "--writers", "3"]


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    words = [sys.executable, str(BENCHMARKS / "faults.py"), "--engine", "sqlcipher", *SHORT, "--json", "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=1500)
    assert done.stdout, done.stderr[-3000:]
    return dict(json.loads(done.stdout))


def test_nothing_acknowledged_is_lost_by_kills(found: dict[str, Any]) -> None:
    kills = found["kills"]
    assert kills["acknowledged"] > 0
    bad = ("lost", "half_written", "corrupt", "logged_out", "left_behind")
    assert {name: kills[name] for name in bad} == dict.fromkeys(bad, 0), kills
    assert kills["audit_whole"]


def test_a_full_disk_is_told_and_half_writes_nothing(found: dict[str, Any]) -> None:
    full = found["disk_full"]
    assert full["refused_clearly"] > 0
    bad = ("lost", "half_written", "unclear", "corrupt", "left_of_backups")
    assert {name: full[name] for name in bad} == dict.fromkeys(bad, 0), full
    assert full["went_on"] == 1


def test_no_mark_lies_open_on_the_disk(found: dict[str, Any]) -> None:
    plain = found["plaintext"]
    assert plain["held"] == plain["planted"] >= 40, "the store gives back to its keys what was planted"
    assert plain["control_found"] == 1, "the search finds what lies open"
    assert plain["open_copy"] > 0
    assert plain["found"] == 0, plain["where"]


def test_every_tampering_is_found(found: dict[str, Any]) -> None:
    audit = found["audit"]
    assert audit["untouched_whole"]
    assert (audit["found"], audit["by_command"]) == (16, audit["commands"]), audit["missed"]
    assert found["passed"]
