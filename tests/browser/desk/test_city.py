"""The whole city out: asked for, watched, played by keyboard, read on a phone, and the drivers' cards printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
PHONE = (390, 844)
PLANNED_WITHIN_MS = 240_000


def test_a_city_is_planned_played_and_its_cards_printed(visit: Callable[..., Any]) -> None:
    opened = visit("/city/")
    page = opened.page
    page.select_option("[name=seconds]", "20")
    page.fill("[name=count]", "6")
    page.fill("[name=seats]", "40")
    page.click("main form button.primary")
    page.wait_for_selector("#progress progress")
    opened.check()
    page.wait_for_selector("#play", timeout=PLANNED_WITHIN_MS)
    opened.settle()
    before = page.locator("#count").inner_text()
    page.locator("#moment").focus()
    page.keyboard.press("End")
    assert page.locator("#count").inner_text() != before
    assert page.get_by_role("region", name="Who is left, and why").locator("tbody tr").count() > 1
    assert "safe" not in page.inner_text("main").lower()
    opened.check()
    page.get_by_role("link", name="Timetable of the buses").click()
    page.wait_for_url("**/city/timetable/")
    cards = page.locator(".drivers section")
    assert cards.count() >= 6
    opened.check()
    page.emulate_media(media="print")
    assert cards.first.evaluate("card => getComputedStyle(card).breakAfter") == "page", "one driver's card a sheet"


@pytest.mark.parametrize("path", ["/city/", "/city/timetable/"])
def test_the_plan_of_the_city_reads_on_a_phone_at_night_in_ukrainian(visit: Callable[..., Any], path: str) -> None:
    opened = visit(path, language="uk", size=PHONE, scheme="dark")
    assert opened.page.locator(".city table").count() > 3
    opened.check()
