"""The eight roles, the groups that the table speaks of, and which of them one person may hold together."""

from __future__ import annotations

from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a person does here. The value is stored; the label is translated where it is shown."""

    COORDINATOR = "coordinator"
    REGISTRAR = "registrar"
    CREW_LEAD = "crew_lead"
    TRACING = "tracing"
    PLANNER = "planner"
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


Roles = frozenset[Role]

COORDINATOR = frozenset({Role.COORDINATOR})
REGISTRAR = frozenset({Role.REGISTRAR})
CREW_LEAD = frozenset({Role.CREW_LEAD})
TRACING = frozenset({Role.TRACING})
PLANNER = frozenset({Role.PLANNER})
OFFICER = frozenset({Role.OFFICER})
"""The data protection officer."""
AUDITOR = frozenset({Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

COORDINATORS = COORDINATOR
NAMES = COORDINATOR | REGISTRAR | CREW_LEAD | TRACING | OFFICER
"""Those who may read the names of people."""
DESK = NAMES | PLANNER
"""Those who work with the operation; the planner among them reads no names."""
EVERYONE: Roles = frozenset(Role)
WITHOUT_PEOPLE = AUDITOR | ADMINISTRATOR | PLANNER
"""Roles that exist to keep people's data out of a pair of hands: they cannot be held with a role that reads names."""


@cache
def parse(stored: str) -> Roles:
    """Roles from their stored form, words between spaces; an unknown word gives no right."""
    known = {role.value: role for role in Role}
    return frozenset(known[word] for word in stored.split() if word in known)


def stored(roles: Roles) -> str:
    """The stored form of ``roles``, in the order of the roles."""
    return " ".join(role.value for role in Role if role in roles)


def clashing(roles: Roles) -> Roles:
    """Roles among ``roles`` that cannot be held together; empty when the combination is allowed."""
    apart = roles & WITHOUT_PEOPLE
    return roles if apart and roles & NAMES else frozenset()


def opens_names(roles: Roles) -> bool:
    """Whether someone with ``roles`` reads names of people."""
    return bool(roles & NAMES)
