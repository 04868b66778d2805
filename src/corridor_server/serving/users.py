"""Users from the command line. Whoever has the store's passphrase holds every right; each deed is in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from corridor.errors import InputRefused
from corridor_server.accounts.access.roles import Role, clashing
from corridor_server.accounts.enrolment import link_for, link_path
from corridor_server.accounts.models import User
from corridor_server.audit.record import record_by
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "accounts.User"


def add(login: str, name: str, roles: Sequence[str], base_url: str) -> str:
    """A new user; the link through which they come in.

    Raises:
        InputRefused: an unknown role, roles that one person may not hold together, a name that is taken or odd.
    """
    known = {role.value for role in Role}
    odd = [role for role in roles if role not in known]
    if odd:
        raise InputRefused(
            "users.role", _("There is no such role."), f"--role {odd[0]}", _("Roles: {roles}").format(roles=_roles())
        )
    held = frozenset(Role(role) for role in roles)
    if clashing(held):
        raise InputRefused(
            "users.roles_clash",
            _("Nobody may hold these roles together: one exists to keep people's data out of a pair of hands."),
            " ".join(roles),
            _("Make two users, for two people."),
        )
    try:
        User(username=login, full_name=name).clean_fields(exclude=["password", "roles"])
    except ValidationError as error:
        raise InputRefused(
            "users.login", _("This login name cannot be used."), login, " ".join(error.messages)
        ) from error
    if User.objects.filter(username=login).exists():
        raise InputRefused("users.taken", _("This login name is taken."), login, _("Choose another."))
    with transaction.atomic():
        user = User.objects.enlist(login, name, held)
        record_by("", "user.invited", kind=KIND, object_id=str(user.pk), detail={"roles": user.roles})
        return _link(user, base_url)


def new_link(login: str, base_url: str) -> str:
    """A fresh link for someone who is here already."""
    user = _known(login)
    with transaction.atomic():
        record_by("", "user.link_made", kind=KIND, object_id=str(user.pk))
        return _link(user, base_url)


def disable(login: str) -> None:
    """Close the account and every session of it."""
    user = _known(login)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False, disabled_at=timezone.now())
        ended, _by_table = user.sessions.all().delete()
        user.enrolments.filter(used=None).delete()
        record_by("", "user.disabled", kind=KIND, object_id=str(user.pk), detail={"sessions": ended})


def unlock(login: str) -> int:
    """Forget wrong passphrases; how many failures were forgotten."""
    user = _known(login)
    with transaction.atomic():
        count = int(reset(username=user.username))
        record_by("", "user.unlocked", kind=KIND, object_id=str(user.pk))
    return count


def _link(user: User, base_url: str) -> str:
    _enrolment, token = link_for(user, None)
    return base_url.rstrip("/") + link_path(token)


def _known(login: str) -> User:
    found = User.objects.filter(username=login.lower()).first()
    if found is None:
        raise InputRefused(
            "users.unknown", _("Nobody has this login name."), login, _("See: corridor admin users list")
        )
    return found


def _roles() -> str:
    return ", ".join(role.value for role in Role)
