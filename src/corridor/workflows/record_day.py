"""Close a day: what crews wrote down moves stocks, needs, decisions, roads and danger for tomorrow's plan.

Recording the same outcomes again changes nothing. The folder's files change together or not at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.closing import Closing, StockEvent, after, close_day, exposure_met
from corridor.domain.operation import Stock, epoch
from corridor.domain.outcomes import OutcomeKind
from corridor.domain.supply import latest_stocks, supplies
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.journal import write_together
from corridor.exchange.lines import ProblemList
from corridor.exchange.network_store import open_network
from corridor.exchange.operation import read_operation
from corridor.exchange.operation.record import recorded_contents
from corridor.exchange.outcomes import COUNT, MISSION, OutcomesRead, Recorded, read_outcomes, read_recorded, recorded_of
from corridor.exchange.plan_json import load_plan
from corridor.i18n import gettext as _
from corridor.routing.driven import Line, driven_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.domain.outcomes import Outcome
    from corridor.domain.plan import Plan


Counts = dict[tuple[str, str], Stock | None]


@dataclass(frozen=True, slots=True)
class ShelterSupply:
    """What an item at a shelter lasts after the day."""

    shelter_id: str
    item_id: str
    left: float
    days_left: float


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The days that the outcomes speak of, all that was ever recorded of them.

    ``recorded`` counts rows recorded now, ``already`` rows recorded before. ``supply`` lists what lasts less than the
    target after all this, shortest first.
    """

    operation: str
    recorded: int
    already: int
    days: tuple[str, ...]
    delivered: dict[str, float]
    shelters_served: int
    households_out: int
    people_out: int
    refused_by_reason: dict[str, int]
    not_found: int
    roads_passed: int
    roads_shut: int
    roads_opened: int
    seen_by_kind: dict[str, int]
    exposure_by_crew: dict[str, float]
    people_left: int
    supply: tuple[ShelterSupply, ...]
    problems: tuple[RowProblem, ...]

    @property
    def refused_rows(self) -> int:
        """Rows that were not recorded."""
        return sum(problem.fatal for problem in self.problems)

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for ``--json``."""
        return asdict(self) | {"refused_rows": self.refused_rows}


def record_day(folder: Path, outcomes: Path, plan: Path | None = None) -> DaySummary:
    """Record ``outcomes`` in the operation folder and sum up the day.

    Args:
        folder: the operation folder; changed.
        outcomes: ``outcomes.csv``.
        plan: the day's ``plan.json``: adds the exposure of the missions driven to their crews, and tells to which
            centre people were brought.

    Raises:
        InputRefused: the folder, the outcomes or the plan cannot be used; nothing has been changed then.
        OSError: disk full or not writable; nothing has been changed, or the next run completes it.
    """
    read = read_operation(folder)
    operation = read.operation
    recorded = read_recorded(folder)
    found = read_outcomes(outcomes, operation, recorded)
    day_plan = load_plan(plan) if plan is not None else None
    told = ProblemList(outcomes.name)
    closing = close_day(
        operation, found.outcomes, day_plan, found.ask_again, _history(recorded), _counts(operation, recorded)
    )
    _tell(closing, told)
    driven = _driven(operation, found.missions, day_plan, recorded, told)
    exposure = exposure_met(day_plan, driven)
    passages = _passages(folder, operation, closing.passed, told)
    new = _new_records(operation, found, closing, day_plan, driven, _counts(operation, recorded))
    contents = recorded_contents(
        folder,
        read,
        closing,
        exposure=exposure,
        passages=passages,
        recorded=new,
    )
    if contents:
        write_together(folder, contents)
    day = [row for row in (*recorded.values(), *new) if row.day in found.days]
    return _summary(operation, found, closing, day, (*found.problems, *told.all()))


def _new_records(
    operation: Operation,
    found: OutcomesRead,
    closing: Closing,
    plan: Plan | None,
    driven: Sequence[str],
    counts: Counts,
) -> list[Recorded]:
    zone = ZoneInfo(operation.settings.timezone)
    left = {departure.outcome_id: (departure.people, departure.shelter_id) for departure in closing.departures}
    rows = []
    for outcome in found.outcomes:
        people, shelter = left.get(outcome.id, (0, ""))
        rows.append(recorded_of(outcome, people, zone, shelter))
    rows += _count_rows(operation, closing, counts)
    for mission in plan.missions if plan else ():
        if mission.id in driven:
            day, met = operation.settings.day.isoformat(), mission.figures.crew_exposure_mean
            rows.append(Recorded(_driven_id(operation, mission.id), day, MISSION, mission.id, mission.crew_id, met))
    return rows


def _history(recorded: Mapping[str, Recorded]) -> list[StockEvent]:
    events = []
    for row in recorded.values():
        if row.time and row.what in (OutcomeKind.DELIVERED, OutcomeKind.TAKEN):
            item = row.subject if row.what == OutcomeKind.DELIVERED else ""
            events.append(StockEvent(epoch(datetime.fromisoformat(row.time)), row.place, item, row.amount))
    return events


def _stamp(stock: Stock) -> str:
    return f"{stock.amount:.3f}@{epoch(stock.counted)}"


def _counts(operation: Operation, recorded: Mapping[str, Recorded]) -> Counts:
    """People's last counts behind stocks that stand as they were computed; any other stock is a new count."""
    standing = latest_stocks(operation.stocks)
    counts: Counts = {}
    for row in recorded.values():
        key = (row.place, row.subject)
        if row.what == COUNT and key in standing and _stamp(standing[key]) == row.digest:
            counted = datetime.fromisoformat(row.time) if row.time else None
            counts[key] = (
                Stock(shelter_id=key[0], item_id=key[1], amount=row.amount, counted=counted) if counted else None
            )
    return counts


