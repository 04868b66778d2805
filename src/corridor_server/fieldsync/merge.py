"""Records made apart come together: a set of them in, one state, the conflicts and what waits out.

A pure function of a *set* of records: order, repeats and who carried them cannot matter, so every desk and phone that
holds the same records holds the same state. Its twin is ``frontend/crew/engine/merge.ts``; both are held to
``tests/verification/vectors/merge``. The rules stand in ``docs/reference/crew-sync.md``.

Sources: Shapiro et al. 2011 (state-based replicated types: a multi-value register for what people say, a grow-only
counter for amounts), Kulkarni et al. 2014 (hybrid logical clocks). What differs: causes are named by the records
themselves (``depends``), not inferred from clocks, so that a conflict, once listed, can never vanish because a
third record arrives; and a clock counts only within its mission's window, so that no jump wins for ever.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from corridor_server.fieldsync.records import ENTRIES, Operation, amounts, rank, subjects, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Windows = dict[str, tuple[int, int]]
"""Mission to the first and last millisecond in which its records can have been made."""
Position = tuple[int, int, str, str]
"""Believed time, counter, clock as told, id: a total order that follows causes."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records that contradict each other; ``chosen`` is what a human decided: an id, "both", or nothing yet."""

    id: str
    about: str
    versions: tuple[str, str]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a set of records comes to."""

    standing: dict[str, str]
    """Subject to the id of the version that stands."""
    sums: dict[str, int]
    entries: tuple[str, ...]
    """Ids of records that stand by themselves, by believed time."""
    conflicts: tuple[Conflict, ...]
    """By id; resolved ones too."""
    held: dict[str, tuple[str, ...]]
    """Waiting record to the ids that it waits for."""

    def as_json(self) -> dict[str, Any]:
        """In the form of the vectors."""
        return {
            "standing": dict(sorted(self.standing.items())),
            "sums": dict(sorted(self.sums.items())),
            "entries": list(self.entries),
            "conflicts": [
                {"id": one.id, "about": one.about, "versions": list(one.versions), "chosen": one.chosen}
                for one in self.conflicts
            ],
            "held": {name: list(ids) for name, ids in sorted(self.held.items())},
        }


def merge(operations: Iterable[Operation], windows: Mapping[str, tuple[int, int]]) -> Merged:
    """State, conflicts and held records of a set of operations.

    Args:
        operations: in any order, repeats allowed; of two that claim one id the smaller digest counts (the desk
            quarantines the other).
        windows: mission to (opens, closes) in milliseconds; a clock outside is not believed.
    """
    known = _once(operations)
    ready, past = _in_order(known)
    held = {name: tuple(need for need in one.needs if need not in past)
            for name, one in known.items() if name not in past}  # fmt: skip
    position = _positions(ready, windows)
    about: dict[str, list[Operation]] = defaultdict(list)
    for one in ready:
        for subject in subjects(one):
            about[subject].append(one)

    def best(subject: str) -> Operation | None:
        return _best(about[subject], out, past, position)

    out = {one.replaces for one in ready if one.replaces}
    standing: dict[str, str] = {}
    conflicts: list[Conflict] = []
    # Choices about choices first: what a human decided there decides which choice counts here.
    for subject in sorted(about, key=lambda name: (-_depth(name), name)):
        for pair in _contradictions(subject, about[subject], past):
            name = f"{subject}:{pair[0]}+{pair[1]}"
            choice = standing.get(f"resolve/{name}")
            chosen = str(known[choice].body.get("chosen", "")) if choice else ""
            if chosen in pair:
                out.add(pair[1] if chosen == pair[0] else pair[0])
            conflicts.append(Conflict(name, subject, pair, chosen))
        if _depth(subject) and (top := best(subject)):
            standing[subject] = top.id
    for subject in sorted(about):
        if subject.startswith("replaces/") and (top := best(subject)):
            out |= {one.id for one in about[subject] if one is not top}
    standing |= {subject: top.id for subject in about if (top := best(subject))}

    counted = [one for one in ready if one.id not in out]
    entries = sorted((one.id for one in counted if one.kind in ENTRIES), key=position.__getitem__)
    conflicts.sort(key=lambda one: one.id)
    return Merged(standing, _sums(counted), tuple(entries), tuple(conflicts), held)


def _once(operations: Iterable[Operation]) -> dict[str, Operation]:
    """Each id once; of two records that claim one id always the same, whichever came first."""
    known: dict[str, Operation] = {}
    for one in operations:
        other = known.get(one.id)
        if other is None or (one.digest, one.hlc, one.device) < (other.digest, other.hlc, other.device):
            known[one.id] = one
    return known


def _sums(counted: Iterable[Operation]) -> dict[str, int]:
    """What was handed out, taken aboard and handed over, added up."""
    sums: dict[str, int] = defaultdict(int)
    for one in counted:
        for name, amount in amounts(one):
            sums[name] += amount
    return dict(sums)


def _depth(subject: str) -> int:
    """0 for what crews say, 1 for a choice between two records, 2 for a choice between two choices, ..."""
    depth = 0
    while subject.startswith("resolve/"):
        depth, subject = depth + 1, subject[len("resolve/") :]
    return depth


def _in_order(known: Mapping[str, Operation]) -> tuple[list[Operation], dict[str, frozenset[str]]]:
    """Records whose causes are all there, causes first; and of each everything that it was made in knowledge of."""
    waits = {name: set(one.needs) for name, one in known.items()}
    follows: dict[str, list[str]] = defaultdict(list)
    for name, needs in waits.items():
        for need in needs:
            follows[need].append(name)
    ready: list[Operation] = []
    past: dict[str, frozenset[str]] = {}
    free = [name for name, needs in waits.items() if not needs]
    while free:
        name = free.pop()
        one = known[name]
        past[name] = frozenset().union(one.needs, *(past[need] for need in one.needs))
        ready.append(one)
        for after in follows[name]:
            waits[after].discard(name)
            if not waits[after]:
                free.append(after)
    return ready, past


def _positions(ready: Iterable[Operation], windows: Mapping[str, tuple[int, int]]) -> dict[str, Position]:
    """Each record's place: its own clock where that is believed, and always after its causes."""
    found: dict[str, Position] = {}
    for one in ready:
        opens, closes = windows.get(one.mission, (0, -1))
        after = max((found[need][:2] for need in one.needs), default=(opens, -1))
        told = _told(one.hlc)
        place = told if opens <= told[0] <= closes and told > after else (after[0], after[1] + 1)
        found[one.id] = (*place, one.hlc, one.id)
    return found


