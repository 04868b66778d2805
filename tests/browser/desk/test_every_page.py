"""Every page that a coordinator may open: axe-core 0, policy violations 0, a clean console, no wider than the window.

The pages are found, not listed: from the navigation and every address of the access table that needs no record, by the
links on them. An address of the table that is neither found nor named below fails the test. Here each page is opened
as ``en-wide-light`` and ``uk-phone-dark``; with ``CORRIDOR_EVERY_LOOK=1`` (nightly) in all eight looks.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from corridor_server.accounts import access
from corridor_server.accounts.access.roles import Role

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1400, 900), (390, 844)
FIRST, SECOND = ("en", DESKTOP, "light"), ("uk", PHONE, "dark")
EVERY = tuple(itertools.product(("en", "uk"), (DESKTOP, PHONE), ("light", "dark")))
LATER = [one for one in EVERY if one != FIRST] if os.environ.get("CORRIDOR_EVERY_LOOK") else [SECOND]

FILES = {
    "accounts:enrol_qr", "audit:anchors", "maps:tiles", "maps:lines", "maps:danger", "operations:packet",
    "operations:sheet", "pki:authority", "pki:address", "releases:take",
}  # fmt: skip
PARTS = {"jobs:events", "operations:alarm", "operations:plan_progress", "operations:stop_places", "city:progress"}
"""Fragments that pages load into themselves, and the stream of events."""
OTHER_STATE = {
    "accounts:login", "accounts:unlock", "accounts:enrol", "accounts:enrol_open", "accounts:confirm",
    "accounts:reason",  # on the way in
    "operations:plan_show", "operations:mission", "operations:outcomes", "operations:mission_log",
    "operations:replan",  # need a plan
    "city:timetable",  # needs a plan of the city
    "registry:duplicate", "registry:import", "releases:release",  # need a pair, an import, a list that was asked for
}  # fmt: skip
"""Pages that a fresh demonstration has none of; the journeys of this folder open and check them."""


def name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def looks_like(look: tuple[str, tuple[int, int], str]) -> str:
    return f"{look[0]}-{'wide' if look[1] == DESKTOP else 'phone'}-{look[2]}"


OPEN = {name for name, rule in access.ENDPOINTS.items() if Role.COORDINATOR in rule.roles}
WANTED = OPEN - FILES - PARTS - OTHER_STATE


AGAIN = 6
"""Pages opened of one name while another is not found: tabs, and records that have more to link to."""


@dataclass
class Walk:
    """What was found: an address for each name, and what was wrong there."""

    found: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def look_at(opened, name: str, walk: Walk, look: tuple[str, tuple[int, int], str]) -> None:
    page = opened.page
    try:
        assert page.evaluate("document.documentElement.lang") == look[0]
        assert page.locator("h1").count() == 1, "one h1"
        opened.check()
    except AssertionError as error:
        walk.wrong[f"{name} {page.url}"] = str(error)


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


def test_every_page_is_found_and_open_to_everyone(visit, desk, walk):
    waiting = ["/"]
    for name in sorted(WANTED):
        try:
            waiting.append(reverse(name))
        except NoReverseMatch:
            continue
    more: list[str] = []
    opened_of: dict[str, set[str]] = {}
    while waiting or (more and WANTED - walk.found.keys()):
        first = bool(waiting)
        address = (waiting or more).pop(0)
        name = name_of(address.partition("?")[0])
        others = opened_of.setdefault(name, set())
        if name not in WANTED or address in others or len(others) >= AGAIN:
            continue
        if first and others:
            more.append(address)
            continue
        others.add(address)
        opened = visit(address)
        if name not in walk.found:
            walk.found[name] = address
            look_at(opened, name, walk, FIRST)
        links = opened.page.evaluate("[...document.querySelectorAll('a[href]')].map(one => one.href)")
        waiting += [link.removeprefix(desk.url).partition("#")[0] for link in links if link.startswith(desk.url)]
        opened.page.close()
    assert walk.wrong == {}
    assert WANTED - walk.found.keys() == set()


@pytest.mark.parametrize("look", LATER, ids=looks_like)
def test_every_page_in_another_look(visit, walk, look):
    if not walk.found:
        pytest.skip("the first walk has found no pages")
    walk.wrong.clear()
    language, size, scheme = look
    for name, path in walk.found.items():
        opened = visit(path, language=language, size=size, scheme=scheme)
        look_at(opened, name, walk, look)
        opened.page.close()
    assert walk.wrong == {}


@pytest.mark.parametrize(
    ("look", "path"), [(FIRST, "/account/login/"), (SECOND, "/account/login/"), (SECOND, "/trust/")]
)
def test_pages_before_login(visit, look, path):
    language, size, scheme = look
    visit(path, who=None, language=language, size=size, scheme=scheme).check()


@pytest.mark.parametrize("look", [FIRST, SECOND], ids=looks_like)
def test_a_page_that_is_not_there_says_so(visit, look):
    language, size, scheme = look
    opened = visit("/no-such-page/", language=language, size=size, scheme=scheme)
    opened.complaints = [one for one in opened.complaints if "404" not in one]
    opened.check()
