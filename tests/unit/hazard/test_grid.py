import numpy as np
import pytest

from corridor.hazard.grid import FINEST_KM, MARGIN_KM, MOST_NODES, Grid, grid_around


def test_a_town_gets_the_finest_cells_and_a_country_no_more_nodes_than_bounded():
    town, country = grid_around(0, 0, 20, 15), grid_around(0, 0, 900, 700)
    assert town.cell == FINEST_KM
    assert country.rows * country.columns < 1.02 * MOST_NODES
    assert country.holds(np.array([-MARGIN_KM]), np.array([700 + MARGIN_KM])).all()


@pytest.mark.parametrize("cell", [0.5, 0.7, 3.0, 500.0])
def test_a_plane_is_brought_from_coarse_to_fine_unchanged(cell):
    fine = grid_around(3, 4, 20, 15)
    coarse = fine.coarser(cell)
    x, y = coarse.nodes()
    fx, fy = fine.nodes()
    np.testing.assert_allclose(fine.bring(coarse, 2 * x - 3 * y + 1), 2 * fx - 3 * fy + 1, rtol=1e-4, atol=1e-3)


def test_nearest_is_clamped_to_the_grid():
    row, column = Grid(0, 0, 1, 4, 5).nearest(np.array([2.4, -9, 99]), np.array([1.6, 99, -9]))
    assert row.tolist() == [2, 3, 0]
    assert column.tolist() == [2, 0, 4]
