"""What somebody may do to a chain of audit entries; each must be found (``test_chain.py``, ``fault/audit.py``).

Each takes the chain, a source of chance and the chain's key, and gives back another chain. Only the last few use the
key: those of somebody who has it, and cannot reach the anchors.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corridor_server.audit.chain import START, Entry, mac_of

if TYPE_CHECKING:
    import random

OTHER_KEY = b"x" * 32
Rows = list[tuple[Entry, str]]


def edit(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at = draw.randrange(len(rows))
    entry, mac = rows[at]
    name = draw.choice([one for one in Entry.__slots__ if one != "number"])
    old = getattr(entry, name)
    changed = replace(entry, **{name: old + 1 if isinstance(old, int) else old + "x"})
    return [*rows[:at], (changed, mac), *rows[at + 1 :]]


def edit_and_seal_with_another_key(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at = draw.randrange(len(rows))
    changed = replace(rows[at][0], reason="other")
    before = rows[at - 1][1] if at else START
    return [*rows[:at], (changed, mac_of(OTHER_KEY, before, changed)), *rows[at + 1 :]]


def edit_mac(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at, place = draw.randrange(len(rows)), draw.randrange(64)
    entry, mac = rows[at]
    flipped = "0" if mac[place] != "0" else "1"
    return [*rows[:at], (entry, mac[:place] + flipped + mac[place + 1 :]), *rows[at + 1 :]]


def delete(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at = draw.randrange(len(rows))
    return rows[:at] + rows[at + draw.randint(1, 4) :]


def delete_and_close_the_gap(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at = draw.randrange(len(rows) - 1)
    rest = [(replace(entry, number=entry.number - 1), mac) for entry, mac in rows[at + 1 :]]
    return rows[:at] + rest


def truncate(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    return rows[: draw.randrange(1, len(rows))]


def cut_the_beginning(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    return rows[draw.randrange(1, len(rows)) :]


def empty(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del rows, draw, key
    return []


def swap(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    a, b = sorted(draw.sample(range(len(rows)), 2))
    swapped = list(rows)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return swapped


def swap_contents(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    """Numbers stay in order; what they tell changes places, macs and all."""
    del key
    a, b = sorted(draw.sample(range(len(rows)), 2))
    swapped = list(rows)
    swapped[a] = (replace(rows[b][0], number=rows[a][0].number), rows[b][1])
    swapped[b] = (replace(rows[a][0], number=rows[b][0].number), rows[a][1])
    return swapped


def shuffle(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    mixed = list(rows)
    while mixed == rows:
        draw.shuffle(mixed)
    return mixed


def replay(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    """An old entry again at the end, under a new number."""
    del key
    entry, mac = rows[draw.randrange(len(rows))]
    return [*rows, (replace(entry, number=len(rows) + 1), mac)]


def repeat(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at = draw.randrange(len(rows))
    return [*rows[: at + 1], rows[at], *rows[at + 1 :]]


def insert(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del key
    at = draw.randrange(1, len(rows))
    forged = replace(rows[at][0], action="plan.approved")
    return [*rows[:at], (forged, mac_of(OTHER_KEY, rows[at - 1][1], forged)), *rows[at:]]


def rewrite_with_the_key(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    """Somebody has the chain's key, but cannot reach the anchors: the whole chain anew from some entry on."""
    at = draw.randrange(31)
    anew = list(rows[:at])
    before = rows[at - 1][1] if at else START
    for entry, _mac in rows[at:]:
        changed = replace(entry, actor="b")
        before = mac_of(key, before, changed)
        anew.append((changed, before))
    return anew


def another_store(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    del draw
    return _sealed(key, [replace(entry, actor="elsewhere") for entry, _mac in rows])


def shuffle_contents(rows: Rows, draw: random.Random, key: bytes) -> Rows:
    """Numbers stay in order; what they tell is mixed."""
    mixed = shuffle(rows, draw, key)
    return [(replace(told, number=own.number), mac) for (own, _old), (told, mac) in zip(rows, mixed, strict=True)]


def _sealed(key: bytes, entries: list[Entry]) -> Rows:
    rows: Rows = []
    before = START
    for entry in entries:
        before = mac_of(key, before, entry)
        rows.append((entry, before))
    return rows


IN_A_STORE = (
    edit, edit_and_seal_with_another_key, edit_mac, delete, delete_and_close_the_gap, truncate, cut_the_beginning,
    empty, swap_contents, shuffle_contents, replay, rewrite_with_the_key, another_store,
)  # fmt: skip
"""Those that a table whose numbers are unique can hold."""
TAMPERINGS = (*IN_A_STORE, swap, shuffle, repeat, insert)
