"""Pull a stop into another trip: what every place for it would cost, at once; then the changed day on real roads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.domain.draft import Draft, DraftTrip, DraftVisit
from corridor.domain.plan import Unserved
from corridor.i18n import gettext as _
from corridor.missions.assemble import Drawing, figures_of, trip_of
from corridor.missions.book import PriceBook
from corridor.missions.drive import walk
from corridor.missions.redo import best_time, column_of_draft, vehicle_named, without_budgets
from corridor.progress import Progress, silent
from corridor.workflows.plan_day import DayPlan, checkins_of, lay_ground
from corridor.workflows.plan_operation import summed, with_trips

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corridor.domain.heard import Heard
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Figures, Plan, Trip
    from corridor.missions.problem import Problem
    from corridor.missions.redo import Priced
    from corridor.workflows.open_roads import StoredRoads

BY_HAND = "by_hand"
"""Reason of what a person left out."""
Spans = "Mapping[str, Sequence[tuple[float, float]]]"


@dataclass(frozen=True, eq=False)
class Option:
    """One place for the stop. ``vehicle_id`` empty: left out today."""

    vehicle_id: str
    trip_id: str
    """Of the trip that takes it; a new id where it gets a trip of its own."""
    new_trip: bool
    position: int
    draft: Draft
    """The whole plan's draft after the change."""
    before: Figures
    """Of the trips concerned."""
    after: Figures
    budgets: dict[str, float]
    """Upper exposure of a crew member over all its trips after the change, by crew concerned."""
    broken: tuple[str, ...]
    """Codes of rules that it would break; see ``missions.redo``. Empty: it can be done."""


