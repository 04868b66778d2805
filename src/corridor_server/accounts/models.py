"""Users, their recovery codes, their enrolment links and their sessions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corridor_server.accounts.access.roles import Role, Roles, parse, stored
from corridor_server.accounts.words import role_label
from corridor_server.store.models import Record


class Users(BaseUserManager["User"]):
    """Makes users; names compare without case."""

    def enlist(self, username: str, full_name: str, roles: Roles) -> User:
        """A user who cannot log in yet: without passphrase and second factor, not active."""
        user = self.model(username=username.lower(), full_name=full_name, roles=stored(roles), is_active=False)
        user.set_unusable_password()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user who logs in as ``username``."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, Record):
    """Someone who works here. Roles say what they may do; see ``access``."""

    username = models.CharField(
        _("Login name"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,39}\Z", _("Two to forty small Latin letters, digits, dots."))
        ],
    )
    full_name = models.CharField(pgettext_lazy("person", "Name"), max_length=80)
    roles = models.CharField(_("Roles"), max_length=120, blank=True)
    is_active = models.BooleanField(default=False)
    disabled_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    objects = Users()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def role_set(self) -> Roles:
        """Roles held."""
        return parse(self.roles)

    @property
    def display_name(self) -> str:
        """What others see beside what this user did."""
        return self.full_name or self.username

    def role_words(self) -> str:
        """Roles in the reader's language."""
        return ", ".join(str(role_label(role)) for role in Role if role in self.role_set)

    def holds(self, *roles: Role) -> bool:
        """Whether one of ``roles`` is held."""
        return bool(self.role_set & frozenset(roles))


class RecoveryCode(Record):
    """One of ten codes for the day the phone is lost. Eighty random bits, so a plain digest is enough."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used = models.DateTimeField(null=True)


class Enrolment(Record):
    """A link that works once: through it a person chooses a passphrase and a second factor.

    Where it opens names of people and its maker reads none, ``approved_by`` must hold someone who does.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="enrolments")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    needs_approval = models.BooleanField(default=False)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    @property
    def waits(self) -> bool:
        """Whether a second person must agree first."""
        return self.needs_approval and self.approved_by_id is None


class DeskSession(AbstractBaseSession):
    """A session that its owner can recognise. ``handle`` names it in pages, so that its key stays secret."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    handle = models.CharField(max_length=36, db_index=True, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=60, blank=True)
    started = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The engine that writes these."""
        from corridor_server.accounts.session_store import SessionStore  # noqa: PLC0415 - models load before engines

        return SessionStore
