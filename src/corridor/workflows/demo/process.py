"""The worked case's hidden truth: a seeded, self-exciting process whose intensity can be asked for.

Three directions of approach press on the town along the made-up dated areas, each growing at its own pace; towns
draw fire of their own; one main road becomes deadly; every event raises the danger nearby for some hours; the whole
follows the hours of the day. Nothing here models forces: it is drawn so that roads, days and hours differ, and so
that a planner who sees only reports can be scored against what was true.

Source of the form: Ogata, JASA 83 (1988) 9-27 (self-exciting point processes), simulated by branching.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.domain.incidents import IncidentKind
from corridor.workflows.demo import facts
from corridor.workflows.demo.region import PLANE, Region, draw_region, metres_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

UTC_OFFSET_S = 7200
"""Europe/Kyiv keeps winter time through all ninety days."""
DAYS = 90
START_S = int(datetime(2022, 11, 15, 22, tzinfo=UTC).timestamp())
"""Local midnight ninety days before the day of the plan."""
DAY_S = START_S + DAYS * 86400
"""Local midnight of the day of the plan, 2023-02-14."""
AS_OF_S = DAY_S + 4 * 3600 + 1800
"""04:30 local on the day of the plan."""
DEADLY_SINCE_S = DAY_S - 21 * 86400
"""From then on T0504 is deadly."""

HOURS = np.array(
    [1.55, 1.6, 1.6, 1.5, 0.8, 0.22, 0.2, 0.2, 0.25, 0.6, 0.9, 1.5, 1.6, 1.6, 1.5, 1.4,
     1.0, 0.8, 0.7, 0.7, 0.8, 1.1, 1.45, 1.5]
)  # fmt: skip
HOURS = HOURS / HOURS.mean()
"""[24] danger by local hour against the day's mean: peaks 22-04 and 11-16, a lull 05-09."""

BRANCHING = 0.3
"""Events set off by one event, before the hours of the day."""
TRIGGER_S = 10 * 3600.0
"""Mean time until an event set off."""
TRIGGER_M = 600.0
"""Standard deviation of its distance, east and north each."""
CELL_M = 300.0
"""Events are drawn on cells of this size."""
BOX = (-24_000.0, -30_000.0, 30_000.0, 30_000.0)
"""West, south, east, north in metres of the region's plane; outside it only the floor remains, and draws nothing."""
FLOOR = 1e-6

_AXES = ((38.0, 48.66, 6000.0), (38.07, 48.59, 5500.0), (37.96, 48.49, 6500.0))
"""Middle and width of the three directions: north, east, south."""
_TOWNS = (
    ("Bakhmut", 800.0, 100.0, 1900.0, 0.020, 0.085),
    ("Chasiv Yar", 300.0, 0.0, 1300.0, 0.002, 0.014),
    ("Kostiantynivka", 0.0, 0.0, 2200.0, 0.001, 0.003),
    ("Kramatorsk", 0.0, 0.0, 2600.0, 0.0008, 0.0012),
    ("Druzhkivka", 0.0, 0.0, 1800.0, 0.0003, 0.0008),
)
"""Name, shift east and north, width, rate at the start and on the day of the plan."""
_ROADS = ((0.5, 420.0, DEADLY_SINCE_S), (0.018, 420.0, DAY_S - 35 * 86400))
"""Peak rate, width and beginning along T0504 and along the road through Khromove."""


