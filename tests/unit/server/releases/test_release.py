"""A list leaves by two persons, once, marked; and not otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from corridor_server.accounts.models import User
from corridor_server.audit.models import Event
from corridor_server.releases.models import Release, State
from corridor_server.releases.sources import SOURCES, Source

SignedIn = Callable[..., Client]
STAFF = Source("staff", "Staff", "accounts.User", (("full_name", "Name"), ("username", "Login")), "lon", "lat", "roles")
"""Any model serves; this one is at hand in every store."""


@pytest.fixture(autouse=True)
def staff_list() -> Iterator[None]:
    SOURCES["staff"] = STAFF
    yield
    del SOURCES["staff"]


def ask(client: Client, **fields: object) -> str:
    form = {"source": "staff", "recipient": "A relief organisation", "purpose": "Blankets", **fields}
    answer = client.post("/admin/releases/ask/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def decide(client: Client, page: str, decision: str = "agree") -> None:
    assert client.post(f"{page}decide/", {"decision": decision}).status_code == 302


def rows_of(answer: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_asked_by_one_agreed_by_another_taken_once(signed_in: SignedIn) -> None:
    registrar, coordinator = signed_in("registrar"), signed_in("coordinator")
    page = ask(registrar, exact="on", columns=["full_name"])
    assert registrar.post(f"{page}take/").status_code == 302, "not yet"
    decide(coordinator, page)
    assert coordinator.post(f"{page}take/").status_code == 302, "not by another"
    taken = registrar.post(f"{page}take/")
    assert taken.status_code == 200
    rows = rows_of(taken)
    release = Release.objects.get()
    assert release.number in rows[0][0]
    assert "A relief organisation" in rows[1][0]
    assert "User registrar" in rows[2][0]
    assert "User coordinator" in rows[2][0]
    assert sorted(row[0] for row in rows[5:-1]) == ["User coordinator", "User registrar"]
    assert rows[4] == ["Name"], "columns that were not asked for stay here"
    assert (release.state, release.rows, len(release.digest)) == (State.TAKEN, 2, 64)
    assert registrar.post(f"{page}take/").status_code == 302, "once"
    told = list(Event.objects.filter(action__startswith="release.").values_list("action", flat=True))
    assert told == ["release.asked", "release.agreed", "release.taken"]


def test_nobody_agrees_to_their_own(signed_in: SignedIn) -> None:
    coordinator = signed_in("coordinator")
    page = ask(coordinator)
    decide(coordinator, page)
    assert Release.objects.get().state == State.ASKED


def test_one_person_under_two_names_of_session_is_still_one(signed_in: SignedIn) -> None:
    coordinator = signed_in("coordinator")
    page = ask(coordinator)
    decide(signed_in(user=User.objects.get()), page)
    assert Release.objects.get().state == State.ASKED


@pytest.mark.parametrize("role", ["registrar", "tracing", "planner", "auditor", "administrator", "crew_lead"])
def test_other_roles_cannot_agree(signed_in: SignedIn, role: str) -> None:
    page = ask(signed_in("coordinator"))
    assert signed_in(role).post(f"{page}decide/", {"decision": "agree"}).status_code == 403
    assert Release.objects.get().state == State.ASKED


def test_a_refused_release_stays_refused(signed_in: SignedIn) -> None:
    registrar, officer, coordinator = signed_in("registrar"), signed_in("officer"), signed_in("coordinator")
    page = ask(registrar)
    decide(officer, page, "refuse")
    decide(coordinator, page)
    assert Release.objects.get().state == State.REFUSED
    assert registrar.post(f"{page}take/").status_code == 302


def test_an_agreed_release_is_open_for_a_day(signed_in: SignedIn) -> None:
    registrar = signed_in("registrar")
    page = ask(registrar)
    decide(signed_in("officer"), page)
    Release.objects.update(decided=timezone.now() - timedelta(hours=25))
    assert registrar.post(f"{page}take/").status_code == 302
    assert Release.objects.get().state == State.AGREED


def test_without_row_by_row_no_name_leaves(signed_in: SignedIn) -> None:
    registrar = signed_in("registrar")
    page = ask(registrar, columns=["full_name", "username"])
    decide(signed_in("officer"), page)
    text = registrar.post(f"{page}take/").content.decode()
    assert "fewer than 5" in text
    assert "User registrar" not in text.split("Asked by")[1].split("\n", 1)[1]


def test_taking_and_agreeing_need_a_fresh_passphrase(signed_in: SignedIn) -> None:
    registrar, officer = signed_in("registrar"), signed_in("officer")
    page = ask(registrar)
    session = officer.session
    session["confirmed"] -= 601
    session.save()
    answer = officer.post(f"{page}decide/", {"decision": "agree"})
    assert answer.headers["Location"].startswith("/account/confirm/")
    assert Release.objects.get().state == State.ASKED


def test_no_cell_is_a_formula(make_user: Callable[..., User], signed_in: SignedIn) -> None:
    make_user("x1", "planner", full_name="=HYPERLINK(1)")
    make_user("x2", "planner", full_name="+380 50 000 00 17")
    registrar = signed_in("registrar")
    page = ask(registrar, exact="on", columns=["full_name"])
    decide(signed_in("officer"), page)
    cells = {row[0] for row in rows_of(registrar.post(f"{page}take/"))}
    assert {"'=HYPERLINK(1)", "'+380 50 000 00 17"} <= cells
