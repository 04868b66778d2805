"""Needs as parcels: pieces stay whole, litres need not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.domain.operation import Item, Need, Operation, OperationSettings, Shelter, Stock
from corridor.domain.supply import in_whole_units
from corridor.missions.clock import FOREVER
from corridor.missions.demand import Demand, demands, parcels_of

NOW = datetime(2023, 2, 10, 4, 0, tzinfo=UTC)
SHELTER = Shelter(id="s", lon=38.0, lat=48.6, people=7)
BOX = Item(id="box", unit="box", kg=8, litres=20, per_person_day=0.5)
WATER = Item(id="water", unit="Litres", kg=1, litres=1.1, per_person_day=0.5)


def operation(item: Item, *needs: Need) -> Operation:
    return Operation(
        settings=OperationSettings(name="n", timezone="Europe/Kyiv", day=NOW.date(), as_of=NOW),
        depots=(), shelters=(SHELTER,), items=(item,), crews=(), vehicles=(), needs=needs,
        stocks=(Stock(shelter_id="s", item_id=item.id, amount=0.2, counted=NOW),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "whole"),
    [("piece", True), ("box", True), ("pair", True), ("L", False), ("kg.", False), ("літр", False), ("м", False)],
)
def test_units_that_divide(unit: str, whole: bool) -> None:
    assert in_whole_units(Item(id="i", unit=unit, kg=1, litres=1)) is whole


def test_what_a_stock_implies_is_rounded_up_to_whole_pieces() -> None:
    boxes = demands(operation(BOX), int(NOW.timestamp()))
    assert [row.amount for row in boxes] == [11]
    litres = demands(operation(WATER), int(NOW.timestamp()))
    assert [row.amount for row in litres] == [pytest.approx(10.3)]


def test_asked_for_and_implied_are_whole_together() -> None:
    need = Need(id="n", shelter_id="s", item_id="box", amount=2.5)
    rows = demands(operation(BOX, need), int(NOW.timestamp()))
    assert [row.amount for row in rows] == [3, 8]


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 500), st.floats(9, 300), st.floats(21, 900))
def test_parcels_hold_whole_pieces_that_fit(amount: int, kg: float, litres: float) -> None:
    demand = Demand("n", "s", BOX, float(amount), 2, FOREVER)
    parcels = parcels_of([demand], {"s": 0}, (kg, litres), now_s=0.0, day_end_s=86_400.0)
    portions = [portion for parcel in parcels for portion in parcel.portions]
    assert all(portion.amount == int(portion.amount) >= 1 for portion in portions)
    assert sum(portion.amount for portion in portions) == amount
    assert sum(portion.share for portion in portions) == pytest.approx(1)
    assert all(p.load[0] <= kg * (1 + 1e-9) and p.load[1] <= litres * (1 + 1e-9) for p in parcels)


@settings(deadline=None, max_examples=40)
@given(st.floats(0.1, 500), st.floats(20, 300), st.floats(20, 900))
def test_litres_are_cut_to_fit(amount: float, kg: float, litres: float) -> None:
    demand = Demand("n", "s", WATER, amount, 2, FOREVER)
    parcels = parcels_of([demand], {"s": 0}, (kg, litres), now_s=0.0, day_end_s=86_400.0)
    assert sum(p.portions[0].amount for p in parcels) == pytest.approx(amount)
    assert all(p.load[0] <= kg * (1 + 1e-6) and p.load[1] <= litres * (1 + 1e-6) for p in parcels)


def test_a_piece_larger_than_a_parcel_is_not_cut() -> None:
    demand = Demand("n", "s", replace_kg(BOX, 100), 2.0, 2, FOREVER)
    parcels = parcels_of([demand], {"s": 0}, (30.0, 1000.0), now_s=0.0, day_end_s=86_400.0)
    assert [p.portions[0].amount for p in parcels] == [1, 1]


def replace_kg(item: Item, kg: float) -> Item:
    return item.model_copy(update={"kg": kg})
