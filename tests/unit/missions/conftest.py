"""Days as numbers, small enough to follow by hand and too large to be covered whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corridor.domain.danger import PlaceDanger, Slots
from corridor.missions.problem import Problem, Rules, Site, SiteKind, Task, VehicleSpec
from corridor.missions.tables import TravelTables

START = 1_700_000_000 // 3600 * 3600
HOUR = 3600.0


def van_day(shelters: int = 12) -> Problem:
    """One van, a parcel for each shelter, ten minutes between any two places, shelters open from the third hour."""
    count = 1 + shelters
    drive = np.full((3, 9, count, count), 600, np.float32)
    drive[:, :, range(count), range(count)] = 0
    none = np.zeros_like(drive)
    table = TravelTables((0.0, 1.0, 2.0), float(START), HOUR, drive, none, none + 1e-6, drive * 10, none)
    depot = Site(0, SiteKind.DEPOT, "d", 0.0, 0.0, fixed_s=600)
    rows = [Site(k, SiteKind.SHELTER, f"s{k}", 0.01 * k, 0.0, START + 2 * HOUR, fixed_s=300) for k in range(1, count)]
    tasks = tuple(
        Task(k, f"p{k}", k + 1, 2, 1.0, 1.0, (100.0, 100.0, 0, 0, 0, 0), 60.0) for k in range(shelters)
    )  # fmt: skip
    van = VehicleSpec(0, "v", "c", 0, 2, 0, 0, (400.0, 400.0, 0, 0, 0, 0), 1.0, 1e6, START, START + 8 * HOUR, 1.0)
    rates = np.full((8, count), 1e-7, np.float32)
    danger = PlaceDanger(Slots(START, 8), rates, rates, np.zeros(count, bool))
    return Problem((depot, *rows), tasks, (van,), Rules(START, START + 8 * HOUR), (table,), danger)


def round_day(seed: int, *, shelters: int = 20, vehicles: int = 2, hours: float = 4.0) -> Problem:
    """Places scattered over a plain, every need alike, vans with more to bring than the hours allow."""
    day = van_day(shelters)
    at = np.random.default_rng(seed).uniform(0, 20_000, (1 + shelters, 2))
    metres = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    length = np.ascontiguousarray(np.broadcast_to(metres, day.tables[0].seconds.shape), np.float32)
    table = replace(day.tables[0], seconds=length / 10, length_m=length, upper=length * 1e-7)
    sites = tuple(replace(site, opens_s=-(2.0**53)) for site in day.sites)
    van = replace(day.vehicles[0], capacity=(1000.0, 1000.0, 0, 0, 0, 0), latest_s=START + hours * HOUR)
    fleet = tuple(replace(van, number=k, id=f"v{k}", crew_id=f"c{k}", crew=k) for k in range(vehicles))
    return replace(day, sites=sites, tables=(table,), vehicles=fleet)


@pytest.fixture(scope="session")
def van_days() -> Callable[..., Problem]:
    """Make a ``van_day``."""
    return van_day


@pytest.fixture(scope="session")
def round_days() -> Callable[..., Problem]:
    """Make a ``round_day``."""
    return round_day
