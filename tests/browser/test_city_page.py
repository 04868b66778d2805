"""The page of a city's plan in a real browser: it empties by the clock, from disk alone, for every reader."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from corridor.workflows.demo.city import write_demo_city
from corridor.workflows.evacuate_city import evacuate_city, write_city_plan

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="document.title=1">&</script><script>document.title=2</script>'
PEOPLE = 4_000
WAIT_MS = 30_000


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "demo"
    write_demo_city(folder, people=PEOPLE)
    path = folder / "zones.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["name"] = HOSTILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = evacuate_city(folder, seconds=5)
    write_city_plan(done, folder / "en", language="en")
    write_city_plan(done, folder / "uk", language="uk")
    return folder


def people_out(page: Page) -> int:
    return int("".join(c for c in page.inner_text("#count").split(" of ")[0] if c.isdigit()))


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("en", (1400, 900), "light"),
        ("uk", (390, 844), "dark"),
        ("en", (390, 844), "light"),
        ("uk", (1400, 900), "dark"),
    ],
)
def test_every_reader_can_use_it(browser: Browser, written: Path, language: str, size: tuple[int, int], scheme: str):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((written / language / "index.html").as_uri())
    expect(page.locator("#count")).not_to_be_empty(timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert Axe().run(page).violations_count == 0
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert HOSTILE in page.inner_text("table >> nth=0")
    assert page.title() not in ("1", "2")
    context.close()


def test_the_city_empties_by_slider_and_by_itself(browser: Browser, written: Path):
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto((written / "en" / "index.html").as_uri())
    expect(page.locator("#count")).not_to_be_empty(timeout=WAIT_MS)
    assert people_out(page) == 0
    page.focus("#moment")
    page.keyboard.press("End")
    expect(page.locator("#moment")).to_have_value("1000", timeout=WAIT_MS)
    assert people_out(page) == pytest.approx(PEOPLE, abs=60)
    page.click("#play")
    expect(page.locator("#moment")).to_have_value(re.compile(r"^[1-9]\d{0,2}(\.\d+)?$"), timeout=WAIT_MS)
    assert page.inner_text("#play") == "Pause"
    page.click("#play")
    assert page.inner_text("#play") == "Play"
    context.close()


def test_the_timetable_is_a_card_a_driver(browser: Browser, written: Path):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((written / "uk" / "timetable.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("section").count() > 5
    assert Axe().run(page).violations_count == 0
    context.close()
