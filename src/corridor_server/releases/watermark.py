"""Whose copy is this? Every release says so in words, and by the order of its rows, which survives retyping. Pure."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def order(rows: Sequence[str], key: bytes, release: str) -> list[int]:
    """Positions of ``rows`` (their texts) in the order that marks ``release``."""
    return sorted(range(len(rows)), key=lambda at: (_rank(key, release, rows[at]), at))


def agreement(rows: Sequence[str], key: bytes, release: str) -> float:
    """How far the order of ``rows`` is that of ``release``: 1 exactly, about 0.5 for another's; 0.5 for fewer than two.

    The share of neighbouring pairs that stand as the mark wants them, so that a part of a list is enough.
    """
    ranks = [_rank(key, release, row) for row in rows]
    pairs = [a <= b for a, b in itertools.pairwise(ranks)]
    return sum(pairs) / len(pairs) if pairs else 0.5


def trace(rows: Sequence[str], key: bytes, releases: Mapping[str, object]) -> list[tuple[str, float]]:
    """Releases by how well the order of a leaked part agrees with them, best first."""
    scores = [(release, agreement(rows, key, release)) for release in releases]
    return sorted(scores, key=lambda one: (-one[1], one[0]))


def _rank(key: bytes, release: str, row: str) -> bytes:
    plain = " ".join(row.casefold().split())
    return hmac.new(key, f"{release}|{plain}".encode(), hashlib.sha256).digest()
