"""All likely pairs of a whole registry: blocking first, so that 100,000 people are not compared with each other.

Two records meet in a block when they share a key; ``keys`` gives several, so that a slip in one field leaves others.
A block of more than ``CROWD`` records tells nobody apart and is passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from corridor_server.registry.matching.given import names_of
from corridor_server.registry.matching.score import MARGIN, Likeness, Rarity, Who, ceiling, compare, even_odds
from corridor_server.registry.matching.spelling import family, sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CROWD = 60


def rarity_of(people: Iterable[Who]) -> Rarity:
    """Shares of names among ``people``; a given name that may be short for several counts for each."""
    families: Counter[str] = Counter()
    givens: Counter[str] = Counter()
    places: set[str] = set()
    total = 0
    for one in people:
        total += 1
        families[family(one.family)] += 1
        givens.update(names_of(one.given))
        places.add(one.place)
    return Rarity(
        {name: n / total for name, n in families.items()},
        {name: n / total for name, n in givens.items()},
        people=total,
        places=len(places - {""}),
    )


def keys(one: Who) -> set[tuple[str, ...]]:
    """Blocks of one record. Each leaves out another part of it: a letter of the family name, the year, the place."""
    found = _of_names(one.family, one.given, one) | _of_names(one.given, one.family, one)
    if one.phone:
        found.add(("phone", one.phone))
    return found


def _of_names(family_name: str, given: str, one: Who) -> set[tuple[str, ...]]:
    """Blocks with the names in this order; ``keys`` asks for both, so that swapped names meet."""
    heard = sound(family(family_name))
    found: set[tuple[str, ...]] = set()
    years = [str(year) for year in (one.year - 1, one.year, one.year + 1)] if one.year else []
    for name in names_of(given):
        found |= {("whole", name, heard), ("start", name, heard[:3]), ("end", name, heard[-3:])}
        if one.place:
            found.add(("place", name, one.place, heard[:1]))
        for year in years:
            found |= {("year start", name, year, heard[:1]), ("year end", name, year, heard[-2:])}
    found.update(("year", heard, year) for year in years)
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


def find(
    people: Sequence[Who], rarity: Rarity | None = None, margin: float = MARGIN
) -> list[tuple[str, str, Likeness]]:
    """Ids of likely pairs and their likeness, the likeliest first; ``margin`` in bits beyond even odds."""
    least = even_odds(len(people)) + margin
    known = rarity or rarity_of(people)
    found = []
    for a, b in candidates(people):
        if ceiling(people[a], people[b], known) < least:
            continue
        likeness = compare(people[a], people[b], known)
        if likeness.score >= least:
            found.append((people[a].id, people[b].id, likeness))
    return sorted(found, key=lambda row: (-row[2].score, row[0], row[1]))
