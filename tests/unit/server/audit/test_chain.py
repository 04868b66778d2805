"""Three hundred tamperings of a chain, drawn from a fixed seed: all must be found, and the untouched one whole."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corridor_server.audit.chain import START, Anchor, Damage, Entry, anchor_of, mac_of, verify

sys.path.insert(0, str(Path(__file__).parents[4] / "benchmarks"))

from fault.tampering import TAMPERINGS

KEY = b"k" * 32
LENGTH = 60
Rows = list[tuple[Entry, str]]


def chain(key: bytes = KEY, length: int = LENGTH, actor: str = "a") -> Rows:
    rows: Rows = []
    before = START
    for number in range(1, length + 1):
        entry = Entry(
            number, 1_700_000_000_000_000 + number, actor, "coordinator", "record.read", "registry.Person",
            f"p{number % 7}", "call", "", "s",
        )  # fmt: skip
        before = mac_of(key, before, entry)
        rows.append((entry, before))
    return rows


def anchors(rows: Rows) -> list[Anchor]:
    """As the desk keeps them: some old ones, and the newest."""
    return [anchor_of(KEY, rows[at][0].number, rows[at][1], 1_700_000_000) for at in (0, 31, len(rows) - 1)]


def test_an_untouched_chain_is_whole() -> None:
    rows = chain()
    verdict = verify(KEY, rows, anchors(rows))
    assert verdict.whole
    assert (verdict.entries, verdict.last, verdict.anchors) == (LENGTH, LENGTH, 3)


def test_a_chain_that_went_on_after_its_newest_anchor_is_whole() -> None:
    rows = chain(length=70)
    assert verify(KEY, rows, anchors(rows[:LENGTH])).whole


@pytest.mark.parametrize("number", range(306))
def test_every_tampering_is_found(number: int) -> None:
    rows = chain()
    tamper = TAMPERINGS[number % len(TAMPERINGS)]
    changed = tamper(rows, random.Random(number), KEY)
    assert changed != rows
    assert not verify(KEY, changed, anchors(rows)).whole, tamper.__name__


def test_a_cut_end_is_named_by_the_entry_that_is_missing() -> None:
    rows = chain()
    verdict = verify(KEY, rows[:40], anchors(rows))
    assert [(one.damage, one.number) for one in verdict.findings] == [(Damage.CUT_OFF, LENGTH)]


def test_an_edit_is_named_by_its_entry() -> None:
    rows = chain()
    rows[20] = (replace(rows[20][0], actor="someone else"), rows[20][1])
    assert [(one.damage, one.number) for one in verify(KEY, rows, anchors(rows)).findings] == [(Damage.CHANGED, 21)]


def test_forged_and_missing_anchors_are_found() -> None:
    rows = chain()
    forged = [replace(anchors(rows)[2], number=50, mac=rows[49][1]), *anchors(rows)[:2]]
    assert Damage.ANCHOR_FORGED in {one.damage for one in verify(KEY, rows[:50], forged).findings}
    assert Damage.ANCHOR_GONE in {one.damage for one in verify(KEY, rows, []).findings}


def test_an_older_store_with_its_older_anchors_shows_only_by_a_copy_kept_elsewhere() -> None:
    rows = chain()
    older, older_anchors = rows[:40], anchors(rows[:40])
    assert verify(KEY, older, older_anchors).whole, "what the documentation says cannot be seen from inside"
    kept_elsewhere = anchors(rows)
    assert not verify(KEY, older, [*older_anchors, *kept_elsewhere]).whole
