"""Recording what happened on a mission, exactly once: the engine closes, the store follows, in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor.domain.outcomes import Outcome as EngineOutcome
from corridor.domain.outcomes import OutcomeKind
from corridor_server.operations import holdings, settling
from corridor_server.operations.kept import answer_of
from corridor_server.operations.models import Delivery, Mission, Outcome, Passage
from corridor_server.operations.models.plan import StopState
from corridor_server.operations.times import moment
from corridor_server.registry.models import Item, Shelter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from corridor_server.operations.models import Stop


@dataclass(frozen=True)
class Said:
    """One outcome as entered: the engine's row under the records' ids, the stop, and when to ask again."""

    row: EngineOutcome
    stop: Stop | None = None
    ask_again: date | None = None
    undecided: bool = False
    """A refusal that is none for good: they will think about it."""


@dataclass
class Recorded:
    """What recording did."""

    recorded: int = 0
    already: int = 0
    notes: list[str] = field(default_factory=list)


def key_of(mission: Mission, stop: Stop | None, what: str, subject: str) -> str:
    """The same thing told again has the same key, also after the day was planned anew."""
    place = f"{stop.trip_number}.{stop.order}.{stop.shelter_id}" if stop is not None else ""
    told = f"{mission.plan.day}|{mission.vehicle_id}|{place}|{what}|{subject}"
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def record_outcomes(mission: Mission, said: Sequence[Said], by: Any = None, *, driven: bool = True) -> Recorded:
    """Record ``said``; what was recorded before is left alone.

    Args:
        mission: whose outcomes these are; its exposure is added to its crew once.
        said: ids of the rows are their keys.
        by: who enters them.
        driven: the mission's roads were driven unharmed: evidence, once.
    """
    told = Recorded()
    with transaction.atomic():
        known = set(Outcome.objects.filter(key__in=[one.row.id for one in said]).values_list("key", flat=True))
        new = [one for one in said if one.row.id not in known]
        told.already = len(said) - len(new)
        operation = settling.operation_by_id(timezone.now())
        ask = {one.row.id: one.ask_again for one in new if one.ask_again}
        rows, gone = _still_there(operation, new)
        told.recorded = len(rows)
        closing = settling.closed(operation, [one.row for one in rows], ask)
        left = {departure.outcome_id: departure for departure in closing.departures}
        later = {one.row.household_id for one in rows if one.undecided}
        settling.settle(closing, by, mission.crew.name, undecided=later)
        for one in rows:
            people = left[one.row.id].people if one.row.id in left else None
            outcome = _kept(mission, one, by, people, left)
            if one.row.what is OutcomeKind.DELIVERED:
                _delivered(outcome)
            settling.departed(outcome, closing)
        _arrived_before(mission, by)
        if rows:
            holdings.add_exposure(mission)
            if driven:
                _passages(mission)
        told.notes = _notes(closing, gone)
    return told


def _still_there(operation: Any, said: Sequence[Said]) -> tuple[list[Said], int]:
    """Rows whose shelter, item or household the store still has."""
    shelters = {one.id for one in operation.shelters}
    households = {one.id for one in operation.households}
    items = {one.id for one in operation.items}
    rows = []
    for one in said:
        row = one.row
        whole = (
            (not row.shelter_id or row.shelter_id in shelters)
            and (not row.household_id or row.household_id in households)
            and (not row.item_id or row.item_id in items)
        )
        if whole:
            rows.append(one)
    return rows, len(said) - len(rows)


def _kept(mission: Mission, one: Said, by: Any, people: int | None, left: Any) -> Outcome:
    row = one.row
    place = left[row.id].shelter_id if row.id in left else row.shelter_id
    what = "postponed" if one.undecided else row.what.value
    return Outcome.objects.create(
        key=row.id, mission=mission, stop=one.stop, what=what, at=row.time, place=place,
        subject=row.item_id or row.household_id, amount=people if people is not None else row.amount or 0.0,
        reason=row.reason, by=by,
    )  # fmt: skip


def _delivered(outcome: Outcome) -> None:
    item = Item.objects.filter(key=outcome.subject).first()
    if item is not None and Shelter.objects.filter(pk=outcome.place).exists():
        Delivery.objects.create(
            outcome=outcome, mission=outcome.mission, shelter_id=outcome.place, item=item, amount=outcome.amount,
            at=outcome.at,
        )  # fmt: skip


def _passages(mission: Mission) -> None:
    """The roads of the mission, as evidence that they could be driven; once."""
    if Passage.objects.filter(mission=mission).exists() or not mission.plan.answer:
        return
    planned = next((one for one in answer_of(mission.plan).missions if one.id == mission.code), None)
    legs = [leg.path for trip in planned.trips for leg in trip.legs if len(leg.path.line) > 1] if planned else []
    Passage.objects.bulk_create(
        [
            Passage(at=moment(path.depart_s), line=[*map(list, path.line)], source="crews", mission=mission)
            for path in legs
        ]
    )


def _arrived_before(mission: Mission, by: Any) -> None:
    """Who is entered after the crew has been at the centre is handed over already."""
    for stop in mission.stops.filter(kind="centre", state=StopState.DONE).select_related("centre"):
        if stop.centre is not None and stop.done_at is not None:
            holdings.arrived(mission, stop.centre, by, stop.done_at)


def _notes(closing: Any, gone: int) -> list[str]:
    notes = []
    if gone:
        notes.append(_("{n} rows are about households or shelters that are not there any more.").format(n=gone))
    if closing.count_stands:
        notes.append(_("A stock was counted after its delivery; the count stands."))
    if closing.centre_unknown:
        notes.append(_("For some people it is not known to which centre they went; no room there is taken off."))
    return notes