class Changes:
    """A plan opened for changes: the day's problem is built once, each question is then answered from tables.

    Args:
        operation: the plan's own snapshot.
        book: its price book, as bytes.
        draft: its trips that may be changed.
        fixed: spans in which crews are away on trips that may not be changed, by crew.
        spent: upper exposure of those trips, by crew.
    """

    def __init__(
        self,
        operation: Operation,
        book: bytes,
        draft: Draft,
        fixed: Mapping[str, Sequence[tuple[float, float]]] | None = None,
        spent: Mapping[str, float] | None = None,
    ) -> None:
        self._problem = without_budgets(PriceBook.from_bytes(book).problem(operation))
        self._draft = draft
        self._fixed, self._spent = fixed or {}, spent or {}
        self._columns = {trip.id: column_of_draft(self._problem, trip) for trip in draft.trips}

    def options(self, trip_id: str, visit: int, *, locked: Iterable[str] = ()) -> tuple[Option, ...]:
        """Every place for visit number ``visit`` of a trip, the cheapest first, what cannot be done last.

        Args:
            trip_id: of the draft.
            visit: counted from 0.
            locked: trips that nothing may be put into.
        """
        trip = self._draft.trip(trip_id)
        if trip is None or not 0 <= visit < len(trip.visits):
            return ()
        closed = set(locked)
        moved = trip.visits[visit]
        rest = trip.model_copy(update={"visits": (*trip.visits[:visit], *trip.visits[visit + 1 :])})
        rest = _without_empty_centre(self._problem, rest)
        found = [self._placed(trip, rest, moved, target) for target in self._targets(trip, rest, closed)]
        found.append(self._option(trip, rest, None, "", False, 0))
        return tuple(sorted((one for one in found if one is not None), key=lambda o: (bool(o.broken), _worse(o))))

    def _targets(self, trip: DraftTrip, rest: DraftTrip, closed: set[str]) -> Iterator[tuple[DraftTrip, bool]]:
        """Trips that could take it: those there are, and a trip of its own for each vehicle."""
        for other in self._draft.trips:
            if other.id not in closed:
                yield (rest, False) if other.id == trip.id else (other, False)
        count: dict[str, int] = defaultdict(int)
        for other in self._draft.trips:
            count[other.vehicle_id] += 1
        for vehicle in self._problem.vehicles:
            if count[vehicle.id] < self._problem.rules.max_trips:
                name = _free_name(vehicle.id, {one.id for one in self._draft.trips})
                yield DraftTrip(id=name, vehicle_id=vehicle.id, visits=(), depart_s=0, rule=0), True

    def _placed(
        self, trip: DraftTrip, rest: DraftTrip, moved: DraftVisit, target: tuple[DraftTrip, bool]
    ) -> Option | None:
        """The best position in one target; None where nothing would change."""
        into, new = target
        if new and not rest.visits and into.vehicle_id == trip.vehicle_id:
            return None
        best: Option | None = None
        for position, candidate in _with_visit(self._problem, into, moved):
            if into.id == trip.id and candidate.visits == trip.visits:
                continue
            option = self._option(trip, rest, candidate, candidate.id, new, position)
            if best is None or (bool(option.broken), _worse(option)) < (bool(best.broken), _worse(best)):
                best = option
        return best

    def _option(
        self, trip: DraftTrip, rest: DraftTrip, into: DraftTrip | None, name: str, new: bool, position: int
    ) -> Option:
        same = into is not None and into.id == trip.id
        concerned = {trip.id} | ({into.id} if into is not None else set())
        standing = [one for one in self._draft.trips if one.id not in concerned]
        parts = [one for one in ((None if same else rest), into) if one is not None and one.visits]
        priced: list[Priced] = []
        for part in parts:
            crew = vehicle_named(self._problem, part.vehicle_id).crew_id
            priced.append(best_time(self._problem, part, self._busy(crew, standing, priced), self._draft.scale))
        trips = {one.id: one for one in standing} | {one.draft.id: one.draft for one in priced}
        order = [one.id for one in self._draft.trips] + [one.draft.id for one in priced]
        draft = self._draft.model_copy(
            update={"trips": tuple(trips[key] for key in dict.fromkeys(order) if key in trips)}
        )
        before = [self._columns[key].figures for key in concerned if key in self._columns]
        return Option(
            vehicle_id=into.vehicle_id if into is not None else "",
            trip_id=name,
            new_trip=new,
            position=position,
            draft=draft,
            before=figures_of(before),
            after=figures_of([one.column.figures for one in priced]),
            budgets=self._budgets(trip, into, standing, priced),
            broken=tuple(dict.fromkeys(code for one in priced for code in one.broken)),
        )

    def _busy(self, crew: str, standing: Sequence[DraftTrip], priced: Sequence[Priced]) -> list[tuple[float, float]]:
        """When the crew is away on its other trips."""
        columns = [self._columns[one.id] for one in standing if self._crew(one) == crew]
        columns += [one.column for one in priced if self._crew(one.draft) == crew]
        return [*self._fixed.get(crew, ()), *((column.start_s, column.end_s) for column in columns)]

    def _crew(self, trip: DraftTrip) -> str:
        return vehicle_named(self._problem, trip.vehicle_id).crew_id

    def _budgets(
        self, trip: DraftTrip, into: DraftTrip | None, standing: Sequence[DraftTrip], priced: Sequence[Priced]
    ) -> dict[str, float]:
        crews = {self._crew(trip)} | ({self._crew(into)} if into is not None else set())
        met = {crew: self._spent.get(crew, 0.0) for crew in sorted(crews)}
        for one in standing:
            if self._crew(one) in met:
                met[self._crew(one)] += self._columns[one.id].crew_exposure
        for price in priced:
            if self._crew(price.draft) in met:
                met[self._crew(price.draft)] += price.column.crew_exposure
        return met


def _worse(option: Option) -> tuple[bool, float]:
    """Order of options: what leaves the stop out comes after all that serve it, then by added exposure."""
    return option.vehicle_id == "", option.after.person_exposure_upper - option.before.person_exposure_upper


def _free_name(vehicle_id: str, names: set[str]) -> str:
    number = 1
    while f"m.{vehicle_id}.{number}" in names:
        number += 1
    return f"m.{vehicle_id}.{number}"


def _without_empty_centre(problem: Problem, trip: DraftTrip) -> DraftTrip:
    people = any(problem.tasks[task].is_household for task in trip.tasks)
    return trip if people or not trip.centre_id else trip.model_copy(update={"centre_id": ""})


def _with_visit(problem: Problem, trip: DraftTrip, moved: DraftVisit) -> Iterator[tuple[int, DraftTrip]]:
    """The trip with the visit at each position (or joined to a visit there already), by every centre that has room."""
    people = any(problem.tasks[task].is_household for task in (*trip.tasks, *moved.tasks))
    ends = [trip.centre_id] if trip.centre_id or not people else [centre.id for centre in problem.centres]
    there = next((n for n, visit in enumerate(trip.visits) if visit.shelter_id == moved.shelter_id), None)
    for centre in ends:
        if there is not None:
            joined = moved.model_copy(update={"tasks": tuple(sorted((*trip.visits[there].tasks, *moved.tasks)))})
            visits = (*trip.visits[:there], joined, *trip.visits[there + 1 :])
            yield there, trip.model_copy(update={"visits": visits, "centre_id": centre})
            continue
        for position in range(len(trip.visits) + 1):
            visits = (*trip.visits[:position], moved, *trip.visits[position:])
            yield position, trip.model_copy(update={"visits": visits, "centre_id": centre})


