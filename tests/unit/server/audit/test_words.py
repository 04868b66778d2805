"""Everything that the audit may say has words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import corridor_server

SOURCE = Path(corridor_server.__file__).parent
DEED = re.compile(r"[a-z]+\.[a-z_]+")


def recorded() -> set[str]:
    """Deeds named where something is recorded, by reading the source."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [one.value for one in node.keywords if one.arg == "deed"]
            if name in ("record", "record_by"):
                given += node.args
            found |= {
                one.value
                for part in given
                for one in ast.walk(part)
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and DEED.fullmatch(one.value)
            }
    return found


def test_every_deed_has_words():
    from corridor_server.audit.words import ACTIONS

    deeds = recorded()
    assert len(deeds) > 60, "the walk through the source found too little to mean anything"
    assert sorted(deeds - set(ACTIONS)) == []


def test_every_entry_of_a_log_and_every_end_of_a_job_has_words():
    from corridor_server.audit.words import ACTIONS
    from corridor_server.jobs.models import State
    from corridor_server.operations.models.happened import LogKind

    assert [kind for kind in LogKind.values if f"mission.{kind}" not in ACTIONS] == []
    ends = (State.DONE, State.FAILED, State.CANCELLED)
    assert [state for state in ends if f"job.{state.value}" not in ACTIONS] == []


def test_every_model_named_exists():
    from django.apps import apps

    from corridor_server.audit.words import KINDS

    assert [kind for kind in KINDS if apps.get_model(kind)._meta.label != kind] == []
