"""The grid of coarse copies: cells of at least a kilometre everywhere, and only the cell ever comes out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from corridor.exchange.coarse import Cell, cell_of

WGS84 = Geod(ellps="WGS84")
LON = st.floats(-180, 180, allow_nan=False)
LAT = st.floats(-89.5, 89.5, allow_nan=False)


@given(LON, LAT)
def test_a_cell_is_at_least_a_kilometre_both_ways(lon, lat):
    cell = cell_of(lon, lat)
    middle_lon, middle_lat = cell.centre
    next_lon = Cell(cell.row, cell.column + 1).centre[0]
    poleward = middle_lat + (0.005 if middle_lat > 0 else -0.005)
    assert WGS84.inv(middle_lon, poleward, next_lon, poleward)[2] >= 1000
    assert WGS84.inv(middle_lon, middle_lat - 0.005, middle_lon, middle_lat + 0.005)[2] >= 1000


@given(LON, LAT)
def test_the_middle_lies_in_its_own_cell_near_the_place(lon, lat):
    cell = cell_of(lon, lat)
    assert cell_of(*cell.centre) == cell
    assert WGS84.inv(lon, lat, *cell.centre)[2] < 1600


@given(LON, LAT, st.floats(0.02, 0.98), st.floats(0.02, 0.98))
def test_every_place_of_a_cell_gives_the_same_point(lon, lat, across, up):
    cell = cell_of(lon, lat)
    width = Cell(cell.row, cell.column + 1).centre[0] - cell.centre[0]
    other_lon = cell.centre[0] + (across - 0.5) * width
    other_lat = cell.centre[1] + (up - 0.5) * 0.01
    assert cell_of(other_lon, other_lat).centre == cell.centre
