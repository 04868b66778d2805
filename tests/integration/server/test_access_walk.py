"""The whole table, walked through the real server: role x endpoint x field, over HTTPS, against a planted store.

For each role and each address: may it be opened and sent to as the table says, and does the answer hold exactly the
fields that the table names for that role? Then the same doors without a session, with a locked one, without a fresh
passphrase, and without a reason.
"""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import select
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from corridor_server.accounts import access
from corridor_server.accounts.access.roles import Role
from corridor_server.accounts.guard import WHILE_LOCKED

PLANTED = Path(__file__).with_name("planted.py")
READY_WITHIN_S = 60
TOKEN = "t" * 32
GATES = ("/account/login/", "/account/unlock/", "/account/confirm/", "/account/reason/")
ABOUT = {
    "accounts:user": "accounts.User", "accounts:invitation": "accounts.Enrolment", "releases:": "releases.Release",
    "jobs:": "jobs.Job", "maps:second": "operations.RoadReport", "maps:danger": "maps.Danger",
    "registry:shelter": "registry.Shelter", "registry:stock": "registry.Shelter", "registry:item": "registry.Item",
    "registry:need_new": "registry.Shelter", "registry:need": "registry.Need", "registry:standing": "registry.Shelter",
    "registry:person": "registry.Person", "registry:person_new": "registry.Household",
    "registry:consent": "registry.Person", "registry:whereabouts": "registry.Person",
    "registry:relation": "registry.Person", "registry:household": "registry.Household",
    "registry:decision": "registry.Household", "registry:offer": "registry.Offer",
    "registry:offer_take": "registry.Household", "registry:request": "registry.Request",
    "registry:duplicate": "registry.Pair", "registry:merge": "registry.Pair", "registry:different": "registry.Pair",
    "registry:unmerge": "registry.Merge", "registry:import": "registry.Import",
    "operations:stop_": "operations.Stop", "operations:mission": "operations.Mission",
    "operations:sheet": "operations.Mission", "operations:packet": "operations.Mission",
    "operations:outcomes": "operations.Mission", "operations:plan_": "operations.Plan",
    "operations:replan": "operations.Plan", "operations:vehicle": "operations.Vehicle",
    "operations:crew": "operations.Crew", "operations:depot": "operations.Depot",
    "fieldsync:revoke": "fieldsync.Phone", "fieldsync:look": "fieldsync.FieldRecord",
    "operations:centre": "operations.ReceptionCentre", "operations:checkpoint": "operations.Checkpoint",
}  # fmt: skip
"""Whose id stands in an address: the longest beginning that fits its name."""
PARTS = {"handle": "witness", "token": "nobody", "z": 12, "x": 2500, "y": 1400, "version": "v1", "kind": "vehicles"}
ENDING = ("accounts:end_others", "accounts:lock", "accounts:logout")
"""Acts that end or lock the session that walks: done last, in this order."""

UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Four digits between two dashes of an id are chance, no number told."""


@dataclass
class Answer:
    status: int
    text: str
    location: str = ""

    def holds(self, marker: str) -> bool:
        """Whether ``marker`` stands here; numbers may be written with separators, and inside no longer word or id."""
        if not marker.isdigit():
            return marker in self.text
        spaced = f"{marker[:-3]}[\\s,.\u00a0\u202f]?{marker[-3:]}"
        return re.search(f"(?<![0-9A-Za-z.]){spaced}(?![0-9A-Za-z])", UUID.sub("id", self.text)) is not None


@dataclass
class Desk:
    """The served desk, and a person's browser for it."""

    port: int
    trust: ssl.SSLContext
    planted: dict[str, Any]
    made: http.client.HTTPSConnection | None = field(default=None)

    def ask(self, method: str, path: str, session: str = "", accept: str = "text/html") -> Answer:
        cookies = f"__Host-csrf={TOKEN}" + (f"; __Host-desk={session}" if session else "")
        headers = {
            "User-Agent": "walker", "Cookie": cookies, "Accept": accept, "X-CSRFToken": TOKEN,
            "Referer": f"https://localhost:{self.port}/", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        for _try in range(2):
            link = self.made or http.client.HTTPSConnection("localhost", self.port, context=self.trust, timeout=60)
            self.made = link
            try:
                link.request(method, path, body="" if method == "POST" else None, headers=headers)
                reply = link.getresponse()
                text = html.unescape(reply.read().decode(errors="replace"))
                return Answer(reply.status, text, reply.headers.get("Location", ""))
            except (http.client.HTTPException, OSError):
                self.close()
        raise AssertionError(f"no answer to {method} {path}")

    def close(self) -> None:
        """Hang up; the next question calls again."""
        if self.made is not None:
            self.made.close()
        self.made = None

    def found(self, answer: Answer) -> set[str]:
        """Fields whose marker stands in ``answer``."""
        return {name for name, marker in self.planted["markers"].items() if answer.holds(marker)}

    def session(self, role: Role, kind: str = "whole") -> str:
        return str(self.planted["sessions"][role.value][kind])


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name or ''}", one


