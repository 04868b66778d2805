"""From places of people to areas: no cell below one kilometre, no group below five. Pure functions.

Cells come from a quadtree: a cell is divided only while every part of it that holds anyone holds enough people. So
nobody is left out, no small group stands alone, and no remainder can be worked out from a total
(k-anonymity by generalisation: Sweeney, 2002, https://doi.org/10.1142/S021848850200165X).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from corridor.domain.projection import LocalPlane

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CELL_METRES = 1000.0
LEAST = 5
LARGEST_METRES = 64_000.0
"""Where division starts. What lies in one such square and is too few stays untold as a number."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person, as far as coarsening needs to know: place in degrees, or None where it is unknown, and a group."""

    lon: float | None
    lat: float | None
    group: str


@dataclass(frozen=True, slots=True)
class Area:
    """A square of ``side`` metres around ``lon``, ``lat`` (degrees), with people by group; None: place unknown.

    ``groups`` holds only groups of at least the least size; the others are pooled under the empty name.
    """

    lon: float | None
    lat: float | None
    side: float | None
    people: int
    groups: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coarse:
    """Areas, and whether some people are told by no number because they are too few even for the largest square."""

    areas: tuple[Area, ...]
    too_few: bool


def coarsen(people: Sequence[Person], *, cell: float = CELL_METRES, least: int = LEAST) -> Coarse:
    """Areas of ``people``: sides of at least ``cell`` metres, at least ``least`` people in each.

    Raises:
        ValueError: finer than one kilometre or smaller than five was asked for.
    """
    if cell < CELL_METRES or least < LEAST:
        raise ValueError("a coarse release has cells of at least 1 km and groups of at least 5")
    placed = [(one.lon, one.lat, one.group) for one in people if one.lon is not None and one.lat is not None]
    lost = Counter(one.group for one in people if one.lon is None or one.lat is None)
    areas: list[Area] = []
    too_few = 0 < lost.total() < least
    if lost.total() >= least:
        areas.append(Area(None, None, None, lost.total(), pooled(lost, least)))
    if placed:
        plane = LocalPlane(_rounded(placed[0][0]), _rounded(placed[0][1]))
        x, y = plane.to_metres([one[0] for one in placed], [one[1] for one in placed])
        points = [(float(px), float(py), one[2]) for px, py, one in zip(x, y, placed, strict=True)]
        side = cell * 2 ** max(0, round(log2(LARGEST_METRES / cell)))
        for square, inside in sorted(_squares(points, side).items()):
            too_few |= not _divide(square, inside, side, cell, least, areas, plane)
    return Coarse(tuple(areas), too_few)


def pooled(counts: Mapping[str, int], least: int = LEAST) -> dict[str, int]:
    """Groups of at least ``least``, largest first; the rest together under the empty name, itself never too small."""
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    kept = [(name, count) for name, count in order if count >= least]
    rest = sum(counts.values()) - sum(count for _name, count in kept)
    while 0 < rest < least and kept:
        rest += kept.pop()[1]
    return dict(kept) | ({"": rest} if rest else {})


Point = tuple[float, float, str]


def _squares(points: Sequence[Point], side: float) -> dict[tuple[int, int], list[Point]]:
    found: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        found.setdefault((int(point[0] // side), int(point[1] // side)), []).append(point)
    return found


def _divide(
    square: tuple[int, int],
    inside: Sequence[Point],
    side: float,
    cell: float,
    least: int,
    areas: list[Area],
    plane: LocalPlane,
) -> bool:
    """Add the areas of one square; False where it holds too few to be told."""
    if len(inside) < least:
        return False
    parts = _squares(inside, side / 2)
    if side / 2 >= cell and all(len(part) >= least for part in parts.values()):
        for where, part in sorted(parts.items()):
            _divide(where, part, side / 2, cell, least, areas, plane)
        return True
    lon, lat = plane.to_degrees((square[0] + 0.5) * side, (square[1] + 0.5) * side)
    groups = pooled(Counter(point[2] for point in inside), least)
    areas.append(Area(round(float(lon), 3), round(float(lat), 3), side, len(inside), groups))
    return True


def _rounded(degrees: float) -> float:
    """The grid's origin: a whole degree, so that the cells do not tell where the first person is."""
    return float(round(degrees))
