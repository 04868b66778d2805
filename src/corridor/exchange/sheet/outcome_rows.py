"""The part of a crew sheet that is filled by pen: the columns of ``outcomes.csv``, planned rows begun.

The column names are those of the file, so that a registrar types what stands there, cell by cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.domain.outcomes import Outcome, OutcomeKind
from corridor.exchange.sheet.words import handed_over, quantity
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.domain.operation import Household, Item
    from corridor.domain.plan import Mission

BLANK_ROWS = 8
CONSTANT = ("mission_id", "reporter")
"""Columns that are the same in every row; they stand once, above the table."""


def columns() -> tuple[str, ...]:
    """The columns of ``outcomes.csv`` in their order."""
    return tuple(Outcome.model_fields)


def _titles() -> dict[str, str]:
    return {
        "id": _("Row"),
        "time": _("Time"),
        "what": _("What happened"),
        "shelter_id": _("Shelter"),
        "household_id": _("Household"),
        "item_id": _("Item"),
        "amount": _("Amount"),
        "people": _("People"),
        "lon": _("From: east"),
        "lat": _("north"),
        "to_lon": _("To: east"),
        "to_lat": _("north"),
        "reason": _("Why, or what was seen"),
        "detail": _("Detail, ask again on"),
    }


def outcome_table(mission: Mission, households: Mapping[str, Household], items: Mapping[str, Item]) -> dict[str, Any]:
    """Head, rows and words of the table; a cell is text, or a list of words to tick."""
    names = [name for name in columns() if name not in CONSTANT]
    titles = _titles()
    rows: list[dict[str, Any]] = []
    for trip in mission.trips:
        for stop in trip.stops:
            for delivery in stop.deliveries:
                item = items.get(delivery.item_id)
                unit = item.unit if item else ""
                rows.append(
                    {
                        "what": [_tick(OutcomeKind.DELIVERED)],
                        "shelter_id": stop.place_id,
                        "item_id": delivery.item_id,
                        "amount": f"/ {quantity(handed_over(delivery.amount, unit), unit)}",
                    }
                )
            for taken in stop.taken:
                household = households.get(taken)
                rows.append(
                    {
                        "what": [
                            _tick(kind) for kind in (OutcomeKind.TAKEN, OutcomeKind.REFUSED, OutcomeKind.NOT_FOUND)
                        ],
                        "shelter_id": stop.place_id,
                        "household_id": taken,
                        "people": f"/ {household.people}" if household else "",
                    }
                )
    rows.extend({} for _blank in range(BLANK_ROWS))
    for number, row in enumerate(rows, 1):
        row["id"] = f"{mission.id}-{number:02d}"
    return {
        "title": _("What happened"),
        "how": _("Fill by pen. The second line of the head is the column in outcomes.csv. One row tells one thing."),
        "codes_title": _("For “what”:"),
        "codes": [_tick(kind) for kind in OutcomeKind],
        "mission": ["mission_id", mission.id],
        "reporter": ["reporter", _("anonymous id of who fills this in")],
        "columns": [{"name": name, "title": titles.get(name, name)} for name in names],
        "rows": [[row.get(name, "") for name in names] for row in rows],
    }


def _tick(kind: OutcomeKind) -> dict[str, str]:
    words = {
        OutcomeKind.DELIVERED: _("delivered"),
        OutcomeKind.TAKEN: _("taken"),
        OutcomeKind.REFUSED: _("refused"),
        OutcomeKind.NOT_FOUND: _("not found"),
        OutcomeKind.ROAD_PASSED: _("road passed unharmed"),
        OutcomeKind.ROAD_SHUT: _("road shut"),
        OutcomeKind.ROAD_OPEN: _("road open again"),
        OutcomeKind.SEEN: _("something dangerous seen"),
    }
    return {"code": kind.value, "text": words[kind]}
