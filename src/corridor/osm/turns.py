"""Turn restrictions of OpenStreetMap, laid into the graph: a junction that may not be turned at freely gets copies.

A restriction names the way one comes from, the node, and the way that may not (``no_``) or must (``only_``) follow.
Who comes by such a way arrives at a copy of the junction that has only the turns that remain; so every search obeys
without knowing. Profiles that a restriction spares (``except``) stay at the junction itself. Source: OpenStreetMap
wiki, "Relation:restriction".

Not read, but counted: restrictions by way of other ways, at certain hours, without whole members, at obstacles, and on
ways that run through the junction so that it is open from which side they mean.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.profiles import Profile
from corridor.osm.access import HIERARCHY, VEHICLE_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

SPECIAL = tuple(dict.fromkeys(key for keys in HIERARCHY.values() for key in keys if key != "foot"))
"""Kinds of traffic that a restriction may be about, ``restriction:hgv`` and the like."""
KEYS = ("restriction", *(f"restriction:{kind}" for kind in SPECIAL))


@dataclass(frozen=True, slots=True)
class Turn:
    """Profiles of ``mask`` that come by way ``origin`` to ``node`` may not, or (``only``) must, go on by ``target``."""

    origin: int
    node: int
    target: int
    only: bool
    mask: int


def turns_of(tags: Mapping[str, str], members: Iterable[tuple[str, str, int]]) -> tuple[Turn, ...] | None:
    """The turns that a relation speaks about; None where it is one that is not read.

    Args:
        tags: of the relation.
        members: role, type (``n``, ``w`` or ``r``) and id.
    """
    roles: dict[tuple[str, str], list[int]] = defaultdict(list)
    for role, kind, ref in members:
        roles[role, kind].append(ref)
    via, origins, targets = roles["via", "n"], roles["from", "w"], roles["to", "w"]
    kinds = {key: tags[key] for key in KEYS if key in tags}
    plain = all(value.startswith(("no_", "only_")) for value in kinds.values())
    if not kinds or not plain or len(via) != 1 or roles["via", "w"] or not origins or not targets:
        return None
    spared = {word.strip() for word in tags.get("except", "").split(";")}
    turns = []
    for key, value in kinds.items():
        mask = _concerned(key.partition(":")[2], spared)
        only = value.startswith("only_")
        if only and len(targets) != 1:
            return None
        turns += [Turn(origin, via[0], target, only, mask) for origin in origins for target in targets if mask]
    return tuple(turns)


def _concerned(kind: str, spared: set[str]) -> int:
    """Vehicles that a restriction about ``kind`` (empty: all traffic) binds; people on foot never."""
    mask = 0
    for profile, keys in HIERARCHY.items():
        if profile.bit & VEHICLE_BITS and (not kind or kind in keys) and not spared.intersection(keys):
            mask |= profile.bit
    return mask


@dataclass(frozen=True, eq=False)
class Turned:
    """E' edges after expansion and their origin; ``copied`` [C] nodes got copies, numbered from the node count on."""

    row: Ints
    """[E'] edge before."""
    tail: Ints
    head: Ints
    access: npt.NDArray[np.uint8]
    copied: Ints
    unclear: int
    """Restrictions that could not be laid on edges."""


@dataclass(eq=False)
class _Edges:
    """Edges that grow, with what goes in and out at the junctions watched."""

    row: list[int]
    tail: list[int]
    head: list[int]
    access: list[int]
    into: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    out: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: int, tail: int, head: int, access: int) -> None:
        if access:
            self.into[head].append(len(self.row))
            self.out[tail].append(len(self.row))
            self.row.append(row)
            self.tail.append(tail)
            self.head.append(head)
            self.access.append(access)


def lay_turns(
    node_count: int,
    ends: tuple[Ints, Ints],
    access: npt.NDArray[np.uint8],
    ways: tuple[Ints, Ints],
    turns: Sequence[tuple[int, Turn]],
) -> Turned:
    """Give the junctions of ``turns`` the copies that they need.

    Args:
        node_count: nodes before.
        ends: [E] tail and head.
        access: [E] profiles.
        ways: [E] OpenStreetMap way on which an edge begins, and on which it ends.
        turns: each with the number of its node.
    """
    tail, head = ends
    touched = np.zeros(node_count, bool)
    touched[[node for node, _ in turns]] = True
    there = np.flatnonzero((touched[tail] | touched[head]) & (access != 0))
    away = np.setdiff1d(np.arange(len(tail)), there)
    edges = _Edges([], [], [], [])
    for row in there.tolist():
        edges.add(row, int(tail[row]), int(head[row]), int(access[row]))
    copied: list[int] = []
    unclear = 0
    by_node: dict[int, list[Turn]] = defaultdict(list)
    for node, turn in turns:
        by_node[node].append(turn)
    for node, told in sorted(by_node.items()):
        banned, missed = _banned(edges, node, told, ways)
        unclear += missed
        _copy(edges, node, banned, node_count, copied)
    return Turned(
        row=np.concatenate((away, np.array(edges.row, np.int64))),
        tail=np.concatenate((tail[away], np.array(edges.tail, np.int64))),
        head=np.concatenate((head[away], np.array(edges.head, np.int64))),
        access=np.concatenate((access[away], np.array(edges.access, np.uint8))),
        copied=np.array(copied, np.int64),
        unclear=unclear,
    )


def _banned(
    edges: _Edges, node: int, turns: list[Turn], ways: tuple[Ints, Ints]
) -> tuple[dict[int, dict[int, int]], int]:
    """Rows that come in, and for each the rows that may not follow with the profiles bound; turns that are unclear."""
    begins, ends = ways
    incoming = {edges.row[edge] for edge in edges.into[node]}
    leaving = {edges.row[edge] for edge in edges.out[node]}
    banned: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    unclear = 0
    for turn in turns:
        origins = [row for row in incoming if ends[row] == turn.origin]
        targets = [row for row in leaving if begins[row] == turn.target]
        if len(origins) != 1 or len(targets) != 1:
            # None: one-way roads make many a restriction needless. Several: the way runs through the junction.
            unclear += len(origins) > 1 or len(targets) > 1
            continue
        for row in leaving:
            if (row == targets[0]) != turn.only:
                banned[origins[0]][row] |= turn.mask
    return banned, unclear


def _copy(edges: _Edges, node: int, banned: dict[int, dict[int, int]], node_count: int, copied: list[int]) -> None:
    """Redirect who is bound to a copy of ``node`` that has only the turns that remain."""
    copies: dict[frozenset[int], tuple[int, int]] = {}
    for edge in list(edges.into[node]):
        by_ban: dict[frozenset[int], int] = defaultdict(int)
        for profile in Profile:
            barred = frozenset(row for row, mask in banned.get(edges.row[edge], {}).items() if mask & profile.bit)
            if barred and edges.access[edge] & profile.bit:
                by_ban[barred] |= profile.bit
        for barred, mask in by_ban.items():
            if barred not in copies:
                copies[barred] = node_count + len(copied), 0
                copied.append(node)
            copy, known = copies[barred]
            copies[barred] = copy, known | mask
            edges.add(edges.row[edge], edges.tail[edge], copy, mask)
            edges.access[edge] &= ~mask
    for barred, (copy, mask) in copies.items():
        for edge in list(edges.out[node]):
            if edges.row[edge] not in barred:
                edges.add(edges.row[edge], copy, edges.head[edge], edges.access[edge] & mask)
