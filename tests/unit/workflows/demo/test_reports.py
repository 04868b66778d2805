"""What is known of the truth: sources with their gaps, and roads driven before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from corridor.domain.incidents import IncidentKind, Incidents, Passage
from corridor.workflows.demo.process import AS_OF_S, DAY_S, DEADLY_SINCE_S
from corridor.workflows.demo.region import PLANE, metres_of
from corridor.workflows.demo.reports import WATCH_SILENT_S, draw_passages, draw_reports

if TYPE_CHECKING:
    from corridor.workflows.demo import DangerProcess


@pytest.fixture(scope="module")
def reports(process: DangerProcess) -> dict[str, Incidents]:
    return draw_reports(process)


@pytest.fixture(scope="module")
def passages(process: DangerProcess) -> tuple[Passage, ...]:
    return draw_passages(process)


def test_reports_are_known_in_time_and_after_they_happened(reports: dict[str, Incidents]) -> None:
    for rows in reports.values():
        assert len(rows) > 0
        assert (rows.reported_s <= AS_OF_S).all()
        assert (rows.reported_s >= rows.time_s + rows.time_precision_s - 60).all()
        assert (np.diff(rows.time_s) >= 0).all()


def test_reports_are_fewer_than_what_happened(reports: dict[str, Incidents], process: DangerProcess) -> None:
    for rows in reports.values():
        assert len(rows) < 0.3 * len(process.events.x)


def test_watch_falls_silent_while_its_place_grows_worse(reports: dict[str, Incidents], process: DangerProcess) -> None:
    watch = reports["watch-north-east.csv"]
    assert watch.time_s.max() < WATCH_SILENT_S
    assert WATCH_SILENT_S - watch.time_s.max() < 86400
    x, y = PLANE.to_metres(38.015, 48.622)
    near = np.hypot(process.events.x - x, process.events.y - y) < 2000
    assert (near & (process.events.time_s > WATCH_SILENT_S)).sum() > 50


def test_satellites_tell_the_day_only_and_not_every_day(reports: dict[str, Incidents]) -> None:
    thermal = reports["thermal.csv"]
    assert (thermal.time_precision_s == 86400).all()
    assert 30 < len(np.unique(thermal.time_s)) < 75


def test_some_callers_name_the_town_only(reports: dict[str, Incidents]) -> None:
    hotline = reports["hotline.csv"]
    vague = hotline.precision_m > 2000
    assert 0.15 < vague.mean() < 0.35
    x, y = PLANE.to_metres(hotline.lon[vague], hotline.lat[vague])
    assert len({(round(a), round(b)) for a, b in zip(x, y, strict=True)}) <= 6
    assert np.hypot(*(np.array((x[0], y[0])) - metres_of("Bakhmut"))) < 60_000


def test_mines_lie_on_field_tracks(reports: dict[str, Incidents]) -> None:
    mines = reports["mines.csv"]
    assert set(mines.kind.tolist()) == {int(IncidentKind.MINE)}
    assert 3 <= len(mines) <= 12


def test_crews_gave_up_the_main_road_and_some_were_harmed(
    passages: tuple[Passage, ...], process: DangerProcess
) -> None:
    ivanivske = np.array(metres_of("Ivanivske"))

    def on_main_road(passage: Passage) -> bool:
        x, y = PLANE.to_metres(*np.array(passage.line).T)
        return bool(np.hypot(x - ivanivske[0], y - ivanivske[1]).min() < 700)

    main = [on_main_road(passage) for passage in passages]
    late = [passage.time_s >= DEADLY_SINCE_S for passage in passages]
    early_share = np.mean([m for m, is_late in zip(main, late, strict=True) if not is_late])
    late_share = np.mean([m for m, is_late in zip(main, late, strict=True) if is_late])
    assert late_share < 0.5 * early_share
    harmed = [m for m, passage in zip(main, passages, strict=True) if not passage.unharmed]
    assert 1 <= len(harmed) < 0.1 * len(passages)
    assert all(passage.time_s < DAY_S for passage in passages)
