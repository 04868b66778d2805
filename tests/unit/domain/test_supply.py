"""Days of supply: stocks age, shortages become needs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corridor.domain.operation import Item, Shelter, Stock
from corridor.domain.supply import latest_stocks, supply_of

NOW = datetime(2023, 2, 10, 4, 0, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
WATER = Item(id="water", kg=1, litres=1, per_person_day=3)
CELLAR = Shelter(id="s", lon=38.0, lat=48.6, people=10)


def _stock(amount: float, hours_ago: float = 0) -> Stock:
    counted = datetime.fromtimestamp(NOW_S - 3600 * hours_ago, UTC)
    return Stock(shelter_id="s", item_id="water", amount=amount, counted=counted)


@pytest.mark.parametrize(
    ("amount", "hours_ago", "left", "priority", "missing"),
    [(60, 0, 60, 2, 30), (60, 24, 30, 2, 60), (20, 0, 20, 1, 70), (10, 48, 0, 1, 90), (120, 0, 120, 3, 0)],
)
def test_a_stock_ages_and_what_is_missing_fills_it_up(
    amount: float, hours_ago: float, left: float, priority: int, missing: float
) -> None:
    supply = supply_of(CELLAR, WATER, _stock(amount, hours_ago), now_s=NOW_S, target_days=3)
    assert supply is not None
    assert supply.left == pytest.approx(left)
    assert supply.priority == priority
    assert supply.missing == pytest.approx(missing)
    assert supply.runs_out_s == pytest.approx(NOW_S + left / 30 * 86_400, abs=1)


def test_what_is_not_consumed_or_not_counted_implies_nothing() -> None:
    blanket = Item(id="blanket", kg=2, litres=8)
    assert supply_of(CELLAR, blanket, _stock(0), now_s=NOW_S, target_days=3) is None
    assert supply_of(CELLAR, WATER, None, now_s=NOW_S, target_days=3) is None


def test_the_newest_count_counts() -> None:
    old, new = _stock(5, 30), _stock(50, 2)
    assert latest_stocks([new, old])["s", "water"] is new
