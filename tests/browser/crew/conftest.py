"""Phones of crews against a real desk with a plan in force; each phone is a browser window of its own."""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from corridor_server.trial.served import certificate_pin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

NAME = "corridor_tests_desk"
_found = importlib.util.spec_from_file_location(NAME, Path(__file__).parents[1] / "desk" / "conftest.py")
assert _found is not None
assert _found.loader is not None
running: Any = sys.modules.setdefault(NAME, importlib.util.module_from_spec(_found))
_found.loader.exec_module(running)
desk, windows, person, rooms, visit = running.desk, running.windows, running.person, running.rooms, running.visit

WORDS = "тиха мідна лампа річка"
PATIENCE_MS = 60_000
PLANNED_WITHIN_MS = 240_000
VEHICLES = ("minibus-1", "minibus-2")


@pytest.fixture(scope="session")
def crews(desk: Any, visit_once: Callable[[str], Any]) -> list[str]:
    """Call signs of the crews that drive by the plan in force."""
    opened = visit_once("/plan/new/")
    page: Page = opened.page
    soon = datetime.now().astimezone() + timedelta(hours=20)
    page.fill("[name=day]", soon.date().isoformat())
    page.fill("[name=day_starts]", "05:00")
    page.fill("[name=day_ends]", "13:00")
    page.select_option("[name=effort]", "quick")
    for label in page.locator(".choices label").all():
        label.locator("input").set_checked(label.inner_text().split(" · ")[0].strip() in VEHICLES)
    page.click("main form button.primary")
    page.wait_for_selector("section.mission", timeout=PLANNED_WITHIN_MS)
    page.locator(".approve button.primary").click()
    page.wait_for_selector("text=In force", timeout=PATIENCE_MS)
    found = re.findall(r"minibus-\d · ?(Crew \d+)|minibus-\d\s+(Crew \d+)", page.inner_text("main"))
    return sorted({one or other for one, other in found})


@pytest.fixture(scope="session")
def visit_once(desk: Any, rooms: Any) -> Callable[[str], Any]:
    """The coordinator's window, for what is done once for all tests."""

    def go(path: str) -> Any:
        window = running.Window("coordinator", "en", running.DESKTOP, "light")
        opened = running.Opened(rooms.shared(window).new_page())
        opened.go(desk.url + path)
        return opened

    return go


@pytest.fixture(scope="session")
def trusting(desk: Any, browser: Browser, chromium: str) -> Iterator[Browser]:
    """A browser that trusts the desk's certificate, as a phone does that installed it: service workers need that."""
    trusted = f"--ignore-certificate-errors-spki-list={certificate_pin(int(urlsplit(desk.url).port or 443))}"
    started = browser.browser_type.launch(executable_path=chromium, args=[*running.FLAGS, trusted])
    yield started
    started.close()


@dataclass
class CrewPhone:
    """A phone in somebody's hand."""

    url: str
    context: BrowserContext
    opened: Any
    uk: bool

    @property
    def page(self) -> Page:
        return self.opened.page

    def words(self, en: str, uk: str) -> str:
        return uk if self.uk else en

    def open(self, address: str = "") -> None:
        """A fresh page at the app's address, as after a start of the phone."""
        if self.opened is not None:
            self.page.close()
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        self.opened = running.Opened(page)
        page.goto(address or f"{self.url}/crew/")

    def enrol(self, link: str, words: str = WORDS) -> None:
        self.open(link)
        self.page.fill("#first", words)
        self.page.fill("#again", words)
        self.page.click("main .primary")
        self.page.wait_for_selector(".rows .row")
        self.sent()

    def unlock(self, words: str = WORDS) -> None:
        self.page.fill("#secret", words)
        self.page.click("main .primary")

    def press(self, en: str, uk: str, nth: int = 0) -> None:
        self.page.get_by_role("button", name=self.words(en, uk), exact=True).nth(nth).click()

    def record(self) -> None:
        """The last tap; the app says that it is kept."""
        self.page.locator("#told").evaluate("one => one.replaceChildren()")
        self.page.click(".record")
        self.page.wait_for_selector("#told .good")

    def sent(self) -> None:
        """Wait until the desk has everything."""
        self.page.wait_for_selector("header .chip.good")

    def place(self, nth: int) -> None:
        """One of the four places at the foot."""
        self.page.locator("nav .place").nth(nth).click()

    def kept(self) -> dict[str, Any]:
        """What lies in the browser for this origin."""
        found: dict[str, Any] = self.page.evaluate(
            """async () => {
              const folder = await navigator.storage.getDirectory();
              const files = [];
              for await (const name of folder.keys()) files.push(name);
              const databases = (await indexedDB.databases()).map(one => one.name);
              return { files, databases, local: Object.keys(localStorage) };
            }"""
        )
        return found

    def check(self) -> None:
        self.opened.check()


@pytest.fixture
def phone(desk: Any, trusting: Browser) -> Iterator[Callable[..., CrewPhone]]:
    """``phone(language="uk", scheme="dark")``: a phone that has never seen the desk."""
    contexts: list[BrowserContext] = []

    def made(language: str = "en", scheme: str = "light") -> CrewPhone:
        context = trusting.new_context(
            viewport={"width": running.PHONE[0], "height": running.PHONE[1]},
            has_touch=True,
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="en-GB" if language == "en" else "uk-UA",
            permissions=["geolocation"],
            geolocation={"longitude": 37.95, "latitude": 48.58},
        )
        context.add_init_script(running.WATCH)
        contexts.append(context)
        return CrewPhone(desk.url, context, None, language == "uk")

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def code(visit_once: Callable[[str], Any]) -> Callable[[str], str]:
    """``code("Crew 3")``: a link that pairs a phone, from the desk's page."""

    def made(crew: str) -> str:
        opened = visit_once("/phones/")
        opened.page.select_option("#crew", label=crew)
        opened.page.locator("form[action='/phones/code/'] button").click()
        opened.page.wait_for_selector("#link")
        link = str(opened.page.input_value("#link"))
        opened.page.close()
        return link

    return made
