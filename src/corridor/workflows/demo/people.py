"""Sixty shelters and nine hundred people, all made up and without names; what they have and what they lack.

Norms: Sphere Handbook 2018, survival water 2.5-3 litres a person and day to drink; 2,100 kcal a person and day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from corridor.domain.operation import Decision, Household, Item, Need, Shelter, Stock
from corridor.i18n import gettext as _
from corridor.workflows.demo.region import PLANE, Region, metres_of

if TYPE_CHECKING:
    import numpy.typing as npt

ZONE = ZoneInfo("Europe/Kyiv")
DAY = date(2023, 2, 14)
PEOPLE = 900
SHELTERS = {"Bakhmut": 42, "Chasiv Yar": 7, "Khromove": 4, "Krasna Hora": 4, "Ivanivske": 3}
APART_M = 170.0
"""Shelters of one town lie at least so far from one another, where there is room."""
FOOD_DAYS = 7.0
"""One food parcel feeds a person for so many days."""

KINDS = ("cellar", "cellar", "cellar", "flat", "school", "church", "clinic")
STAY_REASONS = ("home", "pets", "caring", "ill", "nowhere_to_go", "distrust", "money")
UNDECIDED_REASONS = ("family_elsewhere", "documents", "fear_of_road", "pets", "nowhere_to_go", "money")
SIZES = (1, 2, 3, 4, 5, 6)
SIZE_SHARES = (0.38, 0.31, 0.14, 0.1, 0.05, 0.02)


@dataclass(frozen=True)
class People:
    """Everything about who waits where, for the operation."""

    shelters: tuple[Shelter, ...]
    households: tuple[Household, ...]
    stocks: tuple[Stock, ...]
    needs: tuple[Need, ...]


def items() -> tuple[Item, ...]:
    """What is brought, named in the language in force; the first two are used up daily."""
    return (
        Item(id="water", name=_("Drinking water"), unit="litre", kg=1.0, litres=1.1, per_person_day=3.0,
             unload_seconds=0.6),
        Item(id="food", name=_("Food parcel, one person for a week"), unit="piece", kg=8.5, litres=18,
             per_person_day=round(1 / FOOD_DAYS, 4), unload_seconds=8),
        Item(id="sleeping-bag", name=_("Sleeping bag"), unit="piece", kg=2.2, litres=14, unload_seconds=3),
        Item(id="medicine", name=_("Medicine box, basic"), unit="piece", kg=6, litres=25, unload_seconds=20),
    )  # fmt: skip


def draw_people(region: Region, seed: int) -> People:
    """Shelters, households, stocks and needs for a seed; exactly ``PEOPLE`` people."""
    rng = np.random.default_rng([seed, 6])
    spots = _spots(region, rng)
    at = _homes(len(spots), rng)
    households = _households(at, rng)
    count = np.zeros(len(spots), int)
    for household in households:
        count[int(household.shelter_id[1:]) - 1] += household.people
    shelters = tuple(_shelter(i, *spots[i], int(count[i]), rng) for i in range(len(spots)))
    return People(shelters, households, _stocks(shelters, rng), _needs(shelters, rng))


def _at(hours: float) -> datetime:
    """A moment so many hours after midnight of the day."""
    return datetime.combine(DAY, time(), ZONE) + timedelta(hours=hours)


def _spots(region: Region, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Longitude and latitude of each shelter, some steps off a street of its town."""
    spots: list[tuple[float, float]] = []
    for town, number in SHELTERS.items():
        pieces = np.array(
            [way.points[k : k + 2] for way in region.ways if way.town == town for k in range(len(way.points) - 1)]
        )
        middle = np.array(metres_of(town))
        taken: list[npt.NDArray[np.float64]] = []
        apart = APART_M
        while len(taken) < number:
            a, b = region.xy[pieces[int(rng.integers(len(pieces)))]]
            draw = rng.random(3)
            along = b - a
            spot = a + along * (0.25 + 0.5 * draw[0])
            spot = spot + np.array((-along[1], along[0])) / np.hypot(*along) * (18 if draw[1] < 0.5 else -18)
            central = np.exp(-((np.hypot(*(spot - middle)) / 1900.0) ** 2))
            if draw[2] > central:
                continue
            if all(np.hypot(*(spot - other)) >= apart for other in taken):
                taken.append(spot)
            apart *= 0.995
        lon, lat = PLANE.to_degrees(*np.array(taken).T)
        spots += list(zip(np.round(lon, 5).tolist(), np.round(lat, 5).tolist(), strict=True))
    return spots


