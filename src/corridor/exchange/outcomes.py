"""``outcomes.csv``: what crews wrote down, checked against the folder, and what of it was recorded before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.incidents import IncidentKind
from corridor.domain.operation import epoch
from corridor.domain.outcomes import Outcome, OutcomeKind
from corridor.errors import InputRefused
from corridor.exchange.cells import prepared
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.checks import Area, area_of_operation
from corridor.exchange.operation.rows import Placed, table_records
from corridor.exchange.table import Row, Table, number, read_table
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corridor.domain.operation import Operation
    from corridor.errors import RowProblem

RECORDED_FILE = "recorded.csv"
COUNT = "count"
"""Kind of the row that keeps people's last count of a stock; its digest is the stock computed from it."""
MISSION = "mission"
"""Kind of the row that says that a mission's exposure was added to its crew."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something recorded before: a row of ``recorded.csv``, enough to know it again and to sum up its day.

    ``day`` is local. ``subject`` is the item delivered, the reason of a refusal, the kind seen, or the crew;
    ``amount`` what was delivered, how many people left, or the exposure met.
    """

    id: str
    day: str
    what: str
    place: str = ""
    subject: str = ""
    amount: float = 0
    digest: str = ""
    time: str = ""


RECORDED_COLUMNS = tuple(Recorded.__dataclass_fields__)


def recorded_of(outcome: Outcome, people: int, zone: ZoneInfo, shelter_id: str = "") -> Recorded:
    """What is kept of an outcome; ``people`` are those who left by it."""
    subject = outcome.item_id if outcome.what is OutcomeKind.DELIVERED else outcome.reason
    amount = (outcome.amount or 0) if outcome.what is OutcomeKind.DELIVERED else people
    day = outcome.time.astimezone(zone).date().isoformat()
    place, at = shelter_id or outcome.shelter_id, outcome.time.isoformat()
    return Recorded(outcome.id, day, outcome.what.value, place, subject, amount, digest_of(outcome), at)


_NEEDED: Mapping[OutcomeKind, tuple[str, ...]] = {
    OutcomeKind.DELIVERED: ("shelter_id", "item_id", "amount"),
    OutcomeKind.TAKEN: ("household_id",),
    OutcomeKind.REFUSED: ("household_id", "reason"),
    OutcomeKind.NOT_FOUND: ("household_id",),
    OutcomeKind.ROAD_PASSED: ("lon", "lat"),
    OutcomeKind.ROAD_SHUT: ("lon", "lat"),
    OutcomeKind.ROAD_OPEN: ("lon", "lat"),
    OutcomeKind.SEEN: ("lon", "lat", "reason"),
}
"""Cells that each kind of outcome needs."""


@dataclass(frozen=True, slots=True)
class OutcomesRead:
    """New outcomes, in file order; how many were recorded before; the date to ask again, by outcome id.

    ``missions`` and ``days`` are those that any row speaks of, ``latest_s`` is its latest moment, recorded before or
    not.
    """

    outcomes: tuple[Outcome, ...]
    already: int
    missions: tuple[str, ...]
    days: frozenset[str]
    latest_s: int
    ask_again: Mapping[str, date]
    problems: tuple[RowProblem, ...]


