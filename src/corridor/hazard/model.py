"""The hazard model: incidents, passages and published lines in, exposure rates on edges and at places out.

``intensity(t, place) = total(t) x share(place) x hour factor``, kind by kind. What silence can and cannot do is
written in ``docs/guide/danger.md`` and tested there by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.danger import EdgeDanger, PlaceDanger
from corridor.domain.incidents import IncidentKind, Incidents
from corridor.domain.plan import Evidence, HourDanger
from corridor.domain.projection import LocalPlane
from corridor.hazard.clock import local_seconds
from corridor.hazard.events import prepare
from corridor.hazard.field import Field, compose
from corridor.hazard.fronts import ring_of
from corridor.hazard.grid import grid_around
from corridor.hazard.intensity import bandwidths, intensity
from corridor.hazard.kinds import TRAITS
from corridor.hazard.mines import Mines, mines_of
from corridor.hazard.passages import driven, harmed_as_incidents
from corridor.hazard.rhythm import Rhythm, fit_rhythm
from corridor.hazard.share import fit_share
from corridor.hazard.sources import Sources, reporting
from corridor.hazard.total import fit_total
from corridor.i18n import gettext as _
from corridor.kernels.hazard import line_averages
from corridor.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from corridor.domain.danger import Slots
    from corridor.domain.front import ControlArea
    from corridor.domain.incidents import Passage
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import HazardSettings
    from corridor.hazard.events import Events
    from corridor.hazard.fronts import Ring
    from corridor.hazard.grid import Grid
    from corridor.hazard.intensity import Intensity

SAMPLE_KM = 0.1
"""Edges are averaged over points at most this far apart."""
PRIOR_PER_KM2_DAY = 5e-6
"""Incidents believed before any report, without a published line; ten times as many with one."""
_DAY_S = 86_400


class Forecast(Protocol):
    """What routing, missions and pages need of any hazard model."""

    def edge_danger(self, network: RoadNetwork, slots: Slots, progress: Progress = silent) -> EdgeDanger:
        """Exposure rates on every directed edge and slot."""

    def place_danger(self, lon: npt.ArrayLike, lat: npt.ArrayLike, slots: Slots) -> PlaceDanger:
        """Exposure rates of a stay in the open at each place and slot."""

    def rhythm(self, slots: Slots) -> tuple[tuple[HourDanger, ...], bool]:
        """The day's rhythm by slot, and whether it is more than chance."""

    def evidence(self) -> tuple[Evidence, ...]:
        """What the forecast rests on, and how old it is."""


