"""Records from the field in words, for the human who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from corridor_server.fieldsync.records import Operation

KINDS: dict[str, Any] = {
    "delivered": _("Delivered"), "taken": _("Taken aboard"), "refused": _("Refused"), "postponed": _("Postponed"),
    "not_found": _("Not found"), "moved": _("Moved elsewhere"), "road": _("Road"), "incident": _("Incident"),
    "need": _("Need"), "household": _("New household"), "note": _("Note"), "checkin": _("Check-in"),
    "seats": _("Seats left"), "handover": _("Handed over"), "sos": _("Asks for help"), "resolve": _("Decision"),
}  # fmt: skip
SUBJECTS: dict[str, Any] = {
    "household": _("Household"), "road": _("Road"), "note": _("Note"), "seats": _("Seats left"),
    "replaces": _("Correction"), "resolve": _("Decision"),
}  # fmt: skip
WHY: dict[str, Any] = {
    "revoked": _("The phone was revoked."),
    "mission": _("It is not about a mission of the phone's crew."),
}
_SAYS = ("people", "pets", "reason", "help", "to", "state", "text", "seats", "cages", "amounts", "chosen")


@dataclass(frozen=True, slots=True)
class Version:
    """One record as shown."""

    id: str
    kind: Any
    says: str
    who: str
    when: datetime | None


def subject_words(about: str) -> tuple[Any, str]:
    """What a conflict is about: its kind in words, and the end of the id."""
    kind, _slash, name = about.partition("/")
    return SUBJECTS.get(kind, kind), name[-8:]


def version_of(one: Operation, crews: dict[str, str]) -> Version:
    """``one`` in words; ``crews`` gives the call sign of a device."""
    said = [str(one.body[name]) for name in _SAYS if one.body.get(name) not in (None, "", {})]
    return Version(one.id, KINDS.get(one.kind, one.kind), ", ".join(said), crews.get(one.device, ""), _when(one.hlc))


def _when(hlc: str) -> datetime | None:
    """The moment that the phone's clock told; None where it is beyond any calendar."""
    try:
        return datetime.fromtimestamp(int(hlc[:15]) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
