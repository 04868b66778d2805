"""What a call weighs, as a proposal; the registrar decides. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from corridor_server.registry.models.words import Priority, RequestKind

if TYPE_CHECKING:
    from collections.abc import Mapping

LIFE_SAVING = {
    "medical": _("medically urgent"),
    "no_water": _("no drinking water"),
    "stretchers": _("somebody cannot get up"),
}
NEEDED = {
    "wheelchairs": _("a wheelchair"),
    "children": _("children"),
    "elders": _("old people"),
}
KINDS = {
    RequestKind.MEDICAL: Priority.LIFE,
    RequestKind.MEDICINE: Priority.NEEDED,
    RequestKind.EVACUATION: Priority.NEEDED,
    RequestKind.SUPPLIES: Priority.NEEDED,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A triage with the facts that it rests on."""

    triage: Priority
    because: tuple[str, ...]


def propose(kind: str, facts: Mapping[str, object]) -> Proposal:
    """The triage of a call.

    Args:
        kind: what is asked for, a ``RequestKind``.
        facts: fields of the request by name: numbers and ticks.
    """
    urgent = tuple(str(words) for name, words in LIFE_SAVING.items() if facts.get(name))
    if urgent or KINDS.get(RequestKind(kind)) == Priority.LIFE:
        return Proposal(Priority.LIFE, urgent or (str(RequestKind(kind).label),))
    needed = tuple(str(words) for name, words in NEEDED.items() if facts.get(name))
    base = KINDS.get(RequestKind(kind), Priority.ROOM)
    return Proposal(Priority.NEEDED if needed else base, needed or (str(RequestKind(kind).label),))