@dataclass(frozen=True, eq=False)
class HazardModel:
    """A fitted model, standing at ``as_of_s``. It holds no reference to what it was fitted on."""

    plane: LocalPlane
    field: Field
    per_km2_day: npt.NDArray[np.float64]
    """[rows, columns] expected incidents of all kinds but mines, per km2 and day."""
    hours: Rhythm
    mines: Mines
    rests_on: tuple[Evidence, ...]
    as_of_s: int

    def edge_danger(self, network: RoadNetwork, slots: Slots, progress: Progress = silent) -> EdgeDanger:
        """Exposure rates of each directed edge, averaged along it; hour-major.

        Cost is linear in vertices plus slots times edges; both directions of a road share one average.
        """
        step = _("Danger on roads")
        progress(step, 0, 1)
        x, y = self._plane_km(network.vertex_lon, network.vertex_lat)
        start = np.ascontiguousarray(network.line_start, np.int64)
        grid = self.field.grid
        lines = line_averages(
            start, x, y, self.field.rates, self.field.unsure, self.field.floor, grid.x0, grid.y0, grid.cell, SAMPLE_KM
        )
        met, met_upper = self.mines.passage(start, x, y)
        of = lines[network.line].astype(np.float32) if network.edge_count else np.zeros((0, 3), np.float32)
        factor, widened = self._by_slot(slots)
        mean = factor[:, None] * of[:, 0]
        upper = np.maximum(widened[:, None] * of[:, 1], mean)
        progress(step, 1, 1)
        return EdgeDanger(
            slots, mean, upper,
            met[network.line].astype(np.float32), met_upper[network.line].astype(np.float32),
            np.clip(of[:, 2], 0, 1),
        )  # fmt: skip

    def place_danger(self, lon: npt.ArrayLike, lat: npt.ArrayLike, slots: Slots) -> PlaceDanger:
        """Exposure rates of staying in the open at P places; grey where nothing has been heard."""
        x, y = self._plane_km(lon, lat)
        grid = self.field.grid
        at = line_averages(
            np.arange(len(x) + 1, dtype=np.int64), x, y, self.field.rates, self.field.unsure, self.field.floor,
            grid.x0, grid.y0, grid.cell, SAMPLE_KM,
        )  # fmt: skip
        factor, widened = self._by_slot(slots)
        mean = factor[:, None] * at[:, 0].astype(np.float32)
        upper = np.maximum(widened[:, None] * at[:, 1].astype(np.float32), mean)
        return PlaceDanger(slots, mean, upper, at[:, 2] > 0.5)

    def rhythm(self, slots: Slots) -> tuple[tuple[HourDanger, ...], bool]:
        """Factor and interval of each slot; all factors are 1 where no rhythm can be told from chance."""
        columns = self.hours.by_slot(slots)
        rows = zip(slots.starts.tolist(), *(column.tolist() for column in columns), strict=True)
        return tuple(HourDanger(start_s=s, factor=f, lower=a, upper=b) for s, f, a, b in rows), self.hours.usable

    def evidence(self) -> tuple[Evidence, ...]:
        """Each source, the passages and the published lines: how many rows, how old."""
        return self.rests_on

    def intensity(self, lon: npt.ArrayLike, lat: npt.ArrayLike, slots: Slots) -> npt.NDArray[np.float64]:
        """[S, P] expected incidents (mines apart) per km2 and hour, passages left out: what scores are made of."""
        x, y = self._plane_km(lon, lat)
        row, column = self.field.grid.nearest(x, y)
        factor = self.hours.by_slot(slots)[0]
        hourly: npt.NDArray[np.float64] = factor[:, None] * self.per_km2_day[row, column] / 24
        return hourly

    def expected_per_day(self) -> float:
        """Expected incidents a day on the whole domain, mines apart."""
        return float(self.per_km2_day.mean()) * self.field.grid.area_km2

    def _plane_km(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        x, y = self.plane.to_metres(lon, lat)
        return np.atleast_1d(x) / 1000, np.atleast_1d(y) / 1000

    def _by_slot(self, slots: Slots) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Factors of mean and upper by slot: the hour's own doubt joins the place's in quadrature of logs."""
        factor, _lower, top = self.hours.by_slot(slots)
        if not self.hours.usable:
            return factor.astype(np.float32), factor.astype(np.float32)
        place = np.log(max(self.field.usual_ratio, 1.0))
        hour = np.log(np.maximum(top / factor, 1.0))
        widened = factor * np.exp(np.hypot(place, hour) - place)
        return factor.astype(np.float32), widened.astype(np.float32)


def fit(
    incidents: Incidents,
    passages: Sequence[Passage],
    fronts: Sequence[ControlArea],
    *,
    settings: HazardSettings,
    timezone: str,
    as_of_s: int,
    area: tuple[float, float, float, float],
) -> HazardModel:
    """Fit to what was known by ``as_of_s``. Deterministic; later rows are ignored, so hindcasts need no cutting.

    Args:
        incidents: any order of sources and kinds; reports beyond the area's margin are left out.
        passages: roads driven, harmed or not.
        fronts: published areas; only distances from their outlines are used.
        settings: quantile, stated hours, silence and grey thresholds.
        timezone: IANA name; days and hours are local.
        as_of_s: epoch seconds at which the model stands.
        area: west, south, east, north in degrees.
    """
    west, south, east, north = area
    plane = LocalPlane(round((west + east) / 2, 4), round((south + north) / 2, 4))
    grid = _grid(plane, area)
    told = _within(incidents.known_by(as_of_s), plane, grid)
    known = Incidents.joined([told, _within(harmed_as_incidents(passages, plane, as_of_s), plane, grid)])
    sources = reporting(known, as_of_s=as_of_s, silent_after_days=settings.silent_after_days)
    events = prepare(known, sources, plane, timezone=timezone, as_of_s=as_of_s)
    zone = ZoneInfo(timezone)
    ring = ring_of(fronts, plane, grid, zone, as_of_s)
    today = int(local_seconds(np.array([as_of_s]), zone)[0] // _DAY_S)
    parts = _by_kind(events, ring, grid, today)
    roads = driven(passages, plane, grid, as_of_s=as_of_s, grey_after_days=settings.grey_after_days)
    field = compose(parts, events, roads, grid, settings)
    return HazardModel(
        plane=plane,
        field=field,
        per_km2_day=np.sum([part.mean for part, _area in parts], axis=0),
        hours=fit_rhythm(told, settings.hours, timezone=timezone, as_of_s=as_of_s, quantile=settings.quantile),
        mines=mines_of(known, plane),
        rests_on=_evidence(
            reporting(told, as_of_s=as_of_s, silent_after_days=settings.silent_after_days), passages, fronts, as_of_s
        ),
        as_of_s=as_of_s,
    )


def _by_kind(events: Events, ring: Ring | None, grid: Grid, today: int) -> list[tuple[Intensity, float]]:
    """Each kind's intensity with its harm area in km2; shelling always, as what an unknown place may hold."""
    parts = []
    for kind, traits in TRAITS.items():
        own = events.take(events.kind == kind)
        unknown = kind is IncidentKind.SHELLING
        if len(own) == 0 and not unknown:
            continue
        prior = PRIOR_PER_KM2_DAY * grid.area_km2 * (10 if ring is not None else 1) if unknown else 0.0
        total = fit_total(own.lag, own.weight, own.day, prior_mean=prior, today=today)
        share = fit_share(own, traits, bandwidths(traits, grid), ring, grid.area_km2, today)
        parts.append((intensity(own, share, total, traits, grid, ring), traits.harm_area_km2))
    return parts


def _within(incidents: Incidents, plane: LocalPlane, grid: Grid) -> Incidents:
    x, y = plane.to_metres(incidents.lon, incidents.lat)
    return incidents.take(grid.holds(x / 1000, y / 1000))


def _grid(plane: LocalPlane, area: tuple[float, float, float, float]) -> Grid:
    """Grid around the box's outline on the plane."""
    west, south, east, north = area
    along = np.linspace(0, 1, 9)
    lon = np.concatenate([west + (east - west) * along] * 2 + [np.full(9, west), np.full(9, east)])
    lat = np.concatenate([np.full(9, south), np.full(9, north)] + [south + (north - south) * along] * 2)
    x, y = (axis / 1000 for axis in plane.to_metres(lon, lat))
    return grid_around(float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def _evidence(
    sources: Sources, passages: Sequence[Passage], fronts: Sequence[ControlArea], as_of_s: int
) -> tuple[Evidence, ...]:
    rows = [
        Evidence(
            name=name, rows=int(sources.rows[i]), oldest_s=int(sources.oldest_s[i]),
            newest_s=int(sources.newest_s[i]), silent=bool(sources.silent[i]),
        )
        for i, name in enumerate(sources.names) if sources.rows[i] > 0
    ]  # fmt: skip
    driven_s = [p.time_s for p in passages if p.time_s <= as_of_s]
    lines_s = [f.published_s for f in fronts if f.published_s <= as_of_s]
    for name, times in ((_("Roads driven"), driven_s), (_("Published lines"), lines_s)):
        if times:
            rows.append(Evidence(name=name, rows=len(times), oldest_s=min(times), newest_s=max(times)))
    return tuple(rows)
