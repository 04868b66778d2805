"""One user at a browser: logs in with passphrase and second factor, opens pages, searches, pauses."""

from __future__ import annotations

import http.client
import random
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from django_otp.oath import totp

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

    from corridor_server.trial.crowd import Crowd, Login

PAUSE_S = (1.0, 3.0)
"""Between an answer and the next question: somebody who is in a hurry."""
CARDS = 12
"""Records a visitor goes back to; each is opened with a reason once."""
PATIENCE_S = 60
FOUND = 302
"""Go on there."""
AGENT = "corridor-load-test"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, asked ``at`` (``time.monotonic``), and how long its answer took."""

    at: float
    name: str
    search: bool
    milliseconds: float
    status: int
    """0: no answer came."""


@dataclass
class Visitor:
    """A session of its own on a connection of its own."""

    port: int
    trust: ssl.SSLContext
    login: Login
    crowd: Crowd
    seed: int
    answers: list[Asked] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    link: http.client.HTTPSConnection | None = None

    def enter(self, passphrase: str) -> bool:
        """Log in; whether the desk let this visitor in. A code is taken once, so one wait for the next is allowed."""
        for _try in range(2):
            self._ask("GET", "/account/login/")
            code = f"{totp(self.login.key):06d}"
            given = {"username": self.login.username, "passphrase": passphrase, "code": code}
            status, _where = self._ask("POST", "/account/login/", given)
            if status == 302:
                return True
            time.sleep(30 - time.time() % 30)
        return False

    def work(self, until: float) -> None:
        """Open pages and search until the clock says ``until`` (``time.monotonic``)."""
        rng = random.Random(self.seed)  # noqa: S311 - which page next
        for name, search, method, path, given in self._questions(rng):
            if time.monotonic() >= until:
                return
            at = time.monotonic()
            taken, status, where = self._timed(method, path, given, fragment=search)
            if status == FOUND and where.startswith("/account/reason/"):
                self._give_reason(where)
                taken, status, where = self._timed(method, path, given, fragment=search)
            self.answers.append(Asked(at, name, search, taken, status))
            time.sleep(rng.uniform(*PAUSE_S))

    def _questions(self, rng: random.Random) -> Iterator[tuple[str, bool, str, str, Mapping[str, str] | None]]:
        """Without end: what somebody at a desk opens, half of it searches and calls."""
        cards = rng.sample(self.crowd.people, min(CARDS, len(self.crowd.people)))
        homes = rng.sample(self.crowd.households, min(CARDS, len(self.crowd.households)))
        while True:
            kind = rng.random()
            if kind < 0.3:
                name = rng.choice(self.crowd.names)
                asked = rng.choice((name, name[: rng.randint(3, 6)], rng.choice(self.crowd.phones)))
                yield "search for people", True, "POST", "/people/", {"q": asked}
            elif kind < 0.45:
                caller = {"caller_phone": rng.choice(self.crowd.phones), "caller_name": rng.choice(self.crowd.names)}
                yield "caller known?", True, "POST", "/requests/seen/", caller | {"kind": "evacuation", "people": "2"}
            elif kind < 0.55:
                yield "person", False, "GET", f"/people/{rng.choice(cards)}/", None
            elif kind < 0.65:
                yield "household", False, "GET", f"/households/{rng.choice(homes)}/", None
            elif kind < 0.7:
                yield "shelter", False, "GET", f"/shelters/{rng.choice(self.crowd.shelters)}/", None
            else:
                name, path = rng.choice(PAGES)
                yield name, False, "GET", path, None

    def _timed(
        self, method: str, path: str, given: Mapping[str, str] | None, *, fragment: bool
    ) -> tuple[float, int, str]:
        begun = time.perf_counter()
        status, where = self._ask(method, path, given, fragment=fragment)
        return (time.perf_counter() - begun) * 1000, status, where

    def _give_reason(self, where: str) -> None:
        self._ask("POST", "/account/reason/", dict(parse_qsl(urlsplit(where).query)) | {"reason": "call"})

    def _ask(
        self, method: str, path: str, given: Mapping[str, str] | None = None, *, fragment: bool = False
    ) -> tuple[int, str]:
        headers = {"User-Agent": AGENT, "Referer": f"https://localhost:{self.port}/"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("__Host-csrf", "")
        if fragment:
            headers |= {"HX-Request": "true", "HX-Target": "table"}
        body = urlencode(given).encode() if given is not None else None
        for _try in range(2):  # a connection that idled may be closed by the other end
            link = self.link or http.client.HTTPSConnection(
                "localhost", self.port, context=self.trust, timeout=PATIENCE_S
            )
            fresh = self.link is None
            self.link = link
            try:
                link.request(method, path, body, headers)
                reply = link.getresponse()
                reply.read()
                for line in reply.headers.get_all("Set-Cookie") or []:
                    self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
                return reply.status, reply.headers.get("Location", "")
            except (OSError, http.client.HTTPException):
                link.close()
                self.link = None
                if fresh:
                    break
        return 0, ""


PAGES = (
    ("situation", "/"), ("plan", "/plan/"), ("people", "/people/"), ("shelters", "/shelters/"),
    ("requests", "/requests/"), ("call", "/requests/new/"), ("roads", "/roads/"), ("offers", "/offers/"),
)  # fmt: skip
"""Pages that both roles open."""