def _homes(shelters: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Household sizes that add up to the people there are, each with the shelter it stays in."""
    weight = rng.lognormal(0, 0.6, shelters)
    homes: list[tuple[int, int]] = []
    left = PEOPLE
    while left:
        size = min(int(rng.choice(SIZES, p=SIZE_SHARES)), left)
        place = len(homes) if len(homes) < shelters else int(rng.choice(shelters, p=weight / weight.sum()))
        homes.append((place, size))
        left -= size
    return sorted(homes, key=lambda home: home[0])


def _households(homes: list[tuple[int, int]], rng: np.random.Generator) -> tuple[Household, ...]:
    return tuple(_household(number, place, size, rng) for number, (place, size) in enumerate(homes, 1))


def _household(number: int, place: int, size: int, rng: np.random.Generator) -> Household:
    draw = rng.random(7)
    decision = (Decision.LEAVE, Decision.STAY, Decision.UNDECIDED)[int(np.searchsorted((0.40, 0.75), draw[0]))]
    reason, ask_again = "", None
    if decision is Decision.STAY:
        reason = STAY_REASONS[int(rng.integers(len(STAY_REASONS)))]
        ask_again = DAY + timedelta(days=int(rng.integers(2, 9))) if draw[1] < 0.5 else None
    elif decision is Decision.UNDECIDED:
        reason = UNDECIDED_REASONS[int(rng.integers(len(UNDECIDED_REASONS)))]
        ask_again = DAY + timedelta(days=int(rng.integers(0, 4)))
    medical = draw[2] < 0.12
    leaving = decision is Decision.LEAVE
    return Household(
        id=f"H{number:03}",
        shelter_id=f"S{place + 1:02}",
        people=size,
        wheelchairs=int(draw[3] < 0.05),
        stretchers=int(0.05 <= draw[3] < 0.075),
        pet_cages=int(draw[4] < 0.22) + int(draw[4] < 0.03),
        decision=decision,
        reason=reason,
        ask_again=ask_again,
        priority=1 if medical else 3 if draw[5] < 0.2 else 2,
        deadline=_at(18) if medical and leaving and draw[6] < 0.5 else None,
    )


def _shelter(index: int, lon: float, lat: float, people: int, rng: np.random.Generator) -> Shelter:
    draw = rng.random(3)
    late = draw[0] < 0.12
    return Shelter(
        id=f"S{index + 1:02}",
        name=_("Shelter {number}").format(number=index + 1),
        lon=lon,
        lat=lat,
        kind=KINDS[int(rng.integers(len(KINDS)))],
        people=people,
        opens=time(8, 30) if late else None,
        closes=time(15) if late else None,
        access_minutes=float(rng.integers(3, 9)),
        covered=bool(draw[1] < 0.7),
    )


def _stocks(shelters: tuple[Shelter, ...], rng: np.random.Generator) -> tuple[Stock, ...]:
    """Days of supply that differ from nearly none to a week, counted within the last three days."""
    stocks = []
    for shelter in shelters:
        for item in items()[:2]:
            days = min(float(rng.lognormal(0.75, 0.8)), 9.0)
            amount = round(days * shelter.people * item.per_person_day * (0.05 if rng.random() < 0.08 else 1))
            counted = _at(-24 * float(rng.integers(0, 3)) - float(rng.integers(6, 15)))
            stocks.append(Stock(shelter_id=shelter.id, item_id=item.id, amount=amount, counted=counted))
    return tuple(stocks)


def _needs(shelters: tuple[Shelter, ...], rng: np.random.Generator) -> tuple[Need, ...]:
    """What some shelters asked for: sleeping bags, and medicine, which is urgent."""
    needs: list[Need] = []
    for shelter in shelters:
        draw = rng.random(3)
        if draw[0] < 0.4:
            amount = max(1, round(shelter.people * (0.15 + 0.3 * draw[1])))
            needs.append(Need(id=f"N{len(needs) + 1:03}", shelter_id=shelter.id, item_id="sleeping-bag",
                              amount=amount, by=_at(72), priority=3))  # fmt: skip
        if draw[2] < 0.3:
            needs.append(Need(id=f"N{len(needs) + 1:03}", shelter_id=shelter.id, item_id="medicine",
                              amount=1, by=_at(15 if draw[2] < 0.1 else 39), priority=1))  # fmt: skip
    return tuple(needs)
