"""A whole city out from what a desk knows: its operation in memory, with the files that were given beside it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corridor.domain.city import BusFleet, City, Zone
from corridor.domain.profiles import Profile
from corridor.exchange.city.page import city_sections, payload
from corridor.exchange.city.read import read_city_files
from corridor.exchange.city.timetable import timetable_cards
from corridor.files import write_bytes
from corridor.i18n import using

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor.domain.city_plan import CityPlan
    from corridor.domain.operation import Operation
    from corridor.exchange.city.read import CityRead

__all__ = ["CITY_FILES", "city_html", "known_city", "payload", "timetable_html"]

CITY_FILES = ("zones.csv", "damage.csv", "closing.geojson")
"""What may be given: people by zone in place of the shelters, roads that carry less, lines that roads close from."""
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a name of chance is made in it
BUSES = (Profile.BUS, Profile.MINIBUS)


def known_city(operation: Operation, files: Mapping[str, str], more: Sequence[BusFleet] = ()) -> CityRead:
    """The city as ``operation`` knows it: every shelter with people is a zone, every bus and minibus a fleet of one.

    Args:
        operation: in memory.
        files: text by name of ``CITY_FILES``; they stand in memory while they are read, where the system has such a
            place.
        more: buses beside the vehicles of the operation, at its depots.

    Raises:
        InputRefused: ``city.nothing_usable``, with what is wrong with each row.
    """
    base = City(
        settings=operation.settings,
        depots=operation.depots,
        centres=operation.centres,
        zones=tuple(
            Zone(id=one.id, name=one.name, lon=one.lon, lat=one.lat, people=one.people)
            for one in operation.shelters
            if one.people
        ),
        buses=(
            *(
                BusFleet(
                    id=one.id, depot_id=one.depot_id, count=1, seats=one.seats, profile=one.profile,
                    width_m=one.width_m, height_m=one.height_m, weight_t=one.weight_t,
                )
                for one in operation.vehicles
                if one.profile in BUSES and one.seats
            ),
            *more,
        ),
        closures=operation.closures,
    )  # fmt: skip
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name:
        folder = Path(name)
        for file in CITY_FILES:
            if file in files:
                write_bytes(folder / file, files[file].encode())
        return read_city_files(folder, base)


def city_html(plan: CityPlan, language: str) -> str:
    """Tables and the animation's place, escaped."""
    with using(language):
        return city_sections(plan)


def timetable_html(plan: CityPlan, language: str) -> str:
    """A card for each bus driver, escaped."""
    with using(language):
        return timetable_cards(plan)
