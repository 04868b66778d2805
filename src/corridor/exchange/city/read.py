"""An operation folder to a ``City``: every usable row kept, every other told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.city import City, Zone
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
    as_of_s = settings.as_of.timestamp()
    late = frozenset(str(getattr(row.record, "id", "")) for row in rows["zones"] if _is_late(row.record, as_of_s))
    records = {
        name: tuple(
            row.record.model_copy(update={"deadline": None})
            if name == "zones" and getattr(row.record, "id", "") in late
            else row.record
            for row in table
        )
        for name, table in rows.items()
    }
    lines = lines_of(rows, CITY_TABLES)
    return CityRead(City.model_validate({"settings": settings, **records}), areas, late, found, lines)


def _is_late(record: Record, as_of_s: float) -> bool:
    return isinstance(record, Zone) and record.deadline is not None and record.deadline.timestamp() < as_of_s


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
    empty = [spec.file for spec in needed if not rows[spec.attribute]]
    if empty:
        raise InputRefused(
            "city.nothing_usable",
            _("A file that bringing a city out needs has no usable row."),
            ", ".join(empty),
            _("Correct the rows listed, beginning with the first."),
            found,
        )
