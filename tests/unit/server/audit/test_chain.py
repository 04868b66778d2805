"""Three hundred tamperings of a chain, drawn from a fixed seed: all must be found, and the untouched one whole."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from corridor_server.audit.chain import START, Anchor, Damage, Entry, anchor_of, mac_of, verify

KEY, OTHER_KEY = b"k" * 32, b"x" * 32
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


def edit(rows: Rows, draw: random.Random) -> Rows:
    at = draw.randrange(len(rows))
    entry, mac = rows[at]
    name = draw.choice([one for one in Entry.__slots__ if one != "number"])
    old = getattr(entry, name)
    changed = replace(entry, **{name: old + 1 if isinstance(old, int) else old + "x"})
    return [*rows[:at], (changed, mac), *rows[at + 1 :]]


def edit_and_seal_with_another_key(rows: Rows, draw: random.Random) -> Rows:
    at = draw.randrange(len(rows))
    changed = replace(rows[at][0], reason="other")
    before = rows[at - 1][1] if at else START
    return [*rows[:at], (changed, mac_of(OTHER_KEY, before, changed)), *rows[at + 1 :]]


def edit_mac(rows: Rows, draw: random.Random) -> Rows:
    at, place = draw.randrange(len(rows)), draw.randrange(64)
    entry, mac = rows[at]
    flipped = "0" if mac[place] != "0" else "1"
    return [*rows[:at], (entry, mac[:place] + flipped + mac[place + 1 :]), *rows[at + 1 :]]


def delete(rows: Rows, draw: random.Random) -> Rows:
    at = draw.randrange(len(rows))
    return rows[:at] + rows[at + draw.randint(1, 4) :]


def delete_and_close_the_gap(rows: Rows, draw: random.Random) -> Rows:
    at = draw.randrange(len(rows) - 1)
    rest = [(replace(entry, number=entry.number - 1), mac) for entry, mac in rows[at + 1 :]]
    return rows[:at] + rest


def truncate(rows: Rows, draw: random.Random) -> Rows:
    return rows[: draw.randrange(1, len(rows))]


def cut_the_beginning(rows: Rows, draw: random.Random) -> Rows:
    return rows[draw.randrange(1, len(rows)) :]


def empty(rows: Rows, draw: random.Random) -> Rows:
    del rows, draw
    return []


def swap(rows: Rows, draw: random.Random) -> Rows:
    a, b = sorted(draw.sample(range(len(rows)), 2))
    swapped = list(rows)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return swapped


def swap_contents(rows: Rows, draw: random.Random) -> Rows:
    """Numbers stay in order; what they tell changes places, macs and all."""
    a, b = sorted(draw.sample(range(len(rows)), 2))
    swapped = list(rows)
    swapped[a] = (replace(rows[b][0], number=rows[a][0].number), rows[b][1])
    swapped[b] = (replace(rows[a][0], number=rows[b][0].number), rows[a][1])
    return swapped


def shuffle(rows: Rows, draw: random.Random) -> Rows:
    mixed = list(rows)
    while mixed == rows:
        draw.shuffle(mixed)
    return mixed


def replay(rows: Rows, draw: random.Random) -> Rows:
    """An old entry again at the end, under a new number."""
    entry, mac = rows[draw.randrange(len(rows))]
    return [*rows, (replace(entry, number=len(rows) + 1), mac)]


def repeat(rows: Rows, draw: random.Random) -> Rows:
    at = draw.randrange(len(rows))
    return [*rows[: at + 1], rows[at], *rows[at + 1 :]]


def insert(rows: Rows, draw: random.Random) -> Rows:
    at = draw.randrange(1, len(rows))
    forged = replace(rows[at][0], action="plan.approved")
    return [*rows[:at], (forged, mac_of(OTHER_KEY, rows[at - 1][1], forged)), *rows[at:]]


def rewrite_with_the_key(rows: Rows, draw: random.Random) -> Rows:
    """Somebody has the chain's key, but cannot reach the anchors: the whole chain anew from some entry on."""
    at = draw.randrange(31)
    anew = list(rows[:at])
    before = rows[at - 1][1] if at else START
    for entry, _mac in rows[at:]:
        changed = replace(entry, actor="b")
        before = mac_of(KEY, before, changed)
        anew.append((changed, before))
    return anew


def another_store(rows: Rows, draw: random.Random) -> Rows:
    del draw
    return chain(actor="elsewhere", length=len(rows))


TAMPERINGS = (
    edit, edit_and_seal_with_another_key, edit_mac, delete, delete_and_close_the_gap, truncate, cut_the_beginning,
    empty, swap, swap_contents, shuffle, replay, repeat, insert, rewrite_with_the_key, another_store,
)  # fmt: skip


def test_an_untouched_chain_is_whole() -> None:
    rows = chain()
    verdict = verify(KEY, rows, anchors(rows))
    assert verdict.whole
    assert (verdict.entries, verdict.last, verdict.anchors) == (LENGTH, LENGTH, 3)


def test_a_chain_that_went_on_after_its_newest_anchor_is_whole() -> None:
    rows = chain(length=70)
    assert verify(KEY, rows, anchors(rows[:LENGTH])).whole


@pytest.mark.parametrize("number", range(304))
def test_every_tampering_is_found(number: int) -> None:
    rows = chain()
    tamper = TAMPERINGS[number % len(TAMPERINGS)]
    changed = tamper(rows, random.Random(number))
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
