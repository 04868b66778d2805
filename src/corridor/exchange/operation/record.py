"""The new contents of every file of a folder that a closed day changes."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from corridor.domain.incidents import IncidentKind
from corridor.domain.operation import Crew, Household, Need, ReceptionCentre, RoadReport, Shelter, Stock
from corridor.errors import InputRefused
from corridor.exchange.operation.edit import EditedTable
from corridor.exchange.operation.evidence import INCIDENTS_FOLDER, PASSAGES_FILE
from corridor.exchange.operation.read import table_path
from corridor.exchange.operation.write import cell_text
from corridor.exchange.outcomes import RECORDED_COLUMNS, RECORDED_FILE
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corridor.domain.base import Record
    from corridor.domain.closing import Closing
    from corridor.domain.outcomes import Outcome
    from corridor.exchange.operation.read import OperationRead
    from corridor.exchange.outcomes import Recorded

DEPARTED_FILE = "departed.csv"
DEPARTED_COLUMNS = ("household_id", "shelter_id", "people", "time", "centre_id", "mission_id")
SEEN_FILE = f"{INCIDENTS_FOLDER}/recorded.csv"
SEEN_COLUMNS = ("time", "time_precision_s", "reported", "lat", "lon", "precision", "kind", "confidence", "source")
SEEN_PRECISION_M = 200
SEEN_CONFIDENCE = 0.9
"""A crew that saw it itself; it may misjudge where."""

Line = tuple[tuple[float, float], ...]


def recorded_contents(
    folder: Path,
    read: OperationRead,
    closing: Closing,
    *,
    exposure: Mapping[str, float],
    passages: Sequence[tuple[Outcome, Line]],
    recorded: Sequence[Recorded],
) -> dict[str, bytes]:
    """New bytes by path inside ``folder``, of the files that change only.

    Args:
        folder: the operation folder.
        read: as it stands.
        closing: what the day changed.
        exposure: mean exposure met today, by crew.
        passages: roads driven, with their lines.
        recorded: everything recorded now.

    Raises:
        InputRefused: ``record.*``, when a file cannot be rewritten without loss.
    """
    tables = (
        _stocks(folder, read, closing),
        _needs(folder, read, closing),
        _households(folder, read, closing),
        _shelters(folder, read, closing),
        _centres(folder, read, closing),
        _crews(folder, read, exposure),
        _closures(folder, closing),
        _departed(folder, closing),
        _seen(folder, closing),
        _recorded(folder, recorded),
    )
    contents = {table.name: table.content() for table in tables if table.changed}
    if passages:
        path = table_path(folder, PASSAGES_FILE) or folder / PASSAGES_FILE
        contents[path.name] = _passages(path, passages)
    return contents


def _table(folder: Path, file: str, model: type[Record]) -> EditedTable:
    return EditedTable(folder, file, tuple(model.model_fields))


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).isoformat()


def _stocks(folder: Path, read: OperationRead, closing: Closing) -> EditedTable:
    table = _table(folder, "stocks.csv", Stock)
    lines = read.lines["stocks"]
    newest: dict[tuple[str, str], tuple[datetime, int]] = {}
    for stock in read.operation.stocks:
        key = (stock.shelter_id, stock.item_id)
        line = lines[f"{stock.shelter_id},{stock.item_id},{stock.counted}"]
        newest[key] = max(newest.get(key, (stock.counted, line)), (stock.counted, line))
    for key, stock in sorted(closing.stocks.items()):
        values = {"amount": cell_text(round(stock.amount, 3)), "counted": cell_text(stock.counted)}
        if key in newest:
            table.update(newest[key][1], values)
        else:
            table.append({"shelter_id": key[0], "item_id": key[1]} | values)
    return table


def _needs(folder: Path, read: OperationRead, closing: Closing) -> EditedTable:
    table = _table(folder, "needs.csv", Need)
    for need_id, amount in closing.needs.items():
        line = read.lines["needs"][need_id]
        if amount > 0:
            table.update(line, {"amount": cell_text(amount)})
        else:
            table.remove(line)
    return table


def _households(folder: Path, read: OperationRead, closing: Closing) -> EditedTable:
    table = _table(folder, "households.csv", Household)
    lines = read.lines["households"]
    for household_id, people in closing.household_people.items():
        if people:
            table.update(lines[household_id], {"people": str(people)})
        else:
            table.remove(lines[household_id])
    for household_id, refusal in closing.refusals.items():
        if closing.household_people.get(household_id) == 0:
            continue
        values = {"decision": refusal.decision.value, "reason": refusal.reason}
        table.update(lines[household_id], values | {"ask_again": cell_text(refusal.ask_again)})
    return table


def _shelters(folder: Path, read: OperationRead, closing: Closing) -> EditedTable:
    table = _table(folder, "shelters.csv", Shelter)
    for shelter_id, people in closing.shelter_people.items():
        table.update(read.lines["shelters"][shelter_id], {"people": str(people)})
    return table


def _centres(folder: Path, read: OperationRead, closing: Closing) -> EditedTable:
    table = _table(folder, "centres.csv", ReceptionCentre)
    for centre_id, capacity in closing.centre_capacity.items():
        table.update(read.lines["centres"][centre_id], {"capacity": str(capacity)})
    return table


def _crews(folder: Path, read: OperationRead, exposure: Mapping[str, float]) -> EditedTable:
    table = _table(folder, "crews.csv", Crew)
    for crew in read.operation.crews:
        if met := exposure.get(crew.id):
            total = f"{crew.cumulative_exposure + met:.9g}"
            table.update(read.lines["crews"][crew.id], {"cumulative_exposure": total})
    return table


def _closures(folder: Path, closing: Closing) -> EditedTable:
    table = _table(folder, "closures.csv", RoadReport)
    known = {report.id for report in closing.operation.closures}
    for report in closing.reports:
        if report.id in known:
            raise InputRefused(
                "record.id_taken",
                _("A road report with the id of this outcome stands in closures.csv already."),
                report.id,
                _("Give the outcome its own id; nothing has been changed."),
            )
        table.append({name: cell_text(getattr(report, name)) for name in RoadReport.model_fields})
    return table


def _departed(folder: Path, closing: Closing) -> EditedTable:
    table = EditedTable(folder, DEPARTED_FILE, DEPARTED_COLUMNS)
    for left in closing.departures:
        table.append(
            {
                "household_id": left.household_id,
                "shelter_id": left.shelter_id,
                "people": str(left.people),
                "time": _utc(left.time_s),
                "centre_id": left.centre_id,
                "mission_id": left.mission_id,
            }
        )
    return table


def _seen(folder: Path, closing: Closing) -> EditedTable:
    table = EditedTable(folder, SEEN_FILE, SEEN_COLUMNS)
    table.name = SEEN_FILE
    for outcome in closing.seen:
        kind = outcome.reason.upper()
        when = _utc(int(outcome.time.timestamp()))
        table.append(
            {
                "time": when,
                "time_precision_s": "60",
                "reported": when,
                "lat": cell_text(outcome.lat),
                "lon": cell_text(outcome.lon),
                "precision": str(SEEN_PRECISION_M),
                "kind": kind.lower() if kind in IncidentKind.__members__ else IncidentKind.OTHER.name.lower(),
                "confidence": str(SEEN_CONFIDENCE),
                "source": "crews",
            }
        )
    return table


def _recorded(folder: Path, recorded: Sequence[Recorded]) -> EditedTable:
    table = EditedTable(folder, RECORDED_FILE, RECORDED_COLUMNS)
    for row in recorded:
        table.append({name: cell_text(getattr(row, name)) for name in RECORDED_COLUMNS})
    return table


def _passages(path: Path, passages: Sequence[tuple[Outcome, Line]]) -> bytes:
    """The collection in ``path`` with new features at its end; everything in it is kept."""
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    packed = path.name.endswith(".gz")
    if path.is_file():
        try:
            raw = path.read_bytes()
            collection = json.loads(gzip.decompress(raw) if packed else raw)
            features = collection["features"]
        except (ValueError, TypeError, KeyError, EOFError, gzip.BadGzipFile, zlib.error):
            features = None
        if not isinstance(features, list):
            raise InputRefused(
                "record.passages_damaged",
                _("The passages cannot be read, so none can be added."),
                path.name,
                _("Mend or remove the file; nothing has been changed."),
            )
    for outcome, line in passages:
        collection["features"].append(
            {
                "type": "Feature",
                "properties": {
                    "id": outcome.id,
                    "time": cell_text(outcome.time),
                    "unharmed": not outcome.reason,
                    "source": "crews",
                },
                "geometry": {"type": "LineString", "coordinates": [list(point) for point in line]},
            }
        )
    data = (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode()
    return gzip.compress(data, mtime=0) if packed else data
