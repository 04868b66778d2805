"""``outcomes.csv``: what crews wrote down, checked against the folder, and what of it was recorded before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.operation import epoch
from corridor.domain.outcomes import Outcome, OutcomeKind
from corridor.errors import InputRefused
from corridor.exchange.lines import ProblemList
from corridor.exchange.operation.rows import Placed, table_records
from corridor.exchange.outcome_checks import OutcomeChecks
from corridor.exchange.table import Row, Table, number, read_table
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
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
    check = OutcomeChecks(operation, problems)
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
