"""Why a place is called dangerous: its expected reports taken apart into the past reports they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from corridor.domain.projection import LocalPlane
from corridor.hazard.daily.lattice import NARROW
from corridor.hazard.daily.streams import SPREADS_KM

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.hazard.daily.memory import Memory
    from corridor.hazard.daily.model import DailyModel
    from corridor.hazard.daily.streams import Stream


@dataclass(frozen=True, slots=True)
class Cause:
    """One past report and the share of the place's expected number that rests on it."""

    source: str
    day: int
    """Local calendar day, counted from 1970."""
    distance_km: float
    """To the middle of the nearest of the cells asked about."""
    share: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Shares sum to 1: ``causes`` (largest first) and ``floor``."""

    causes: tuple[Cause, ...]
    by_source: dict[str, float]
    floor: float
    """What rests on no report near by: the even share that is always spread, and reports' even spread over the box."""


def explain(model: DailyModel, cells: npt.NDArray[np.int64]) -> Reasons:
    """Take the expected number of ``cells`` (of the box) apart.

    A kernel's value is a sum over reports, so each report's part is exact in the mixture of the fits; that maps are
    sharpened and blunted before they are averaged moves all reports of one cell alike, and is left out here.
    """
    weights = model.shares.mixture()
    lon, lat = (middle[cells] for middle in model.lattice.middles())
    plane = LocalPlane(float(lon[0]), float(lat[0]))
    here = np.stack(plane.to_metres(lon, lat)) / 1000
    causes: list[Cause] = []
    floor, at = float(weights[-1]) * len(cells) / len(model.lattice), 0
    total = floor
    by_source: dict[str, float] = {}
    for memory in model.shares.memories:
        own = weights[at : at + memory.kernels.count]
        at += memory.kernels.count
        even = len(memory.kernels.decays) * len(memory.kernels.bands)
        spread_evenly = float(own[even:] @ memory.mass) * len(cells) / len(model.lattice)
        floor, total = floor + spread_evenly, total + spread_evenly
        heard = memory.stream.take(memory.stream.known_day < memory.today)
        parts = _parts(memory, heard, own[:even], cells)
        total += float(parts.sum())
        by_source[memory.stream.name] = float(parts.sum())
        there = np.stack(plane.to_metres(heard.lon, heard.lat)) / 1000
        far = np.hypot(*(there[:, :, None] - here[:, None, :])).min(axis=1)
        causes += [
            Cause(heard.name, int(heard.day[row]), float(far[row]), float(parts[row]))
            for row in np.flatnonzero(parts > 0).tolist()
        ]
    total = max(total, 1e-300)
    causes.sort(key=lambda cause: (-cause.share, cause.distance_km, -cause.day))
    scaled = tuple(Cause(c.source, c.day, c.distance_km, float(c.share) / total) for c in causes)
    return Reasons(scaled, {name: part / total for name, part in by_source.items()}, floor / total)


def _parts(
    memory: Memory, heard: Stream, weights: npt.NDArray[np.float64], cells: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """[J] what each report adds to the sum over ``cells`` of the weighted kernels.

    Every kernel's value is shared out by the reports' nominal parts, so that the days for which a silent source does
    not age are in it too.
    """
    kernels = memory.kernels
    out = np.zeros(len(heard))
    age = np.maximum(memory.today - 1 - heard.day, 0)
    faded = heard.weight * np.exp(-age / np.array(kernels.decays)[:, None])
    for b, band in enumerate(kernels.bands):
        near = _near(memory, heard, band, cells)
        for a in range(len(kernels.decays)):
            weight = float(weights[a * len(kernels.bands) + b])
            nominal = faded[a] * near
            told = float(nominal.sum())
            if told > 0 and weight > 0:
                out += weight * float(memory.values[a, b, cells].sum()) / told * nominal
    return out


def _near(
    memory: Memory, heard: Stream, band: float, cells: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:  # fmt: skip
    """[J] share of each report's Gaussian that lies in ``cells``, by the same lattice as the kernels use."""
    lattice = memory.lattice
    width, height = lattice.size_km
    down, across = lattice.margin
    columns = lattice.wide_shape[1]
    sigma = np.hypot(band, np.array(SPREADS_KM)[heard.spread])
    out = np.zeros(len(heard))
    for cell in cells.tolist():
        rows_apart = heard.cell // columns - (cell // lattice.columns + down)
        columns_apart = heard.cell % columns - (cell % lattice.columns + across)
        out += _axis(rows_apart, height, sigma) * _axis(columns_apart, width, sigma)
    return out


def _axis(
    apart: npt.NDArray[np.int64], size: float, sigma: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:  # fmt: skip
    spread = ndtr((apart + 0.5) * size / sigma) - ndtr((apart - 0.5) * size / sigma)
    share: npt.NDArray[np.float64] = np.where(sigma < NARROW * size, (apart == 0).astype(np.float64), spread)
    return share
