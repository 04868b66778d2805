"""The worked case's roads, drawn from the facts: gently curved links between places, a street grid in each.

Real are the places, which of them a road joins, its number and class; every bend and street is made up.
"""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.projection import LocalPlane
from corridor.workflows.demo import facts
from corridor.workflows.demo.streets import Town, TownPlan, draw_town

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

PLANE = LocalPlane(37.8, 48.65)
"""Everything is drawn in this plane, metres."""
BEYOND = {"Dnipro": 15_000.0}
"""Places outside the region: the road towards them is cut after so many metres."""
WEIGHT_LIMIT = ("Khromove", "Chasiv Yar", "10")
"""The link with the weak bridge, and its limit in tonnes."""

_SIZES = {
    "city": (3000.0, 2600.0, 430.0),
    "town": (1700.0, 1500.0, 260.0),
    "settlement": (900.0, 800.0, 190.0),
    "village": (560.0, 480.0, 140.0),
}
_DRAWN_FULLY = {
    "Bakhmut": (5000.0, 4000.0, 165.0, -6.0),
    "Chasiv Yar": (2100.0, 2400.0, 150.0, 12.0),
    "Kostiantynivka": (3600.0, 4600.0, 240.0, 8.0),
    "Kramatorsk": (4200.0, 5000.0, 380.0, 20.0),
}
_KMH = {
    "trunk": 85.0, "primary": 70.0, "secondary": 60.0, "tertiary": 50.0,
    "unclassified": 45.0, "residential": 30.0, "track": 20.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnWay:
    """A road along points of the region; ``street`` is a line of a town's grid, ``link`` the index of a fact."""

    points: tuple[int, ...]
    road_class: str
    ref: str = ""
    town: str = ""
    street: str = ""
    link: int = -1
    bridge: bool = False
    max_weight: str = ""


@dataclass(frozen=True, eq=False)
class Region:
    """N points in metres of ``PLANE``, the roads along them, the towns, and the river."""

    xy: npt.NDArray[np.float64]
    ways: tuple[DrawnWay, ...]
    centre: dict[str, int]
    """Point at the middle of each place."""
    rivers: tuple[npt.NDArray[np.float64], ...]

    @cached_property
    def lonlat(self) -> npt.NDArray[np.float64]:
        """[N, 2] degrees, rounded as the file has them."""
        lon, lat = PLANE.to_degrees(self.xy[:, 0], self.xy[:, 1])
        return np.column_stack((np.round(lon, 7), np.round(lat, 7)))

    @cached_property
    def _neighbours(self) -> dict[int, list[tuple[int, float]]]:
        near: dict[int, list[tuple[int, float]]] = {}
        for way in self.ways:
            for a, b in zip(way.points, way.points[1:], strict=False):
                cost = float(np.hypot(*(self.xy[a] - self.xy[b]))) / _KMH[way.road_class]
                near.setdefault(a, []).append((b, cost))
                near.setdefault(b, []).append((a, cost))
        return near

    def route(self, stops: Sequence[str]) -> npt.NDArray[np.intp]:
        """Points of the quickest way through the named places in order (Dijkstra)."""
        chain: list[int] = [self.centre[stops[0]]]
        for goal in stops[1:]:
            chain += self._leg(chain[-1], self.centre[goal])[1:]
        return np.array(chain, np.intp)

    def _leg(self, start: int, goal: int) -> list[int]:
        best, before = {start: 0.0}, {start: start}
        queue = [(0.0, start)]
        while queue:
            cost, here = heapq.heappop(queue)
            if here == goal:
                break
            if cost > best[here]:
                continue
            for other, step in self._neighbours[here]:
                if cost + step < best.get(other, np.inf):
                    best[other], before[other] = cost + step, here
                    heapq.heappush(queue, (cost + step, other))
        path = [goal]
        while path[-1] != start:
            path.append(before[path[-1]])
        return path[::-1]

    def link_line(self, start: str, end: str) -> npt.NDArray[np.float64]:
        """[K, 2] metres along the link between two places, from ``start`` on."""
        pairs = [(link.start, link.end) for link in facts.links()]
        backwards = (start, end) not in pairs
        index = pairs.index((end, start) if backwards else (start, end))
        chain = [p for way in self.ways if way.link == index for p in way.points]
        line: npt.NDArray[np.float64] = self.xy[np.array(list(dict.fromkeys(chain)))]
        return line[::-1] if backwards else line


def chaikin(points: npt.ArrayLike, rounds: int = 3, closed: bool = False) -> npt.NDArray[np.float64]:
    """Corners cut ``rounds`` times. Source: Chaikin, Computer Graphics and Image Processing 3 (1974) 346-349."""
    line = np.asarray(points, np.float64)
    for _round in range(rounds):
        ends = np.roll(line, -1, axis=0) if closed else line[1:]
        starts = line if closed else line[:-1]
        cut = np.stack((0.75 * starts + 0.25 * ends, 0.25 * starts + 0.75 * ends), axis=1).reshape(-1, 2)
        line = cut if closed else np.vstack((line[:1], cut, line[-1:]))
    return line


def metres_of(name: str) -> tuple[float, float]:
    """A place's centre in metres of ``PLANE``."""
    place = facts.places()[name]
    x, y = PLANE.to_metres(place.lon, place.lat)
    return float(x), float(y)


def draw_region(seed: int) -> Region:
    """All roads of the region for a seed."""
    rng = np.random.default_rng([seed, 1])
    rivers = _rivers()
    towns = {name: draw_town(_plan(name, rivers[0]), rng) for name in facts.places() if name not in BEYOND}
    first, total = {}, 0
    for name, town in towns.items():
        first[name] = total
        total += len(town.corner)
    xy = [town.corner for town in towns.values()]
    ways: list[DrawnWay] = []
    for index, link in enumerate(facts.links()):
        ref = road_number(link)
        ends = [_gateway(towns[a], metres_of(b), link.road_class, ref) + first[a] if a in towns else -1
                for a, b in ((link.start, link.end), (link.end, link.start))]  # fmt: skip
        line = _curve(link, [np.vstack(xy)[e] if e >= 0 else None for e in ends], rng)
        inner = list(range(total, total + len(line)))
        xy.append(line)
        total += len(line)
        chain = [e for e in (ends[0], *inner, ends[1]) if e >= 0]
        ways.append(DrawnWay(tuple(chain), link.road_class, ref=ref, link=index))
    for name, town in towns.items():
        ways.extend(_town_ways(town, first[name]))
    points, noded = _node(np.vstack(xy), ways)
    split = [part for way in noded for part in _with_bridges(points, way, rivers)]
    centre = {name: town.centre + first[name] for name, town in towns.items()}
    return Region(points, tuple(split), centre, rivers)


def _plan(name: str, river: npt.NDArray[np.float64]) -> TownPlan:
    x, y = metres_of(name)
    width, height, block, turn = _DRAWN_FULLY.get(name, (*_SIZES[facts.places()[name].kind], 0.0))
    if name != "Bakhmut":
        return TownPlan(name, (x, y), width, height, block, turn or (hash_of(name) % 40) - 20.0)
    parks = ((x - 1250, y + 700, 260.0), (x + 1150, y - 600, 300.0), (x - 500, y - 1250, 230.0))
    return TownPlan(name, (x, y), width, height, block, turn, True, shapely.LineString(river), parks)


def road_number(link: facts.Link) -> str:
    """The road's number as signs have it, the national one where it has two; empty where it has none."""
    numbers: list[str] = re.findall(r"\b[A-Z]\d{2,4}\b", link.road)
    return numbers[-1] if numbers else ""


def hash_of(text: str) -> int:
    """A small number that stays the same between runs, unlike ``hash``."""
    return sum((position + 1) * ord(letter) for position, letter in enumerate(text))


def _rivers() -> tuple[npt.NDArray[np.float64], ...]:
    """The Bakhmutka through the town, and a brook under the weak bridge; courses drawn by hand, metres."""
    x, y = metres_of("Bakhmut")
    course = [(300, -9500), (900, -5500), (250, -2300), (380, -900), (330, 600), (700, 1900), (400, 3600),
              (1500, 6500), (3600, 9000), (5200, 13500), (6800, 21000), (7400, 29500)]  # fmt: skip
    river = chaikin([(x + dx, y + dy) for dx, dy in course], 3)
    a, b = metres_of(WEIGHT_LIMIT[0]), metres_of(WEIGHT_LIMIT[1])
    mx, my = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    bends = ((-900, -2600), (-200, -1200), (100, 0), (-150, 1300), (700, 2600))
    brook = chaikin([(mx + dx, my + dy) for dx, dy in bends])
    return river, brook


def _gateway(town: Town, towards: tuple[float, float], road_class: str, ref: str) -> int:
    """The corner where a link enters the town; the streets from there to the centre become part of its road."""
    middle = town.corner[town.centre]
    aim = np.arctan2(towards[1] - middle[1], towards[0] - middle[0])
    reached = {corner for key in town.pieces for corner in key}
    ends = sorted({(corner, name) for name in town.through for corner in (town.lines[name][0], town.lines[name][-1])})
    ends = [(corner, name) for corner, name in ends if corner in reached]

    def off(end: tuple[int, str]) -> float:
        dx, dy = town.corner[end[0]] - middle
        return float(np.hypot(dx, dy) < 1.0) * 9 + abs(float(np.angle(np.exp(1j * (np.arctan2(dy, dx) - aim)))))

    corner, name = min(ends, key=off)
    line = town.lines[name]
    for cross in sorted(town.through, key=lambda n: (town.centre not in town.lines[n], n)):
        shared = [c for c in line if c in town.lines[cross]]
        if town.centre in town.lines[cross] and shared:
            if town.centre in line:
                shared = [town.centre]
            town.upgrade(_between(line, corner, shared[0]), road_class, ref)
            town.upgrade(_between(town.lines[cross], shared[0], town.centre), road_class, ref)
            break
    return corner


def _between(line: tuple[int, ...], a: int, b: int) -> tuple[int, ...]:
    i, j = line.index(a), line.index(b)
    return line[i : j + 1] if i <= j else line[j : i + 1][::-1]


def _curve(
    link: facts.Link, ends: list[npt.NDArray[np.float64] | None], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """[K, 2] metres: the bends of a link between its ends, both left out; a cut link ends in open country."""
    names = (link.start, link.end)
    start, end = (np.array(metres_of(n)) if e is None else e for n, e in zip(names, ends, strict=True))
    if names[1] in BEYOND:
        end = start + (end - start) * BEYOND[names[1]] / np.hypot(*(end - start))
    far = float(np.hypot(*(end - start)))
    along = np.linspace(0, 1, max(int(far / 260), 4) + 1)
    sway = rng.normal(0, 1, 3) * far * np.array((0.028, 0.014, 0.006))
    if link.road_class == "track":
        sway *= 1.6
    side = sum(s * np.sin((k + 1) * np.pi * along) for k, s in enumerate(sway))
    across = np.array((start[1] - end[1], end[0] - start[0])) / max(far, 1.0)
    line = start + np.outer(along, end - start) + np.outer(np.asarray(side), across)
    return line[1 : None if names[1] in BEYOND else -1]


def _town_ways(town: Town, first: int) -> Iterator[DrawnWay]:
    """The town's pieces joined along their streets, as long as class, number and bridge stay the same."""
    for street, corners in town.lines.items():
        chain: list[int] = []
        kind: tuple[str, str, bool] | None = None
        for a, b in zip(corners, [*corners[1:], -1], strict=True):
            piece = town.pieces.get((min(a, b), max(a, b)))
            now = (piece.road_class, piece.ref, piece.bridge) if piece and piece.street == street else None
            if now != kind:
                if kind:
                    yield DrawnWay(tuple(chain), kind[0], kind[1], town.plan.name, street, -1, kind[2])
                chain, kind = [first + a], now
            if now:
                chain.append(first + b)


def _node(xy: npt.NDArray[np.float64], ways: list[DrawnWay]) -> tuple[npt.NDArray[np.float64], list[DrawnWay]]:
    """Put a junction where two roads cross without one."""
    owner = [(w, k) for w, way in enumerate(ways) for k in range(len(way.points) - 1)]
    ends = np.array([way.points[k : k + 2] for way in ways for k in range(len(way.points) - 1)])
    segments = shapely.linestrings(xy[ends])
    one, other = shapely.STRtree(segments).query(segments, predicate="crosses")
    extra: list[npt.NDArray[np.float64]] = []
    cuts: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for i, j in sorted(zip(one.tolist(), other.tolist(), strict=True)):
        if i >= j or set(ends[i]) & set(ends[j]):
            continue
        point = shapely.get_coordinates(shapely.intersection(segments[i], segments[j]))[0]
        number = len(xy) + len(extra)
        extra.append(point)
        for s in (i, j):
            cuts.setdefault(owner[s], []).append((float(np.hypot(*(point - xy[ends[s][0]]))), number))
    noded = []
    for w, way in enumerate(ways):
        chain: list[int] = []
        for k, point_id in enumerate(way.points):
            chain.append(point_id)
            chain += [number for _far, number in sorted(cuts.get((w, k), []))]
        noded.append(DrawnWay(tuple(chain), way.road_class, way.ref, way.town, way.street, way.link, way.bridge))
    return (np.vstack((xy, *extra)) if extra else xy), noded


def _with_bridges(
    xy: npt.NDArray[np.float64], way: DrawnWay, rivers: tuple[npt.NDArray[np.float64], ...]
) -> Iterator[DrawnWay]:
    """Split a way so that exactly its pieces over water are bridges; the weak one gets its limit."""
    water = [shapely.LineString(river) for river in rivers]
    link = facts.links()[way.link] if way.link >= 0 else None
    chain, over = [way.points[0]], False
    for a, b in zip(way.points, way.points[1:], strict=False):
        crossed = [k for k, course in enumerate(water) if course.intersects(shapely.LineString(xy[[a, b]]))]
        if bool(crossed) != over:
            if len(chain) > 1:
                yield _part(way, chain, over, link)
            chain, over = [a], bool(crossed)
        chain.append(b)
    yield _part(way, chain, over, link)


def _part(way: DrawnWay, chain: list[int], bridge: bool, link: facts.Link | None) -> DrawnWay:
    weak = bridge and link is not None and (link.start, link.end) in (WEIGHT_LIMIT[:2], WEIGHT_LIMIT[1::-1])
    limit = WEIGHT_LIMIT[2] if weak else ""
    return DrawnWay(tuple(chain), way.road_class, way.ref, way.town, way.street, way.link, bridge, limit)
