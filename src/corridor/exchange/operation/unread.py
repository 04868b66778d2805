"""Files of a folder whose names nobody reads: a list that is silently passed over is a list lost."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from corridor.errors import RowProblem
from corridor.exchange.operation.evidence import FRONTS_FILE, INCIDENTS_FOLDER, PASSAGES_FILE, incident_files
from corridor.exchange.operation.tables import CITY_TABLES, PLACES, SETTINGS_FILE, TABLES
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

CLOSING_FILE = "closing.geojson"
_READ = (
    SETTINGS_FILE,
    *dict.fromkeys(spec.file for spec in (*TABLES, *CITY_TABLES, PLACES)),
    PASSAGES_FILE,
    FRONTS_FILE,
    CLOSING_FILE,
)
_NEAR = 0.75
"""Names at least this much alike are taken for a misspelling (difflib's ratio)."""


def unread_files(folder: Path) -> tuple[RowProblem, ...]:
    """A warning for each file named nearly like one that is read, and each in ``incidents/`` of an unread kind."""
    used = {*_READ, *(f"{name}.gz" for name in _READ if name != SETTINGS_FILE)}
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in used)
    told = [_misnamed(name, near[0]) for name in names if (near := _near(name))]
    inside = folder / INCIDENTS_FOLDER
    if inside.is_dir():
        read = {path.name for path in incident_files(folder)}
        rest = (path.name for path in inside.iterdir() if path.is_file() and not path.name.startswith("."))
        told += [_not_incidents(name) for name in sorted(set(rest) - read)]
    return tuple(told)


def _near(name: str) -> list[str]:
    return get_close_matches(name.lower().removesuffix(".gz"), _READ, 1, _NEAR)


def _misnamed(name: str, meant: str) -> RowProblem:
    return RowProblem(
        "file.misnamed", name, None, None, None,
        _("This file is not read: its name is not one that Corridor knows."),
        _("If it was meant as {file}, rename it, capital letters included.").format(file=meant),
        fatal=False,
    )  # fmt: skip


def _not_incidents(name: str) -> RowProblem:
    return RowProblem(
        "file.not_incidents", f"{INCIDENTS_FOLDER}/{name}", None, None, None,
        _("This file is not read: incidents are read from CSV and GeoJSON files."),
        _("Export it as CSV with columns such as date, lat, lon, kind, source."),
        fatal=False,
    )  # fmt: skip
