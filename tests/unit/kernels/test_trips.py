"""The pricing of trips, compiled and as plain Python: both must agree, on whatever a trip is."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.kernels import trips

HOUR = 3600.0
SITES, HOURS, RULES = 4, 6, 3


def given_trip(seed: int) -> tuple[object, ...]:
    """Arguments of ``price_trip``: a random day, windows, a curfew and legs without a way among them."""
    rng = np.random.default_rng(seed)
    shape = (RULES, HOURS, SITES, SITES)
    seconds, length = rng.uniform(300, 3000, shape), rng.uniform(1e3, 2e4, shape)
    mean, upper, grey = rng.uniform(0, 1e-3, shape), rng.uniform(1e-3, 2e-3, shape), rng.uniform(0, 500, shape)
    seconds[rng.random(shape) < 0.05] = np.inf
    rates = rng.uniform(0, 1e-6, (2, HOURS, SITES)).astype(np.float32)
    stops = np.array([0, 2, 3, 1, 0], np.int32)
    count = len(stops)
    opens = np.where(rng.random(count) < 0.5, 0.0, rng.uniform(0, 3 * HOUR, count))
    people = [rng.integers(0, 5, count).astype(np.float64) for _ in range(3)]
    tables = [np.ascontiguousarray(part, np.float32) for part in (seconds, mean, upper, length, grey)]
    return (
        *tables, 0.0, HOUR,
        rates[0], rates[1], 0.0, HOUR,
        stops, rng.uniform(0, 900, count), opens, opens + rng.uniform(HOUR, 9 * HOUR, count), *people,
        rng.integers(1, 8, count - 1).astype(np.float64), rng.choice([0.35, 1.0], count),
        2.0, 0.5, 0.3, np.arange(0, HOURS * HOUR, 900.0),
        np.array([5 * HOUR, 5e4, 900.0, 6e-3, 600.0]), np.array([[4 * HOUR, 4.5 * HOUR]]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_price_trip(seed: int) -> None:
    given = given_trip(seed)
    plain = getattr(trips.price_trip, "py_func", trips.price_trip)
    (figures, broken), (told, bits) = trips.price_trip(*given), plain(*given)
    np.testing.assert_array_equal(broken, bits)
    np.testing.assert_allclose(figures, told, rtol=1e-9, atol=1e-12)


def test_the_random_trips_meet_every_rule() -> None:
    seen = 0
    for seed in range(12):
        seen |= int(np.bitwise_or.reduce(trips.price_trip(*given_trip(seed))[1], axis=None))
    rules = (trips.UNREACHABLE, trips.WINDOW, trips.RETURN, trips.CURFEW, trips.RANGE, trips.GREY, trips.EXPOSURE)
    assert [bit for bit in rules if not seen & bit] == []


@pytest.mark.parametrize(("begin", "end"), [(-500.0, 100.0), (0.0, 9e4), (1800.0, 9000.0), (3600.0, 3600.0)])
def test_stay(begin: float, end: float) -> None:
    rate = np.random.default_rng(3).uniform(0, 1, (4, 2)).astype(np.float32)
    plain = getattr(trips.stay, "py_func", trips.stay)
    compiled = trips.stay(rate, 1, 0.0, HOUR, begin, end)
    assert compiled == pytest.approx(plain(rate, 1, 0.0, HOUR, begin, end), rel=1e-12)
    clocks = np.linspace(begin, end, 200_001)
    slots = np.clip((clocks // HOUR).astype(int), 0, 3)
    assert compiled == pytest.approx(float(np.trapezoid(rate[slots, 1], clocks)), rel=1e-3, abs=1e-9)