def addresses(planted: dict[str, Any]) -> dict[str, str]:
    """An address for each url name of the resolver, about the planted records."""
    made = {}
    for name, pattern in patterns(get_resolver()):
        parts: dict[str, Any] = {}
        for part in pattern.pattern.converters:
            if part == "pk":
                about = [one for one in ABOUT if name.startswith(one)]
                label = access.ENDPOINTS[name].reason or (ABOUT[max(about, key=len)] if about else "")
                assert label, f"whose id stands in the address of {name}? Say so in ABOUT."
                parts[part] = planted["records"].get(label, "nobody")
            else:
                parts[part] = PARTS[part]
        made[name] = reverse(name, kwargs=parts)
    return made


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def program(*words: object, **options: Any) -> Any:
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, check=False, **options)


def wait_until_ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        if select.select([process.stdout], [], [], 0.5)[0] and (line := process.stdout.readline()).startswith("{"):
            return dict(json.loads(line))
    raise AssertionError(f"the desk did not start: exit {process.poll()}")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Folder, passphrase file and port of the desk of this module."""
    folder = tmp_path_factory.mktemp("walk")
    secret = folder / "passphrase"
    secret.write_text("quiet copper lantern meadow river\n", "utf-8")
    secret.chmod(0o600)
    return {"data": folder / "data", "secret": secret, "port": free_port(), "log": folder / "log"}


@pytest.fixture(scope="module")
def desk(kept: dict[str, Any]) -> Iterator[Desk]:
    """A planted store, served by ``corridor serve``."""
    made = program(PLANTED, kept["data"], kept["secret"], kept["port"])
    assert made.returncode == 0, made.stderr[-2000:]
    words = [
        "serve",
        "--data",
        kept["data"],
        "--port",
        kept["port"],
        "--passphrase-file",
        kept["secret"],
        "--no-browser",
    ]
    with kept["log"].open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", "from corridor.cli import main; main()", *map(str, words), "--no-browser"],
            stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | {"CORRIDOR_LANG": "en"},
        )  # fmt: skip
    try:
        ready = wait_until_ready(process)
        trust = ssl.create_default_context(cafile=str(ready["certificate"]))
        served = Desk(kept["port"], trust, json.loads(made.stdout))
        yield served
        served.close()
    except AssertionError as error:
        raise AssertionError(f"{error}\n{kept['log'].read_text()[-3000:]}") from error
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def ways(desk: Desk) -> dict[str, str]:
    return addresses(desk.planted)


def told(wrong: list[str]) -> str:
    return f"{len(wrong)} cells differ from the table:\n" + "\n".join(wrong[:60])


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_each_answer_holds_what_the_table_says(desk: Desk, ways: dict[str, str], role: Role) -> None:
    marked = set(desk.planted["markers"])
    wrong = []
    for name, way in ways.items():
        rule = access.ENDPOINTS[name]
        if rule.public:
            continue
        answer = desk.ask("GET", way, desk.session(role))
        found = desk.found(answer)
        if role not in rule.roles:
            expected: set[str] = set()
            if answer.status != 403:
                wrong.append(f"GET {name}: {answer.status}, not 403")
        else:
            expected = set(access.answer_fields(frozenset({role}), name)) & marked
            if answer.status >= 400 and not (answer.status == 404 and name.startswith("maps:")):
                wrong.append(f"GET {name}: {answer.status}, not open")
        if record := os.environ.get("CORRIDOR_WALK_RECORD"):
            with Path(record).open("a") as out:
                out.write(json.dumps([name, role.value, answer.status, sorted(found)]) + "\n")
        if found - expected:
            wrong.append(f"GET {name} TELLS {sorted(found - expected)}")
        may_lack = {one for one in expected if rule.shows[one.rpartition(".")[0]] == "*"}
        if lacking := expected - found - may_lack:
            wrong.append(f"GET {name} lacks {sorted(lacking)}")
    assert not wrong, told(wrong)


def test_without_a_session_every_door_but_the_public_ones_leads_to_the_login(desk: Desk, ways: dict[str, str]) -> None:
    wrong = []
    for name, way in ways.items():
        for method in ("GET", "POST"):
            answer = desk.ask(method, way)
            told_fields = desk.found(answer)
            to_login = answer.status == 302 and answer.location.startswith("/account/login/")
            if told_fields or not (to_login or access.ENDPOINTS[name].public):
                wrong.append(f"{method} {name}: {answer.status} {answer.location} {sorted(told_fields)}")
            data = desk.ask(method, way, accept="application/json")
            if not access.ENDPOINTS[name].public and data.status != 401:
                wrong.append(f"{method} {name} as data: {data.status}")
    assert not wrong, told(wrong)


def test_a_locked_session_opens_nothing_but_the_lock(desk: Desk, ways: dict[str, str]) -> None:
    wrong = []
    for name, way in ways.items():
        rule = access.ENDPOINTS[name]
        if rule.public or name in WHILE_LOCKED:
            continue
        for role in Role:
            method = "GET" if role in rule.roles else "POST"
            answer = desk.ask(method, way, desk.session(role, "locked"))
            if not answer.location.startswith("/account/unlock/") or desk.found(answer):
                wrong.append(f"{method} {name} as {role}: {answer.status} {answer.location}")
            if role in rule.allowed(method):
                break
    assert not wrong, told(wrong)


def test_grave_acts_and_records_of_people_need_passphrase_and_reason(desk: Desk, ways: dict[str, str]) -> None:
    wrong, counted = [], 0
    for name, way in ways.items():
        rule = access.ENDPOINTS[name]
        gate = "/account/confirm/" if rule.fresh else "/account/reason/" if rule.reason else ""
        if not gate:
            continue
        for role in rule.roles | rule.write:
            method = "GET" if role in rule.roles else "POST"
            answer = desk.ask(method, way, desk.session(role, "plain"))
            counted += 1
            if answer.status != 302 or not answer.location.startswith(gate):
                wrong.append(f"{method} {name} as {role}: {answer.status} {answer.location}")
    assert counted > 50
    assert not wrong, told(wrong)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_each_act_is_taken_from_those_whom_the_table_lets_act(desk: Desk, ways: dict[str, str], role: Role) -> None:
    wrong = []
    visible = {f"{label}.{one}" for label, rules in access.FIELDS.items() for one in rules if role in rules[one]}
    order = sorted(ways, key=lambda name: (name in ENDING, ENDING.index(name) if name in ENDING else 0))
    for name in order:
        rule = access.ENDPOINTS[name]
        if rule.public:
            continue
        session = desk.session(role, "spare" if name in ENDING else "whole")
        answer = desk.ask("POST", ways[name], session)
        if role in rule.write:
            shut_out = answer.location.startswith(GATES) and name not in ENDING
            if answer.status in (401, 403) or answer.status >= 500 or shut_out:
                wrong.append(f"POST {name}: {answer.status} {answer.location}")
        elif answer.status != 403:
            wrong.append(f"POST {name}: {answer.status}, not 403")
        if told_fields := desk.found(answer) - visible:
            wrong.append(f"POST {name} TELLS {sorted(told_fields)}")
    assert not wrong, told(wrong)


def test_every_reading_is_in_the_audit_and_the_chain_is_whole(desk: Desk, kept: dict[str, Any]) -> None:
    held = json.loads(program(PLANTED, kept["data"], kept["secret"], kept["port"], "audit").stdout)
    assert held["whole"]
    read = {(kind, role) for kind, role, reason in held["reads"] if reason == "check"}
    for rule in access.ENDPOINTS.values():
        if rule.reason:
            assert {(rule.reason, role.value) for role in rule.roles} <= read
    assert held["actions"]["list.read"] >= 6
    assert held["actions"]["access.refused"] > 100
