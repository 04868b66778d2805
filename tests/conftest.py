"""Fixtures that tests of every level share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from corridor.domain.incidents import IncidentKind, Incidents
from corridor.domain.network import RoadClass, RoadNetwork

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xdist.remote import Producer

REPOSITORY = Path(__file__).parents[1]

# A landing is judged on the same examples for the same code; developers' machines go on drawing new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

# Playwright keeps a loop running in the thread that opened a browser, and Django then takes every later test of
# that thread for a coroutine. https://docs.djangoproject.com/en/stable/topics/async/#envvar-DJANGO_ALLOW_ASYNC_UNSAFE
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


TOGETHER = ("browser/desk", "unit/server/operations")
"""Folders whose tests share something costly (a running desk, a planned day): one worker runs all of them."""


class FilesTogether(LoadScopeScheduling):
    """Side by side, a file stays on one worker, and so do the folders of ``TOGETHER``.

    ``--dist=loadgroup`` would be the library's own way, but sees no groups under pytest 9.2 (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0].removeprefix("tests/")
        return next((folder for folder in TOGETHER if file.startswith(folder + "/")), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesTogether:
    """Where several workers run."""
    return FilesTogether(config, log)


@pytest.fixture(scope="session")
def external_data() -> Path:
    """The folder of real data that is not in the repository; tests that need it are skipped without it."""
    named = os.environ.get("CORRIDOR_EXTERNAL_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data: set CORRIDOR_EXTERNAL_DATA to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def build_network() -> Callable[..., RoadNetwork]:
    """A builder of small road networks: see ``_build_network``."""
    return _build_network


def _build_network(
    edges: Sequence[tuple[int, int, float]],
    *,
    lon: Sequence[float] | None = None,
    lat: Sequence[float] | None = None,
    names: Sequence[str] = (),
    nodes: int | None = None,
) -> RoadNetwork:
    """Straight edges (tail, head, metres), given sorted by tail; (a, b, m) and (b, a, m) share a line.

    ``names`` holds each edge's road name; ``lon`` and ``lat`` those of the nodes, by default a row 0.01 degrees apart.
    """
    tail = np.array([edge[0] for edge in edges], np.int32)
    head = np.array([edge[1] for edge in edges], np.int32)
    length = np.array([edge[2] for edge in edges], np.float32)
    assert (np.diff(tail) >= 0).all(), "edges must be sorted by tail"
    count = nodes if nodes is not None else max([*tail, *head], default=-1) + 1 if lon is None else len(lon)
    node_lon = np.asarray(0.01 * np.arange(count) if lon is None else lon, np.float64)
    node_lat = np.asarray(np.zeros(count) if lat is None else lat, np.float64)
    lines: list[tuple[int, int]] = []
    waiting: dict[tuple[int, int, float], list[int]] = {}
    line, reverse = np.zeros(len(edges), np.int32), np.zeros(len(edges), np.bool_)
    for edge, (a, b, metres) in enumerate(edges):
        partner = waiting.get((b, a, metres), [])
        if partner:
            line[edge], reverse[edge] = partner.pop(), True
        else:
            line[edge] = len(lines)
            waiting.setdefault((a, b, metres), []).append(len(lines))
            lines.append((a, b))
    ends = np.array(lines, np.int64).reshape(-1)
    known = ("", *sorted({*names} - {""}))
    unknown = np.full(len(edges), np.nan, np.float32)
    return RoadNetwork(
        node_lon=node_lon,
        node_lat=node_lat,
        first_out=np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=count)))).astype(np.int64),
        head=head,
        length_m=length,
        road_class=np.full(len(edges), RoadClass.TERTIARY, np.uint8),
        surface=np.zeros(len(edges), np.uint8),
        smoothness=np.zeros(len(edges), np.uint8),
        flags=np.zeros(len(edges), np.uint8),
        access=np.full(len(edges), 63, np.uint8),
        width_m=unknown,
        maxspeed_kmh=unknown,
        max_weight_t=unknown,
        max_height_m=unknown,
        osm_way=np.zeros(len(edges), np.int64),
        name=np.array([known.index(name) for name in names] or [0] * len(edges), np.int32),
        line=line,
        reverse=reverse,
        line_start=2 * np.arange(len(lines) + 1, dtype=np.int64),
        vertex_lon=node_lon[ends],
        vertex_lat=node_lat[ends],
        names=known,
        source="test",
    )


@pytest.fixture(scope="session")
def build_incidents() -> Callable[..., Incidents]:
    """A builder of incident tables: see ``_build_incidents``."""
    return _build_incidents


def _build_incidents(
    rows: Sequence[tuple[float, float, float]],
    *,
    now_s: int,
    kind: IncidentKind = IncidentKind.SHELLING,
    source: str = "monitors",
    precision_m: float = 100.0,
    time_precision_s: int = 60,
    confidence: float = 0.8,
) -> Incidents:
    """Rows of (days before ``now_s``, lon, lat), known a minute after they happened."""
    rows = sorted(rows, key=lambda row: -row[0])
    count = len(rows)
    time_s = np.array([round(now_s - days * 86_400) for days, _lon, _lat in rows], np.int64)
    return Incidents(
        time_s=time_s,
        time_precision_s=np.full(count, time_precision_s, np.int64),
        reported_s=time_s + 60,
        lon=np.array([lon for _days, lon, _lat in rows], np.float64),
        lat=np.array([lat for _days, _lon, lat in rows], np.float64),
        precision_m=np.full(count, precision_m, np.float32),
        kind=np.full(count, kind, np.uint8),
        confidence=np.full(count, confidence, np.float32),
        source=np.zeros(count, np.int32),
        sources=(source,),
    )
