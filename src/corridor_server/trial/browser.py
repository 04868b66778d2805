"""A browser without a screen: cookies, forms and a connection of its own to a served desk, over HTTPS."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from django_otp.oath import totp

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from corridor_server.trial.crowd import Login

PATIENCE_S = 60
FOUND = 302
"""Go on there."""
REASON = "/account/reason/"
AGENT = "corridor-trial"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``status`` 0: none came, or only a part of it."""

    status: int
    where: str = ""
    body: bytes = b""

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.body.decode(errors="replace")

    @property
    def asks_reason(self) -> bool:
        """Whether the desk first wants to know why this record is read."""
        return self.status == FOUND and self.where.startswith(REASON)


@dataclass
class Browser:
    """A session of its own on a connection of its own.

    Args:
        port: of the desk on this machine.
        trust: the desk's certificate authority.
        login: who sits here.
    """

    port: int
    trust: ssl.SSLContext
    login: Login
    cookies: dict[str, str] = field(default_factory=dict)
    link: http.client.HTTPSConnection | None = None

    def enter(self, passphrase: str) -> bool:
        """Log in; whether the desk let this user in. A code is taken once, so one wait for the next is allowed."""
        for _try in range(2):
            self.ask("GET", "/account/login/")
            code = f"{totp(self.login.key):06d}"
            given = {"username": self.login.username, "passphrase": passphrase, "code": code}
            if self.ask("POST", "/account/login/", given).status == FOUND:
                return True
            time.sleep(30 - time.time() % 30)
        return False

    def give_reason(self, where: str) -> None:
        """Answer the page that asks why a record is read, and that ``where`` leads to."""
        self.ask("POST", REASON, dict(parse_qsl(urlsplit(where).query)) | {"reason": "call"})

    def ask(
        self, method: str, path: str, given: Mapping[str, str] | bytes | None = None, *, kind: str = "",
        fragment: bool = False, again: bool = True,
    ) -> Reply:  # fmt: skip
        """One request, and its whole answer.

        Args:
            method: of HTTP.
            path: with query.
            given: fields of a form, or a body made elsewhere with its ``kind``.
            kind: content type of a body made elsewhere.
            fragment: as htmx asks for a part of a page.
            again: whether a connection that broke is tried once more, as browsers do; not for what must not be sent
                twice.
        """
        headers = {"User-Agent": AGENT, "Referer": f"https://localhost:{self.port}/"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = kind or "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("__Host-csrf", "")
        if fragment:
            headers |= {"HX-Request": "true", "HX-Target": "table"}
        body = given if isinstance(given, bytes) or given is None else urlencode(given).encode()
        for _try in range(2 if again else 1):  # a connection that idled may be closed by the other end
            link = self.link or http.client.HTTPSConnection(
                "localhost", self.port, context=self.trust, timeout=PATIENCE_S
            )
            fresh = self.link is None
            self.link = link
            try:
                link.request(method, path, body, headers)
                answer = link.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                self.hang_up()
                if fresh:
                    break
                continue
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return Reply(answer.status, answer.headers.get("Location", ""), content)
        return Reply(0)

    def hang_up(self) -> None:
        """Close the connection; the next question opens another."""
        if self.link is not None:
            self.link.close()
        self.link = None
