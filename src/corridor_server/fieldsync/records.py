"""A record of a crew's phone as the merge sees it, and what each kind of record is about; no Django, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RANK = {"not_found": 1, "postponed": 2, "refused": 3, "moved": 4, "taken": 5, "open": 1, "shut": 2}
"""The lattice: of versions that stand side by side, the one that must not be overlooked counts."""
HOUSEHOLD = frozenset({"not_found", "postponed", "refused", "moved", "taken"})
ENTRIES = frozenset({"incident", "need", "household", "sos", "checkin"})
"""Kinds of which every record stands by itself."""
DESK = "desk-"
"""How the device id of a desk begins; only desks resolve."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One append-only record. ``body`` holds the fields of its kind, all numbers integers (``docs`` crew-sync)."""

    id: str
    device: str
    hlc: str
    kind: str
    mission: str = ""
    depends: tuple[str, ...] = ()
    replaces: str = ""
    digest: str = ""
    """SHA-256 of the sealed record, lower-case hex: tells two records apart that claim one id."""
    body: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Operation:
        """From the flat object of the vectors and the wire; fields that are not the record's own are its body."""
        own = {name: row.get(name, "") for name in ("id", "device", "hlc", "kind", "mission", "replaces", "digest")}
        body = {name: value for name, value in row.items() if name not in own and name not in ("depends", "v")}
        return cls(**own, depends=tuple(row.get("depends", ())), body=body)

    def as_json(self) -> dict[str, Any]:
        """The inverse of ``from_json``; empty fields are left out."""
        own = {name: getattr(self, name) for name in ("id", "device", "hlc", "digest", "kind")}
        also = {"mission": self.mission, "depends": list(self.depends), "replaces": self.replaces}
        return own | {name: value for name, value in also.items() if value} | dict(self.body)

    @property
    def needs(self) -> tuple[str, ...]:
        """Ids that must be there first."""
        return tuple(sorted({*self.depends, *([self.replaces] if self.replaces else [])}))


def subjects(one: Operation) -> Iterator[str]:
    """What ``one`` says something about, as keys; of each, one version stands in the end."""
    said = one.body
    if one.kind in HOUSEHOLD:
        yield f"household/{said.get('household', '')}"
    elif one.kind == "road":
        yield f"road/{said.get('road', '')}"
    elif one.kind == "note":
        yield f"note/{said.get('household') or said.get('stop') or ''}"
    elif one.kind == "seats":
        yield f"seats/{one.mission}"
    elif one.kind == "resolve" and one.device.startswith(DESK):
        yield f"resolve/{said.get('conflict', '')}"
    if one.replaces:
        yield f"replaces/{one.replaces}"


def rank(one: Operation) -> int:
    """Its place in the lattice; 0 where the last writer stands."""
    return RANK.get(str(one.body.get("state", "")) if one.kind == "road" else one.kind, 0)


def version(one: Operation) -> tuple[str, ...]:
    """What ``one`` says, for telling whether another record contradicts it."""
    names = {
        "taken": ("people", "pets"), "refused": ("reason", "help", "again"), "postponed": ("reason", "help", "again"),
        "moved": ("to",), "road": ("state",), "note": ("text",), "seats": ("seats", "cages"), "resolve": ("chosen",),
    }.get(one.kind, ())  # fmt: skip
    return (one.kind, *(str(one.body.get(name, "")) for name in names))


def amounts(one: Operation) -> Iterator[tuple[str, int]]:
    """What ``one`` adds to which sum."""
    said = one.body
    if one.kind == "delivered":
        for item, amount in dict(said.get("amounts", {})).items():
            yield f"delivered/{said.get('stop', '')}/{item}", int(amount)
    elif one.kind == "taken":
        for what in ("people", "pets"):
            yield f"taken/{said.get('household', '')}/{what}", int(said.get(what, 0))
    elif one.kind == "handover":
        yield f"handover/{said.get('centre', '')}", int(said.get("people", 0))
