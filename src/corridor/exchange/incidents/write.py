"""Write incidents as our own plain CSV, which ``read_incidents`` reads back exactly."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corridor.domain.incidents import IncidentKind
from corridor.files import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.domain.incidents import Incidents

COLUMNS = ("time", "time_precision_s", "reported", "lat", "lon", "precision", "kind", "confidence", "source")


def write_incidents_csv(path: Path, incidents: Incidents) -> None:
    """Write all rows atomically: moments in UTC with offset, coordinates to a decimetre."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for i in range(len(incidents)):
        writer.writerow(
            (
                _moment(int(incidents.time_s[i])),
                int(incidents.time_precision_s[i]),
                _moment(int(incidents.reported_s[i])),
                f"{incidents.lat[i]:.6f}",
                f"{incidents.lon[i]:.6f}",
                f"{incidents.precision_m[i]:g}",
                IncidentKind(int(incidents.kind[i])).name.lower(),
                f"{incidents.confidence[i]:g}",
                incidents.sources[incidents.source[i]],
            )
        )
    write_text(path, text.getvalue())


def _moment(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