def digest_of(outcome: Outcome) -> str:
    """32 hexadecimal digits of the outcome's content, to know it again."""
    content = json.dumps(outcome.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def read_recorded(folder: Path) -> dict[str, Recorded]:
    """Everything recorded before, by id.

    Raises:
        InputRefused: ``record.memory_damaged``: the file was altered, so that nothing could be known again.
    """
    path = folder / RECORDED_FILE
    if not path.is_file():
        return {}
    try:
        rows = [_recorded(row.values) for row in read_table(path).rows]
    except (KeyError, ValueError) as error:
        raise InputRefused(
            "record.memory_damaged",
            _("The memory of what was recorded has been altered."),
            RECORDED_FILE,
            _("Restore it from a copy: without it, outcomes could be recorded twice."),
        ) from error
    return {row.id: row for row in rows}


def _recorded(cells: Mapping[str, str]) -> Recorded:
    return Recorded(
        id=cells["id"],
        day=cells["day"],
        what=cells["what"],
        place=cells["place"],
        subject=cells["subject"],
        amount=number(cells["amount"]),
        digest=cells["digest"],
        time=cells.get("time", ""),
    )


def read_outcomes(path: Path, operation: Operation, recorded: Mapping[str, Recorded]) -> OutcomesRead:
    """Read outcomes; those recorded before are passed over, altered ones and wrong references are told.

    A row without id (typed from paper) gets one made from its content, so that recording twice stays harmless.

    Raises:
        InputRefused: the file is no table.
    """
    zone = ZoneInfo(operation.settings.timezone)
    problems = ProblemList(path.name)
    rows = table_records(_with_ids(read_table(path)), Outcome, zone, problems)
    check = _Check(operation, problems)
    seen: dict[str, str] = {}
    kept: list[Outcome] = []
    already = 0
    for row in rows:
        outcome = row.record
        digest = digest_of(outcome)
        before = recorded[outcome.id].digest if outcome.id in recorded else seen.get(outcome.id)
        if before is not None and before != digest:
            _tell_altered(problems, row)
        elif before is not None:
            already += 1
        elif check.usable(row):
            kept.append(outcome)
            seen[outcome.id] = digest
    missions = tuple(dict.fromkeys(row.record.mission_id for row in rows if row.record.mission_id))
    days = frozenset(row.record.time.astimezone(zone).date().isoformat() for row in rows)
    latest_s = max((epoch(row.record.time) for row in rows), default=0)
    return OutcomesRead(tuple(kept), already, missions, days, latest_s, check.ask_again, problems.all())


def _with_ids(table: Table) -> Table:
    rows = tuple(row if row.values.get("id") else _with_id(row) for row in table.rows)
    columns = table.columns if "id" in table.columns or not table.columns else ("id", *table.columns)
    return replace(table, columns=columns, rows=rows)


def _with_id(row: Row) -> Row:
    content = json.dumps({k: v for k, v in row.values.items() if k != "id"}, sort_keys=True)
    made = "row-" + hashlib.sha256(content.encode()).hexdigest()[:16]
    return Row(row.line, row.values | {"id": made})


def _tell_altered(problems: ProblemList, row: Placed[Outcome]) -> None:
    problems.add(
        "outcome.altered",
        row.line,
        "id",
        row.record.id,
        reason=_("An outcome with this id was recorded before, with other content; the earlier one stands."),
        remedy=_("Give the correction its own id, or mend the folder's tables by hand."),
    )


class _Check:
    """Rows against the folder; collects the dates to ask again."""

    def __init__(self, operation: Operation, problems: ProblemList) -> None:
        self.problems = problems
        self.ids = {
            "shelter_id": {shelter.id for shelter in operation.shelters},
            "item_id": {item.id for item in operation.items},
            "household_id": {household.id for household in operation.households},
        }
        self.area: Area | None = area_of_operation(operation)
        self.day = operation.settings.day
        self.zone = ZoneInfo(operation.settings.timezone)
        self.ask_again: dict[str, date] = {}

    def usable(self, row: Placed[Outcome]) -> bool:
        """Whether the row has what its kind needs, and leads somewhere; doubts are told and kept."""
        outcome, line = row.record, row.line
        missing = [name for name in _NEEDED[outcome.what] if getattr(outcome, name) in (None, "")]
        for name in missing:
            self.problems.add(
                "outcome.missing_value",
                line,
                name,
                None,
                reason=_("An outcome “{what}” needs this value.").format(what=outcome.what.value),
                remedy=_("Fill it in."),
            )
        if missing or not self._references(outcome, line) or not self._coordinates(outcome, line):
            return False
        self._doubts(outcome, line)
        return True

    def _references(self, outcome: Outcome, line: int) -> bool:
        whole = True
        for name in _NEEDED[outcome.what]:
            if name not in self.ids or getattr(outcome, name) in self.ids[name]:
                continue
            whole = False
            self.problems.add(
                "outcome.unknown_reference",
                line,
                name,
                getattr(outcome, name),
                reason=_("The folder has no usable row with this id; a household may have left already."),
                remedy=_("Correct the id."),
            )
        return whole

    def _coordinates(self, outcome: Outcome, line: int) -> bool:
        if outcome.lon is None or outcome.lat is None or self.area is None:
            return True
        if not self.area.swapped(outcome.lon, outcome.lat):
            return True
        self.problems.add(
            "row.swapped",
            line,
            "lon",
            f"{outcome.lon}, {outcome.lat}",
            reason=_("Longitude and latitude are swapped: exchanged, the place lies among the others."),
            remedy=_("Exchange the two values."),
        )
        return False

    def _doubts(self, outcome: Outcome, line: int) -> None:
        local = outcome.time.astimezone(self.zone).date()
        if abs(local - self.day) > timedelta(days=1):
            self._doubt("outcome.other_day", line, "time", outcome.time.isoformat(), _("This is not the planned day."))
        if outcome.what is OutcomeKind.REFUSED and outcome.detail:
            try:
                self.ask_again[outcome.id] = date.fromisoformat(prepared(outcome.detail, "date", False))
            except ValueError:
                self._doubt(
                    "outcome.ask_again", line, "detail", None, _("This is no date to ask again; it is not stored.")
                )
        if outcome.what is OutcomeKind.SEEN and outcome.reason.upper() not in IncidentKind.__members__:
            kinds = ", ".join(kind.name.lower() for kind in IncidentKind)
            self._doubt(
                "outcome.kind",
                line,
                "reason",
                outcome.reason,
                _("This kind is not known and is recorded as “other”; known are: {kinds}.").format(kinds=kinds),
            )

    def _doubt(self, code: str, line: int, column: str, value: str | None, reason: str) -> None:
        self.problems.add(
            code,
            line,
            column,
            value,
            reason=reason,
            remedy=_("Correct it and record again with a new id."),
            fatal=False,
        )
