"""A day of the coordinator: a plan made, changed, approved and printed; a closure and replan; outcomes; a crew overdue.

One journey on one desk: each step starts where the one before it ended.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PLANNED_WITHIN_MS = 240_000
PHONE = (390, 844)


@pytest.fixture(scope="module")
def day() -> dict[str, str]:
    """Addresses that steps hand on."""
    return {}


def settled(page: Page) -> None:
    """Wait until a job that the page shows is over and its outcome is there."""
    page.wait_for_selector("#progress", state="detached", timeout=PLANNED_WITHIN_MS)
    page.wait_for_selector("section.mission", timeout=PLANNED_WITHIN_MS)


def choose(page: Page, *vehicles: str) -> None:
    """Tick these vehicles and no others."""
    for label in page.locator(".choices label").all():
        label.locator("input").set_checked(label.inner_text().split(" · ")[0].strip() in vehicles)


def test_a_plan_is_made_with_progress_and_compared(visit: Callable[..., Any], day: dict[str, str]) -> None:
    opened = visit("/plan/new/")
    page = opened.page
    tomorrow = (datetime.now().astimezone() + timedelta(days=1)).date().isoformat()
    page.fill("[name=day]", tomorrow)
    page.fill("[name=day_starts]", "05:00")
    page.fill("[name=day_ends]", "13:00")
    page.select_option("[name=effort]", "quick")
    choose(page, "minibus-1", "minibus-2", "minibus-3")
    opened.check()
    page.click("main form button.primary")
    page.wait_for_selector("#progress progress")
    opened.check()
    settled(page)
    day["plan"] = re.sub(r"^https://[^/]+", "", page.url)
    compared = page.get_by_role("region", name="Compared")
    assert compared.locator("tbody tr").count() == 3
    assert compared.get_by_role("row", name=re.compile("^Chosen")).count() == 1
    assert page.locator("section.mission").count() >= 2
    assert page.locator(".lanes .bar.shelter").count() > 2
    assert "safe" not in page.inner_text("main").lower()
    opened.check()


@pytest.mark.parametrize(
    ("language", "size", "scheme"), [("uk", PHONE, "dark"), ("en", PHONE, "light"), ("uk", (1400, 900), "light")]
)
def test_the_plan_reads_on_a_phone_and_in_both_languages(
    visit: Callable[..., Any], day: dict[str, str], language: str, size: tuple[int, int], scheme: str
) -> None:
    opened = visit(day["plan"], language=language, size=size, scheme=scheme)
    opened.check()
    mission = opened.page.locator(".mission h2 a").first.get_attribute("href")
    visit(mission, language=language, size=size, scheme=scheme).check()


def test_a_stop_is_pulled_into_another_mission_by_keyboard_with_its_cost(
    visit: Callable[..., Any], day: dict[str, str]
) -> None:
    opened = visit(day["plan"], who="planner")
    page = opened.page
    for link in page.locator("a[data-places]").all():
        own = link.locator("xpath=ancestor::section[1]").locator("h2 a").inner_text()
        stop = link.locator("xpath=ancestor::li[1]").locator("strong").inner_text()
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#move #places", timeout=60_000)
        rows = page.locator("#places tbody tr").filter(has=page.locator("button"))
        others = [row for row in rows.all() if not row.locator("th").inner_text().startswith((own, "Leave"))]
        if others:
            break
        page.keyboard.press("Escape")
    assert "%" in others[0].inner_text()
    assert "min" in others[0].inner_text()
    opened.check()
    into = others[0].locator("th").inner_text().split(",")[0]
    others[0].locator("button").focus()
    page.keyboard.press("Enter")
    settled(page)
    taker = page.locator("section.mission").filter(has=page.locator("h2 a", has_text=into))
    assert taker.locator(".stop-row strong", has_text=stop).count() >= 1
    opened.check()


def test_a_drag_shows_the_places_of_the_mission_it_ends_on(visit: Callable[..., Any], day: dict[str, str]) -> None:
    page = visit(day["plan"]).page
    missions = page.locator("section.mission")
    carried = page.evaluate_handle("() => new DataTransfer()")
    row, target = missions.nth(0).locator("[data-stop]").first, missions.nth(1)
    row.dispatch_event("dragstart", {"dataTransfer": carried})
    target.dispatch_event("dragover", {"dataTransfer": carried})
    assert "target" in (target.get_attribute("class") or "").split(), "where it would go is shown"
    target.dispatch_event("drop", {"dataTransfer": carried})
    page.wait_for_selector("#move #places", timeout=60_000)
    assert page.locator("#move[open]").count() == 1


def test_it_is_approved_and_printed(visit: Callable[..., Any], day: dict[str, str]) -> None:
    opened = visit(day["plan"])
    page = opened.page
    assert page.get_by_role("link", name="Crew sheet (PDF)").count() == 0
    page.locator("[aria-pressed=false]").first.click()
    page.wait_for_selector("[aria-pressed=true]")
    page.locator(".approve button.primary").click()
    page.wait_for_selector("text=In force")
    sheets = page.get_by_role("link", name=re.compile("Crew sheet"))
    assert sheets.count() == page.locator("section.mission:not(.stop)").count()
    day["mission"] = page.locator("section.mission:not(.stop) h2 a").first.get_attribute("href") or ""
    sheet = page.request.get(page.url.split("/plan/")[0] + (sheets.first.get_attribute("href") or ""))
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.body().startswith(b"%PDF")
    opened.check()


def test_a_closure_is_reported_and_the_day_replanned(visit: Callable[..., Any], day: dict[str, str]) -> None:
    opened = visit(day["plan"])
    page = opened.page
    held = page.locator("li:has([aria-pressed=true]) strong").first.inner_text()
    page.get_by_role("link", name="Replan").click()
    page.wait_for_selector("form [name=why]")
    opened.check()
    page.select_option("[name=why]", "closure")
    page.click("main form button.primary")
    page.wait_for_selector("#progress progress")
    settled(page)
    assert "Made anew" in page.inner_text(".lead")
    kept = page.locator("li.stop-row, .stop-row").filter(has=page.locator("strong", has_text=held))
    assert kept.filter(has_text="Held fast").count() == 1, "what was promised stands"
    opened.check()
    page.locator(".approve button.primary").click()
    page.wait_for_selector("text=In force")
    day["mission"] = page.locator("section.mission:not(.stop) h2 a").first.get_attribute("href") or ""
    assert "A newer plan stands in its place." in visit(day["plan"]).page.inner_text("main")


def test_a_crew_leaves_falls_silent_and_every_page_says_so(visit: Callable[..., Any], day: dict[str, str]) -> None:
    opened = visit(day["mission"], who="registrar")
    page = opened.page
    page.select_option("[name=kind]", "left")
    page.fill("[name=at]", (datetime.now().astimezone() - timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M"))
    page.click("form[action$='/log/'] button")
    page.wait_for_selector("text=Written into the log")
    for path in ("/", "/plan/", "/shelters/", "/resources/"):
        seen = visit(path)
        seen.page.wait_for_selector("#alarm [role=alert]", timeout=20_000)
        assert "Overdue" in seen.page.inner_text("#alarm")
    seen.check()
    page.goto(page.url)
    page.select_option("[name=kind]", "checkin")
    page.click("form[action$='/log/'] button")
    page.wait_for_selector(".history >> text=Checked in")
    quiet = visit("/resources/").page
    quiet.wait_for_timeout(1500)
    assert quiet.inner_text("#alarm") == ""


def test_outcomes_are_entered_once(visit: Callable[..., Any], day: dict[str, str]) -> None:
    opened = visit(day["mission"], who="registrar")
    page = opened.page
    page.select_option("[name=kind]", "back")
    page.click("form[action$='/log/'] button")
    page.get_by_role("link", name="Enter outcomes").click()
    page.wait_for_selector("fieldset.outcome")
    opened.check()
    for again in (False, True):
        for choice in page.locator("select[name$='.what']").all():
            choice.select_option("taken")
        page.locator("main form button.primary").click()
        page.wait_for_selector(".history")
        told = page.locator(".toast").first.inner_text()
        assert ("Recorded: 0." in told) == again
        if not again:
            assert page.locator("h2", has_text="What happened").count() == 1
            page.get_by_role("link", name="Enter outcomes").click()
            page.wait_for_selector("fieldset.outcome")
    opened.check()
