"""Roles, reasons and deeds in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from corridor_server.accounts.access.roles import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ROLE_LABELS: dict[Role, _StrPromise] = {
    Role.COORDINATOR: _("Coordinator"),
    Role.REGISTRAR: _("Registrar"),
    Role.CREW_LEAD: _("Crew lead"),
    Role.TRACING: _("Tracing"),
    Role.PLANNER: _("Planner"),
    Role.OFFICER: _("Data protection officer"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
ROLE_DUTIES: dict[Role, _StrPromise] = {
    Role.COORDINATOR: _("Runs the day: people, plans, approvals, users."),
    Role.REGISTRAR: _("Takes requests; keeps people and shelters."),
    Role.CREW_LEAD: _("Sees missions and the people on them; records what happened."),
    Role.TRACING: _("Brings families together, with consent."),
    Role.PLANNER: _("Plans with numbers and places; reads no names."),
    Role.OFFICER: _("Watches over what is kept, read, erased and released."),
    Role.AUDITOR: _("Checks the audit; sees no people."),
    Role.ADMINISTRATOR: _("Keeps users, keys and backups; sees no people."),
}
REASONS: dict[str, _StrPromise] = {
    "call": _("They are on the phone"),
    "journey": _("A visit or a journey is being prepared"),
    "duplicate": _("To see whether two records are one person"),
    "correction": _("To correct or complete the record"),
    "tracing": _("A tracing request"),
    "subject": _("They asked what is held about them"),
    "check": _("A check of how records are kept"),
}


def role_label(role: Role) -> _StrPromise:
    """Name of a role."""
    return ROLE_LABELS[role]


def reason_label(reason: str) -> str:
    """A preset in words; other reasons as they were typed."""
    return str(REASONS.get(reason, reason))
