"""The desk over a real SQLCipher store, one for the whole run; each test works in a transaction of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from corridor_server.accounts import sessions
from corridor_server.accounts.models import User

PASSPHRASE = "quiet copper lantern meadow"
MakeUser = Callable[..., User]
SignedIn = Callable[..., Client]


@pytest.fixture(scope="session", autouse=True)
def folder_of_the_desk() -> Iterator[None]:
    """The folder beside the store."""
    django_settings.DESK_FOLDER.mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(django_settings.DESK_FOLDER, ignore_errors=True)


@pytest.fixture
def own_folder(tmp_path: Path, settings: Settings) -> Path:
    """A folder for anchors of this test alone."""
    settings.DESK_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def make_user(own_folder: Path, db: None) -> MakeUser:
    """``make_user("olha", "registrar", ...)``: an active user with passphrase and phone."""

    def make(username: str, *roles: str, full_name: str = "") -> User:
        user = User(username=username, full_name=full_name or f"User {username}", roles=" ".join(roles), is_active=True)
        user.set_password(PASSPHRASE)
        user.save()
        TOTPDevice.objects.create(user=user, confirmed=True, name="phone")
        return user

    return make


@pytest.fixture
def signed_in(make_user: MakeUser) -> SignedIn:
    """``signed_in("registrar")``: a browser past login and second factor; ``.user`` is who sits there."""

    def sign_in(*roles: str, user: User | None = None, reads: tuple[tuple[str, str], ...] = ()) -> Client:
        client = Client()
        who = user or make_user("-".join(roles), *roles)
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        sessions.bind(session, "", "127.0.0.1")
        for label, record in reads:
            sessions.give_reason(session, label, record, "check", time.time())
        session.save()
        client.user = who  # type: ignore[attr-defined]
        return client

    return sign_in


@pytest.fixture
def code_of() -> Callable[[User], str]:
    """What the phone of a user shows now; ``steps`` periods later or earlier."""

    def code(user: User, steps: int = 0) -> str:
        device = TOTPDevice.objects.get(user=user, confirmed=True)
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        totp.time = time.time() + steps * device.step
        return f"{totp.token():06d}"

    return code
