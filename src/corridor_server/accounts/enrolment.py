"""From a link that works once to a user with passphrase and second factor."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor_server.accounts.access.roles import COORDINATOR, Role, opens_names
from corridor_server.accounts.models import Enrolment, User
from corridor_server.audit.record import record_by

if TYPE_CHECKING:
    from corridor_server.accounts.access.roles import Roles

LINK_LASTS = timedelta(hours=24)
FIRST_NAME = "coordinator"


def invite(username: str, full_name: str, roles: Roles, made_by: User) -> tuple[Enrolment, str]:
    """A new user and the token of their link.

    Whoever reads no names cannot alone let another read them: the link then waits for a second person.
    """
    with transaction.atomic():
        user = User.objects.enlist(username, full_name, roles)
        return link_for(user, made_by)


def link_for(user: User, made_by: User | None) -> tuple[Enrolment, str]:
    """A fresh link for ``user``; older ones of theirs stop working."""
    token = secrets.token_urlsafe(32)
    waits = made_by is not None and opens_names(user.role_set) and not opens_names(made_by.role_set)
    with transaction.atomic():
        user.enrolments.filter(used=None).delete()
        enrolment = Enrolment.objects.create(
            user=user,
            digest=_digest(token),
            expires=timezone.now() + LINK_LASTS,
            made_by=made_by,
            needs_approval=waits,
        )
    return enrolment, token


def open_enrolment(token: str) -> Enrolment | None:
    """The enrolment that ``token`` opens now; None for a used, old, waiting or unknown one."""
    found = Enrolment.objects.select_related("user").filter(digest=_digest(token), used=None).first()
    return found if found is not None and _open(found) else None


def still_open(enrolment_id: str) -> Enrolment | None:
    """An enrolment opened before in this session, if nothing has closed it since."""
    found = Enrolment.objects.select_related("user").filter(pk=enrolment_id, used=None).first()
    return found if found is not None and _open(found) else None


def complete(enrolment: Enrolment, passphrase: str) -> User | None:
    """Activate the user; None when another request used the link first. The second factor is confirmed before."""
    user: User = enrolment.user
    with transaction.atomic():
        if not Enrolment.objects.filter(pk=enrolment.pk, used=None).update(used=timezone.now()):
            return None
        user.set_password(passphrase)
        user.is_active = True
        user.disabled_at = None
        user.save()
        user.sessions.all().delete()
        record_by(str(user.pk), "account.enrolled", kind="accounts.User", object_id=str(user.pk), role=user.roles)
    return user


def first_link(base_url: str) -> str | None:
    """The link for the first coordinator, made anew at each start until used; None when there is a coordinator."""
    holders = [user for user in User.objects.all() if user.role_set & COORDINATOR]
    if any(user.is_active or user.disabled_at for user in holders):
        return None
    user = (
        holders[0]
        if holders
        else User.objects.enlist(FIRST_NAME, _("First coordinator"), frozenset({Role.COORDINATOR}))
    )
    _enrolment, token = link_for(user, None)
    return base_url.rstrip("/") + link_path(token)


def link_path(token: str) -> str:
    """Path of the link."""
    return reverse("accounts:enrol_open", args=[token])


def _open(enrolment: Enrolment) -> bool:
    return not enrolment.waits and enrolment.expires > timezone.now() and enrolment.user.disabled_at is None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