def _count_rows(operation: Operation, closing: Closing, counts: Counts) -> list[Recorded]:
    bases: Counts = {**latest_stocks(operation.stocks), **counts}
    rows = []
    for key, stock in sorted(closing.stocks.items()):
        base = bases.get(key)
        amount, time = (base.amount, base.counted.isoformat()) if base else (0.0, "")
        rows.append(Recorded(f"count:{key[0]}:{key[1]}", "", COUNT, key[0], key[1], amount, _stamp(stock), time))
    return rows


def _driven_id(operation: Operation, mission: str) -> str:
    return f"mission:{operation.settings.day}:{mission}"


def _driven(
    operation: Operation,
    spoken_of: Sequence[str],
    plan: Plan | None,
    recorded: dict[str, Recorded],
    told: ProblemList,
) -> tuple[str, ...]:
    """Missions of the plan that outcomes speak of, whose exposure has not been added before."""
    if plan is None:
        return ()
    if plan.day != operation.settings.day.isoformat():
        raise InputRefused(
            "record.other_plan",
            _("The plan is for {plan}, the folder for {day}.").format(plan=plan.day, day=operation.settings.day),
            "",
            _("Give the plan of this day, or set the day in operation.toml back to it."),
        )
    planned = [mission.id for mission in plan.missions]
    for mission in spoken_of:
        if mission not in planned:
            told.add(
                "outcome.unknown_mission",
                None,
                "mission_id",
                mission,
                reason=_("The plan has no such mission, so no exposure is added for it."),
                remedy=_("Correct the id, or give the plan that was driven."),
                fatal=False,
            )
    return tuple(m for m in spoken_of if m in planned and _driven_id(operation, m) not in recorded)


def _passages(
    folder: Path, operation: Operation, passed: Sequence[Outcome], told: ProblemList
) -> list[tuple[Outcome, Line]]:
    """Roads passed, with their lines: along stored roads where there are any, else straight between the ends."""
    network = _stored_roads(folder / operation.settings.roads) if passed else None
    lines: list[tuple[Outcome, Line]] = []
    for outcome in passed:
        assert outcome.lon is not None
        assert outcome.lat is not None
        start = (outcome.lon, outcome.lat)
        end = (outcome.to_lon, outcome.to_lat) if outcome.to_lon is not None and outcome.to_lat is not None else None
        line = driven_line(network, start, end) if network is not None else None
        if line is None and end is not None:
            line = (start, end)
        if line is not None:
            lines.append((outcome, line))
            continue
        told.add(
            "outcome.passage_place",
            None,
            "to_lon",
            outcome.id,
            reason=_("No road is near this place and no other end is given: the passage is counted, not mapped."),
            remedy=_("Give to_lon and to_lat as well, under a new id."),
            fatal=False,
        )
    return lines


def _stored_roads(path: Path) -> RoadNetwork | None:
    if not path.is_dir():
        return None
    try:
        return open_network(path)
    except InputRefused:
        return None


def _tell(closing: Closing, told: ProblemList) -> None:
    for outcome in closing.count_stands:
        told.add(
            "outcome.counted_later",
            None,
            "time",
            outcome.id,
            reason=_("The stock was counted after this delivery; the count stands."),
            remedy=_("Correct the count if it left the delivery out."),
            fatal=False,
        )
    for outcome in closing.centre_unknown:
        told.add(
            "outcome.unknown_centre",
            None,
            "detail",
            outcome.id,
            reason=_("It is not known to which reception centre these people went; no capacity is lowered."),
            remedy=_("Give the plan with --plan, or the centre's id in “detail”."),
            fatal=False,
        )


def _summary(
    operation: Operation,
    found: OutcomesRead,
    closing: Closing,
    day: Sequence[Recorded],
    problems: tuple[RowProblem, ...],
) -> DaySummary:
    def of(kind: str) -> list[Recorded]:
        return [row for row in day if row.what == kind]

    def summed(kind: str) -> dict[str, float]:
        sums: dict[str, float] = {}
        for row in of(kind):
            sums[row.subject] = sums.get(row.subject, 0) + row.amount
        return dict(sorted(sums.items()))

    tomorrow = after(operation, closing)
    short = [s for s in supplies(tomorrow, max(operation.as_of_s, found.latest_s)) if s.missing > 0]
    taken = [row for row in of(OutcomeKind.TAKEN) if row.amount]
    return DaySummary(
        operation=operation.settings.name,
        recorded=len(found.outcomes),
        already=found.already,
        days=tuple(sorted(found.days)),
        delivered=summed(OutcomeKind.DELIVERED),
        shelters_served=len({row.place for row in of(OutcomeKind.DELIVERED)}),
        households_out=len(taken),
        people_out=int(sum(row.amount for row in taken)),
        refused_by_reason=dict(Counter(row.subject for row in of(OutcomeKind.REFUSED)).most_common()),
        not_found=len(of(OutcomeKind.NOT_FOUND)),
        roads_passed=len(of(OutcomeKind.ROAD_PASSED)),
        roads_shut=len(of(OutcomeKind.ROAD_SHUT)),
        roads_opened=len(of(OutcomeKind.ROAD_OPEN)),
        seen_by_kind=dict(Counter(row.subject for row in of(OutcomeKind.SEEN)).most_common()),
        exposure_by_crew=summed(MISSION),
        people_left=sum(shelter.people for shelter in tomorrow.shelters),
        supply=tuple(
            ShelterSupply(s.shelter_id, s.item_id, round(s.left, 3), round(s.days_left, 2))
            for s in sorted(short, key=lambda s: (s.days_left, s.shelter_id, s.item_id))
        ),
        problems=problems,
    )
