"""Marks that stand for people's data, and the search for them in files, however they are spelt there."""

from __future__ import annotations

import base64
import random
import string
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

WORD, PHONE = "zq7wxk", "0077"
"""How marks begin: words, and the last nine digits of phones."""


@dataclass
class Marks:
    """Gives out marks that are unique, up to as many as are wanted."""

    wanted: int
    rng: random.Random
    given: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many are still to be given."""
        return self.wanted - len(self.given)

    def word(self) -> str:
        """A mark for a text."""
        return self._keep(WORD + "".join(self.rng.choices(string.ascii_lowercase, k=8)))

    def phone(self) -> str:
        """A mark for a phone number, of nine digits."""
        return self._keep(PHONE + f"{self.rng.randrange(10**5):05d}")

    def _keep(self, mark: str) -> str:
        if mark not in self.given:
            self.given.append(mark)
        return mark


def _base64(shift: int) -> Callable[[bytes], bytes]:
    """The part of a mark's base64 that does not depend on the bytes around it, ``shift`` bytes into a group."""

    def spelt(mark: bytes) -> bytes:
        whole = base64.b64encode(b"\0" * shift + mark)
        first = 4 if shift else 0
        return whole[first : (shift + len(mark)) // 3 * 4]

    return spelt


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda mark: mark,
    "capitals": bytes.upper,
    "UTF-16": lambda mark: mark.decode().encode("utf-16-le"),
    "hexadecimal": lambda mark: mark.hex().encode(),
    "backwards": lambda mark: mark[::-1],
    **{f"base64, {shift} in": _base64(shift) for shift in range(3)},
}


class Search:
    """Finds any of many marks in any spelling: eight bytes at a time, at each of the eight offsets.

    Args:
        marks: looked for.
    """

    def __init__(self, marks: Iterable[str]) -> None:
        table: dict[int, list[tuple[bytes, str]]] = {}
        for mark in marks:
            for spell in SPELLINGS.values():
                spelt = spell(mark.encode())
                table.setdefault(int.from_bytes(spelt[:8], "little"), []).append((spelt, mark))
        self._table = table
        self._keys = np.array(sorted(table), np.uint64)

    def found(self, data: bytes) -> set[str]:
        """Marks that stand in ``data``."""
        there: set[str] = set()
        for offset in range(8 if len(data) >= 16 else 0):
            eights = np.frombuffer(data, "<u8", (len(data) - offset) // 8, offset)
            at = np.searchsorted(self._keys, eights).clip(max=len(self._keys) - 1)
            for hit in np.flatnonzero(self._keys[at] == eights):
                place = int(hit) * 8 + offset
                there |= {mark for spelt, mark in self._table[int(eights[hit])]
                          if data[place : place + len(spelt)] == spelt}  # fmt: skip
        return there

    def in_files(self, files: Iterable[Path]) -> dict[str, set[str]]:
        """Marks in the names and contents of ``files``, by file; one that vanishes meanwhile is passed over."""
        told: dict[str, set[str]] = {}
        for path in files:
            with suppress(OSError):
                if there := self.found(path.name.encode() + b"\0" * 16 + path.read_bytes()):
                    told[str(path)] = there
        return told
