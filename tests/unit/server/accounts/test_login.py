"""Attacks on the login, through the whole middleware: none of them may be accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from corridor_server.accounts import second_factor
from corridor_server.accounts.models import DeskSession, User
from corridor_server.audit.models import Event

PASSPHRASE = "quiet copper lantern meadow"
COOKIE = "__Host-desk"
CodeOf = Callable[..., str]
MakeUser = Callable[..., User]


@pytest.fixture
def olha(make_user: MakeUser) -> User:
    return make_user("olha", "registrar")


def try_login(client: Client, user: User, code: str, passphrase: str = PASSPHRASE, **headers: str) -> int:
    form = {"username": user.username, "passphrase": passphrase, "code": code}
    return client.post("/account/login/", form, headers=headers or None).status_code


def inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def rested(user: User) -> None:
    """Let the device's pause after a wrong code pass."""
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_passphrase_and_code_open_the_desk(olha: User, code_of: CodeOf) -> None:
    client = Client()
    assert not inside(client)
    assert try_login(client, olha, code_of(olha)) == 302
    assert inside(client)
    cookie = client.cookies[COOKIE]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["domain"]


@pytest.mark.parametrize("wrong", ["passphrase", "code", "no code", "username", "disabled", "no phone"])
def test_one_wrong_part_is_refused_in_the_same_words(olha: User, code_of: CodeOf, wrong: str) -> None:
    client, code = Client(), code_of(olha)
    form = {"username": "olha", "passphrase": PASSPHRASE, "code": code}
    if wrong == "disabled":
        User.objects.update(is_active=False)
    elif wrong == "no phone":
        TOTPDevice.objects.update(confirmed=False)
    form |= {"passphrase": {"passphrase": "quiet copper lantern"}, "code": {"code": f"{(int(code) + 1) % 10**6:06d}"},
             "no code": {"code": "-"}, "username": {"username": "nobody"}}.get(wrong, {})  # fmt: skip
    answer = client.post("/account/login/", form)
    assert answer.status_code == 422
    assert "This does not fit together." in answer.content.decode()
    assert not inside(client)


def test_a_session_chosen_by_an_attacker_is_never_logged_in(olha: User, code_of: CodeOf) -> None:
    attacker = Client()
    attacker.cookies[COOKIE] = "a" * 32
    attacker.get("/account/login/")
    known = Client()
    session = known.session
    session["planted"] = True
    session.save()
    for key in ("a" * 32, session.session_key):
        victim = Client()
        victim.cookies[COOKIE] = str(key)
        rested(olha)
        TOTPDevice.objects.update(last_t=-1)
        assert try_login(victim, olha, code_of(olha)) == 302
        assert victim.cookies[COOKIE].value != key
        attacker.cookies[COOKIE] = str(key)
        assert not inside(attacker)
        assert "planted" not in victim.session


def test_a_code_works_once_and_older_ones_not_after_it(olha: User, code_of: CodeOf) -> None:
    code = code_of(olha)
    assert try_login(Client(), olha, code) == 302
    rested(olha)
    assert try_login(Client(), olha, code) == 422
    rested(olha)
    assert try_login(Client(), olha, code_of(olha, -1)) == 422


def test_a_recovery_code_works_once(olha: User) -> None:
    codes = second_factor.renew_recovery_codes(olha)
    assert len(set(codes)) == 10
    assert try_login(Client(), olha, codes[3]) == 302
    assert try_login(Client(), olha, codes[3]) == 422
    assert try_login(Client(), olha, codes[4].upper().replace("-", " ")) == 302
    assert second_factor.renew_recovery_codes(olha)
    assert try_login(Client(), olha, codes[5]) == 422


def forged(number: int) -> Iterator[tuple[str, str]]:
    for name in (
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Client-IP",
        "CF-Connecting-IP",
        "True-Client-IP",
        "X-Cluster-Client-IP",
    ):
        yield name, f"10.{number % 250}.{number // 250}.7"
    yield "Forwarded", f"for=10.0.{number}.9;proto=https"
    yield "User-Agent", f"Browser/{number}"


def test_guessing_with_forged_headers_is_locked_out_after_five(olha: User, code_of: CodeOf) -> None:
    statuses = [
        try_login(Client(), olha, "000000", f"guess number {number}", **dict(forged(number))) for number in range(40)
    ]
    assert statuses[:4] == [422] * 4
    assert set(statuses[4:]) == {429}
    assert try_login(Client(), olha, code_of(olha), **dict(forged(77))) == 429, "the right one, too late"
    assert {one.ip_address for one in AccessAttempt.objects.all()} == {"127.0.0.1"}


