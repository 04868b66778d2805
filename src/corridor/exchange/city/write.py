"""A ``City`` to a folder that reads back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.exchange.journal import write_together
from corridor.exchange.operation.settings import settings_text
from corridor.exchange.operation.tables import CITY_TABLES, SETTINGS_FILE
from corridor.exchange.operation.write import records_csv

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.city import City


def write_city(city: City, folder: Path) -> None:
    """Write ``operation.toml`` and every table of the city, together or not at all.

    Raises:
        OSError: disk full or not writable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {SETTINGS_FILE: settings_text(city.settings).encode()}
    for spec in CITY_TABLES:
        contents[spec.file] = records_csv(spec.model, getattr(city, spec.attribute))
    write_together(folder, contents)
