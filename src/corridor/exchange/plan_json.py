"""``plan.json``: the plan as the desk keeps it, and back.

Layout: the fields of ``domain.plan.Plan``, UTF-8, two spaces, fields in the order of the model. Times are epoch
seconds. Same plan, same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from corridor.domain.plan import PLAN_VERSION, Leg, Mission, Path, Plan, Sharing, Stop, Trip
from corridor.errors import InputRefused
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path as FilePath


def dump_plan(plan: Plan) -> bytes:
    """``plan`` as the bytes of ``plan.json``."""
    return plan.model_dump_json(indent=2).encode() + b"\n"


def load_plan(path: FilePath) -> Plan:
    """The plan in ``path``.

    Raises:
        InputRefused: ``plan.unreadable`` when it is no plan, ``plan.version`` when it is of another version.
        OSError: when the file cannot be read.
    """
    try:
        plan = Plan.model_validate_json(path.read_bytes())
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise InputRefused(
            "plan.unreadable",
            _("This is not a plan that Corridor wrote: {reason}.").format(reason=fault["msg"]),
            ":".join((path.name, *(str(step) for step in fault["loc"]))),
            _("Give the plan.json that “corridor plan” left, unchanged."),
        ) from None
    if plan.version != PLAN_VERSION:
        raise InputRefused(
            "plan.version",
            _("The plan is of version {version}; this program reads version {known}.").format(
                version=plan.version, known=PLAN_VERSION
            ),
            path.name,
            _("Plan the day again with this program."),
        )
    return plan


def desk_copy(plan: Plan) -> Plan:
    """``plan`` without coordinates, lines, road names and words about roads: what ``plan.json`` holds.

    Ids, times, loads and exposures stay, because the day is closed against them. It is still secret.
    """
    missions = tuple(_mission(mission) for mission in plan.missions)
    unserved = tuple(left.model_copy(update={"detail": ""}) for left in plan.unserved)
    return plan.model_copy(
        update={"sharing": Sharing.DESK, "missions": missions, "unserved": unserved, "warnings": ()},
    )


def _mission(mission: Mission) -> Mission:
    return mission.model_copy(update={"trips": tuple(_trip(trip) for trip in mission.trips)})


def _trip(trip: Trip) -> Trip:
    return trip.model_copy(
        update={"stops": tuple(_stop(stop) for stop in trip.stops), "legs": tuple(_leg(leg) for leg in trip.legs)}
    )


def _stop(stop: Stop) -> Stop:
    return stop.model_copy(update={"lon": None, "lat": None})


def _leg(leg: Leg) -> Leg:
    second = None if leg.second_best is None else _path(leg.second_best)
    return leg.model_copy(update={"path": _path(leg.path), "second_best": second, "why": ""})


def _path(path: Path) -> Path:
    return path.model_copy(update={"roads": (), "line": ()})