def test_guessing_codes_with_the_right_passphrase_is_locked_out(olha: User, code_of: CodeOf) -> None:
    wrong = f"{(int(code_of(olha)) + 5) % 10**6:06d}"
    statuses = []
    for number in range(8):
        rested(olha)
        statuses.append(try_login(Client(), olha, wrong, **dict(forged(number))))
    assert statuses == [422] * 4 + [429] * 4
    rested(olha)
    assert try_login(Client(), olha, code_of(olha)) == 429


def test_a_lockout_ends_after_a_quarter_of_an_hour_and_leaves_sessions_alone(olha: User, code_of: CodeOf) -> None:
    client = Client()
    assert try_login(client, olha, code_of(olha)) == 302
    for number in range(6):
        try_login(Client(), olha, "000000", f"guess number {number}")
    assert inside(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    TOTPDevice.objects.update(last_t=-1)
    rested(olha)
    assert try_login(Client(), olha, code_of(olha)) == 302


def test_no_try_is_kept_with_passphrase_or_code(olha: User) -> None:
    try_login(Client(), olha, "135791", "a passphrase of somebody")
    kept = "".join(f"{one.get_data}{one.post_data}{one.path_info}" for one in AccessAttempt.objects.all())
    assert kept
    assert "135791" not in kept
    assert "somebody" not in kept


def test_after_logout_the_old_cookie_is_dead(olha: User, code_of: CodeOf) -> None:
    client, thief = Client(), Client()
    try_login(client, olha, code_of(olha))
    thief.cookies[COOKIE] = client.cookies[COOKIE].value
    answer = client.post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not inside(client)
    assert not inside(thief)


def test_disabling_a_user_ends_their_sessions_at_once(
    olha: User, code_of: CodeOf, signed_in: Callable[..., Client]
) -> None:
    client = Client()
    try_login(client, olha, code_of(olha))
    assert inside(client)
    keeper = signed_in("coordinator")
    assert keeper.post(f"/admin/users/{olha.pk}/disable/").status_code == 302
    assert not inside(client)
    assert not DeskSession.objects.filter(user=olha).exists()
    TOTPDevice.objects.update(last_t=-1)
    assert try_login(Client(), olha, code_of(olha)) == 422


@pytest.mark.parametrize("change", [{"headers": {"User-Agent": "another"}}, {"REMOTE_ADDR": "192.168.7.9"}])
def test_a_stolen_cookie_is_refused_elsewhere_and_ends_the_session(
    olha: User, code_of: CodeOf, change: dict[str, object]
) -> None:
    client, thief = Client(), Client()
    try_login(client, olha, code_of(olha))
    thief.cookies[COOKIE] = client.cookies[COOKIE].value
    assert thief.get("/account/", **change).status_code == 302  # type: ignore[arg-type]
    assert not inside(client), "the owner logs in anew and so learns of it"
    assert Event.objects.filter(action="session.ended").exists()


def test_a_session_ends_after_its_shift(olha: User, code_of: CodeOf) -> None:
    client = Client()
    try_login(client, olha, code_of(olha))
    session = client.session
    session["started"] -= 12 * 3600 + 1
    session.save()
    assert not inside(client)


def test_a_desk_left_alone_locks_and_the_passphrase_opens_it(olha: User, code_of: CodeOf) -> None:
    client = Client()
    try_login(client, olha, code_of(olha))
    session = client.session
    session["seen"] -= settings.DESK_IDLE_SECONDS + 1
    session.save()
    answer = client.get("/account/")
    assert answer.headers["Location"] == "/account/unlock/?next=%2Faccount%2F"
    assert client.post("/account/unlock/", {"passphrase": "wrong one altogether"}).status_code == 422
    assert not inside(client)
    opened = client.post("/account/unlock/", {"passphrase": PASSPHRASE, "next": "/account/"})
    assert opened.headers["Location"] == "/account/"
    assert inside(client)


def test_guessing_at_the_lock_ends_the_session(olha: User, code_of: CodeOf) -> None:
    client = Client()
    try_login(client, olha, code_of(olha))
    client.post("/account/lock/")
    assert not inside(client)
    statuses = [client.post("/account/unlock/", {"passphrase": f"guess number {n}"}).status_code for n in range(5)]
    assert statuses == [422] * 4 + [429]
    assert not DeskSession.objects.filter(user=olha).exists()


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_leads_nowhere_else(olha: User, code_of: CodeOf, address: str) -> None:
    form = {"username": "olha", "passphrase": PASSPHRASE, "code": code_of(olha), "next": address}
    assert Client().post("/account/login/", form).headers["Location"] == "/"


def test_forms_need_the_token_of_our_own_pages(olha: User, code_of: CodeOf) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert try_login(strict, olha, code_of(olha)) == 403
