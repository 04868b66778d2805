"""An operation folder to a ``City``: every usable row kept, every other told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.city import City
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.city.areas import read_closing_areas
from corridor.exchange.journal import complete
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.read import lines_of, read_tables, table_path
from corridor.exchange.operation.settings import read_settings
from corridor.exchange.operation.tables import CITY_TABLES, SETTINGS_FILE
from corridor.exchange.operation.unread import unread_files
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corridor.domain.base import Record
    from corridor.domain.city import ClosingArea
    from corridor.exchange.operation.rows import Placed

GIVEN = ("zones", "damage")
"""Tables that may be given beside what is known already."""


@dataclass(frozen=True, slots=True)
class CityRead:
    """What a folder holds. ``late`` are zones whose deadline had passed; ``lines`` the line of each record."""

    city: City
    areas: tuple[ClosingArea, ...]
    late: frozenset[str]
    problems: tuple[RowProblem, ...]
    lines: Mapping[str, Mapping[str, int]]


def read_city(folder: Path) -> CityRead:
    """Read and check what the evacuation of a city needs of an operation folder.

    Raises:
        InputRefused: ``operation.*``, ``city.*`` or ``table.*``; ``problems`` lists all that was found in any file.
    """
    if folder.is_dir():
        complete(folder)
    told = ProblemList(SETTINGS_FILE)
    settings = read_settings(folder, told)
    zone = ZoneInfo(settings.timezone)
    rows, wrong = read_tables(folder, CITY_TABLES, zone, settings.as_of)
    areas, area_problems = read_closing_areas(folder, zone, settings.as_of)
    found = told.all() + wrong + area_problems + unread_files(folder)
    _require(folder, rows, found)
    records = {name: tuple(row.record for row in table) for name, table in rows.items()}
    return without_past(
        City.model_validate({"settings": settings, **records}), areas, found, lines_of(rows, CITY_TABLES)
    )


def read_city_files(folder: Path, base: City) -> CityRead:
    """What ``base`` knows already, with zones, damage and closing areas of ``folder`` in their places where it has any.

    Raises:
        InputRefused: ``city.nothing_usable``: a table of zones without any usable row.
    """
    settings, zone = base.settings, ZoneInfo(base.settings.timezone)
    specs = [spec for spec in CITY_TABLES if spec.attribute in GIVEN and table_path(folder, spec.file) is not None]
    rows, wrong = read_tables(folder, specs, zone, settings.as_of)
    areas, area_problems = read_closing_areas(folder, zone, settings.as_of)
    found = wrong + area_problems
    if "zones" in rows:
        _require_rows(rows, found)
    given = {name: tuple(row.record for row in table) for name, table in rows.items()}
    return without_past(base.model_copy(update=given), areas, found, lines_of(rows, specs))


def without_past(
    city: City,
    areas: tuple[ClosingArea, ...],
    problems: tuple[RowProblem, ...],
    lines: Mapping[str, Mapping[str, int]],
) -> CityRead:
    """``city`` without deadlines that had passed: those zones are told of, and planned as early as possible."""
    as_of = city.settings.as_of
    late = frozenset(one.id for one in city.zones if one.deadline is not None and one.deadline < as_of)
    zones = tuple(one.model_copy(update={"deadline": None}) if one.id in late else one for one in city.zones)
    return CityRead(city.model_copy(update={"zones": zones}), areas, late, problems, lines)


def _require(folder: Path, rows: Mapping[str, list[Placed[Record]]], found: tuple[RowProblem, ...]) -> None:
    needed = [spec for spec in CITY_TABLES if spec.required]
    missing = [spec.file for spec in needed if table_path(folder, spec.file) is None]
    if missing:
        raise InputRefused(
            "city.missing_files",
            _("The folder lacks files that bringing a city out needs."),
            ", ".join(missing),
            _("Add them; corridor evacuate demo makes a folder to start from."),
            found,
        )
    _require_rows(rows, found)


def _require_rows(rows: Mapping[str, list[Placed[Record]]], found: tuple[RowProblem, ...]) -> None:
    empty = [spec.file for spec in CITY_TABLES if spec.required and rows.get(spec.attribute) == []]
    if empty:
        raise InputRefused(
            "city.nothing_usable",
            _("A file that bringing a city out needs has no usable row."),
            ", ".join(empty),
            _("Correct the rows listed, beginning with the first."),
            found,
        )