@dataclass(frozen=True, eq=False)
class Events:
    """What truly happened, sorted by time: epoch seconds, metres of the region's plane, ``IncidentKind``."""

    time_s: npt.NDArray[np.int64]
    x: Floats
    y: Floats
    kind: npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class DangerProcess:
    """The process for one seed; ``events`` are its ninety days up to 04:30 on the day of the plan."""

    region: Region
    seed: int

    def background(self, x: Floats, y: Floats, time_s: Floats) -> Floats:
        """[M] events per km2 and hour at the day's mean hour, without what earlier events set off."""
        total: Floats = np.sum(_amplitudes(time_s) * self._fields(x, y), axis=0) + FLOOR
        return total

    def intensity(self, x: Floats, y: Floats, time_s: Floats) -> Floats:
        """[M] events per km2 and hour at places (metres) and times, given all events drawn before each time."""
        rate = self.background(x, y, time_s)
        moments, of = np.unique(time_s, return_inverse=True)
        for number, moment in enumerate(moments):
            rows = np.flatnonzero(of == number) if len(moments) > 1 else np.arange(len(rate))
            for start in range(0, len(rows), 512):
                part = rows[start : start + 512]
                rate[part] += self._triggered(x[part], y[part], float(moment))
        return rate * hour_factor(time_s)

    def _triggered(self, x: Floats, y: Floats, moment: float) -> Floats:
        """[M] rate set off at one moment by the events of the hours before it, before the hours of the day."""
        events = self.events
        first, last = np.searchsorted(events.time_s, (moment - 5 * TRIGGER_S, moment))
        away = (events.x[first:last] - x[:, None]) ** 2 + (events.y[first:last] - y[:, None]) ** 2
        near = np.exp(-away / (2 * TRIGGER_M**2)) / (2 * np.pi * (TRIGGER_M / 1000) ** 2)
        fading = np.exp(-(moment - events.time_s[first:last]) / TRIGGER_S)
        total: Floats = BRANCHING * 3600 / TRIGGER_S * (near @ fading)
        return total

    @cached_property
    def events(self) -> Events:
        """All true events (mines apart)."""
        rng = np.random.default_rng([self.seed, 3])
        time_s, x, y = self._immigrants(rng)
        generation = (time_s, x, y)
        parts = [generation]
        while len(generation[0]):
            generation = _offspring(*generation, rng)
            parts.append(generation)
        time_s, x, y = (np.concatenate(column) for column in zip(*parts, strict=True))
        kept = np.flatnonzero(time_s < AS_OF_S)
        kept = kept[np.argsort(time_s[kept], kind="stable")]
        time_s, x, y = time_s[kept], x[kept], y[kept]
        return Events(time_s.astype(np.int64), x, y, self._kinds(x, y, rng))

    @cached_property
    def _roads(self) -> tuple[shapely.LineString, ...]:
        first = self.region.link_line("Bakhmut", "Ivanivske")
        second = self.region.link_line("Ivanivske", "Stupochky")
        deadly = np.vstack((first, second[: int(0.7 * len(second))]))
        back = [self.region.link_line("Bakhmut", "Khromove"), self.region.link_line("Khromove", "Chasiv Yar")]
        return shapely.LineString(deadly), shapely.LineString(np.vstack(back))

    @cached_property
    def fronts(self) -> tuple[shapely.Polygon, ...]:
        """The dated areas in metres, oldest first."""
        polygons = []
        for area in facts.control_areas():
            ring = np.array(area.rings[0])
            polygons.append(shapely.Polygon(np.column_stack(PLANE.to_metres(ring[:, 0], ring[:, 1]))))
        return tuple(polygons)

    def _fields(self, x: Floats, y: Floats) -> Floats:
        """[K, M] the parts of the background in space; the order is that of ``_amplitudes``."""
        points = shapely.points(x, y)
        axes = []
        for lon, lat, width in _AXES:
            ax, ay = PLANE.to_metres(lon, lat)
            axes.append(np.exp(-((x - ax) ** 2 + (y - ay) ** 2) / (2 * width**2)))
        axes.append(np.ones_like(x))
        fields = []
        for polygon in self.fronts:
            away = shapely.distance(polygon.exterior, points)
            scale = np.where(shapely.contains_xy(polygon, x, y), 1500.0, 2300.0)
            band = np.exp(-away / scale)
            fields += [band * axis for axis in axes]
        for name, east, north, width, _start, _end in _TOWNS:
            tx, ty = metres_of(name)
            fields.append(np.exp(-((x - tx - east) ** 2 + (y - ty - north) ** 2) / (2 * width**2)))
        for line, (_peak, width, _since) in zip(self._roads, _ROADS, strict=True):
            fields.append(np.exp(-((shapely.distance(line, points) / width) ** 2) / 2))
        return np.array(fields)

    def _immigrants(self, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        west, south, east, north = BOX
        cx, cy = np.meshgrid(np.arange(west, east, CELL_M), np.arange(south, north, CELL_M), indexing="ij")
        cx, cy = cx.ravel(), cy.ravel()
        fields = self._fields(cx + CELL_M / 2, cy + CELL_M / 2)
        days: Floats = START_S + 86400.0 * np.arange(DAYS + 1, dtype=np.float64)
        expected = _amplitudes(days + 43200) * fields.sum(axis=1)[:, None] * (CELL_M / 1000) ** 2 * 24
        counts = rng.poisson(expected)
        columns: list[tuple[Floats, Floats, Floats]] = []
        for part, field in enumerate(fields):
            number = int(counts[part].sum())
            cell = np.searchsorted(np.cumsum(field) / field.sum(), rng.random(number))
            hour = rng.choice(24, number, p=HOURS / 24)
            time_s = np.floor(np.repeat(days, counts[part]) + 3600.0 * (hour + rng.random(number)))
            shift = rng.random((2, number)) * CELL_M
            columns.append((time_s, cx[cell] + shift[0], cy[cell] + shift[1]))
        time_s, x, y = (np.concatenate(column) for column in zip(*columns, strict=True))
        return time_s, x, y

    def _kinds(self, x: Floats, y: Floats, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
        """Mostly shelling; gunfire only close to the latest line."""
        draw = rng.random(len(x))
        names = (IncidentKind.SHELLING, IncidentKind.STRIKE, IncidentKind.FIRE)
        kind = np.array(names, np.uint8)[np.searchsorted((0.82, 0.94), draw)]
        close = shapely.distance(self.fronts[-1].exterior, shapely.points(x, y)) < 1300
        kind[close & (rng.random(len(x)) < 0.3)] = IncidentKind.GUNFIRE
        return kind


def hour_factor(time_s: Floats) -> Floats:
    """Danger at each time against its day's mean."""
    return HOURS[((np.asarray(time_s) + UTC_OFFSET_S) // 3600 % 24).astype(np.intp)]


def _amplitudes(time_s: Floats) -> Floats:
    """[K, M] the parts of the background in time, events per km2 and hour where their field is one."""
    t = np.asarray(time_s, np.float64)
    share = np.clip((t - START_S) / (DAY_S - START_S), 0, 1.02)
    surge = 1 / (1 + np.exp(-(t - (DAY_S - 24 * 86400)) / (3 * 86400)))
    pace = (0.03 + 0.05 * np.sqrt(share), 0.009 + 0.026 * share, 0.004 + 0.034 * surge, 0.0008 + 0.0006 * share)
    published = [area.published_s for area in facts.control_areas()]
    weights = [np.interp(t, published, np.eye(len(published))[d]) for d in range(len(published))]
    parts = [weight * axis for weight in weights for axis in pace]
    parts += [start + (end - start) * share**2 for *_place, start, end in _TOWNS]
    parts += [peak * np.clip((t - since) / (3 * 86400), 0, 1) for peak, _width, since in _ROADS]
    return np.array(parts)


def _offspring(time_s: Floats, x: Floats, y: Floats, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """What each event sets off, thinned by the hours of the day."""
    parent = np.repeat(np.arange(len(time_s)), rng.poisson(BRANCHING * HOURS.max(), len(time_s)))
    later = np.floor(time_s[parent] + rng.exponential(TRIGGER_S, len(parent)))
    shift = rng.normal(0, TRIGGER_M, (2, len(parent)))
    kept = rng.random(len(parent)) * HOURS.max() < hour_factor(later)
    return later[kept], (x[parent] + shift[0])[kept], (y[parent] + shift[1])[kept]


@lru_cache(maxsize=2)
def demo_process(seed: int = 2023) -> DangerProcess:
    """The worked case's process for a seed."""
    return DangerProcess(draw_region(seed), seed)


def true_intensity(lon: npt.ArrayLike, lat: npt.ArrayLike, time_s: npt.ArrayLike, seed: int = 2023) -> Floats:
    """[M] true events per km2 and hour at WGS84 places and epoch seconds (broadcast together), mines apart."""
    lon, lat, time_s = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, np.float64)) for v in (lon, lat, time_s)))
    x, y = PLANE.to_metres(lon.ravel(), lat.ravel())
    return demo_process(seed).intensity(x, y, time_s.ravel()).reshape(lon.shape)
