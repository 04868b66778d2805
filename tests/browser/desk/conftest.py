"""A real desk with the demonstration, started by ``corridor serve``, and browsers of people who enrolled there.

A journey asks for ``visit`` and opens paths as somebody:

    opened = visit("/requests/new/", who="registrar", language="uk", size=PHONE, scheme="dark")
    opened.page.fill(...)
    opened.check()          # axe-core, policy, console, width of the page

``own=True`` gives a window that shares nothing with other tests (for logging out, switching the theme). Pages that want
the passphrase once more or a reason for reading a record are answered on the way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from corridor.errors import InternalFault
from corridor_server.config import DeskConfig
from corridor_server.trial.served import free_port, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

PASSPHRASE = "quiet copper lantern meadow river"
WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
FLAGS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
DESKTOP, PHONE = (1400, 900), (390, 844)
WATCH = (
    "window.refused = []; window.addEventListener('securitypolicyviolation',"
    " event => window.refused.push(event.violatedDirective + ' ' + event.blockedURI))"
)


def code_now(secret: str) -> str:
    """What an authenticator app shows for ``secret`` (RFC 6238, SHA-1, 30 s, six digits)."""
    letters = re.sub(r"[^A-Z2-7]", "", secret.upper())
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@dataclass
class Person:
    """Someone who enrolled: their secret, and their session for further browsers."""

    username: str
    secret: str
    session: Any


@dataclass
class Desk:
    """The desk as it runs."""

    url: str
    folder: Path
    certificate: Path
    process: subprocess.Popen[str]
    link: str = ""
    people: dict[str, Person] = field(default_factory=dict)

    def enrol(self, browser: Browser, link: str, username: str) -> Person:
        """Open a one-time link, choose a passphrase, scan the secret, type the code: as a person does."""
        context = browser.new_context(ignore_https_errors=True, viewport={"width": 1200, "height": 900})
        page = context.new_page()
        page.goto(link)
        page.locator("details summary").click()
        secret = page.locator("details .mono").inner_text()
        page.fill("[name=passphrase]", PASSPHRASE)
        page.fill("[name=again]", PASSPHRASE)
        page.fill("[name=code]", code_now(secret))
        page.click("form.form button.primary")
        page.wait_for_selector(".codes li")
        person = Person(username, secret, context.storage_state())
        context.close()
        self.people[username] = person
        return person


@pytest.fixture(scope="session")
def windows(browser: Browser, chromium: str) -> Iterator[Browser]:
    """A browser with WebGL, drawn by the processor."""
    started = browser.browser_type.launch(executable_path=chromium, args=[*FLAGS, *WEBGL])
    yield started
    started.close()


@pytest.fixture(scope="session")
def desk(windows: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tests, with the demonstration; its first coordinator has enrolled."""
    folder = tmp_path_factory.mktemp("desk")
    secret = folder / "passphrase.txt"
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    secret.chmod(0o600)
    config = DeskConfig(folder=folder / "data", port=free_port())
    try:
        running = start(config, secret, {"CORRIDOR_LANG": "en"}, "--demo")
    except InternalFault as error:
        raise AssertionError((folder / "served.txt").read_text()[-3000:]) from error
    try:
        made = Desk(running.url, folder, running.certificate, running.process, running.enrolment)
        made.enrol(windows, made.link, "coordinator")
        yield made
    finally:
        running.end()


@pytest.fixture(scope="session")
def person(desk: Desk, windows: Browser) -> Callable[[str], Person]:
    """``person("registrar")``: someone in that role, invited by the coordinator and enrolled; made once.

    ``person("coordinator.2")`` is another of the same role.
    """

    def invited(name: str) -> Person:
        if name in desk.people:
            return desk.people[name]
        role = name.partition(".")[0]
        context = windows.new_context(ignore_https_errors=True, storage_state=desk.people["coordinator"].session)
        page = context.new_page()
        Opened(page).go(f"{desk.url}/admin/users/new/")
        page.fill("[name=full_name]", f"Test {name}")
        page.fill("[name=username]", name.replace("_", "."))
        page.check(f"[name=roles][value={role}]")
        page.click("main form.form button.primary")
        page.wait_for_load_state("load")
        assert page.locator("#link").count(), page.locator("main").inner_text()
        link = page.locator("#link").inner_text().strip()
        context.close()
        return desk.enrol(windows, link, name)

    return invited


WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map(one => `${one.localName}.${one.className}`).slice(0, 8)"""
"""What sticks out to the right."""


class Opened:
    """A page and everything that went wrong while it was open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and not _overtaken(message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, request: Any) -> None:
        # A stream of events, and requests of a page that is left, end by being cut off.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def go(self, address: str) -> None:
        """Open an address; the passphrase once more and the reason for reading are given where they are asked."""
        self.page.goto(address)
        if "/account/confirm/" in self.page.url:
            self.page.fill("[name=passphrase]", PASSPHRASE)
            self.page.click("main form.form button.primary")
        if self.page.locator("[name=reason]").count():
            self.page.locator("[name=reason]").first.click()
            self.page.wait_for_load_state("load")
            self.complaints = [one for one in self.complaints if "status of 403" not in one]
        self.settle()

    def settle(self) -> None:
        """Wait until scripts have run and the map, where there is one, has drawn itself."""
        if self.page.locator("#map").count():
            self.page.wait_for_selector("html[data-ready=true]", timeout=30_000)
        self.page.wait_for_load_state("load")
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def check(self) -> None:
        """Nobody is shut out (axe-core: no violation), nothing was refused by the policy, nothing complained."""
        found = Axe().run(self.page)
        told = [
            f"{one['id']} ({one['impact']}): {[node['target'] for node in one['nodes'][:4]]}"
            for one in found.response["violations"]
        ]
        assert told == [], "\n".join(told)
        assert self.page.evaluate("window.refused") == []
        assert [one for one in self.complaints if not _of_the_driver(one)] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"the page is {wide} px wider than the window: {self.page.evaluate(WIDE)}"


def _overtaken(text: str) -> bool:
    """What htmx says of a search that further typing overtook; a request that failed is told by itself as well."""
    return text.startswith(("htmx:afterRequest", "htmx:sendAbort"))


def _of_the_driver(complaint: str) -> bool:
    """Chromium's own remarks about drawing without a graphics card."""
    return "GPU stall" in complaint or "swiftshader" in complaint.lower()


@dataclass(frozen=True)
class Window:
    """Whose browser it is and how it looks."""

    who: str | None
    language: str
    size: tuple[int, int]
    scheme: str


class Windows:
    """Browser windows, opened once for each look, so that they keep their cache."""

    def __init__(self, desk: Desk, browser: Browser, person: Callable[[str], Person]) -> None:
        self._desk, self._browser, self._person = desk, browser, person
        self._open: dict[Window, BrowserContext] = {}

    def shared(self, window: Window) -> BrowserContext:
        """The window of that look."""
        if window not in self._open:
            self._open[window] = self.own(window)
        return self._open[window]

    def own(self, window: Window, within: Browser | None = None) -> BrowserContext:
        """A window of its own, closed by whoever asked."""
        context = (within or self._browser).new_context(
            ignore_https_errors=True,
            storage_state=self._person(window.who).session if window.who else None,
            viewport={"width": window.size[0], "height": window.size[1]},
            color_scheme=window.scheme,
            reduced_motion="reduce",
            has_touch=window.size == PHONE,
            locale="en-GB" if window.language == "en" else "uk-UA",
        )
        context.add_init_script(WATCH)
        context.add_cookies([{"name": "django_language", "value": window.language, "url": self._desk.url}])
        return context

    def close(self) -> None:
        """All of them."""
        for context in self._open.values():
            context.close()


@pytest.fixture(scope="session")
def rooms(desk: Desk, windows: Browser, person: Callable[[str], Person]) -> Iterator[Windows]:
    """Windows kept from test to test."""
    kept = Windows(desk, windows, person)
    yield kept
    kept.close()


@pytest.fixture
def visit(desk: Desk, rooms: Windows) -> Iterator[Callable[..., Opened]]:
    """Open a path as somebody, and wait until it has drawn itself."""
    pages: list[Page] = []
    contexts: list[BrowserContext] = []

    def go(
        path: str,
        *,
        who: str | None = "coordinator",
        language: str = "en",
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
        own: bool = False,
        within: Browser | None = None,
    ) -> Opened:
        window = Window(who, language, size, scheme)
        if own or within:
            contexts.append(rooms.own(window, within))
        page = contexts[-1].new_page() if own or within else rooms.shared(window).new_page()
        pages.append(page)
        opened = Opened(page)
        opened.go(desk.url + path)
        return opened

    yield go
    for page in pages:
        page.close()
    for context in contexts:
        context.close()
