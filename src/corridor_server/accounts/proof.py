"""Passphrase and second factor together; every failure counts towards the lockout, and all of them look the same."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate, login
from django.contrib.auth.signals import user_login_failed

from corridor_server.accounts import second_factor, sessions
from corridor_server.accounts.models import User
from corridor_server.accounts.settings import peer_address
from corridor_server.audit.record import record

if TYPE_CHECKING:
    from django.http import HttpRequest


def prove(request: HttpRequest, username: str, passphrase: str, code: str) -> User | None:
    """The user whom passphrase and code prove; None otherwise, whatever was wrong."""
    user = authenticate(request, username=username.strip().lower(), password=passphrase)
    if not isinstance(user, User):
        return None
    if second_factor.holds(user, code):
        return user
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)
    return None


def enter(request: HttpRequest, user: User) -> None:
    """Begin a session for a proven ``user``: a new key, whatever the browser brought; bound from here on."""
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    sessions.bind(request.session, request.headers.get("User-Agent", ""), peer_address(request))
    record(request, "account.login")


def confirm(request: HttpRequest, passphrase: str) -> bool:
    """Give the passphrase again, to open a lock or before a grave act. Failures count like those of the login."""
    user = authenticate(request, username=request.user.get_username(), password=passphrase)
    if user is None or user.pk != request.user.pk:
        return False
    sessions.confirm(request.session, time.time())
    return True
