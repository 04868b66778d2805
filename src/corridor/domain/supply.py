"""Days of supply: what a shelter's stock lasts, and what brings it up to the target.

Consumption of an item is ``per_person_day x people``; a stock counted some time ago has shrunk by what was
used since. All pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain.operation import epoch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.domain.operation import Item, Operation, Shelter, Stock

DAY_S = 86_400
URGENT_DAYS = 1.0
"""Below this many days left, supply is life-saving (priority 1)."""
DIVISIBLE = frozenset(
    {
        "l", "litre", "litres", "liter", "liters", "ml", "m3", "m³", "cubic metre", "cubic metres",
        "kg", "kilogram", "kilograms", "kilo", "g", "gram", "grams", "t", "tonne", "tonnes", "ton", "tons",
        "m", "metre", "metres", "meter", "meters", "m2", "m²",
        "л", "літр", "літри", "літрів", "мл", "м3", "м³", "кг", "кілограм", "кілограми", "кілограмів", "г", "грам",
        "грами", "грамів", "т", "тонна", "тонни", "тонн", "м", "метр", "метри", "метрів", "м2", "м²",
    }
)  # fmt: skip
"""Units that can be handed over in parts; every other unit is a piece and goes whole."""


def in_whole_units(item: Item) -> bool:
    """The item goes in whole pieces: its ``unit`` is none of ``DIVISIBLE``, whatever its case or closing full stop."""
    return item.unit.strip().rstrip(".").casefold() not in DIVISIBLE


def whole_up(item: Item, amount: float) -> float:
    """``amount``, up to the next whole piece where the item cannot be divided; float noise adds no piece."""
    return float(math.ceil(amount - 1e-6)) if in_whole_units(item) else amount


@dataclass(frozen=True, slots=True)
class Supply:
    """How one item stands at one shelter at a moment."""

    shelter_id: str
    item_id: str
    left: float
    """Units left now."""
    use_per_day: float
    """Units a day; never 0."""
    missing: float
    """Units that bring it up to the target."""
    runs_out_s: int
    """Epoch seconds when the stock is empty; the moment itself if it already is."""
    priority: int
    """1 when it lasts less than a day, 2 when less than the target, 3 otherwise."""

    @property
    def days_left(self) -> float:
        """Days of supply."""
        return self.left / self.use_per_day


def supply_of(shelter: Shelter, item: Item, stock: Stock | None, *, now_s: int, target_days: float) -> Supply | None:
    """How ``item`` stands at ``shelter``, ``None`` where it isn't consumed. No stock row means nothing known: none.

    Args:
        shelter: whose people use it.
        item: with its consumption norm.
        stock: the latest count; aged from ``counted`` to ``now_s``. A count after ``now_s`` is taken as it stands.
        now_s: epoch seconds.
        target_days: days of supply to fill up to.
    """
    use = item.per_person_day * shelter.people
    if use <= 0 or stock is None:
        return None
    elapsed = max(now_s - epoch(stock.counted), 0) / DAY_S
    left = max(stock.amount - use * elapsed, 0.0)
    days = left / use
    priority = 1 if days < URGENT_DAYS else 2 if days < target_days else 3
    missing = max(use * target_days - left, 0.0)
    return Supply(shelter.id, item.id, left, use, missing, now_s + int(days * DAY_S), priority)


def latest_stocks(stocks: Iterable[Stock]) -> dict[tuple[str, str], Stock]:
    """The newest count of each item at each shelter; of equal times the later row."""
    newest: dict[tuple[str, str], Stock] = {}
    for stock in stocks:
        key = (stock.shelter_id, stock.item_id)
        if key not in newest or stock.counted >= newest[key].counted:
            newest[key] = stock
    return newest


def supplies(operation: Operation, now_s: int) -> tuple[Supply, ...]:
    """Every counted and consumed item at every shelter, in the order of the files."""
    stocks = latest_stocks(operation.stocks)
    target = operation.settings.plan.target_days
    rows: list[Supply] = []
    for shelter in operation.shelters:
        rows.extend(_of_shelter(shelter, operation.items, stocks, now_s, target))
    return tuple(rows)


def _of_shelter(
    shelter: Shelter, items: Sequence[Item], stocks: dict[tuple[str, str], Stock], now_s: int, target: float
) -> Iterable[Supply]:
    for item in items:
        supply = supply_of(shelter, item, stocks.get((shelter.id, item.id)), now_s=now_s, target_days=target)
        if supply is not None:
            yield supply
