"""Writes the vectors that the merge and its twin are held to: told cases by hand, and stories of the merge's world.

    python tests/verification/vectors/make_merge.py

What a vector says must come out is what the Python merge says; that it is right, ``test_merge.py`` (unit) and
``test_merge_converges.py`` judge. A test fails when the files are not what this program writes.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from corridor_server.fieldsync.merge import merge
from corridor_server.fieldsync.records import Operation

HERE = Path(__file__).parent
STORIES = 12
OPENS = 1_790_000_000_000
WINDOWS = {"m": (OPENS, OPENS + 86_400_000)}


def op(name: str, device: str, minute: int, kind: str, **fields: Any) -> dict[str, Any]:
    """A record ``minute`` minutes after the mission opened."""
    clock = max(OPENS + minute * 60_000, 0)
    own = {"id": name, "device": device, "hlc": f"{clock:015d}.0000.{device}", "digest": name, "kind": kind}
    return own | {"mission": "m"} | fields


YEARS = 20 * 365 * 24 * 60
AT_HOME = op("a", "p1", 10, "refused", household="h", reason="pets", help="cage", again=OPENS)
ABOARD = op("b", "p2", 5, "taken", household="h", people=3, pets=1)
FIRST_CHOICE = op("r1", "desk-1", 60, "resolve", conflict="household/h:a+b", chosen="a")
TOLD: dict[str, list[dict[str, Any]]] = {
    "nothing": [],
    "amounts-add": [op("a", "p1", 1, "delivered", stop="s", amounts={"water": 40, "bread": 5}),
                    op("b", "p2", 2, "delivered", stop="s", amounts={"water": 2})],
    "lattice": [AT_HOME, ABOARD],
    "known-and-changed": [AT_HOME, ABOARD | {"depends": ["a"]}],
    "waits": [ABOARD | {"depends": ["a"]}, op("c", "p1", 9, "checkin", depends=["b"])],
    "resolved": [AT_HOME, ABOARD, FIRST_CHOICE],
    "resolved-and-a-third": [AT_HOME, ABOARD, FIRST_CHOICE, op("c", "p3", 7, "not_found", household="h")],
    "resolved-apart": [AT_HOME, ABOARD, FIRST_CHOICE,
                       op("r2", "desk-2", 70, "resolve", conflict="household/h:a+b", chosen="b")],
    "phones-do-not-resolve": [AT_HOME, ABOARD, FIRST_CHOICE | {"device": "p1"}],
    "correction": [op("a", "p1", 1, "delivered", stop="s", amounts={"water": 40}),
                   op("b", "p1", 2, "delivered", stop="s", amounts={"water": 4}, replaces="a", depends=["a"])],
    "corrected-apart": [op("a", "p1", 1, "delivered", stop="s", amounts={"water": 40}),
                        op("b", "p1", 2, "delivered", stop="s", amounts={"water": 4}, replaces="a"),
                        op("c", "p2", 3, "delivered", stop="s", amounts={"water": 5}, replaces="a")],
    "taken-twice": [ABOARD, ABOARD | {"id": "c", "device": "p3", "digest": "c"}],
    "future-does-not-win": [op("a", "p1", YEARS, "note", household="h", text="лист"),
                            op("b", "p2", 5, "note", household="h", text="ключ")],
    "past-follows-its-cause": [op("a", "p1", 5, "note", household="h", text="лист"),
                               op("b", "p2", -YEARS, "note", household="h", text="ключ", depends=["a"])],
    "road": [op("a", "p1", 5, "road", road="r", state="shut"), op("b", "p2", 9, "road", road="r", state="open")],
    "one-id-twice": [AT_HOME, AT_HOME | {"digest": "0", "reason": "home"}],
    "circle": [op("a", "p1", 1, "checkin", depends=["b"]), op("b", "p2", 2, "checkin", depends=["a"])],
    "handover": [op("a", "p1", 1, "handover", centre="c", people=3),
                 op("b", "p1", 2, "handover", centre="c", people=4)],
}  # fmt: skip


def world() -> Any:
    """``merge_world.py``, loaded by path: test folders are no packages."""
    if "corridor_tests_merge_world" not in sys.modules:
        spec = importlib.util.spec_from_file_location("corridor_tests_merge_world", HERE.parent / "merge_world.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return sys.modules["corridor_tests_merge_world"]


def case(name: str, rows: list[dict[str, Any]], windows: dict[str, tuple[int, int]]) -> dict[str, Any]:
    merged = merge([Operation.from_json(one) for one in rows], windows).as_json()
    return {"name": name, "windows": windows, "operations": rows, "merged": merged}


def cases() -> dict[str, str]:
    """File name to its text."""
    made = [case(name, rows, WINDOWS) for name, rows in TOLD.items()]
    stories = world()
    for seed in range(STORIES):
        operations, _end = stories.tell(seed, 60).check()
        made.append(case(f"story-{seed:02d}", [one.as_json() for one in operations], stories.WINDOWS))
    return {f"{one['name']}.json": json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in made}


if __name__ == "__main__":
    for file, text in cases().items():
        (HERE / "merge" / file).write_text(text, "utf-8")
