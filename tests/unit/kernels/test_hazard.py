"""The kernels compiled and as plain Python must agree (coverage and debuggers see the latter)."""

import numpy as np
import pytest

from corridor.kernels import hazard

RNG = np.random.default_rng(7)


def test_kernel_densities():
    n = 12
    x, y, spread = RNG.uniform(0, 5, n), RNG.uniform(0, 5, n), RNG.uniform(0, 1, n)
    day = np.sort(RNG.integers(0, 6, n))
    known = day + RNG.integers(0, 2, n)
    decay = np.exp(-np.arange(10)[None, :] / np.array([1.5, 5.0])[:, None])
    bands = np.array([0.25, 6.0])
    outs = [np.zeros((n, 4)) for _ in range(2)]
    given = (x, y, day, x, y, spread, day, known, np.ones(n), decay, bands)
    masses = [run(*given, out) for run, out in zip(both(hazard.kernel_densities), outs, strict=True)]
    np.testing.assert_allclose(*masses, rtol=1e-12)
    np.testing.assert_allclose(*outs, rtol=1e-12)
    i, k = 11, 3
    use = (day < day[i]) & (known < day[i])
    var = bands[1] + spread[use]
    d2 = (x[use] - x[i]) ** 2 + (y[use] - y[i]) ** 2
    near = np.where(d2 < 25 * var, np.exp(-d2 / 2 / var) / (2 * np.pi * var), 0)
    assert outs[0][i, k] == pytest.approx((decay[1, day[i] - day[use]] * near).sum())


def test_stamp_keeps_mass_and_squares():
    results = []
    for run in both(hazard.stamp):
        parts = [np.zeros((80, 90)) for _ in range(3)]
        run(
            np.array([20.0, 25.0]), np.array([20.0, 18.0]), np.array([1.5, 3.0]), np.array([2.0, 1.0]),
            np.array([0.0, 1.0]), 0.0, 0.0, 0.5, *parts,
        )  # fmt: skip
        results.append(parts)
    np.testing.assert_allclose(*results, rtol=1e-12)
    assert results[0][0].sum() * 0.25 == pytest.approx(3.0, rel=1e-3)
    assert results[0][2].sum() * 0.25 == pytest.approx(1.0, rel=1e-3)
    assert results[0][1].sum() * 0.25 == pytest.approx(4 / (4 * np.pi * 1.5**2) + 1 / (4 * np.pi * 9), rel=1e-3)


def test_line_averages_and_look_up():
    fields = RNG.uniform(0, 1, (6, 7, 2))
    unsure = RNG.integers(0, 4, (6, 7)).astype(np.uint8)
    start = np.array([0, 3, 4, 4, 6])
    x, y = RNG.uniform(-2, 8, 6), RNG.uniform(-2, 8, 6)
    given = (start, x, y, fields, unsure, 0.7, 0.0, 0.0, 1.0, 0.05)
    compiled, plain = (run(*given) for run in both(hazard.line_averages))
    np.testing.assert_allclose(compiled, plain, rtol=1e-12)
    assert (compiled[2] == 0).all()


def test_look_up_is_exact_at_nodes_and_holds_the_floor():
    fields = RNG.uniform(0, 0.5, (4, 5, 2))
    for run in both(hazard.look_up):
        for state, floor_holds, grey in ((0, False, 0), (1, True, 0), (2, True, 1), (3, False, 1)):
            out = np.zeros(3)
            run(fields, np.full((4, 5), state, np.uint8), 0.9, 10.0, 20.0, 2.0, 14.0, 22.0, out)
            assert out[0] == pytest.approx(fields[1, 2, 0], rel=1e-5)
            assert out[1] == pytest.approx(0.9 if floor_holds else fields[1, 2, 1], rel=1e-5)
            assert out[2] == grey


def test_line_integrals():
    start = np.array([0, 4, 6])
    x, y = RNG.uniform(0, 3, 6), RNG.uniform(0, 3, 6)
    given = (start, x, y, np.array([1.0, 2.0]), np.array([1.0, 2.0]), np.array([0.2, 0.5]), np.array([1.0, 0.3]))
    compiled, plain = (run(*given) for run in both(hazard.line_integrals))
    np.testing.assert_allclose(compiled, plain, rtol=1e-12)
    share = np.linspace(0, 1, 20001)[:-1] + 0.5 / 20000
    px, py = x[4] + share * (x[5] - x[4]), y[4] + share * (y[5] - y[4])
    density = sum(
        w * np.exp(-((px - cx) ** 2 + (py - cy) ** 2) / 2 / s**2) / (2 * np.pi * s**2)
        for cx, cy, s, w in ((1, 1, 0.2, 1.0), (2, 2, 0.5, 0.3))
    )
    assert compiled[1] == pytest.approx(density.mean() * np.hypot(x[5] - x[4], y[5] - y[4]), rel=1e-3, abs=1e-5)


def both(kernel):
    return kernel, getattr(kernel, "py_func", kernel)
