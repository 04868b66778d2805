"""All likely pairs of a whole registry: blocking first, so that 100,000 people are not compared with each other.

Two records meet in a block when they share a key; ``keys`` gives several, so that a slip in one field leaves others.
A block of more than ``CROWD`` records tells nobody apart and is passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from corridor_server.registry.matching.given import fathers_of, names_of
from corridor_server.registry.matching.score import LIKELY, Likeness, Rarity, Who, compare
from corridor_server.registry.matching.spelling import family, sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CROWD = 60


def rarity_of(people: Iterable[Who]) -> Rarity:
    """Shares of names among ``people``; a given name that may be short for several counts for each."""
    families: Counter[str] = Counter()
    givens: Counter[str] = Counter()
    total = 0
    for one in people:
        total += 1
        families[family(one.family)] += 1
        givens.update(names_of(one.given))
    least = 0.5 / max(total, 1)
    return Rarity(
        {name: n / total for name, n in families.items()}, {name: n / total for name, n in givens.items()}, least
    )


def keys(one: Who) -> set[tuple[str, ...]]:
    """Blocks of one record; names are taken as a set, so that swapped ones meet."""
    mine = sound(family(one.family)) if one.family else ""
    given = names_of(one.given)
    swapped = sound(family(one.given)) if one.given else ""
    found: set[tuple[str, ...]] = set()
    for name in given:
        found.add(("ng", *sorted((mine, sound(name)))))
    if mine and swapped:
        found.add(("ng", *sorted((mine, swapped))))
    for year in (one.year - 1, one.year, one.year + 1) if one.year else ():
        found.add(("fy", mine, str(year // 1)))
        found.update(("gy", name, str(year), father) for name in given for father in fathers_of(one.patronymic))
    if one.phone:
        found.add(("p", one.phone))
    return found


def candidates(people: Sequence[Who]) -> Iterator[tuple[int, int]]:
    """Positions of records that share a block, each pair once."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, one in enumerate(people):
        for key in keys(one):
            blocks[key].append(position)
    seen: set[tuple[int, int]] = set()
    for members in blocks.values():
        if 1 < len(members) <= CROWD:
            for pair in combinations(members, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def find(people: Sequence[Who], rarity: Rarity | None = None, least: float = LIKELY) -> list[tuple[str, str, Likeness]]:
    """Ids of likely pairs and their likeness, the likeliest first."""
    known = rarity or rarity_of(people)
    found = []
    for a, b in candidates(people):
        likeness = compare(people[a], people[b], known)
        if likeness.score >= least:
            found.append((people[a].id, people[b].id, likeness))
    return sorted(found, key=lambda row: (-row[2].score, row[0], row[1]))
