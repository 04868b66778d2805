"""From the one-time link to the first page; language, theme, keyboard, leaving."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser


def test_the_first_coordinator_came_in_by_the_link_and_sees_the_day(desk, visit):
    opened = visit("/")
    page = opened.page
    assert page.locator("h1").inner_text() == "Situation"
    assert page.locator("nav#ways a.way").count() >= 9
    assert page.locator(".demonstration").inner_text() == "Demonstration: never drive by this."
    opened.check()


def test_a_link_works_once(desk, visit):
    opened = visit("/account/login/", who=None, own=True)
    opened.page.goto(desk.link)
    assert "/account/enrol/" not in opened.page.url or opened.page.locator("[name=passphrase]").count() == 0


def test_a_registrar_invited_by_the_coordinator_sees_her_part_only(desk, visit):
    opened = visit("/requests/", who="registrar")
    assert opened.page.locator("h1").inner_text() == "Requests"
    opened.check()
    answer = opened.page.goto(f"{desk.url}/admin/users/")
    assert answer.status == 403
    assert opened.page.locator("h1").inner_text() == "This is not open to your role."


def test_language_is_switched_on_the_page_where_one_stands(visit):
    opened = visit("/shelters/?sort=name", own=True)
    page = opened.page
    page.get_by_role("button", name="Читати українською").click()
    page.wait_for_selector("html[lang=uk]")
    assert page.url.endswith("/shelters/?sort=name")
    assert page.locator("h1").inner_text() == "Укриття"
    page.get_by_role("button", name="Read in English").click()
    page.wait_for_selector("html[lang=en]")
    assert page.locator("h1").inner_text() == "Shelters"


def test_theme_is_switched_and_kept(visit):
    opened = visit("/", own=True)
    page = opened.page
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark page").click()
    page.wait_for_selector("html[data-theme=dark]")
    assert page.evaluate(ground) != light
    page.goto(page.url.rstrip("/") + "/shelters/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    opened.settle()
    opened.check()


def test_keyboard_alone_reaches_the_content_the_pages_and_the_search(visit):
    opened = visit("/shelters/")
    page = opened.page
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("one => one === document.activeElement")
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.hasAttribute('data-search')")
    way = page.locator("nav#ways a.way", has_text="Offers")
    way.focus()
    assert way.evaluate(
        "one => getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none'"
    )
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/offers/"))
    assert page.locator("nav#ways a[aria-current=page]").inner_text() == "Offers"


def test_on_a_phone_the_menu_opens_by_its_button(visit):
    opened = visit("/shelters/", size=(390, 844))
    page = opened.page
    page.get_by_role("button", name="Menu").click()
    page.locator("nav#ways a.way", has_text="Forecast").click()
    page.wait_for_url(re.compile("/forecast/"))
    opened.settle()
    opened.check()


def test_who_signs_out_is_out(desk, visit):
    opened = visit("/", who="planner.leaving", own=True)
    page = opened.page
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/account/login/"))
    page.goto(f"{desk.url}/shelters/")
    assert "/account/login/" in page.url