def _told(hlc: str) -> tuple[int, int]:
    """Milliseconds and counter of ``{ms:015d}.{counter:04x}.{device}``."""
    ms, counter, _device = hlc.split(".", 2)
    return int(ms), int(counter, 16)


def _knew(later: Operation, earlier: Operation, past: Mapping[str, frozenset[str]]) -> bool:
    """Whether ``later`` was made in knowledge of ``earlier``: it says so, or one device wrote both."""
    if earlier.id in past[later.id]:
        return True
    same = later.device == earlier.device and later.id not in past[earlier.id]
    return same and (earlier.hlc, earlier.id) < (later.hlc, later.id)


def _contradictions(
    subject: str, said: Iterable[Operation], past: Mapping[str, frozenset[str]]
) -> Iterable[tuple[str, str]]:
    """Pairs of ids, the smaller first, of records made apart that say different things about ``subject``."""
    for one, other in combinations(sorted(said, key=lambda op: op.id), 2):
        if _knew(one, other, past) or _knew(other, one, past):
            continue
        always = subject.startswith("replaces/") or one.kind == "taken"
        if always or version(one) != version(other):
            yield one.id, other.id


def _best(
    said: Iterable[Operation], out: set[str], past: Mapping[str, frozenset[str]], position: Mapping[str, Position]
) -> Operation | None:
    """The version that stands: of those that no other knew of, the highest in the lattice, then the last."""
    left = [one for one in said if one.id not in out]
    heads = [one for one in left if not any(other is not one and _knew(other, one, past) for other in left)]
    return max(heads, key=lambda one: (rank(one), position[one.id]), default=None)