def drive_changes(
    plan: Plan,
    operation: Operation,
    heard: Heard,
    roads: StoredRoads,
    *,
    book: bytes,
    before: Draft,
    after: Draft,
    budgets: Operation | None = None,
    progress: Progress = silent,
) -> DayPlan:
    """The plan with the trips of ``after``: those that changed are driven on the roads as they are known now.

    Args:
        plan: holds every trip of ``before``, and perhaps trips that may not be changed.
        operation: the snapshot that the plan was made from, its closures and ``as_of`` brought up to date.
        heard: what is known now.
        roads: the stored network.
        book: the plan's price book.
        before, after: drafts.
        budgets: the operation whose crews' budgets count; ``operation`` by default.
        progress: told of each step.
    """
    ground = lay_ground(operation, heard, roads.network, progress, PriceBook.from_bytes(book))
    problem = without_budgets(ground.problem)
    drawing = Drawing(ground.roads, ground.placed.network, ground.danger, operation.settings.timezone)
    checkins = checkins_of(operation, ground.placed.network)
    known = {trip.id: trip for mission in plan.missions for trip in mission.trips}
    free = {trip.id for trip in before.trips}
    trips: dict[str, list[Trip]] = defaultdict(list)
    for mission in plan.missions:
        trips[mission.vehicle_id] += [trip for trip in mission.trips if trip.id not in free]
    told = []
    for done, drafted in enumerate(after.trips):
        progress(_("Driving the changed trips"), done, len(after.trips))
        if before.trip(drafted.id) == drafted:
            trips[drafted.vehicle_id].append(known[drafted.id])
            continue
        driven = walk(problem, column_of_draft(problem, drafted), ground.roads)
        if driven is None:
            told.append(_("Trip {trip}: no road leads there now.").format(trip=drafted.id))
            continue
        if not driven.keeps:
            told.append(_("Trip {trip}: on the road it breaks an opening hour or a limit.").format(trip=drafted.id))
        column = column_of_draft(problem, drafted)
        exact = type(column)(
            column.vehicle, column.shape, column.rule, column.depart_s, column.start_s, driven.figures, True
        )
        trips[drafted.vehicle_id].append(trip_of(problem, exact, driven, drawing, drafted.id, checkins))
    changed = with_trips(budgets or operation, plan, trips)
    changed = changed.model_copy(
        update={
            "unserved": _unserved(problem, plan, before, after),
            "warnings": (*plan.warnings, *told),
            "as_of_s": operation.as_of_s,
            "rests_on": ground.model.evidence(),
        }
    )
    return DayPlan(changed, operation, ground.placed.network, ground.danger, roads.base_map, ())


def _unserved(problem: Problem, plan: Plan, before: Draft, after: Draft) -> tuple[Unserved, ...]:
    """Those of the plan that are still undone, and what was left out by hand."""
    was = {task for trip in before.trips for task in trip.tasks}
    now = {task for trip in after.trips for task in trip.tasks}
    rows = {(row.kind, row.id): row for row in plan.unserved}
    for number in now - was:
        for key in _names(problem, number):
            rows.pop(key, None)
    for number in sorted(was - now):
        task = problem.tasks[number]
        for kind, name in _names(problem, number):
            rows[kind, name] = Unserved(
                kind=kind,
                id=name,
                shelter_id=problem.sites[task.shelter].id,
                priority=task.priority,
                reason=BY_HAND,
                detail=_("A person left it out of this plan."),
            )
    return tuple(sorted(rows.values(), key=lambda row: (row.priority, row.kind, row.shelter_id, row.id)))


def _names(problem: Problem, number: int) -> list[tuple[str, str]]:
    task = problem.tasks[number]
    if task.is_household:
        return [("household", task.id)]
    return [("need", portion.need_id) for portion in task.portions]


__all__ = ["BY_HAND", "Changes", "Option", "drive_changes", "summed"]
