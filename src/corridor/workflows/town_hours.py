"""The day's rhythm of a town, from incident files to figures, a chart and the leaflet in both languages."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corridor.domain.incidents import Incidents
from corridor.exchange.charts.hours import hours_chart
from corridor.exchange.incidents import read_incidents
from corridor.exchange.leaflet import content, leaflet_pdf
from corridor.files import write_bytes, write_text
from corridor.hazard.hours import TOWN_KM, town_hours
from corridor.i18n import LANGUAGES, using

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridor.domain.operation import HourPrior
    from corridor.errors import RowProblem
    from corridor.hazard.hours import TownHours


def read_town_hours(
    files: Sequence[Path], lon: float, lat: float, *, timezone: str, as_of_s: int, stated: Sequence[HourPrior] = (),
    within_km: float = TOWN_KM,
) -> tuple[TownHours, tuple[RowProblem, ...]]:  # fmt: skip
    """The rhythm around a place, and every row that could not be used."""
    read = [read_incidents(path, timezone, as_of_s) for path in files]
    hours = town_hours(
        Incidents.joined([incidents for incidents, _told in read]), stated, lon=lon, lat=lat, timezone=timezone,
        as_of_s=as_of_s, within_km=within_km,
    )  # fmt: skip
    return hours, tuple(problem for _incidents, told in read for problem in told)


def hours_figures(hours: TownHours) -> dict[str, Any]:
    """The figures as plain values: keys are those of ``Hour``, and ``verdict`` less, more or null (blank)."""
    rows = [
        asdict(hour) | {"verdict": ("less" if hour.less else "more" if hour.more else None) if hours.usable else None}
        for hour in hours.hours
    ]
    return {
        "version": 1, "usable": hours.usable, "hours": rows, "timed_reports": hours.timed,
        "untimed_reports": hours.untimed, "newest_s": hours.newest_s,
        "stated": [told.model_dump(mode="json") for told in hours.stated],
    }  # fmt: skip


def write_chart(hours: TownHours, path: Path) -> None:
    """The chart as SVG."""
    write_text(path, hours_chart(hours))


def write_leaflets(
    hours: TownHours, folder: Path, *, place: str, released_by: str, as_of_s: int, timezone: str
) -> list[Path]:
    """``hours-en.pdf`` and ``hours-uk.pdf``; only a coordinator releases them, and is named on them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for language in LANGUAGES:
        with using(language):
            words = content(hours, place=place, released_by=released_by, as_of_s=as_of_s, timezone=timezone)
            paths.append(folder / f"hours-{language}.pdf")
            write_bytes(paths[-1], leaflet_pdf(words))
    return paths
