"""Rows of ``outcomes.csv`` against the folder: what is missing, refers to nothing, or cannot be true."""

from __future__ import annotations

from datetime import date, timedelta
from math import inf
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.domain.incidents import IncidentKind
from corridor.domain.outcomes import Outcome, OutcomeKind
from corridor.exchange.cells import prepared
from corridor.exchange.operation.checks import Area, area_of_operation
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.domain.operation import Operation
    from corridor.exchange.lines import ProblemList
    from corridor.exchange.operation.rows import Placed

FARTHEST_DAYS = 31
"""Days between an outcome and the planned day; farther is a slip of the pen."""

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


def _fleet_carries(operation: Operation) -> dict[str, float]:
    """The most of each item, in its units, that all vehicles could bring in one day, by weight and by volume."""
    trips = operation.settings.plan.max_trips
    kg = trips * sum(vehicle.load_kg for vehicle in operation.vehicles)
    litres = trips * sum(vehicle.load_litres for vehicle in operation.vehicles)
    return {
        item.id: min(kg / item.kg if item.kg else inf, litres / item.litres if item.litres else inf)
        for item in operation.items
    }


class OutcomeChecks:
    """Rows against the folder; collects the dates to ask again."""

    def __init__(self, operation: Operation, problems: ProblemList) -> None:
        self.problems = problems
        self.ids = {
            "shelter_id": {shelter.id for shelter in operation.shelters},
            "item_id": {item.id for item in operation.items},
            "household_id": {household.id for household in operation.households},
        }
        self.people = {household.id: household.people for household in operation.households}
        self.fleet_carries = _fleet_carries(operation)
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
        if not self._plausible(outcome, line):
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

    def _plausible(self, outcome: Outcome, line: int) -> bool:
        """Whether the row can be true; a slip of the pen must not move stocks and lists."""
        days_off = abs((outcome.time.astimezone(self.zone).date() - self.day).days)
        if days_off > FARTHEST_DAYS:
            reason = _("This lies {n} days from the planned day.").format(n=days_off)
            return self._refuse("outcome.far_day", line, "time", outcome.time.isoformat(), reason)
        most = self.fleet_carries.get(outcome.item_id) if outcome.what is OutcomeKind.DELIVERED else None
        if most is not None and outcome.amount is not None and outcome.amount > most:
            reason = _("All vehicles together can bring {most} of it in a day.").format(most=f"{most:.0f}")
            return self._refuse("outcome.amount", line, "amount", f"{outcome.amount:g}", reason)
        listed = self.people.get(outcome.household_id) if outcome.what is OutcomeKind.TAKEN else None
        if listed is not None and outcome.people is not None and outcome.people > listed:
            reason = _("The household has {n} people on the list.").format(n=listed)
            return self._refuse("outcome.people", line, "people", str(outcome.people), reason)
        return True

    def _refuse(self, code: str, line: int, column: str, value: str, reason: str) -> bool:
        self.problems.add(
            code, line, column, value, reason=reason, remedy=_("Correct it; if it is true, correct the folder's lists.")
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
