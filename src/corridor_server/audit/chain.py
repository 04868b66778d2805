"""The chain itself: pure functions on entries, macs and anchors; no database and no file here.

Each entry's mac is HMAC-SHA256 over the mac before it and the entry's canonical JSON, so that a change, a gap, a
swap or a copy breaks the chain at its place (Schneier & Kelsey, "Secure audit logs to support computer forensics",
ACM TISSEC 2(2), 1999). A chain alone does not show that its end was cut off: **anchors** do. An anchor is a signed
note "entry n had this mac", kept outside the database, and copies of it outside the machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

START = "0" * 64
"""Stands for the mac before the first entry."""


class Damage(StrEnum):
    """What verification can find."""

    CHANGED = "changed"
    """The entry, or its mac, is not what was written."""
    MISSING = "missing"
    """Numbers are left out between two entries, or before the first."""
    OUT_OF_ORDER = "out_of_order"
    """A number that is not above the one before it: entries swapped, or one repeated."""
    CUT_OFF = "cut_off"
    """An anchor knows an entry beyond the last one."""
    NOT_AS_ANCHORED = "not_as_anchored"
    """The entry holds, but an anchor remembers another in its place: rewritten, or an old store put back."""
    ANCHOR_FORGED = "anchor_forged"
    """The anchor's own signature does not hold."""
    ANCHOR_GONE = "anchor_gone"
    """There are entries and no anchor at all: the file was removed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done. ``at`` is int UTC microseconds; ``detail`` canonical JSON of ids, counts and choices."""

    number: int
    at: int
    actor: str
    role: str
    action: str
    kind: str
    object: str
    reason: str
    detail: str
    session: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A signed note that entry ``number`` had ``mac`` at ``at`` (int UTC seconds)."""

    number: int
    mac: str
    at: int
    signature: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage: what, and at which entry."""

    damage: Damage
    number: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found, in the order of the entries, and how far the chain reaches."""

    entries: int
    last: int
    anchors: int
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for ``--json``."""
        return {
            "whole": self.whole,
            "entries": self.entries,
            "last": self.last,
            "anchors": self.anchors,
            "findings": [{"damage": one.damage.value, "entry": one.number} for one in self.findings],
        }


def canonical(values: Mapping[str, object]) -> str:
    """JSON in one spelling: keys sorted, no spaces, Unicode as it is."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def mac_of(key: bytes, before: str, entry: Entry) -> str:
    """The mac of ``entry`` after the mac ``before``, hexadecimal."""
    message = f"{before}|{canonical(asdict(entry))}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def anchor_of(key: bytes, number: int, mac: str, at: int) -> Anchor:
    """A signed anchor."""
    return Anchor(number, mac, at, _signature(key, number, mac, at))


def anchor_holds(key: bytes, anchor: Anchor) -> bool:
    """Whether the signature of ``anchor`` is ours."""
    return hmac.compare_digest(_signature(key, anchor.number, anchor.mac, anchor.at), anchor.signature)


def verify(key: bytes, rows: Iterable[tuple[Entry, str]], anchors: Iterable[Anchor]) -> Verdict:
    """Walk entries with their macs in the order they are stored, and hold them against the anchors.

    Args:
        key: the chain's key, 32 bytes.
        rows: entries and their stored macs.
        anchors: every anchor known, of any age, from any place; those after the last entry prove a cut.
    """
    known = list(anchors)
    findings = [Finding(Damage.ANCHOR_FORGED, one.number) for one in known if not anchor_holds(key, one)]
    true_anchors: dict[int, set[str]] = {}
    for one in known:
        if anchor_holds(key, one):
            true_anchors.setdefault(one.number, set()).add(one.mac)
    before, last, count = START, 0, 0
    for entry, mac in rows:
        count += 1
        if entry.number <= last:
            findings.append(Finding(Damage.OUT_OF_ORDER, entry.number))
        elif entry.number > last + 1:
            findings.append(Finding(Damage.MISSING, last + 1))
        if not hmac.compare_digest(mac_of(key, before, entry), mac):
            findings.append(Finding(Damage.CHANGED, entry.number))
        elif any(mac != remembered for remembered in true_anchors.get(entry.number, ())):
            findings.append(Finding(Damage.NOT_AS_ANCHORED, entry.number))
        before, last = mac, max(last, entry.number)
    beyond = [number for number in true_anchors if number > last]
    if beyond:
        findings.append(Finding(Damage.CUT_OFF, max(beyond)))
    if count and not true_anchors:
        findings.append(Finding(Damage.ANCHOR_GONE, last))
    return Verdict(count, last, len(known), tuple(findings))


def _signature(key: bytes, number: int, mac: str, at: int) -> str:
    return hmac.new(key, f"anchor|{number}|{mac}|{at}".encode(), hashlib.sha256).hexdigest()
