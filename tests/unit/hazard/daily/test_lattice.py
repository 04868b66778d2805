from __future__ import annotations

import numpy as np
import pytest

from corridor.hazard.daily.lattice import lattice_over

BOX = (37.0, 48.0, 37.4, 48.3)


def test_cells_are_as_near_to_the_wish_as_divides_the_box(lattice):
    width, height = lattice.size_km
    assert abs(width - 2) < 0.07
    assert abs(height - 2) < 0.07
    assert abs(lattice.area_km2 / (29.8 * 33.4) - 1) < 0.01


def test_points_outside_belong_to_no_cell_and_cells_find_their_own_middles(lattice):
    assert lattice.cell([36.99, 37.41, 37.2], [48.1, 48.1, 48.31]).tolist() == [-1, -1, -1]
    lon, lat = lattice.middles()
    np.testing.assert_array_equal(lattice.cell(lon, lat), np.arange(len(lattice)))


def test_smoothing_keeps_mass_and_spreads_as_a_gaussian(lattice):
    wide = np.zeros(np.prod(lattice.wide_shape), np.float32)
    middle = lattice.wide_cell([37.2], [48.15])[0]
    wide[middle] = 1
    for sigma in (1.5, 2.0, 4.0):
        spread = lattice.smooth(wide, sigma)
        assert abs(spread.sum() - 1) < 0.01
        _lon, lat = lattice.middles()
        own = lattice.narrow_cell(np.array([middle]))[0]
        variance = float(spread @ ((lat - lat[own]) * 111.2) ** 2)
        # A report may lie anywhere in its cell and is counted at the middle of another: twice a twelfth of the width.
        assert variance == pytest.approx(sigma**2 + lattice.size_km[1] ** 2 / 6, rel=0.1, abs=0.35)


def test_reports_just_outside_the_box_still_tell_something_about_its_edge(lattice):
    wide = np.zeros(np.prod(lattice.wide_shape), np.float32)
    wide[lattice.wide_cell([36.97], [48.15])[0]] = 1
    spread = lattice.smooth(wide, 3.0).reshape(lattice.rows, lattice.columns)
    assert 0.1 < spread.sum() < 0.5
    assert spread[:, 0].sum() > 2 * spread[:, 3].sum()


def test_the_finest_lattice_never_has_too_many_cells():
    assert len(lattice_over(BOX, 500)) > 3500
