"""A plausible street grid for a town: irregular, warped, cut by a river, with a few through streets.

Nothing here copies a real town's streets. Everything is in metres of the region's plane.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from shapely import LineString

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

THROUGH_EVERY = 5
"""Every fifth line of a grid is a through street."""
DROPPED = 0.16
"""Share of the residential links left out, so that the grid is none."""


@dataclass(frozen=True, slots=True)
class TownPlan:
    """What to draw: centre and extent in metres, block length, turn of the grid in degrees, the river if any."""

    name: str
    centre: tuple[float, float]
    width_m: float
    height_m: float
    block_m: float
    turn_deg: float = 0.0
    diagonal: bool = False
    river: LineString | None = None
    parks: tuple[tuple[float, float, float], ...] = ()
    """x, y, radius of ground without streets."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight piece of street between two neighbouring corners."""

    start: int
    end: int
    road_class: str
    street: str
    bridge: bool = False
    ref: str = ""


@dataclass
class Town:
    """Corners (metres) and pieces of street; ``lines`` holds each street's corners in order."""

    plan: TownPlan
    corner: npt.NDArray[np.float64]
    pieces: dict[tuple[int, int], Piece]
    lines: dict[str, tuple[int, ...]]
    centre: int
    through: frozenset[str] = field(default_factory=frozenset)

    def upgrade(self, corners: Iterable[int], road_class: str, ref: str) -> None:
        """Make the street along ``corners`` part of a main road, unless it is a greater one already."""
        for a, b in pairwise(corners):
            key = (min(a, b), max(a, b))
            piece = self.pieces.get(key)
            if piece and RANK.index(road_class) < RANK.index(piece.road_class):
                self.pieces[key] = replace(piece, road_class=road_class, ref=ref)


RANK = ("trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "track")


def draw_town(plan: TownPlan, rng: np.random.Generator) -> Town:
    """The town's streets: connected, planar up to the caller's noding, the same for the same ``rng``."""
    corner, inside = _corners(plan, rng)
    rows = inside.shape[1]
    middle = _nearest_inside(corner, inside, plan)
    lines, through = _lines(inside, middle, plan)
    flat = corner.reshape(-1, 2)
    pieces: dict[tuple[int, int], Piece] = {}
    for name, corners in lines.items():
        for a, b in pairwise(corners):
            piece = _piece(flat, (a, b), name, name in through, plan)
            if piece is not None:
                pieces[piece.start, piece.end] = piece
    kept = _thin(pieces, middle[0] * rows + middle[1], rng)
    return Town(plan, flat, kept, lines, middle[0] * rows + middle[1], through)


def _corners(plan: TownPlan, rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    columns = max(round(plan.width_m / plan.block_m) + 1, 3)
    rows = max(round(plan.height_m / plan.block_m) + 1, 3)
    east = np.cumsum(rng.uniform(0.75, 1.25, columns)) * plan.block_m
    north = np.cumsum(rng.uniform(0.75, 1.25, rows)) * plan.block_m
    x, y = np.meshgrid(east - east.mean(), north - north.mean(), indexing="ij")
    bend = 0.3 * plan.block_m
    phase = rng.uniform(0, 2 * np.pi, 3)
    scale = max(plan.width_m, plan.height_m) / 4
    warped_x = x + bend * np.sin(y / scale + phase[0])
    warped_y = y + bend * np.sin(x / scale + phase[1])
    angle = np.arctan2(y, x)
    radius = (np.abs(2 * x / plan.width_m) ** 2.6 + np.abs(2 * y / plan.height_m) ** 2.6) ** (1 / 2.6)
    inside = radius <= 1.06 + 0.1 * np.sin(3 * angle + phase[2])
    turn = np.radians(plan.turn_deg)
    jitter = rng.normal(0, 0.05 * plan.block_m, (2, columns, rows))
    px = plan.centre[0] + warped_x * np.cos(turn) - warped_y * np.sin(turn) + jitter[0]
    py = plan.centre[1] + warped_x * np.sin(turn) + warped_y * np.cos(turn) + jitter[1]
    for park_x, park_y, park_r in plan.parks:
        inside &= np.hypot(px - park_x, py - park_y) > park_r
    return np.stack((px, py), axis=-1), inside


def _nearest_inside(corner: npt.NDArray[np.float64], inside: npt.NDArray[np.bool_], plan: TownPlan) -> tuple[int, int]:
    away = np.hypot(corner[..., 0] - plan.centre[0], corner[..., 1] - plan.centre[1])
    column, row = np.unravel_index(int(np.argmin(np.where(inside, away, np.inf))), inside.shape)
    return int(column), int(row)


def _lines(
    inside: npt.NDArray[np.bool_], middle: tuple[int, int], plan: TownPlan
) -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """Corners of each street; streets interrupted by empty ground are split into numbered parts."""
    columns, rows = inside.shape
    every = THROUGH_EVERY if min(columns, rows) > THROUGH_EVERY else 2
    runs = [(f"r{row}", [(c, row) for c in range(columns)], (row - middle[1]) % every == 0) for row in range(rows)]
    runs += [
        (f"c{column}", [(column, r) for r in range(rows)], (column - middle[0]) % every == 0)
        for column in range(columns)
    ]
    if plan.diagonal:
        reach = min(middle)
        runs.append(("d0", [(middle[0] - k, middle[1] - k) for k in range(reach, -1, -1)], True))
    lines: dict[str, tuple[int, ...]] = {}
    through: set[str] = set()
    for name, cells, is_through in runs:
        part: list[int] = []
        for column, row in [*cells, (-1, -1)]:
            if column >= 0 and inside[column, row]:
                part.append(column * rows + row)
                continue
            if len(part) > 1:
                key = name if name not in lines else f"{name}.{column}.{row}"
                lines[key] = tuple(part)
                through |= {key} if is_through else set()
            part = []
    return lines, frozenset(through)


def _piece(
    corner: npt.NDArray[np.float64], ends: tuple[int, int], street: str, through: bool, plan: TownPlan
) -> Piece | None:
    """The piece of street from a to b; across the river only through streets go, by a bridge."""
    crosses = plan.river is not None and plan.river.intersects(LineString(corner[list(ends)]))
    if crosses and not through:
        return None
    road_class = "tertiary" if through else "residential"
    return Piece(min(ends), max(ends), road_class, street, crosses)


def _thin(pieces: dict[tuple[int, int], Piece], centre: int, rng: np.random.Generator) -> dict[tuple[int, int], Piece]:
    """Leave out some residential pieces, never one of a random spanning tree of the centre's component."""
    near: dict[int, list[tuple[int, int]]] = {}
    for key in pieces:
        near.setdefault(key[0], []).append(key)
        near.setdefault(key[1], []).append(key)
    seen, tree = {centre}, set()
    stack = [centre]
    while stack:
        corner = stack.pop(int(rng.integers(len(stack))))
        for key in near.get(corner, []):
            other = key[0] if key[1] == corner else key[1]
            if other not in seen:
                seen.add(other)
                tree.add(key)
                stack.append(other)
    chance = rng.random(len(pieces))
    return {
        key: piece
        for (key, piece), draw in zip(pieces.items(), chance, strict=True)
        if key[0] in seen and (key in tree or piece.road_class != "residential" or draw > DROPPED)
    }
